"""What a file says about itself in its first comments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from itertools import islice

from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.languages import Language
from ralf_notes.outline.languages.known.families import SCRIPTS
from ralf_notes.outline.model import Symbol
from ralf_notes.patterns import lazily

_MOST_COMMENTS = 20
_NEVER_OF_FILES = {
    "rust": lazily(r"///|/\*\*"),
    "c_sharp": lazily(r"///"),
    "swift": lazily(r"///"),
}
"""Comments that can only describe what is below them."""
_OF_SETTINGS = ("yaml", "toml", "ini")
_NAME = lazily(r"[A-Za-z][\w-]*")
"""Matches a single word, which only repeats a name."""
_OF_LINES = ("ignore", "requirements")
_LINE_BELOW = lazily(r"\s?\n?[^#\s]")
_LINE_WITH_COMMENT = lazily(r"^#[^\w\n]*+\w[^\n]*+\n(?:#[^\w\n]*+\n)?[^#\s]", re.MULTILINE)
_KEY_BELOW = lazily(r"\s?\n?[\w\"'.-]{1,80}[ \t]*[:=]")
_SECTION_BELOW = lazily(r"\r?\n\[")
_SECTION_WITH_COMMENT = lazily(r"^[#;][^\w\n]*+\w[^\n]*+\n\[", re.MULTILINE)
_TURNED_OFF = lazily(
    r"[a-z][\w.-]*+[ \t]*+(?:=[ \t]*+|:(?:[ \t]++|$))"
    r"(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s\"'#]*+)[ \t]*+(?:#[^\n]*+)?$",
    re.MULTILINE,
)
"""Matches a first line that is a setting, which a comment turns off: `next-version: 21.0.5`."""
_OF_ENTRIES = (*_OF_SETTINGS, "dockerfile", "text")
_KEY_WITH_COMMENT = lazily(r"^#[^\w\n]*+\w[^\n]*+\n[\w\"'.-]{1,80}+[ \t]*+[:=]", re.MULTILINE)
_IMPORT = lazily(r"\brequire\s*\(|\bimport\b|\brequire_relative\b|__import__|\buse strict\b")
_CONDITION = lazily(r"#[ \t]*(?:if|ifdef|pragma(?![ \t]+once))\b")
_OWN_SWITCH = lazily(
    r"#[ \t]*ifndef[ \t]+(?P<name>\w+)[^\n]*\n"
    r"\s*#[ \t]*define[ \t]+(?P=name)\b[^\n]*\n\s*#[ \t]*endif"
)
"""Matches what defines a macro unless it is defined: no guard, which is around the whole file."""
_GUARD = lazily(r"^[ \t]*#[ \t]*(?:ifndef|pragma[ \t]+once)\b", re.MULTILINE)
_OF_SHELL = lazily(r"(?:set[ \t]+[-+]\w|shopt\b|trap\b)")
_ON_FAILURE = lazily(
    r"\W*+(?:[\w'’]++[, ]++){0,4}?(?:(?:fail|exit|abort|stop|halt|quit|bail|die)\w*\b[^.\n]{0,40}?"
    r"\b(?:errors?|fail\w*|commands?|non-?zero|status|unset|immediately|early|fast)\b"
    r"|(?:catch|handle|throw|trap|treat)\s+(?:\w+\s+){0,3}?errors?\b|unset\b|undefined\b"
    r"|strict(?: mode\b|\W*$)|debug(?:ging| mode)?\W*$|trac(?:e|ing)\b)",
    re.IGNORECASE,
)
"""Matches how a comment begins that tells what orders such as `set -e` are for."""
_FOR_NEXT_LINE = lazily(
    r"[\w-]-(?:disable|ignore|suppress)-next-line\b|@ts-(?:ignore|expect-error)\b|NOLINTNEXTLINE\b"
    r"|\b(?:prettier|biome|deno-lint|oxlint|dprint|svelte|formatter|rome)-ignore\b(?!-)|\bnoinspection\b"
)
"""Matches an order to a tool on the line below: what stands above it tells why."""
_REMARK = lazily(r"\W*[a-z][^.\n]*$")
"""Matches a line in small letters without a full stop, such as `// no UUIDs on Linux`."""
_HEAD = lazily(
    r"(?:package|namespace|import|from|use|using|require\w*|include|module|library|part|source)\b"
    r"|#[ \t]*(?:include|ifndef)\b|['\"]use strict"
)
_APART = lazily(r"\*/[ \t]*\n[ \t]*\n(?=[^\s*/]{3})")
_LEAST_APART = 3
"""Comments with an empty line below, from which on a file separates all comments so from what they
describe."""
_DEFINES = lazily(
    r"""(?:export\s+|default\s+|public\s+|private\s+|internal\s+|static\s+|final\s+|async\s+|abstract\s+
          |pub(?:\([^)]*\))?\s+)*
        (?:(?:const|let|var|val|readonly|declare(?!\s*\()|typedef|type|class|struct|enum|union|interface|trait
           |function|func|fun|fn|def|impl|object|record|typealias|\#define|local)\b
        | [\w.$:]+(?:\s*:[^=\n]{1,80})?\s*[:?+]?=(?![=>])
        | \w+\s*\(\)\s*\{)""",
    re.VERBOSE,
)


def opening_comment(path: str, text: str, language: Language, symbols: Sequence[Symbol]) -> str:
    """Return the first comment of a file that is about the file, or ''.

    A licence, a label such as `Module dependencies.`, and what is about a definition are not.

    Args:
        path: the path of the file, with `/`.
        text: the text of the file.
        language: its language, which says how comments look.
        symbols: the symbols of the file.
    """
    stem = posixpath.basename(path).partition(".")[0]
    first = symbols[0].start if symbols else len(text) * 4
    of_symbols = _NEVER_OF_FILES.get(language.key)
    for comment in islice(comments.leading(text, language.comments), _MOST_COMMENTS):
        start = len(text[: comment.start].encode("utf-8", "replace"))
        is_tagged = notices.is_about_file(comment.text)
        if not is_tagged and (
            first <= start
            or (of_symbols and of_symbols.match(comment.text))
            or notices.is_banner(comment.text)
            or notices.declares_type(comment.text)
            or notices.declares_lua_type(comment.text)
            or _is_of_next_line(text, comment)
            or (language.key in SCRIPTS and _is_apart(text, comment))
            or _is_of_next_entry(text, comment, language.key)
        ):
            continue
        words = notices.about_file(comments.comment_text(comment.text), stem)
        if language.key in _OF_ENTRIES and _TURNED_OFF.match(words):
            continue
        if words and (is_tagged or not _NAME.fullmatch(words)):
            return words
    return ""


def _is_of_next_entry(text: str, comment: comments.Comment, key: str) -> bool:
    """Whether the entry directly below has the comment, as a further entry of the file has one."""
    below = text[comment.end :]
    if key in _OF_SETTINGS:
        if key != "yaml" and _SECTION_BELOW.match(below):
            return _SECTION_WITH_COMMENT.search(below) is not None
        if _KEY_BELOW.match(below):
            return _KEY_WITH_COMMENT.search(below) is not None
    is_one_line = "\n" not in comments.comment_text(comment.text)
    is_of_target = key in ("text", "ini") or (key == "makefile" and is_one_line)
    is_right_above = not below.startswith(("\n\n", "\r\n\r\n"))
    if key in _OF_LINES or (is_of_target and is_right_above):
        return bool(_LINE_BELOW.match(below)) and _LINE_WITH_COMMENT.search(below) is not None
    return False


def _is_of_next_line(text: str, comment: comments.Comment) -> bool:
    """Whether what comes below has the comment, and not the file."""
    after = text[comment.end : comment.end + 300].partition("\n")[2]
    below = after.partition("\n")[0].strip()
    next_code = after.lstrip().partition("\n")[0].rstrip()
    is_one_line = "\n" not in comment.text
    above = text[: comment.start].strip()
    # What is right below `#!` is about the script.
    is_of_script = above.startswith("#!") and "\n" not in above
    is_of_doc = below.startswith("//!") and not comment.text.startswith("//!")
    if is_one_line and (is_of_doc or _CONDITION.match(below)):
        return True
    if below and _FOR_NEXT_LINE.search(comment.text.rstrip("*/ \t\n").rpartition("\n")[2]):
        return True
    if _OWN_SWITCH.match(after) or (
        _CONDITION.match(below) and "__cplusplus" not in below and _GUARD.search(above)
    ):
        return True
    if _OF_SHELL.match(below) and _ON_FAILURE.match(comment.text):
        return True
    if is_one_line and above and not is_of_script and _REMARK.fullmatch(comment.text):
        is_about_code = below and not _HEAD.match(below)
        return bool(is_about_code or _CONDITION.match(next_code))
    if not _DEFINES.match(below) or _IMPORT.search(below):
        return False
    return is_one_line or not is_of_script


def _is_apart(text: str, comment: comments.Comment) -> bool:
    """Whether a comment is the next definition's, in a file that leaves a line between the two."""
    below = text[comment.end :].lstrip()
    if not comment.text.startswith("/*") or not _DEFINES.match(below):
        return False
    is_import = _IMPORT.search(below.partition("\n")[0])
    return not is_import and len(_APART.findall(text)) >= _LEAST_APART
