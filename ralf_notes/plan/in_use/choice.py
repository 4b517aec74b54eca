"""Chooses the lines that a note shows of the files that use a symbol.

The choice depends on the paths of these files and on the order within each: an edit elsewhere
changes nothing.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from ralf_notes.notes.lists.in_use import InUse, UsingLine
from ralf_notes.outline.imports.declared import prefixes
from ralf_notes.outline.imports.sightings import TYPE
from ralf_notes.plan.in_use.sighted import Sighted
from ralf_notes.plan.repository.places import Product

_HEIR_OR_CAUGHT = re.compile(
    r"\b(?:class|interface|struct|enum|record|trait|impl|extends|implements|protocol|extension|object"
    r"|except|catch|rescue|throws|instanceof)\b"
)
_WORD = re.compile(r"[^\W\d]\w*")
_BY_NAMES = Product()
_MODULE_OF_TESTS = re.compile(r"tests?|\w+_tests?|test_\w+|bench(?:es)?")
"""Matches the modules of tests that a file of Rust has beside its code."""
_OF_TRIALS = re.compile(r"(?<![a-z])(?:bench|fuzz|perf|stress)", re.IGNORECASE)
_MOST_LINES = 3
_MOST_NAMING = 1
"""Lines that only say that a variable has a type."""
_MOST_FILES = 4
"""Further files that are named."""
_MOST_FUNCTIONS = 4
"""Functions of one file that are kept for one symbol."""
_MOST_KEPT = 400
"""Uses of one file that are kept."""


class UseEntry(NamedTuple):
    """A use of a symbol of another file, as the cache keeps it."""

    name: str
    """Of the symbol, with what follows it: `Cart.add`."""
    function: str
    heading: str
    """The section that the function stands in."""
    line: str
    standing: int
    """How the name stands in the line: the lowest shows most."""


def uses_by_file(
    sightings: Iterable[Sighted], places: Mapping[str, Iterable[tuple[str, str]]]
) -> dict[str, str]:
    """Return what a file uses of each other file, as JSON of entries, in the order of its source.

    Args:
        sightings: the lines of the file.
        places: by chain of names, the files and the names there that it means.
    """
    functions_of: dict[tuple[str, str], dict[str, UseEntry]] = {}
    for each in sightings:
        for path, name in places.get(each.chain, ()):
            entry = UseEntry(name, each.function, each.heading, each.line, each.standing)
            functions = functions_of.setdefault((path, name), {})
            earlier = functions.setdefault(each.function, entry)
            if entry.standing < earlier.standing:
                functions[each.function] = entry
    entries: dict[str, list[UseEntry]] = {}
    count = 0
    for (path, _), functions in functions_of.items():
        # Which functions are kept does not depend on the place of one that only names a type.
        chosen = sorted(functions.values(), key=lambda entry: entry.standing)[:_MOST_FUNCTIONS]
        count += len(chosen)
        if count <= _MOST_KEPT:
            entries.setdefault(path, []).extend(chosen)
    return {path: json.dumps(entries[path], separators=(",", ":")) for path in sorted(entries)}


def entries_by_file(uses: Mapping[str, str]) -> dict[str, list[UseEntry]]:
    """Return what `uses_by_file` returned, read."""
    return {path: [UseEntry(*row) for row in json.loads(rows)] for path, rows in uses.items()}


def chosen_uses(users: Sequence[tuple[str, bool, str]]) -> dict[str, InUse]:
    """Return where the symbols of one file are in use, by name.

    Args:
        users: the files that use it, in order: the path, whether it is a test, and its entries.
    """
    lines_of: dict[str, dict[str, dict[str, _Line]]] = {}
    tests = {path for path, is_test, _ in users if is_test}
    for path, _, entries in users:
        for name, function, heading, line, standing in json.loads(entries):
            using = standing, UsingLine(path, function, heading, line)
            for symbol in symbols_of(name):
                if standing == TYPE and function.startswith(f"{symbol}."):
                    continue  # the receiver of a method that stands in another file of the package
                if "::" in function and function.replace("::", ".").startswith(f"{symbol}."):
                    continue  # the head of a method that is defined apart from its type
                lines = lines_of.setdefault(symbol, {}).setdefault(path, {})
                if standing < lines.setdefault(function, using)[0]:
                    lines[function] = using
    return {symbol: _chosen(uses, tests) for symbol, uses in sorted(lines_of.items())}


def symbols_of(name: str) -> Iterable[str]:
    """Return the symbols that a use is of: that of `Cart.add` is one of `Cart`, too.

    Not that of `Cart:add`, a member that stands behind a value, nor that of `shop::add` of C++.
    """
    if "::" in name:
        return (name.replace("::", "."),)
    return (name.replace(":", "."),) if ":" in name else prefixes(name)


_Line: TypeAlias = tuple[int, UsingLine]
"""How the name stands in a line, and the line."""


def _chosen(uses: Mapping[str, Mapping[str, _Line]], tests: set[str]) -> InUse:
    """Choose from the uses of one symbol, by path and function: of code, else of tests.

    What runs comes before what names a type, the product before its examples, these before
    benchmarks, and one line of each file before a second one.
    """
    uses = _of_code(uses, tests) or uses
    paths = list(uses)
    beside = [_distance(posixpath.dirname(path)) for path in paths]
    ranked = []
    for number, path in enumerate(paths):
        best = sorted(uses[path].values(), key=lambda each: each[0])[:_MOST_LINES]
        for at, (standing, line) in enumerate(best):
            rank = standing == TYPE, beside[number], standing, at, number
            ranked.append((rank, line))
    ranked.sort(key=lambda each: each[0])
    running = [line for rank, line in ranked if not rank[0]][:_MOST_LINES]
    lines = (*running, *_naming([line for rank, line in ranked if rank[0]]))[:_MOST_LINES]
    shown = {(line.path, line.function) for line in lines}
    others = []
    for path in paths:
        functions = tuple(name for name in uses[path] if (path, name) not in shown)
        if functions:
            others.append((path, tuple(filter(None, functions))))
    return InUse(lines, tuple(others[:_MOST_FILES]), len(others) > _MOST_FILES)


def _of_code(
    uses: Mapping[str, Mapping[str, _Line]], tests: set[str]
) -> dict[str, Mapping[str, _Line]]:
    """Return the uses that are none of a test."""
    of_code: dict[str, Mapping[str, _Line]] = {}
    for path, functions in uses.items():
        if path.endswith(".rs"):
            functions = {name: line for name, line in functions.items() if not _is_in_tests(name)}
        if functions and path not in tests:
            of_code[path] = functions
    return of_code


def _is_in_tests(function: str) -> bool:
    """Whether a function of Rust stands in a module of tests, or is such a module itself."""
    *modules, name = function.split("::")
    return name in ("tests", "test") or any(map(_MODULE_OF_TESTS.fullmatch, modules))


def _distance(folder: str) -> int:
    """Return how far from the product a folder is: examples show more of it than trials."""
    is_beside = _BY_NAMES.is_beside(folder)
    return is_beside + (is_beside and _OF_TRIALS.search(folder) is not None)


def _naming(lines: Sequence[UsingLine]) -> list[UsingLine]:
    """Return those of the lines that only name a type which say something.

    One of its heirs and where it is caught does. Of variables that have the type one says as much
    as three, and a line with nothing but its name says nothing.
    """
    telling = [line for line in lines if _HEIR_OR_CAUGHT.search(line.line)]
    others = (line for line in lines if line not in telling and len(_WORD.findall(line.line)) > 1)
    return telling + list(others)[:_MOST_NAMING]


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
