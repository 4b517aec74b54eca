"""Gathers what a model reads about the neighbours of a file, and drops what is gone."""

from __future__ import annotations

from collections.abc import Iterator

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.lists.members import owner_of
from ralf_notes.outline.model import CLASSES, Outline, Symbol
from ralf_notes.plan import survey
from ralf_notes.plan.folder_note import folder_facts
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import filler
from ralf_notes.prose.surroundings import (
    Caller,
    Neighbourhood,
    UsedSymbol,
    surroundings_of,
)
from ralf_notes.text import first_sentence

_MOST_FILES = 8
"""A model reads what a file uses of this many others: more would not fit."""
_LONGEST_TYPE = 80
"""A longer signature has fields and methods that would push out the type's description."""


def surroundings(
    scope: Scope, planned: TreePlan, path: str, outline: Outline, most: int
) -> Neighbourhood:
    """Return where a file stands in its tree.

    Args:
        scope: the run's.
        planned: the file's tree.
        path: the file.
        outline: of the file.
        most: bytes that the request has for it.
    """
    # The purpose stays the same all through a run, whatever is said of the children meanwhile.
    overview = planned.folder_facts.get("") or folder_facts(scope, planned, "")
    purpose = first_sentence(overview.purpose)
    repository = f"Repository {planned.name}: {purpose}" if purpose else ""
    used, callers = _used(scope, planned, path), _callers(planned, path, outline)
    is_english = scope.config.language == filler.LANGUAGE  # in another language it would mislead
    style = planned.style.sentences(planned.project, scope.cache, path) if is_english else ()
    return surroundings_of(repository, used, callers, outline.size, most, style)


def _used(scope: Scope, planned: TreePlan, path: str) -> Iterator[UsedSymbol]:
    """Yield the symbols of other files that a file uses."""
    neighbours = planned.project.neighbours
    of_symbols = neighbours.symbol_uses(path)
    for use in neighbours.resolved(path).uses[:_MOST_FILES]:
        entries = of_symbols.get(use.path, ())
        names = [*(name for name, *_ in entries), *use.names]
        try:
            outline = survey.outline_of(planned.project, use.path, scope.cache)
        except SourceUnreadable:
            continue
        symbols = {symbol.name: symbol for symbol in outline.symbols}
        described = planned.descriptions.symbols.get(use.path, {})
        for name in dict.fromkeys(names):
            if symbol := symbols.get(name):
                yield _used_symbol(use.path, symbol, described.get(name, ""))


def _used_symbol(path: str, symbol: Symbol, description: str) -> UsedSymbol:
    signature = " ".join(symbol.signature.split()).rstrip(" :{")
    sentence = first_sentence(symbol.doc or description)
    if symbol.kind in CLASSES and sentence and len(signature) > _LONGEST_TYPE:
        signature = signature.partition(" {")[0]
    owner = owner_of(symbol.name)
    shown = f"{signature} (of {owner})" if owner else signature
    return UsedSymbol(path, shown, sentence)


def _callers(planned: TreePlan, path: str, outline: Outline) -> Iterator[Caller]:
    """Yield the lines of other files that use the symbols of a file: one of each, then the rest."""
    in_use = planned.project.neighbours.in_use(path)
    rows = [in_use[s.name].lines for s in outline.symbols if s.name in in_use]
    for place in range(max(map(len, rows), default=0)):
        for lines in rows:
            if place < len(lines):
                each = lines[place]
                yield Caller(each.path, each.function, each.line)
