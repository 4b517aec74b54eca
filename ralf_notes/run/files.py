"""The prose of files: asks the models file by file, and writes each note as its answer comes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import product

from ralf_notes.errors import NoteBlocked, OutOfTime, SourceUnreadable, Unusable
from ralf_notes.events import Finished, Started
from ralf_notes.machine import threads
from ralf_notes.notes.kept import Kept
from ralf_notes.outline.model import Outline
from ralf_notes.paths import all_folders
from ralf_notes.plan import survey
from ralf_notes.plan.around.surroundings import surroundings
from ralf_notes.plan.detail.answered import kept_after
from ralf_notes.plan.detail.choice import lists_for
from ralf_notes.plan.detail.digests import content_digest, coverage
from ralf_notes.plan.earlier_prose import NoteProse
from ralf_notes.plan.file_note import file_facts
from ralf_notes.plan.plan import model_turns
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import (
    earlier_tries,
    true_prose,
    undocumented,
    wanted_prose,
)
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.prose import prompt_version, summarize
from ralf_notes.prose.asking import Asker
from ralf_notes.prose.parts import Part
from ralf_notes.prose.parts.known import located
from ralf_notes.prose.summarize import FileTask, Prose
from ralf_notes.run import warming
from ralf_notes.run.facts import save_file
from ralf_notes.run.ledger import Ledger
from ralf_notes.run.nights.hours import Hours

_AHEAD = 2
"""Files that are read and split while the model works on another."""
_BEHIND = 2
"""Files whose notes may still be unwritten while the model works on another."""
_LULL = 0.01
"""Seconds that a note is held back so that the next request goes out first."""


_Write = Callable[[bool], None]
"""Writes a note; takes whether what was answered unusably counts as a try at this file."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A file read and split, ready to be asked about."""

    file: FilePlan
    task: FileTask | None
    """None if the file could not be read."""
    parts: tuple[Part, ...] = ()
    kept: Kept = Kept()
    """The prose of its note that is still true."""
    digest: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was asked about a file, and what the models wrote."""

    task: FileTask
    prose: Prose
    cache_keys: list[str]
    """The keys of the answers in the cache."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One model's work on one tree."""

    scope: Scope
    planned: TreePlan
    asker: Asker
    ledger: Ledger
    hours: Hours
    model: str


def write(
    scope: Scope, plans: Sequence[TreePlan], asker: Asker, ledger: Ledger, hours: Hours
) -> None:
    """Ask about files, each model in one stretch, and write the notes as the answers come.

    When only the time reserved for folders remains, the other files are left for a later run.

    Args:
        scope: the run's.
        plans: what to ask.
        asker: asks the models.
        ledger: gets the result of each file.
        hours: the run's time.

    Raises BreakerOpen when too many requests in a row have failed.
    """
    work = {"part": _read_parts, "file": _write_files}
    for (task, model), planned in product(model_turns(scope, plans), plans):
        if task not in work:
            continue
        turn = _Turn(scope, planned, asker, ledger, hours, model)
        try:
            warming.warm(scope.config, asker.models, model, ledger.tell)
            work[task](turn)
        except OutOfTime as exc:
            ledger.out_of_time = exc


def _read_parts(turn: _Turn) -> None:
    """Ask one model about the parts of big files that another one will sum up.

    Its answers wait in the cache, so that each model does its work in one stretch. A part that
    fails is asked again, and its failure reported, when the file's turn comes.
    """
    queue = [
        file
        for file in turn.planned.queue()
        if file.route.part == turn.model and file.route.whole != turn.model
    ]

    def read(ready: _Prepared) -> None:
        if ready.task is not None and not summarize.is_whole(ready.task, ready.parts):
            ask = turn.asker.of_model(turn.model, [], _tries(turn, ready))
            summarize.read_parts(ready.task, ready.parts, ask)

    models = turn.asker.models
    threads.side_by_side(read, _prepared_ahead(turn, queue), models.parallel, models.stop)


