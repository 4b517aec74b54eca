"""`search`: what in sources and notes answers a question. Asks no model, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.control_tokens import broken
from ralf_notes.escapes import shown
from ralf_notes.paths import from_here
from ralf_notes.search import remembered
from ralf_notes.search.find import find
from ralf_notes.search.index import Index, opened
from ralf_notes.search.passages import Hit
from ralf_notes.search.remembered import SearchRequest
from ralf_notes.search.words import TRY_INSTEAD

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.events import Event

NOTHING_FOUND = 1
"""The exit code when nothing was found, as that of grep."""
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Results:
    """What a question found."""

    question: str
    target: str
    hits: tuple[Hit, ...]
    has_notes: bool
    """Whether the target holds notes of the sources."""
    roots: Mapping[str, Path]
    """The folder of each tree."""

    @property
    def exit_code(self) -> int:
        """That of the command."""
        return 0 if self.hits else NOTHING_FOUND


def search_again(request: SearchRequest, question: Sequence[str], most: int) -> Results | None:
    """Answer as `search` does, if nothing changed since it last answered; None if something did.

    Args:
        request: what was typed besides.
        question: its words, as the shell split them.
        most: how many results at most.
    """
    index = remembered.index_of(request)
    if index is None:
        return None
    with closing(index.db):
        return _results(index, question, most)


def search(
    config: Config,
    question: Sequence[str],
    most: int,
    tell: Callable[[Event], None],
    request: SearchRequest | None = None,
) -> Results:
    """Look for what answers a question.

    Args:
        config: names the sources and the notes.
        question: its words, as the shell split them.
        most: how many results at most.
        tell: gets how far the index is.
        request: for `search_again`; None if that cannot know what the configuration came from.

    Raises UsageError when no source or no target is named.
    """
    with opened(config, tell) as index:
        results = _results(index, question, most)
        if request is not None and not index.problem:
            remembered.record(request, index, [str(each.path) for each in config.sources()])
        return results


def _results(index: Index, question: Sequence[str], most: int) -> Results:
    text = " ".join(question)
    hits = find(index, text, most)
    return Results(text, str(index.target), hits, index.has_notes, index.roots)


def lines(results: Results) -> Iterator[tuple[str, str]]:
    """Yield what a person or an agent reads: the place that leads each line, and what follows it.

    Each result has a line with its place from the current folder and its symbol, one with its
    sentence or how it is declared, and one with its note. Control tokens are broken.
    """
    for hit in results.hits:
        each = hit.passage
        path = from_here(results.roots[each.tree] / each.path)
        place = broken(each.placed(path if each.path else f"{path}/"))
        yield shown(place), f"  {broken(each.symbol)}" if each.symbol else ""
        line = broken(each.sentence or each.declaration)
        if line not in ("", each.symbol):
            yield "", f"{_INDENT}{line}"
        if each.note:
            yield "", f"{_INDENT}{each.note}"


def remarks(results: Results) -> Iterator[str]:
    """Yield what a person should know besides."""
    if not results.hits:
        yield f"nothing found: try {TRY_INSTEAD}"
    if not results.has_notes:
        yield (
            f"there are no notes in {results.target} yet, only the sources were searched: "
            "ralf-notes generate writes them"
        )
