"""Lines of a file in which names of other files may stand, as the cache keeps them.

They are found once, when the file is outlined: then its text is at hand, with its secrets masked.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ralf_notes.notes.lists.chosen import describable, has_room_for_all
from ralf_notes.notes.sections import headings_around
from ralf_notes.outline.imports.sightings import sightings_of
from ralf_notes.outline.model import Outline
from ralf_notes.source.classify import Kind


class Sighted(NamedTuple):
    """A line of a file with a chain of names."""

    chain: str
    function: str
    """The symbol that it is in, or ''."""
    heading: str
    """The section that this symbol has in the file's note, or the one around it; or ''."""
    line: str
    standing: int
    """How it stands there: `CALL`, `VALUE` or `TYPE` of `outline.imports.sightings`."""


def encoded_sightings(outline: Outline, text: str, kind: Kind) -> str:
    """Return the lines of a file as compact JSON, in which each text stands once.

    Args:
        outline: of the file, with its mentions.
        text: of the file.
        kind: of the file.
    """
    sightings = sightings_of(outline, text)
    headings = _headings(outline, kind) if sightings else {}
    texts: dict[str, int] = {}
    rows = []
    for each in sightings:
        values = each.chain, each.symbol, headings.get(each.symbol, ""), each.line
        numbers = [texts.setdefault(value, len(texts)) for value in values]
        rows.append([*numbers, each.standing])
    return json.dumps([list(texts), rows], separators=(",", ":")) if rows else ""


def decoded_sightings(data: str) -> list[Sighted]:
    """Return the lines that `encoded_sightings` wrote."""
    texts, rows = json.loads(data) if data else ((), ())
    return [
        Sighted(texts[chain], texts[function], texts[heading], texts[line], standing)
        for chain, function, heading, line, standing in rows
    ]


def _headings(outline: Outline, kind: Kind) -> dict[str, str]:
    """Return the text of the section that each symbol stands in."""
    if not has_room_for_all(outline):  # which ones get a section depends on other files
        return {}
    return headings_around(outline.symbols, describable(outline, kind))
