"""The keys of a settings file, each with the author's comment: what is left where no kind is known.

Reads line by line, so that templates and broken files have keys as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice
from ralf_notes.outline.model import Table
from ralf_notes.patterns import lazily

_MOST = 150
_YAML_KEY = lazily(
    r"(?:\"([^\"\n]{1,100})\"|'([^'\n]{1,100})'|([^\s#\"'&*!|>%@`{\[,\-?:][^#\n:]{0,99}?))"
    r" ?:(?=\s|$)"
)
_TOML_KEY = lazily(r"(\[\[?)?[ \t]*+([^\s\[\]=#][^\[\]=\n]{0,150}+)(?:(\]\]?)|=)")
_TOML_QUOTES = ('"""', "'''")
_TOML_STRING = lazily(r"\"(?:[^\"\\\n]|\\.)*+\"?+|'[^'\n]*+'?+")
_INI_SECTION = lazily(r"\[([^\]\n]{1,150})\]")
_INI_KEY = lazily(r"([\w.\-*/${}@\\][\w.\-*/${}@\\ ]{0,120}+)[=:]")
_ENV_KEY = lazily(r"(?:export[ \t]+)?([A-Za-z_]\w{0,100})[ \t]*=")
_HELM_DOC = lazily(r"^(?:@param\s+(\S+)\s*|--\s*|@section\s*)")
_COMMENTED_OUT = lazily(r"^[\w.\-\"]{1,60}\s*(?::|=)(?:\s*\S{1,80}|\s*)$|^-\s+\S+$|^[\[{}\]]")


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a settings file."""

    name: str
    comment: str
    """The author's words above it or after it, on one line."""


def yaml_keys(text: str) -> list[Key]:
    """Return the keys at the left margin of a YAML file, also of a template of one."""
    return list(_keys(text, ("#",), _yaml_name))


def _yaml_name(line: str) -> str:
    match = _YAML_KEY.match(line)
    return (match[1] or match[2] or match[3] or "").strip() if match else ""


def toml_keys(text: str) -> list[Key]:
    """Return the tables of a TOML file, and the keys before the first of them."""
    in_table, depth, quotes = False, 0, ""

    def name(line: str) -> str:
        nonlocal in_table, depth, quotes
        if quotes:
            quotes = "" if quotes in line else quotes
            return ""
        quotes = next((each for each in _TOML_QUOTES if line.count(each) == 1), "")
        bare = _TOML_STRING.sub("", line).partition("#")[0]
        match = _TOML_KEY.match(line) if depth <= 0 else None
        if depth > 0 or (match and not match[1]):  # a value may go on for lines
            depth += sum(map(bare.count, "[{")) - sum(map(bare.count, "]}"))
        if not match or bool(match[1]) != bool(match[3]) or (in_table and not match[1]):
            return ""
        in_table = in_table or bool(match[1])
        return match[2].strip()

    return list(_keys(text, ("#",), name))


def ini_keys(text: str) -> list[Key]:
    """Return the sections of an INI file, or its keys if it has none."""
    sections = list(_keys(text, ("#", ";"), lambda line: _group(_INI_SECTION, line)))
    return sections or list(_keys(text, ("#", "!"), lambda line: _group(_INI_KEY, line)))


def env_names(text: str) -> list[Key]:
    """Return the names of variables, never their values."""
    return list(_keys(text, ("#",), lambda line: _group(_ENV_KEY, line)))


def _group(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.match(line)
    return match[1].strip() if match else ""


def _keys(text: str, marks: tuple[str, ...], name_of: Callable[[str], str]) -> Iterator[Key]:
    """Yield the key of each line that has one, once, with the comment above it."""
    seen: set[str] = set()
    above: list[str] = []
    at_top = True  # the comment there is about the file
    for line in text.splitlines():
        if line.startswith(marks):
            above.append(line)
        elif line.rstrip() != "---":
            name = name_of(line)
            if name and name not in seen:
                seen.add(name)
                is_its_own = not at_top or any("@param" in each for each in above)
                yield Key(name, comment_of(above) if is_its_own else "")
            above, at_top = [], False


def comment_of(lines: Iterable[str]) -> str:
    """Return the words of a comment on one line; '' for a licence and for settings in comments."""
    words = comment_text("\n".join(lines))
    kept = [_HELM_DOC.sub("", line) for line in words.split("\n")]
    kept = [line for line in kept if not _COMMENTED_OUT.match(line.strip())]
    text = " ".join(" ".join(kept).split())
    return "" if is_notice(words) else text


def key_table(keys: Sequence[Key], title: str = "Keys", column: str = "key") -> Table:
    """Return the table of some keys."""
    return Table(
        title, (column, "what it is"), tuple((key.name, key.comment) for key in keys[:_MOST])
    )
