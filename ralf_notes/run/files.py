"""The prose of files: what the model has to say, asked file by file and written as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from ralf_notes.errors import NoteBlocked, OutOfTime, SourceUnreadable
from ralf_notes.events import Finished, Started
from ralf_notes.machine import threads
from ralf_notes.notes.kept import Kept
from ralf_notes.paths import all_folders
from ralf_notes.plan import survey
from ralf_notes.plan.earlier_prose import Written
from ralf_notes.plan.file_note import file_facts
from ralf_notes.plan.plan import order
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import coverage, read_state, true_prose, undocumented, wanted
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.prose import prompt_version, summarize
from ralf_notes.prose.asking import Asker
from ralf_notes.prose.parts import Part
from ralf_notes.prose.summarize import FileTask, Prose
from ralf_notes.run import warming
from ralf_notes.run.facts import save_file
from ralf_notes.run.hours import Hours
from ralf_notes.run.ledger import Ledger

_AHEAD = 2
"""Files that are read and split while the model works on another."""
_BEHIND = 2
"""Files whose notes may be still to write while the model works on another."""
_LULL = 0.01
"""Seconds that a note is held back so that the next request goes out first."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file read and split, ready to be asked about."""

    file: FilePlan
    task: FileTask | None
    parts: tuple[Part, ...] = ()
    kept: Kept = Kept()
    digest: str = ""
    problem: str = ""


def write(
    scope: Scope, plans: Sequence[TreePlan], asker: Asker, ledger: Ledger, hours: Hours
) -> None:
    """Ask about files, each model in one stretch, and write the notes as the answers come.

    When what is left of the run's time is the folders', the rest of the files is left.

    Args:
        scope: the run's.
        plans: what to ask.
        asker: asks the models.
        ledger: gets what becomes of each file.
        hours: the run's time.

    Raises BreakerOpen.
    """
    work = {"part": _read_parts, "file": _write_files}
    for (task, model), planned in product(order(scope, plans), plans):
        if task not in work:
            continue
        turn = _Turn(scope, planned, asker, ledger, hours, model)
        try:
            warming.warm(scope.config, asker.models, model, ledger.tell)
            work[task](turn)
        except OutOfTime as exc:
            ledger.out_of_time = exc


@dataclass(frozen=True, slots=True)
class _Turn:
    """One model's work on one tree."""

    scope: Scope
    planned: TreePlan
    asker: Asker
    ledger: Ledger
    hours: Hours
    model: str


def _read_parts(turn: _Turn) -> None:
    """Ask one model about the pieces of big files that another one is to sum up.

    Its answers wait in the cache, so that each model does its work in one stretch. What fails is
    asked again, and told, when the file's turn comes.
    """
    queue = [
        file
        for file in turn.planned.queue()
        if file.route.part == turn.model and file.route.whole != turn.model
    ]

    def read(ready: _Prepared) -> None:
        if ready.task is not None and not summarize.is_whole(ready.task, ready.parts):
            asker = turn.asker.of_model(turn.model, [])
            summarize.read_parts(ready.task, ready.parts, asker)

    models = turn.asker.models
    threads.side_by_side(read, _ahead(turn, queue), models.parallel, models.stop)


def _write_files(turn: _Turn) -> None:
    """Ask one model about its files of one tree, the most used first, and write its answers."""
    queue = [file for file in turn.planned.queue() if file.route.whole == turn.model]
    models = turn.asker.models
    with threads.behind(_BEHIND) as later:
        threads.side_by_side(
            lambda ready: later(_asked(turn, ready)),
            _begun(turn, _ahead(turn, queue)),
            models.parallel,
            models.stop,
        )


def _ahead(turn: _Turn, queue: Iterable[FilePlan]) -> Iterator[_Prepared]:
    """Yield files ready to be asked about; a few of them are prepared ahead."""
    count = max(_AHEAD, turn.asker.models.parallel)
    return threads.ahead(lambda file: _prepare(turn, file), queue, count)


def _begun(turn: _Turn, prepared: Iterable[_Prepared]) -> Iterator[_Prepared]:
    """Yield files as their turn comes; time is kept for the folders that are finished by then."""
    for ready in prepared:
        turn.hours.keep_for(_finished_folders(turn))
        turn.ledger.tell(Started(ready.file.path))
        yield ready


def _finished_folders(turn: _Turn) -> int:
    """Return how many folders of the run's trees are to be summed up and wait for no file."""
    left: dict[str, list[str]] = {}
    for tree, path in tuple(turn.ledger.left):  # other threads take out what they have finished
        left.setdefault(tree, []).append(path)
    waiting = {
        (tree, folder) for tree, paths in left.items() for folder in all_folders(paths) if folder
    }
    return len(turn.ledger.due - waiting)


