"""Comments: where they are before the code of a file, and their text without marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from textwrap import dedent

from ralf_notes.patterns import lazily

_LINE_MARK = lazily(
    r"^(?:/{2,}(?:!|[*?](?=\s))?|#+(?:!|[:/](?=\s|$)|[*?](?=\s))?|--+|;+)(?:<(?!\w))?"
)
_OPENING = lazily(r"^(?:/\*+!?<?|<!--+|<#|--\[=*\[-*)")
_CLOSING = lazily(r"(?:(?<!\*)\*+/|(?<!-)--+>|#>|(?:(?<!-)--+)?\]=*\])$")
_STAR = lazily(r"^[ \t]*\*+(?!\S*\*) ?", re.MULTILINE)
_METADATA = lazily(
    r"^# /// [\w-]{1,40}[ \t]*+\n(?:[ \t]*+#[^\n]*+\n){0,100}?[ \t]*+# ///[ \t]*+$", re.MULTILINE
)
"""Matches what a script of Python tells its runner in a comment.
Source: https://packaging.python.org/en/latest/specifications/inline-script-metadata/"""
_EDGE = lazily(r"(?<=[ \t])(?:\*++|#++|/{2,}+)$", re.MULTILINE)
"""Matches the right side of a box that is drawn around words."""
_TILDES = lazily(r"[ \t]*+~~~(?!~)")
_COLOURS = lazily(r"\x1b\[[0-9;]*m")
_BBCODE = lazily(r"\[(b|i|code|kbd)\]([^\[\]\n]{1,300}+)\[/\1\]")
_MARKS_OF_BBCODE = {"b": "**", "i": "*", "code": "`", "kbd": "`"}
_DRAWN = lazily(r"[ \t]*+[/*!#=~_+-]{4,}+[ \t]*+$")
_AT_STAR = lazily(r"([ \t]*+)\*")
_RULE = lazily(r"^(?!\s*+(?://|#)\s*+\.\.\.$)[\s=\-*#~_+/.]{3,}$")

