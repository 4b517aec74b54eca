"""Folders from their files, the repository from its folders: the last prose of a run."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ralf_notes.errors import NoteBlocked, OutOfTime
from ralf_notes.events import Failed, Finished, Started
from ralf_notes.machine import threads
from ralf_notes.notes.kept import Kept, State
from ralf_notes.paths import all_folders
from ralf_notes.plan.folder_note import (
    fold_digest,
    folder_facts,
    folder_prose,
    lines,
    load_folder,
    needs_summary,
    vocabulary_of,
)
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import summarize
from ralf_notes.prose.asking import Asker
from ralf_notes.run import warming
from ralf_notes.run.facts import write_folder
from ralf_notes.run.hours import Hours
from ralf_notes.run.ledger import Ledger


def write(
    scope: Scope, plans: Sequence[TreePlan], asker: Asker, ledger: Ledger, hours: Hours
) -> None:
    """Sum up the folders whose children changed, and each repository after its folders.

    When the time for files is over, those whose files are all done.

    Args:
        scope: the run's.
        plans: the trees.
        asker: asks the models.
        ledger: gets what becomes of each folder.
        hours: the run's time, of which nothing is kept back any more.

    Raises BreakerOpen, and OutOfTime when all notes are right again but not all are summed up.
    """
    if not asker.models:
        return
    hours.reserve = 0.0
    works = [
        _Work(scope, planned, asker, ledger, _unfinished(planned, ledger)) for planned in plans
    ]
    for is_overview in (False, True):
        for work in works:
            folders = [path for path in work.planned.folders if bool(path) != is_overview]
            _write_folders(work, folders)
    asker.models.look()
    if ledger.out_of_time is not None:
        raise ledger.out_of_time


@dataclass(frozen=True, slots=True)
class _Work:
    """The folders of one tree."""

    scope: Scope
    planned: TreePlan
    asker: Asker
    ledger: Ledger
    waiting: Collection[str]
    """Folders that are left for a later run."""


def _write_folders(work: _Work, folders: Iterable[str]) -> None:
    def write_one(folder: str) -> None:
        try:
            _write_one(work, folder)
        except OutOfTime as exc:
            write_folder(work.scope, work.planned, folder, work.ledger)
            work.ledger.out_of_time = exc

    models = work.asker.models
    # A folder's children are done before it: they are one level deeper.
    for _, level in groupby(folders, key=lambda folder: folder.count("/") + bool(folder)):
        threads.side_by_side(write_one, _asked(work, level), models.parallel, models.stop)


def _asked(work: _Work, folders: Iterable[str]) -> Iterator[str]:
    """Yield the folders that a model is asked about; write the notes of the others."""
    scope, planned = work.scope, work.planned
    for folder in folders:
        if work.ledger.folders[planned.name, folder].error:
            continue
        if folder in work.waiting or not is_wanted(scope, planned, folder):
            # What stands for a child may have changed.
            write_folder(scope, planned, folder, work.ledger)
            continue
        model = scope.routing.of_folder(folder)
        assert model is not None  # a folder that nobody is asked about needs no summary
        warming.warm(scope.config, work.asker.models, model, work.ledger.tell)
        work.ledger.tell(Started(f"{folder or planned.name}/"))
        yield folder


def _unfinished(planned: TreePlan, ledger: Ledger) -> set[str]:
    """Return the folders of one tree with files that are left for a later run.

    The repository itself is one of them only if none of its files could be asked about.
    """
    if ledger.out_of_time is None:
        return set()
    left = [path for tree, path in ledger.left if tree == planned.name]
    folders = all_folders(left) if left else set()
    return folders if len(left) == len(planned.open_work()) else folders - {""}


def is_wanted(scope: Scope, planned: TreePlan, folder: str) -> bool:
    """Return whether a folder is to be summed up: its summary is not about its present children."""
    if not planned.is_asked(folder):
        return False
    try:
        stored = load_folder(scope, planned, folder)
        facts = folder_facts(scope, planned, folder)
        kept = folder_prose(scope, planned, facts, stored).kept
    except NoteBlocked:
        return False
    return needs_summary(scope, facts, kept)


def _write_one(work: _Work, folder: str) -> None:
    scope, planned, ledger = work.scope, work.planned, work.ledger
    facts = folder_facts(scope, planned, folder)
    path = folder or facts.name
    model = scope.routing.of_folder(folder)
    assert model is not None
    answered: list[str] = []
    prose = summarize.fold(
        "folder" if folder else "overview",
        path,
        list(lines(facts)),
        work.asker.budget(path, model),
        work.asker.of_model(model, answered),
        vocabulary_of(scope, planned, facts),
    )
    digest = "" if prose.failures else fold_digest(facts)
    state = State(digest, unread=prose.failures, recipe=scope.recipe(model))
    write_folder(scope, planned, folder, ledger, Kept(prose.summary, {}, state))
    if not prose.failures:
        scope.cache.reached(answered)
    row = ledger.folders[planned.name, folder]
    problem = "; ".join(prose.failures)
    ledger.folders[planned.name, folder] = replace(
        row, tally=row.tally + prose.tally, error=problem
    )
    for why in prose.failures:
        ledger.tell(Failed(path, why))
    tally = prose.tally
    ledger.tell(
        Finished(path, True, 0, tally.prompt_tokens, tally.answer_tokens, tally.seconds, problem)
    )
