"""The prose of files: what the model has to say, asked file by file and written as it comes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import Failed, Finished, Started
from ralf_notes.machine import threads
from ralf_notes.notes import vault
from ralf_notes.notes.note import Kept
from ralf_notes.plan import plan, prompt_version, survey
from ralf_notes.plan.facts import file_facts
from ralf_notes.plan.plan import FilePlan, TreePlan
from ralf_notes.plan.staleness import coverage, read_state, undocumented, wanted
from ralf_notes.prose import summarize
from ralf_notes.prose.parts import Part
from ralf_notes.prose.summarize import FileTask, Prose
from ralf_notes.run import folders
from ralf_notes.run.facts import save_file
from ralf_notes.run.state import Run

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


def read_parts(run: Run, planned: TreePlan, limit: int | None, model: str) -> None:
    """Ask one model about the pieces of big files that another one is to sum up.

    Its answers wait in the cache, so that each model does its work in one stretch. What fails is
    asked again, and told, when the file's turn comes.
    """
    queue = [
        file
        for file in planned.queue(limit)
        if file.route.part == model and file.route.whole != model
    ]

    def read(ready: _Prepared) -> None:
        if ready.task is not None and not summarize.is_whole(ready.task, ready.parts):
            summarize.read_parts(ready.task, ready.parts, run.asker(model, []))

    threads.together(read, _ahead(run, planned, queue), run.parallel, run.stop)


def write(run: Run, planned: TreePlan, limit: int | None, model: str) -> None:
    """Ask one model about its files of one tree, the most used first, and write what is said.

    Args:
        run: the run.
        planned: what to ask.
        limit: ask about so many files only; None for all.
        model: the one whose turn it is.

    Raises BreakerOpen, and OutOfTime when what is left of the run's time is the folders'.
    """
    queue = [file for file in planned.queue(limit) if file.route.whole == model]
    with threads.behind(_BEHIND) as later:
        threads.together(
            lambda ready: later(_asked(run, planned, ready)),
            _begun(run, _ahead(run, planned, queue)),
            run.parallel,
            run.stop,
        )


def _ahead(run: Run, planned: TreePlan, queue: Iterable[FilePlan]) -> Iterator[_Prepared]:
    """Yield files ready to be asked about; a few of them are prepared ahead."""
    count = max(_AHEAD, run.parallel)
    return threads.ahead(lambda file: _prepare(run, planned, file), queue, count)


def _begun(run: Run, prepared: Iterable[_Prepared]) -> Iterator[_Prepared]:
    for ready in prepared:
        folders.keep_time(run)
        run.tell(Started(ready.file.path))
        yield ready


def _prepare(run: Run, planned: TreePlan, file: FilePlan) -> _Prepared:
    try:
        content, outline = survey.load(planned.project, file.path, run.cache)
        document = vault.read(run.target, file.note)
        kept = plan.true_kept(run, planned.project, file.path, outline, document).kept
        kind = planned.project.entries[file.path].kind
        part, whole = file.route.part, file.route.whole
        ask = wanted(outline, kind, kept, run.asks_again(kept, part, whole))
        data = content.text.encode(errors="replace")
        describable = tuple(symbol.name for symbol in undocumented(outline, kind))
        task = FileTask(
            file.path, outline.language, data, outline, ask.summary, ask.symbols, describable
        )
        assert whole is not None
        parts = summarize.needed(task, run.budget(file.path, whole))
        if part is not None and part != whole and not summarize.is_whole(task, parts):
            parts = summarize.needed(task, run.budget(file.path, part))
        return _Prepared(file, task, parts, kept, content.digest)
    except (NoteBlocked, SourceUnreadable) as exc:
        return _Prepared(file, None, problem=str(exc))


def _asked(run: Run, planned: TreePlan, ready: _Prepared) -> Callable[[], None]:
    """Ask about one file; return what is left to do with the answer, for which no model waits."""
    if ready.task is None:
        return partial(_fail, run, planned, ready.file, ready.problem)
    task, route = ready.task, ready.file.route
    assert route.whole is not None
    budget = run.budget(task.path, route.whole)
    answered: list[str] = []
    said = summarize.summarize_file(task, ready.parts, budget, run.file_asker(route, answered))
    return partial(_write_one, run, planned, ready, task, said, answered)


def _write_one(
    run: Run,
    planned: TreePlan,
    ready: _Prepared,
    task: FileTask,
    said: Prose,
    answered: list[str],
) -> None:
    """Write the note of one file with what was said about it."""
    time.sleep(_LULL)
    writers = _writers(ready, task)
    kept = _kept(ready, task, said, run.recipe(*writers))
    facts = file_facts(run, planned, task.path, task.outline, kept, ready.digest)
    try:
        written = save_file(run, planned, facts, kept, prompt_version.writer(run.config, *writers))
    except NoteBlocked as exc:
        _fail(run, planned, ready.file, str(exc))
        return
    if not said.failures:
        run.cache.reached(answered)
    key = planned.project.tree.name, task.path
    row = run.files[key]
    run.files[key] = replace(
        row,
        written=row.written or written,
        state="failed" if said.failures else row.state,
        parts=len(ready.parts),
        coverage=_coverage(task, kept, said),
        tally=row.tally + said.tally,
        error="; ".join(said.failures),
    )
    run.left.discard(key)
    run.tell(_finished(ready, said))


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


def _fail(run: Run, planned: TreePlan, file: FilePlan, why: str) -> None:
    key = planned.project.tree.name, file.path
    run.files[key] = replace(run.files[key], state="failed", error=why)
    run.left.discard(key)
    run.tell(Failed(file.path, why))