def _write_files(turn: _Turn) -> None:
    """Ask one model about its files of one tree, the most used first, and write its answers."""
    queue = [file for file in turn.planned.queue() if file.route.whole == turn.model]
    models, hours, ledger = turn.asker.models, turn.hours, turn.ledger

    def begun() -> Iterator[_Prepared]:
        for ready in _prepared_ahead(turn, queue):
            hours.reserve_for(_waiting_folders(ledger))
            key = (turn.planned.name, ready.file.path)
            ledger.tell(Started(ready.file.path, ledger.estimates.get(key, 0.0)))
            yield ready

    waiting_writes: deque[_Write] = deque()
    """The writes of files about which the model has said nothing usable since it last did."""

    with threads.behind(_BEHIND) as later:

        def ask(ready: _Prepared) -> None:
            write, is_vain = _ask(turn, ready)
            waiting_writes.append(write)
            if not is_vain:
                write_waiting()

        def write_waiting(*, is_their_fault: bool = True) -> None:
            with suppress(IndexError):
                while True:
                    later(partial(waiting_writes.popleft(), is_their_fault))

        try:
            threads.side_by_side(ask, begun(), models.parallel, models.stop)
        except Unusable:
            write_waiting(is_their_fault=False)
            raise
        finally:
            write_waiting()


def _waiting_folders(ledger: Ledger) -> int:
    """Return how many folders are still to be summed up and no longer wait for any file."""
    paths: dict[str, list[str]] = {}
    for tree, path in tuple(ledger.unasked_files):  # other threads take out what they finish
        paths.setdefault(tree, []).append(path)
    unfinished = {
        (tree, folder) for tree, each in paths.items() for folder in all_folders(each) if folder
    }
    return len(ledger.folders_to_ask - unfinished)


def _prepared_ahead(turn: _Turn, queue: Iterable[FilePlan]) -> Iterator[_Prepared]:
    """Yield files ready to be asked about; prepare a few of them ahead."""
    count = max(_AHEAD, turn.asker.models.parallel)
    return threads.ahead(partial(_prepare, turn), queue, count)


def _prepare(turn: _Turn, file: FilePlan) -> _Prepared:
    scope, planned = turn.scope, turn.planned
    part, whole = file.route.part, file.route.whole
    assert whole is not None
    try:
        content, outline = survey.read_file(planned.project, file.path, scope.cache)
    except SourceUnreadable as exc:
        return _Prepared(file, None, problem=str(exc))
    # The file may have changed since the plan was made.
    kept, data = file.prose.kept, content.text.encode(errors="replace")
    kept = true_prose(outline, kept.with_parts(located(kept.parts, data, outline)))
    kind = planned.project.files[file.path].kind
    lists = _lists_for(turn, file.path, outline)
    again = scope.asks_again(kept, part, whole)
    wanted = wanted_prose(
        outline,
        kind,
        kept,
        lists=lists,
        due=scope.due(kept.state, content_digest(outline), part, whole),
        force=again,
    )
    task = FileTask(
        path=file.path,
        language=outline.language,
        data=data,
        outline=outline,
        summary=wanted.summary,
        symbols=wanted.symbols,
        describable=tuple(symbol.name for symbol in undocumented(outline, kind)),
        prose_language=scope.config.language,
        code=planned.project.neighbours.names_in_code(file.path),
        elsewhere=planned.words,
        lists=wanted.lists,
        only=wanted.only,
        known=() if again else kept.parts,
        gaps=wanted.parts,
    )
    # The borders of parts must not depend on whether there are lists to ask for just now.
    parts = summarize.needed(task, turn.asker.budget(file.path, whole, lists))
    if part is not None and part != whole and not summarize.is_whole(task, parts):
        parts = summarize.needed(task, turn.asker.budget(file.path, part, lists))
    return _Prepared(file, task, parts, kept, content.digest)


def _lists_for(turn: _Turn, path: str, outline: Outline) -> tuple[str, ...]:
    """Return the lists of items that the model of a turn is asked for about a file."""
    if not turn.asker.can_list(turn.model):
        return ()
    return lists_for(turn.scope, turn.planned.project, path, outline)


