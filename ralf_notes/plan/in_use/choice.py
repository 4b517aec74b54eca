"""Chooses the lines that a note shows of the files that use a symbol.

The choice depends on the paths of these files and on the order within each: an edit elsewhere
changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from ralf_notes.notes.lists.in_use import InUse, UsingLine
from ralf_notes.outline.imports.declared import prefixes
from ralf_notes.plan.in_use.sighted import Sighted

_MOST_LINES = 3
_MOST_FILES = 4
"""Further files that are named."""
_MOST_FUNCTIONS = 4
"""Functions of one file that are kept for one symbol."""
_MOST_KEPT = 400
"""Uses of one file that are kept."""

Entry = list[str]
"""The name of a symbol, the function that uses it, the section of that, and the line."""


def uses_by_file(
    sightings: Iterable[Sighted], places: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Return what a file uses of each other file, as JSON of entries, in the order of its source.

    Args:
        sightings: the lines of the file.
        places: by chain of names, the file and the name there that it means.
    """
    functions: dict[tuple[str, str], set[str]] = {}
    entries: dict[str, list[Entry]] = {}
    count = 0
    for each in sightings:
        if each.chain not in places or count >= _MOST_KEPT:
            continue
        path, name = places[each.chain]
        seen = functions.setdefault((path, name), set())
        if each.function not in seen and len(seen) < _MOST_FUNCTIONS:
            seen.add(each.function)
            entries.setdefault(path, []).append([name, each.function, each.heading, each.line])
            count += 1
    return {path: json.dumps(entries[path], separators=(",", ":")) for path in sorted(entries)}


def entries_by_file(uses: Mapping[str, str]) -> dict[str, list[Entry]]:
    """Return what `uses_by_file` returned, read."""
    return {path: json.loads(entries) for path, entries in uses.items()}


def chosen_uses(users: Sequence[tuple[str, bool, str]]) -> dict[str, InUse]:
    """Return where the symbols of one file are in use, by name.

    Args:
        users: the files that use it, in order: the path, whether it is a test, and its entries.
    """
    found: dict[str, dict[str, dict[str, UsingLine]]] = {}
    tests = {path for path, is_test, _ in users if is_test}
    for path, _, entries in users:
        for name, function, heading, line in json.loads(entries):
            using = UsingLine(path, function, heading, line)
            for symbol in prefixes(name):  # `Cart.add` is a use of `Cart`, too
                found.setdefault(symbol, {}).setdefault(path, {}).setdefault(function, using)
    return {symbol: _chosen(found[symbol], tests) for symbol in sorted(found)}


def _chosen(uses: Mapping[str, Mapping[str, UsingLine]], tests: set[str]) -> InUse:
    """Choose from the uses of one symbol, by path and function: of code, else of tests."""
    paths = [path for path in uses if path not in tests] or list(uses)
    ranked = sorted(
        (rank, number, line)
        for number, path in enumerate(paths)
        for rank, line in enumerate([*uses[path].values()][:_MOST_LINES])
    )[:_MOST_LINES]
    lines = sorted((number, rank, line) for rank, number, line in ranked)
    shown = {(line.path, line.function) for _, _, line in lines}
    others = []
    for path in paths:
        functions = tuple(name for name in uses[path] if (path, name) not in shown)
        if functions:
            others.append((path, tuple(filter(None, functions))))
    kept = tuple(others[:_MOST_FILES])
    return InUse(tuple(line for _, _, line in lines), kept, len(others) > _MOST_FILES)


def encode(chosen: Mapping[str, InUse]) -> str:
    """Return what a note shows as compact JSON; `decode` reads it."""
    rows = {
        name: [
            [[it.path, it.function, it.heading, it.line] for it in each.lines],
            each.others,
            each.has_more,
        ]
        for name, each in chosen.items()
    }
    return json.dumps(rows, separators=(",", ":")) if rows else ""


def decode(data: str) -> dict[str, InUse]:
    """Return what `encode` wrote."""
    rows = json.loads(data) if data else {}
    return {
        name: InUse(
            tuple(UsingLine(*line) for line in lines),
            tuple((path, tuple(functions)) for path, functions in others),
            has_more,
        )
        for name, (lines, others, has_more) in rows.items()
    }
