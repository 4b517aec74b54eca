"""The calls that follow from where a program starts: in words with links, and as edges. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.links import Links, distinct_labels
from ralf_notes.notes.wording import Wording

_MOST_COMMANDS = 40
_PLAIN = re.compile(r"[\w.]+")
_MARK = "\t"
"""Stands between the path and the symbol in a key: neither has it."""


@dataclass(frozen=True, slots=True)
class SymbolPlace:
    """A symbol of a file; '' stands for what is outside of all symbols."""

    path: str
    symbol: str


def key_of(path: str, symbol: str = "") -> str:
    """Return a place as one text: the path, or the path and the symbol; `place_of` reads it."""
    return f"{path}{_MARK}{symbol}" if symbol else path


def place_of(key: str) -> SymbolPlace:
    """Return the place that a key names; the symbol '' stands for the file."""
    path, _, symbol = key.partition(_MARK)
    return SymbolPlace(path, symbol)


@dataclass(frozen=True, slots=True)
class Call:
    """That one symbol uses another, or runs it as a command."""

    user: SymbolPlace
    used: SymbolPlace
    command: str = ""
    """The name of the command that it is registered as, '' for a call."""


def call_lines(
    calls: Sequence[Call], at: str, links: Links, headings: Mapping[str, str], say: Wording
) -> list[str]:
    """Return a line for each symbol that calls others: what it calls, in order.

    Args:
        calls: in the order in which they follow from the start.
        at: the path of the note.
        links: the notes that exist.
        headings: by key of a place, its section in the note of its file.
        say: the words of the lines.
    """

    def name_of(place: SymbolPlace) -> str:
        heading = headings.get(key_of(place.path, place.symbol), "")
        is_plain = _PLAIN.fullmatch(place.symbol)
        link = links.name(at, place.path, place.symbol, heading) if heading and is_plain else ""
        return link or markdown.code_span(place.symbol)

    def file_of(place: SymbolPlace) -> str:
        return links.file(at, place.path, labels[place.path])

    labels, lines = _labels(calls), []
    for user in dict.fromkeys(call.user for call in calls if not call.command):
        used = [call.used for call in calls if call.user == user and not call.command]
        names = [
            name_of(each) + (f" ({file_of(each)})" if each.path != user.path else "")
            for each in used
        ]
        called, file = ", ".join(names), file_of(user)
        if user.symbol:
            lines.append(say("lists.calls_in", symbol=name_of(user), file=file, names=called))
        else:
            lines.append(say("lists.calls", user=file, names=called))
    return lines


def program_commands(
    commands: Sequence[tuple[str, SymbolPlace]], at: str, links: Links, headings: Mapping[str, str]
) -> str:
    """Return the commands of a program on one line, each with what runs then; '' for none.

    The arguments are those of `call_lines`.
    """
    shown = []
    for name, place in commands[:_MOST_COMMANDS]:
        heading = headings.get(key_of(place.path, place.symbol), "")
        shown.append(links.name(at, place.path, name, heading) or markdown.code_span(name))
    return ", ".join([*shown, *(["…"] if len(commands) > _MOST_COMMANDS else [])])


def call_edges(calls: Sequence[Call]) -> list[tuple[str, str]]:
    """Return the calls as pairs of labels for a diagram: each with the name of its file."""
    labels = _labels(calls)

    def label(place: SymbolPlace) -> str:
        file = labels[place.path]
        return f"{file}: {place.symbol}" if place.symbol else file

    return [(label(call.user), label(call.used)) for call in calls]


def _labels(calls: Sequence[Call]) -> dict[str, str]:
    """Return what each file of the calls is called, so that no two are called the same."""
    return distinct_labels(place.path for call in calls for place in (call.user, call.used))