def _ask(turn: _Turn, ready: _Prepared) -> tuple[_Write, bool]:
    """Ask about one file.

    Returns the rest of the work, which no model has to wait for, and whether all that the model
    answered is unusable.
    """
    task, route = ready.task, ready.file.route
    if task is None:
        key = (turn.planned.name, ready.file.path)
        return lambda _: turn.ledger.fail(key, ready.problem), False
    assert route.whole is not None
    planned = turn.planned
    lists = _lists_for(turn, task.path, task.outline)
    budget = turn.asker.budget(task.path, route.whole, lists)
    # Now and not earlier: the files that it uses may just have been described.
    around = surroundings(turn.scope, planned, task.path, task.outline, budget.around)
    task = replace(task, surroundings=around)
    cache_keys: list[str] = []
    ask = turn.asker.of_file(route, cache_keys, _tries(turn, ready))
    prose = summarize.summarize_file(task, ready.parts, budget, ask)
    planned.descriptions.symbols[task.path] = {**ready.kept.symbols, **prose.symbols}
    has_new_parts = any(row.text for row in {*prose.parts}.difference(task.known))
    is_vain = bool(prose.unanswered) and not (prose.summary or prose.symbols or has_new_parts)
    return partial(_write_note, turn, ready, _Answered(task, prose, cache_keys)), is_vain


def _tries(turn: _Turn, ready: _Prepared) -> int:
    """Return in how many earlier runs the models have answered unusably about a file as it is."""
    assert ready.task is not None
    route, about = ready.file.route, content_digest(ready.task.outline)
    return earlier_tries(ready.kept.state, about, turn.scope.recipes(route.part, route.whole))


def _write_note(turn: _Turn, ready: _Prepared, answered: _Answered, is_its_fault: bool) -> None:
    """Write the note of one file with what the model wrote about it.

    Args:
        turn: the model's work.
        ready: the file as it was asked about.
        answered: the task and the prose.
        is_its_fault: whether unusable answers count for this file: not if a run stops for them.
    """
    time.sleep(_LULL)
    scope, planned, ledger = turn.scope, turn.planned, turn.ledger
    task, prose = answered.task, answered.prose
    key, route = (planned.name, task.path), ready.file.route
    is_whole = summarize.is_whole(task, ready.parts)
    writers = (route.whole,) if is_whole else (route.part, route.whole)
    version = scope.prompt_version(*writers)
    kept = kept_after(ready.kept, task, ready.parts, prose, version, is_its_fault=is_its_fault)
    facts = file_facts(scope, planned, task.path, task.outline, kept, ready.digest)
    note_prose = NoteProse(kept, prompt_version.writer(scope.config, *writers))
    try:
        stored = planned.stored_notes.pop(task.path, None)
        written = save_file(scope, planned, facts, note_prose, stored).written
    except NoteBlocked as exc:
        ledger.fail(key, str(exc))
        return
    if not prose.failures:
        scope.cache.forget_first(answered.cache_keys)
        due = scope.due(kept.state, content_digest(task.outline), route.part, route.whole)
        lists = _lists_for(turn, task.path, task.outline)
        if not wanted_prose(task.outline, facts.kind, kept, lists=lists, due=due):
            ledger.incomplete.discard(key)
    _report(turn, ready, answered, kept, is_written=written)


def _report(
    turn: _Turn, ready: _Prepared, answered: _Answered, kept: Kept, *, is_written: bool
) -> None:
    """Put what became of a file into the ledger, and tell it.

    Args:
        turn: the model's work.
        ready: the file as it was asked about.
        answered: the task and the prose.
        kept: what the note keeps of it.
        is_written: whether the note is another than before.
    """
    task, prose = answered.task, answered.prose
    ledger, key, tally = turn.ledger, (turn.planned.name, task.path), prose.tally
    share = coverage(task.outline, kept.state)
    if task.summary:
        share = sum(b - a for a, b in prose.read) / len(task.data) if task.data else 1.0
    row, problem = ledger.files[key], "; ".join(prose.failures)
    ledger.files[key] = replace(
        row,
        written=row.written or is_written,
        state="failed" if prose.failures else row.state,
        parts=len(ready.parts),
        coverage=share,
        tally=row.tally + tally,
        error=problem,
        unanswered=kept.state.open.why,
    )
    ledger.unasked_files.discard(key)
    ledger.tell(
        Finished(
            task.path, ledger.estimates.get(key, 0.0),
            tally.prompt_tokens, tally.answer_tokens, tally.seconds, problem,
        )
    )  # fmt: skip