def _prepare(turn: _Turn, file: FilePlan) -> _Prepared:
    scope, planned = turn.scope, turn.planned
    try:
        content, outline = survey.load(planned.project, file.path, scope.cache)
        # The file may have changed since the plan was made.
        kept = true_prose(outline, file.prose.kept)
        kind = planned.project.entries[file.path].kind
        part, whole = file.route.part, file.route.whole
        ask = wanted(outline, kind, kept, scope.asks_again(kept, part, whole))
        data = content.text.encode(errors="replace")
        describable = tuple(symbol.name for symbol in undocumented(outline, kind))
        task = FileTask(
            file.path, outline.language, data, outline, ask.summary, ask.symbols, describable
        )
        assert whole is not None
        parts = summarize.needed(task, turn.asker.budget(file.path, whole))
        if part is not None and part != whole and not summarize.is_whole(task, parts):
            parts = summarize.needed(task, turn.asker.budget(file.path, part))
        return _Prepared(file, task, parts, kept, content.digest)
    except SourceUnreadable as exc:
        return _Prepared(file, None, problem=str(exc))


def _asked(turn: _Turn, ready: _Prepared) -> Callable[[], None]:
    """Ask about one file; return what is left to do with the answer, for which no model waits."""
    if ready.task is None:
        return partial(turn.ledger.fail, (turn.planned.name, ready.file.path), ready.problem)
    task, route = ready.task, ready.file.route
    assert route.whole is not None
    budget = turn.asker.budget(task.path, route.whole)
    answered: list[str] = []
    asker = turn.asker.of_file(route, answered)
    said = summarize.summarize_file(task, ready.parts, budget, asker)
    return partial(_write_one, turn, ready, task, said, answered)


def _write_one(
    turn: _Turn, ready: _Prepared, task: FileTask, said: Prose, answered: list[str]
) -> None:
    """Write the note of one file with what was said about it."""
    time.sleep(_LULL)
    scope, planned, ledger = turn.scope, turn.planned, turn.ledger
    key = planned.name, task.path
    writers = _writers(ready, task)
    kept = _kept(ready, task, said, scope.recipe(*writers))
    facts = file_facts(scope, planned, task.path, task.outline, kept, ready.digest)
    prose = Written(kept, prompt_version.writer(scope.config, *writers))
    try:
        written = save_file(scope, planned, facts, prose, planned.stored.get(task.path))
    except NoteBlocked as exc:
        ledger.fail(key, str(exc))
        return
    if not said.failures:
        scope.cache.reached(answered)
    row = ledger.files[key]
    ledger.files[key] = replace(
        row,
        written=row.written or written,
        state="failed" if said.failures else row.state,
        parts=len(ready.parts),
        coverage=_coverage(task, kept, said),
        tally=row.tally + said.tally,
        error="; ".join(said.failures),
    )
    ledger.left.discard(key)
    if not said.failures and not wanted(task.outline, facts.kind, kept):
        ledger.open.discard(key)
    ledger.tell(_finished(ready, said))


def _writers(ready: _Prepared, task: FileTask) -> tuple[str | None, ...]:
    """Return the models that write a file's prose."""
    route = ready.file.route
    is_whole = summarize.is_whole(task, ready.parts)
    return (route.whole,) if is_whole else (route.part, route.whole)


def _kept(ready: _Prepared, task: FileTask, said: Prose, written_by: str) -> Kept:
    """Return what the note keeps: what was true before, and what has been said now."""
    before = ready.kept
    answered = _answered(task, ready.parts, said)
    is_whole = task.summary and not said.failures
    state = read_state(task.outline, before.state, answered, said.read, is_whole, written_by)
    if said.failures:
        state = replace(state, unread=said.failures)
    summary = said.summary if task.summary else before.summary
    symbols = {n: t for n, t in before.symbols.items() if n not in answered} | dict(said.symbols)
    return Kept(summary, symbols, state)


def _answered(task: FileTask, parts: tuple[Part, ...], said: Prose) -> tuple[str, ...]:
    """Return the symbols whose text was read, and which were so answered, usably or not."""
    begins = {s.name: s.start for s in task.outline.symbols}
    return tuple(
        name
        for part in parts
        for name in part.symbols
        if any(a <= max(begins[name], part.start) < b for a, b in said.read)
    )


def _coverage(task: FileTask, kept: Kept, said: Prose) -> float:
    if not task.summary:
        return coverage(task.outline, kept.state)
    return sum(b - a for a, b in said.read) / len(task.data) if task.data else 1.0


def _finished(ready: _Prepared, said: Prose) -> Finished:
    return Finished(
        ready.file.path,
        False,
        ready.file.tokens,
        said.tally.prompt_tokens,
        said.tally.answer_tokens,
        said.tally.seconds,
        "; ".join(said.failures),
    )