_SKIPPED = lazily(
    r"""\s*(?:<\?php\b|<\?xml[^>]*>|<!doctype[^>]*>|declare\s*\([^)]*\)\s*;"""
    r"""|['"]use strict['"]\s*;?|\#!(?!\[)[^\n]*|\#(?:compdef|autoload)\b[^\n]*|\#pragma\s+once"""
    r"""|---[ \t]*(?=[\r\n])|\#ifndef\s+(\w+)[ \t]*\r?\n\s*\#define\s+\1\b[^\n]*)""",
    re.IGNORECASE,
)
_DIRECTIVE = lazily(
    r"#(?:define|undef|cmakedefine(?:01)?|mesondefine|include|if\w*|elif|else|endif|pragma|compdef"
    r"|autoload)\b|--\w"
)
"""Lines of templates for C, of shells and of lists of options: in an unknown format they look like
comments."""
_FLAVOUR = lazily(r"//[/!]")
_BLOCKS = {"/*": "*/", "<!--": "-->", "<#": "#>"}


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, or a run of line comments without a gap."""

    start: int
    """Index of its first character in the text."""
    end: int
    text: str
    """As written."""


@lru_cache(maxsize=1024)  # what a comment is about is asked several times
def comment_text(comment: str) -> str:
    """Return the text of a comment without its marks, drawn lines and common indentation."""
    comment = comment.strip().replace("\r\n", "\n").replace("\r", "\n")
    if "# /// " in comment:
        comment = _METADATA.sub("", comment).strip()
    if "\x1b" in comment:
        comment = _COLOURS.sub("", comment)
    if _EDGE.search(comment):
        comment = _without_right_edge(comment)
    if _OPENING.match(comment):
        inner = _CLOSING.sub("", _OPENING.sub("", comment))
        first, newline, rest = inner.partition("\n")
        if all(line.lstrip().startswith("*") or not line.strip() for line in rest.split("\n")):
            rest = _STAR.sub("", rest)
        elif not first.strip(" \t*!"):
            rest = _without_some_stars(rest, comment.rpartition("\n")[2])
        text = first.strip() + newline + dedent(rest)
    else:
        text = "\n".join(_LINE_MARK.sub("", line.strip()) for line in comment.split("\n"))
    fences = _fences(text) if "~~~" in text else ()
    lines = [
        "" if _RULE.match(line) and number not in fences else line.rstrip()
        for number, line in enumerate(text.split("\n"))
    ]
    while lines and not lines[0]:
        lines.pop(0)
    text = dedent("\n".join(lines)).strip()
    return _BBCODE.sub(_in_markdown, text) if "[/" in text else text


def _in_markdown(match: re.Match[str]) -> str:
    mark = _MARKS_OF_BBCODE[match[1]]
    return f"{mark}{match[2].strip()}{mark}" if mark not in match[2] else match[0]


def _fences(text: str) -> set[int]:
    """Return the numbers of the lines with three tildes between which code stands.

    Nothing stands right above the first one, or words with a colon: it underlines no title.
    """
    fences: list[int] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        above = lines[number - 1].strip() if number else ""
        is_inside = len(fences) % 2 == 1
        if _TILDES.match(line) and (is_inside or not above or above.endswith(":")):
            fences.append(number)
    return set(fences[: len(fences) // 2 * 2])


def _without_right_edge(comment: str) -> str:
    """Return a comment without the right sides of the boxes in it.

    A box begins or ends with a drawn line, and each of its lines ends with the same mark.
    """
    boxes: list[list[str]] = [[]]
    for line in comment.split("\n"):
        if _DRAWN.match(line):
            boxes += [[line], []]
        else:
            boxes[-1].append(line)
    for box in boxes[::2] if len(boxes) > 1 else []:
        inside = box[:-1] if box and box[-1].strip() == "*/" else box
        if all(map(_EDGE.search, filter(str.strip, inside))):
            box[: len(inside)] = [_EDGE.sub("", line).rstrip() for line in inside]
    return "\n".join(line for box in boxes for line in box)


def _without_some_stars(text: str, last: str) -> str:
    """Return the lines of a comment of which the first has a star in front, but not all have.

    The stars are marks if they stand below each other and above that of the last line, `*/`.
    """
    lines = text.split("\n")
    stars = [_AT_STAR.match(line) for line in lines]
    end = _AT_STAR.match(last)
    first = next((star for line, star in zip(lines, stars, strict=True) if line.strip()), None)
    if not (first and end) or any(star and star[1] != end[1] for star in stars):
        return text
    mark = next(filter(None, map(_STAR.match, lines)), end)
    room = len(mark[0])
    return "\n".join(
        _STAR.sub("", line) if star else line[min(room, len(line) - len(line.lstrip())) :]
        for line, star in zip(lines, stars, strict=True)
    )


def leading(text: str, marks: tuple[str, ...]) -> Iterator[Comment]:
    """Yield the comments before anything else in a file.

    Args:
        text: the text of the file.
        marks: the marks that start a comment in its language, see `Language.comments`.
    """
    position = 0
    while True:
        # Skip white space, and lines that may precede the comment about the file.
        while skipped := _SKIPPED.match(text, position):
            position = skipped.end()
        while position < len(text) and text[position].isspace():
            position += 1
        end = _comment_end(text, position, marks)
        if end == position:
            return
        yield Comment(position, end, text[position:end])
        position = end


def _comment_end(text: str, start: int, marks: tuple[str, ...]) -> int:
    """Return where the comment at `start` ends; `start` if there is none."""
    for opening, closing in _BLOCKS.items():
        if opening in marks and text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            return len(text) if end < 0 else end + len(closing)
    line_marks = (mark for mark in marks if mark not in _BLOCKS and text.startswith(mark, start))
    mark = next(line_marks, "")
    if not mark or ("#" in marks and _DIRECTIVE.match(text, start)):
        return start
    # The lines below belong to it as long as they have the same mark: `///` is not `//`.
    flavour = _FLAVOUR.match(text, start)
    mark = flavour[0] if flavour else mark
    end = start
    while text.startswith(mark, start) and (len(mark) > 2 or not text.startswith("//!", start)):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        start = end + 1
        while start < len(text) and text[start] in " \t":
            start += 1
        if "#" in marks and _DIRECTIVE.match(text, start):
            break
    return end
