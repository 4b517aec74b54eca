"""Sums up folders from their files, and the repository from its folders: the last step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ralf_notes.errors import NoteBlocked, OutOfTime
from ralf_notes.events import Finished, Passed, Started
from ralf_notes.machine import threads
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.plan.around.inside import folder_lines, folder_vocabulary
from ralf_notes.plan.detail.items import with_items
from ralf_notes.plan.folder_note import (
    folder_facts,
    folder_prose,
    load_folder,
    summary_digest,
    wanted_of_folder,
)
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.staleness import PARSER, earlier_tries, open_work
from ralf_notes.plan.story.wanted import WantedOfFolder, with_story
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import summarize
from ralf_notes.prose.answers import AskModel, Standard
from ralf_notes.prose.asking import Asker
from ralf_notes.prose.story.task import Story
from ralf_notes.prose.summarize import Notes, Prose
from ralf_notes.run import warming
from ralf_notes.run.facts import write_folder
from ralf_notes.run.ledger import Ledger
from ralf_notes.run.nights.hours import Hours
from ralf_notes.run.story import ask_story


@dataclass(frozen=True, slots=True)
class _Work:
    """The folders of one tree."""

    scope: Scope
    planned: TreePlan
    asker: Asker
    ledger: Ledger
    postponed: Collection[str]
    """Folders that are left for a later run."""


def write(
    scope: Scope, plans: Sequence[TreePlan], asker: Asker, ledger: Ledger, hours: Hours
) -> None:
    """Sum up the folders whose children changed, and each repository after its folders.

    Once the time for files is over, only folders whose files are all done are summed up.

    Args:
        scope: the run's.
        plans: the trees.
        asker: asks the models.
        ledger: gets the result of each folder.
        hours: the run's time; no part of it is reserved any more.

    Raises BreakerOpen, and OutOfTime once all notes are consistent, if some are not summed up.
    """
    if not asker.models:
        return
    hours.reserve = 0.0
    works = []
    for planned in plans:
        postponed = _postponed_folders(planned, ledger)
        works.append(_Work(scope, planned, asker, ledger, postponed))
    for is_overview in (False, True):
        for work in works:
            _write_folders(work, [f for f in work.planned.folders if bool(f) != is_overview])
    asker.models.look()
    asker.usability.judge()
    if ledger.out_of_time is not None:
        raise ledger.out_of_time


def is_wanted(scope: Scope, planned: TreePlan, folder: str) -> bool:
    """Whether to sum up a folder: its summary does not describe its current children."""
    if not planned.is_asked(folder):
        return False
    try:
        stored = load_folder(scope, planned, folder)
        facts = folder_facts(scope, planned, folder)
        kept = folder_prose(scope, planned, facts, stored).kept
    except NoteBlocked:
        return False
    return bool(wanted_of_folder(scope, planned, facts, kept))


def _postponed_folders(planned: TreePlan, ledger: Ledger) -> set[str]:
    """Return the folders of one tree with files that are left for a later run."""
    if ledger.out_of_time is None and planned.limit is None:
        return set()
    return planned.waiting_for(
        [path for tree, path in ledger.unasked_files if tree == planned.name]
    )


def _write_folders(work: _Work, folders: Iterable[str]) -> None:
    def write_one(folder: str) -> None:
        try:
            _sum_up(work, folder)
        except OutOfTime as exc:
            write_folder(work.scope, work.planned, folder, work.ledger)
            work.ledger.out_of_time = exc

    models = work.asker.models
    # A folder's children are done before it: they are one level deeper.
    for _, level in groupby(folders, key=lambda folder: folder.count("/") + bool(folder)):
        threads.side_by_side(
            write_one, _folders_to_sum_up(work, level), models.parallel, models.stop
        )


def _folders_to_sum_up(work: _Work, folders: Iterable[str]) -> Iterator[str]:
    """Yield the folders that a model is asked about; write the notes of the others."""
    scope, planned, ledger = work.scope, work.planned, work.ledger
    for folder in folders:
        if ledger.folders[planned.name, folder].error:
            continue
        if folder in work.postponed or not is_wanted(scope, planned, folder):
            # The description of a child may have changed.
            write_folder(scope, planned, folder, ledger)
            if seconds := ledger.estimates.get((planned.name, f"{folder}/")):
                ledger.tell(Passed(_shown(planned, folder), seconds))
            continue
        model = scope.routing.of_folder(folder)
        assert model is not None  # where no model is asked, no summary is wanted
        warming.warm(scope.config, work.asker.models, model, ledger.tell)
        seconds = ledger.estimates.get((planned.name, f"{folder}/"), 0.0)
        ledger.tell(Started(_shown(planned, folder), seconds))
        yield folder


def _shown(planned: TreePlan, folder: str) -> str:
    """Return how a folder is called while a model is asked about it."""
    return f"{folder}/" if folder else f"overview of {planned.name}"


def _wanted(work: _Work, facts: FolderFacts, kept: Kept) -> WantedOfFolder:
    """Return what to ask about a folder: of a tiny model no lists, of which hardly any stand."""
    wanted = wanted_of_folder(work.scope, work.planned, facts, kept)
    model = work.scope.routing.of_folder(facts.path)
    is_able = bool(wanted.lists) and model is not None and work.asker.can_list(model)
    return wanted if is_able else WantedOfFolder(wanted.summary)


def _true_prose(work: _Work, facts: FolderFacts) -> Kept:
    """Return what the note of a folder holds that is still true."""
    stored = load_folder(work.scope, work.planned, facts.path)
    return folder_prose(work.scope, work.planned, facts, stored).kept


def _sum_up(work: _Work, folder: str) -> None:
    """Ask a model about a folder, and write its note."""
    scope, planned, ledger = work.scope, work.planned, work.ledger
    facts = folder_facts(scope, planned, folder)
    model = scope.routing.of_folder(folder)
    assert model is not None
    before = _true_prose(work, facts)
    wanted = _wanted(work, facts, before)
    answered: list[str] = []
    tries = earlier_tries(before.state, summary_digest(facts), scope.recipes(model))
    ask = work.asker.of_model(model, answered, tries)
    prose = _summary(work, facts, ask) if wanted.summary else Prose()
    story, failures = Story(), prose.failures
    if wanted.lists and not failures:
        story, failures = ask_story(scope, planned, facts, wanted.lists, work.asker, ask)
    kept = _new_kept(work, facts, before, prose, failures) if wanted.summary else before
    kept = with_story(scope, planned, facts, kept, story.items, wanted.lists)
    write_folder(scope, planned, folder, ledger, kept)
    if not failures:
        scope.cache.forget_first(answered)
    row = ledger.folders[planned.name, folder]
    tally = prose.tally + story.tally
    ledger.folders[planned.name, folder] = replace(
        row, tally=row.tally + tally, error="; ".join(failures), unanswered=kept.state.open.why
    )
    seconds = ledger.estimates.get((planned.name, f"{folder}/"), 0.0)
    tokens, problem = (tally.prompt_tokens, tally.answer_tokens), "; ".join(failures)
    path = _shown(planned, folder)
    ledger.tell(Finished(path, seconds, *tokens, tally.seconds, problem))


def _summary(work: _Work, facts: FolderFacts, ask: AskModel) -> Prose:
    """Return a model's summary of a folder."""
    scope, planned = work.scope, work.planned
    path, model = facts.path or facts.name, scope.routing.of_folder(facts.path)
    assert model is not None
    lines = folder_lines(scope, planned, facts)
    return summarize.fold(
        Notes("folder" if facts.path else "overview", path, lines),
        work.asker.budget(path, model),
        ask,
        Standard(folder_vocabulary(scope, planned, facts, lines), scope.config.language),
    )


def _new_kept(
    work: _Work, facts: FolderFacts, before: Kept, prose: Prose, failures: tuple[str, ...]
) -> Kept:
    """Return what a folder's note keeps with a new summary; one that failed is asked for again."""
    model = work.scope.routing.of_folder(facts.path)
    recipe, subject = work.scope.prompt_version(model), summary_digest(facts)
    state = State("", unread=prose.failures, recipe=recipe, parser=PARSER)
    if not failures:
        still = open_work(before.state.open, [""], prose.unanswered, recipe, subject)
        state = State(subject, recipe=recipe, open=still, parser=PARSER)
    return with_items(Kept(prose.summary, {}, state), before.items)
