"""The calls that follow from where a program starts: in words with links, and as edges. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.links import Links
from ralf_notes.notes.wording import Wording


@dataclass(frozen=True, slots=True)
class SymbolPlace:
    """A symbol of a file; '' stands for what is outside of all symbols."""

    path: str
    symbol: str


@dataclass(frozen=True, slots=True)
class Call:
    """That one symbol uses another."""

    user: SymbolPlace
    used: SymbolPlace


def call_lines(calls: Sequence[Call], at: str, links: Links, say: Wording) -> list[str]:
    """Return a line for each symbol that calls others: what it calls, in order.

    Args:
        calls: in the order in which they follow from the start.
        at: the path of the note.
        links: the notes that exist.
        say: the words of the lines.
    """
    lines = []
    for user in dict.fromkeys(call.user for call in calls):
        used = [call.used for call in calls if call.user == user]
        names = [
            markdown.code_span(each.symbol)
            + (f" ({links.file(at, each.path)})" if each.path != user.path else "")
            for each in used
        ]
        called, file = ", ".join(names), links.file(at, user.path)
        if user.symbol:
            symbol = markdown.code_span(user.symbol)
            lines.append(say("lists.calls_in", symbol=symbol, file=file, names=called))
        else:
            lines.append(say("lists.calls", user=file, names=called))
    return lines


def call_edges(calls: Sequence[Call]) -> list[tuple[str, str]]:
    """Return the calls as pairs of labels for a diagram: each with the name of its file."""
    return [(_label(call.user), _label(call.used)) for call in calls]


def _label(place: SymbolPlace) -> str:
    name = posixpath.basename(place.path)
    return f"{name}: {place.symbol}" if place.symbol else name
