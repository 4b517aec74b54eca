"""Types that comments of JSDoc declare: `@typedef` and `@callback`, each with its members."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import declares_type
from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table

_TAG = re.compile(r"^@(\w+)[ \t]*", re.MULTILINE)
_PROPERTIES = frozenset(("property", "prop"))
_RESULT = frozenset(("return", "returns"))
_OF_CALLS = frozenset(("param", "arg", "argument")) | _RESULT
_NAMED = re.compile(r"\s*\[?([\w$.]+(?:\[\])?)(?:\s*=([^\]\n]*))?\]?\s*(?:[-–:]\s+)?", re.ASCII)
_COLUMNS = ("name", "type", "default", "what it is")
_MOST = 200


def types_tables(file: ParsedFile) -> tuple[Table, ...]:
    """Return the table of the types that a file declares in comments."""
    rows = [row for text in _declaring(file) for row in _rows(text)]
    return tables(Table("Types in comments", _COLUMNS, tuple(rows[:_MOST])))


def _declaring(file: ParsedFile) -> Iterator[str]:
    """Yield the text of each comment that declares a type."""
    if b"@typedef" in file.source or b"@callback" in file.source:
        for end, start in sorted(file.comments.items()):
            written = file.slice(start, end)
            if declares_type(written):
                yield comment_text(written)


def _rows(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the row of a type, and one for each of its members."""
    first, *tags = _TAG.split(text)
    words, name, kind = first.lstrip("/ "), "", ""
    members: list[tuple[str, ...]] = []
    # Beside properties, `@param` and `@returns` are about the function below the comment.
    member_tags = _OF_CALLS if _PROPERTIES.isdisjoint(tags[::2]) else _PROPERTIES
    for tag, body in zip(tags[::2], tags[1::2], strict=True):
        shape, rest = _braced(body)
        named = _NAMED.match(rest)
        description = _on_one_line(rest[named.end() :] if named else rest)
        if tag in ("typedef", "callback") and named and not name:
            name, kind = named[1], shape or ("function" if tag == "callback" else "")
            words = words or description
        elif tag in _RESULT & member_tags and name:
            members.append((f"{name}()", shape, "", _on_one_line(rest)))
        elif tag in member_tags and named and name:
            members.append((f"{name}.{named[1]}", shape, named[2] or "", description))
        elif tag in ("description", "desc", "summary"):
            words = words or body
    if name:
        yield name, kind, "", _on_one_line(words)
        yield from members


def _braced(text: str) -> tuple[str, str]:
    """Return the type in braces at the start of a text, on one line, and what follows it."""
    text = text.lstrip()
    depth = 0
    for at, character in enumerate(text if text.startswith("{") else ""):
        depth += (character == "{") - (character == "}")
        if not depth:
            return _on_one_line(text[1:at]), text[at + 1 :]
    return "", text


def _on_one_line(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())
