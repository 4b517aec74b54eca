"""What a component takes, emits and shows: the tables of its note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ralf_notes.outline.components.interface import Interface
from ralf_notes.outline.model import Table
from ralf_notes.text import some_of

_TAG = re.compile(r"<([A-Z][\w.]*|[a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?=[\s/>])")
_SLOT = re.compile(r"<slot\b((?:[^<>]++|<(?!slot\b))*+)>")
_SLOT_NAME = re.compile(r"(?<![\w:-])name\s*=\s*[\"']([^\"']+)[\"']")
_BUILT_IN = frozenset(
    """
    ClientOnly Component DevOnly Fragment KeepAlive NuxtErrorBoundary NuxtImg NuxtLayout NuxtLink
    NuxtLoadingIndicator NuxtPage NuxtPicture NuxtRouteAnnouncer RouterLink RouterView Slot Suspense
    Teleport Transition TransitionGroup
    """.split()  # noqa: SIM905
)
_TITLES = {"vue": "Vue", "svelte": "Svelte", "astro": "Astro"}
_MOST_TOLD = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """What a template shows."""

    components: tuple[str, ...]
    """Names of components in the order of the template, as scripts write them: `UserCard`."""
    dashed: frozenset[str]
    """Those that may be elements of HTML: the template writes them `user-card`."""
    slots: tuple[str, ...]


def shown_in(template: bytes) -> Shown:
    """Return what a template shows, without what frameworks and HTML bring along."""
    text = template.decode("utf-8", "replace")
    components: dict[str, None] = {}
    dashed = set()
    for tag in _TAG.findall(text):
        name = tag if tag[:1].isupper() else "".join(part.title() for part in tag.split("-"))
        if name not in _BUILT_IN and name not in components:
            components[name] = None
            if name != tag:
                dashed.add(name)
    slots = [_SLOT_NAME.search(attributes) for attributes in _SLOT.findall(text)]
    names = dict.fromkeys(slot[1] if slot else "default" for slot in slots)
    return Shown(tuple(components), frozenset(dashed), tuple(names))


def tables(interface: Interface, shown: Iterable[str], slots: Iterable[str]) -> tuple[Table, ...]:
    """Return the tables of a component: props, events, slots, components in its template."""
    props = [(row.name, row.type, row.default, row.doc) for row in interface.props]
    events = [(row.name, row.type, row.doc) for row in interface.events]
    every_table = (
        _table("Props", ("prop", "type", "default", "what it is"), props),
        _table("Events", ("event", "with", "what it is"), events),
        _table("Slots", ("slot",), [(slot,) for slot in slots]),
        _table("Components", ("component",), [(name,) for name in shown]),
    )
    return tuple(each for each in every_table if each.rows)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table without its empty columns."""
    columns_shown = [n for n in range(len(columns)) if n == 0 or any(row[n] for row in rows)]
    return Table(
        title,
        tuple(columns[n] for n in columns_shown),
        tuple(tuple(row[n] for n in columns_shown) for row in rows),
    )


def sentence(key: str, interface: Interface, shown: Iterable[str]) -> str:
    """Return what the component takes, emits and shows, in one sentence."""
    parts = [
        f"{verb} {some_of(names, _MOST_TOLD)}"
        for verb, names in (
            ("takes", [row.name.rstrip("?") for row in interface.props]),
            ("emits", [row.name for row in interface.events]),
            ("shows", [*shown]),
        )
        if names
    ]
    return f"{_TITLES[key]} component{': ' if parts else ''}{', '.join(parts)}."
