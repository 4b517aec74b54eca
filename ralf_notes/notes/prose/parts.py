"""The map of a file that a model has read in parts: a section of its note, and read back. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.prose.linkers import Linker
from ralf_notes.notes.prose.private import VALUES
from ralf_notes.notes.prose.reading import listed, section_under
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.model import Outline, Symbol

_MOST_NAMES, _FEW_NAMES = 8, 3
_MANY_PARTS = 40
"""A map of more parts has few names of each."""


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A run of a file's bytes that a model has read at once, or that it is to read."""

    size: int
    """How many bytes; the parts of a file follow each other."""
    digest: str = ""
    """Hash of its bytes, '' where a model is to read them."""
    text: str = ""
    """What the model says about it, '' where that could not be used."""


def part_sections(
    parts: Sequence[KeptPart], outline: Outline, link: Linker, say: Wording
) -> list[tuple[str, str, Sequence[str]]]:
    """Return heading, remark and lines of the map of a file; nothing for a file without one.

    Args:
        parts: the parts of the file, in its order.
        outline: of the file.
        link: links names to the sections of the note, and to other files.
        say: the words of heading and remarks.
    """
    lines: list[str] = []
    most = _MOST_NAMES if len(parts) <= _MANY_PARTS else _FEW_NAMES
    for number, (part, symbols) in enumerate(zip(parts, names_of(parts, outline), strict=True), 1):
        mark = f"{number}. "
        missing = say(f"remarks.part_{'unusable' if part.digest else 'pending'}")
        lines.append(f"{mark}{markdown.prose(part.text, link) if part.text else missing}")
        if symbols:
            lines.append(f"{' ' * len(mark)}- {_listed(symbols, most, link, say)}")
    return [(say("headings.parts"), say("remarks.parts"), lines)] if lines else []


def read_parts(sections: Sequence[str], rows: Sequence[tuple[int, str]]) -> tuple[KeptPart, ...]:
    """Return the parts of a note.

    Args:
        sections: of the note's block, each with its heading.
        rows: size and hash of each part, as the note's state has them.
    """
    texts = iter(listed(section_under("headings.parts", sections)))
    return tuple(KeptPart(size, digest, _text(next(texts, ""), digest)) for size, digest in rows)


def names_of(parts: Sequence[KeptPart], outline: Outline) -> Iterator[list[Symbol]]:
    """Yield the symbols that begin in each part, without those inside another one of the part.

    Functions and types come before values, those in use first. There are none where the parts are
    those of another text.
    """
    is_of_now = sum(part.size for part in parts) == outline.size
    at, place = 0, 0
    symbols = outline.symbols if is_of_now else ()
    for part in parts:
        at += part.size
        inside: set[str] = set()
        outer = []
        while place < len(symbols) and symbols[place].start < at:
            symbol = symbols[place]
            if symbol.parent not in inside:
                outer.append(symbol)
            inside.add(symbol.name)
            place += 1
        yield sorted(outer, key=lambda s: (s.kind in VALUES, s.name not in outline.known))


def _listed(symbols: Sequence[Symbol], most: int, link: Linker, say: Wording) -> str:
    """Return some symbols as a list of names; the headings of a document are text."""
    shown = symbols if len(symbols) <= most + 1 else symbols[:most]
    names = [
        markdown.escape_inline(symbol.name.partition("#")[0])
        if symbol.kind == "section"
        else link(symbol.name) or markdown.code_span(symbol.name)
        for symbol in shown
    ]
    listed, further = ", ".join(names), len(symbols) - len(shown)
    if further:
        listed = say("lists.names_and_count", names=listed, count=further)
    return markdown.guard(listed)


def _text(line: str, digest: str) -> str:
    """Return the prose of a line; a set phrase is none."""
    return "" if not digest or line.startswith("*") else markdown.plain(line)
