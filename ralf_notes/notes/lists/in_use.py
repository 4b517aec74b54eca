"""Lines that show where a symbol is in use: code of other files, each with the function around it.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.links import Links, distinct_labels
from ralf_notes.notes.wording import Wording


@dataclass(frozen=True, slots=True)
class UsingLine:
    """A line of another file that uses a symbol."""

    path: str
    function: str
    """The symbol around it, or ''."""
    heading: str
    """The text of the section in the other file's note that it stands in, or ''."""
    line: str


@dataclass(frozen=True, slots=True)
class InUse:
    """Where a symbol is in use in other files."""

    lines: tuple[UsingLine, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Further files, and their functions that use it."""
    has_more: bool = False
    """Whether there are further files beside these."""


_FEW, _MANY = 12, 60
"""Sections of a note whose symbols have room for three lines each, and for two."""


def in_use_lines(
    uses: Mapping[str, InUse], path: str, links: Links, sections: int, say: Wording
) -> dict[str, list[str]]:
    """Return the lines below each symbol: a list, or one line where there is one use to show.

    Args:
        uses: by the name of a symbol, where it is in use.
        path: the symbols' file.
        links: the notes that exist.
        sections: how many the note has: the fewer, the more lines of code each symbol shows.
        say: the words of the items.
    """
    most = 3 if sections <= _FEW else 2 if sections <= _MANY else 1
    return {
        name: _lines(_items(in_use, path, links, most, say), say) for name, in_use in uses.items()
    }


def _lines(items: list[str], say: Wording) -> list[str]:
    head = f"- {say('lists.in_use')}"
    if len(items) == 1:
        return [f"{head} {items[0]}"]
    return [head, *(f"  - {item}" for item in items)] if items else []


def _items(in_use: InUse, path: str, links: Links, most: int, say: Wording) -> list[str]:
    """Return the items below one symbol.

    Args:
        most: how many lines of code are shown; of the others, the functions are named.
    """
    at, users = links.files[path], [each.path for each in in_use.lines]
    labels, items = distinct_labels([path, *users, *(user for user, _ in in_use.others)]), []
    for each in in_use.lines[:most]:
        link = links.section(at, each.path, each.heading, labels[each.path])
        function = f", {markdown.code_span(each.function)}" if each.function else ""
        line = markdown.code_span(each.line)
        items.append(say("lists.named", name=f"{link}{function}", text=line))
    named: dict[str, list[str]] = {}
    for each in in_use.lines[most:]:
        named.setdefault(each.path, []).extend(filter(None, (each.function,)))
    for user, functions in in_use.others:
        named.setdefault(user, []).extend(functions)
    others = []
    for user, within in named.items():
        names = f" ({markdown.code_spans(within)})" if within else ""
        others.append(f"{links.file(at, user, labels[user])}{names}")
    if others:
        key = "lists.also_in_more" if in_use.has_more else "lists.also_in"
        items.append(say(key, files=", ".join(others)))
    return items
