"""The script and the template of a component file, each with blanks in place of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OPENING = re.compile(
    rb"""
    <(?P<tag>script|style)\b(?P<attributes>(?:
        \"(?:[^\"<]++|<(?!(?:script|style)\b))*+\"
      | '(?:[^'<]++|<(?!(?:script|style)\b))*+'
      | [^<>\"']++
      | <(?!(?:script|style)\b)
    )*+)>
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""No attribute holds an opening tag: a text of thousands would be read once for each."""
_SOURCE = re.compile(rb"\bsrc\s*=\s*[\"']([^\"'>]+)[\"']")
_NO_CODE = re.compile(rb"\btype\s*=\s*[\"'](?!module|text/(?:javascript|typescript|babel))")
_FRONT = re.compile(rb"\s*---[ \t]*\r?\n")
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
_NOT_BLANK = re.compile(rb"[^\r\n]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a component file; texts are as long as the file, with its lines."""

    script: bytes
    template: bytes
    sources: tuple[str, ...]
    """The files that its script is in, if it is not in this one: `<script src="./a.ts">`."""


def parts_of(key: str, source: bytes) -> Parts:
    """Return the parts of a component file.

    Args:
        key: `vue`, `svelte` or `astro`.
        source: its text in UTF-8.
    """
    comments = list(_comments(source))
    text = _blanked(source, comments)
    front = _front(text) if key == "astro" else (0, 0)
    scripts, sources, code = [front], [], [front]
    at = front[1]
    lower = text.lower()
    while opening := _OPENING.search(text, at):
        end = lower.find(b"</" + opening["tag"].lower(), opening.end())
        at = len(text) if end < 0 else end
        code.append((opening.start(), at))
        if opening["tag"].lower() == b"script" and not _NO_CODE.search(opening["attributes"]):
            scripts.append((opening.end(), at))
            sources += _SOURCE.findall(opening["attributes"])
    outside = _gaps(sorted(scripts), len(source))
    return Parts(
        _blanked(source, outside),
        _blanked(text, code),
        tuple(each.decode("utf-8", "replace") for each in sources),
    )


def _front(text: bytes) -> Span:
    """Return where the script between `---` lines at the top is; an empty span without one."""
    opening = _FRONT.match(text)
    closing = _FENCE.search(text, opening.end()) if opening else None
    return (opening.end(), closing.start()) if opening and closing else (0, 0)


def _comments(source: bytes) -> Iterator[Span]:
    start = source.find(b"<!--")
    while start >= 0:
        end = source.find(b"-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = source.find(b"<!--", end)


def _gaps(spans: Iterable[Span], size: int) -> Iterator[Span]:
    """Yield what is outside of some sorted spans."""
    at = 0
    for start, end in spans:
        yield at, start
        at = max(at, end)
    yield at, size


def _blanked(text: bytes, spans: Iterable[Span]) -> bytes:
    """Return a text with blanks in some spans; line breaks stay."""
    result = bytearray(text)
    for start, end in spans:
        if start < end:
            result[start:end] = _NOT_BLANK.sub(b" ", text[start:end])
    return bytes(result)
