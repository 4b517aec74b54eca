"""Folders from their files, the repository from its folders: the last prose of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from ralf_notes.errors import NoteBlocked, OutOfTime
from ralf_notes.events import Failed, Finished, Started
from ralf_notes.machine import threads
from ralf_notes.notes.note import Kept, State
from ralf_notes.plan import facts as planned_facts
from ralf_notes.plan import plan, survey
from ralf_notes.plan.facts import fold_digest, folder_facts, folder_prose, needs_summary
from ralf_notes.plan.plan import TreePlan
from ralf_notes.prose import summarize
from ralf_notes.run import warming
from ralf_notes.run.facts import write_folder
from ralf_notes.run.state import Run

_RETRIES = 1.5
"""Requests per question, with room to spare."""
_MOST_KEPT = 0.5
"""Share of a run's time that is kept for folders at most."""


def write(
    run: Run, planned: TreePlan, folders: Iterable[str], waiting: Collection[str] = ()
) -> None:
    """Sum up the folders of one tree whose children changed.

    Args:
        run: the run.
        planned: the tree.
        folders: those to look at, deepest first.
        waiting: folders that are left for a later run.

    Raises BreakerOpen, and OutOfTime when all notes are right again but not all are summed up.
    """
    over: list[OutOfTime] = []

    def write_one(folder: str) -> None:
        try:
            _write_one(run, planned, folder)
        except OutOfTime as exc:
            write_folder(run, planned, folder)
            over.append(exc)

    # A folder's children are done before it: those are one level deeper.
    for _, level in groupby(folders, key=lambda folder: folder.count("/") + bool(folder)):
        asked = _asked(run, planned, level, waiting)
        threads.together(write_one, asked, run.parallel, run.stop)
    if over:
        raise over[0]


def _asked(
    run: Run, planned: TreePlan, folders: Iterable[str], waiting: Collection[str]
) -> Iterator[str]:
    """Yield the folders that a model is asked about; write the notes of the others."""
    for folder in folders:
        if run.folders[planned.project.tree.name, folder].error:
            continue
        if folder in waiting or not is_wanted(run, planned, folder):
            write_folder(run, planned, folder)  # what stands for a child may have changed
            continue
        model = run.routing.of_folder(folder)
        assert model is not None  # a folder that nobody is asked about needs no summary
        warming.warm(run, model)
        run.tell(Started(f"{folder or planned.project.tree.name}/"))
        yield folder


def unfinished(run: Run, planned: TreePlan) -> set[str]:
    """Return the folders of one tree with files that are left for a later run.

    The repository itself is one of them only if none of its files could be asked about.
    """
    left = [path for tree, path in run.left if tree == planned.project.tree.name]
    folders = survey.folders(iter(left)) if left else set()
    return folders if len(left) == len(planned.queue()) else folders - {""}


def keep_time(run: Run) -> None:
    """Keep so much of the run's time for folders as those will take that are complete by now."""
    if run.deadline is None or not run.questions:
        return
    left: dict[str, list[str]] = {}
    for tree, path in tuple(run.left):  # notes that are written meanwhile are taken out of it
        left.setdefault(tree, []).append(path)
    waiting = {(tree, f) for tree, paths in left.items() for f in survey.folders(iter(paths)) if f}
    needed = len(run.stale - waiting) * _RETRIES * run.asking / run.questions
    run.reserve = min(needed, _MOST_KEPT * (run.deadline.spent + run.deadline.left))


def is_wanted(run: Run, planned: TreePlan, folder: str) -> bool:
    """Tell whether a folder is to be summed up: its summary is not about its children as of now."""
    if not planned.is_asked(folder):
        return False
    try:
        document = plan.read_folder(run, planned, folder)
        facts = folder_facts(run, planned, folder)
        kept = folder_prose(run, planned, facts, document).kept
    except NoteBlocked:
        return False
    return needs_summary(run, facts, kept)


def _write_one(run: Run, planned: TreePlan, folder: str) -> None:
    facts = folder_facts(run, planned, folder)
    path = folder or facts.name
    model = run.routing.of_folder(folder)
    assert model is not None
    answered: list[str] = []
    said = summarize.fold(
        "folder" if folder else "overview",
        path,
        list(planned_facts.lines(facts)),
        run.budget(path, model),
        run.asker(model, answered),
        planned_facts.vocabulary_of(run, planned, facts),
    )
    digest = "" if said.failures else fold_digest(facts)
    kept = Kept(said.summary, {}, State(digest, unread=said.failures, recipe=run.recipe(model)))
    write_folder(run, planned, folder, kept)
    if not said.failures:
        run.cache.reached(answered)
    key = planned.project.tree.name, folder
    row = run.folders[key]
    run.folders[key] = replace(row, tally=row.tally + said.tally, error="; ".join(said.failures))
    for why in said.failures:
        run.tell(Failed(path, why))
    run.tell(_finished(path, said))


def _finished(path: str, said: summarize.Prose) -> Finished:
    tally = said.tally
    return Finished(path, True, 0, tally.prompt_tokens, tally.answer_tokens, tally.seconds,
                    "; ".join(said.failures))  # fmt: skip
