"""Folders from their files, the repository from its folders: the last prose of a run."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace

from ralf_notes import grounding, plan, project, summarize
from ralf_notes.errors import NoteBlocked
from ralf_notes.events import Failed, Finished, Started
from ralf_notes.facts import (
    fold_digest,
    folder_facts,
    folder_prose,
    needs_summary,
    write_folder,
)
from ralf_notes.grounding import Vocabulary
from ralf_notes.note import Kept, State
from ralf_notes.plan import TreePlan
from ralf_notes.render import FolderFacts
from ralf_notes.run import Run


def write(run: Run, planned: TreePlan) -> None:
    """Sum up the folders of one tree whose children changed, deepest first, the repository last."""
    for folder in planned.folders:
        key = planned.project.tree.name, folder
        if run.folders[key].error:
            continue
        if _is_wanted(run, planned, folder):
            run.tell(Started(f"{folder or planned.project.tree.name}/"))
            _write_one(run, planned, folder)
        else:
            write_folder(run, planned, folder)  # what stands for a child may have changed


def _is_wanted(run: Run, planned: TreePlan, folder: str) -> bool:
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
    said = summarize.fold(
        "folder" if folder else "overview",
        path,
        list(_lines(facts)),
        run.budget(path),
        run.ask,
        _vocabulary(run, planned, facts),
    )
    digest = "" if said.failures else fold_digest(facts)
    kept = Kept(said.summary, {}, State(digest, unread=said.failures, recipe=run.recipe))
    write_folder(run, planned, folder, kept)
    key = planned.project.tree.name, folder
    row = run.folders[key]
    run.folders[key] = replace(row, tally=row.tally + said.tally, error="; ".join(said.failures))
    for why in said.failures:
        run.tell(Failed(path, why))
    run.tell(_finished(path, said))


def _lines(facts: FolderFacts) -> Iterator[str]:
    """Yield what the model is told: the author's words on the folder, and a line for each child."""
    if facts.purpose:
        yield " ".join(facts.purpose.split())
    if facts.languages and not facts.path:
        yield f"Languages: {', '.join(facts.languages)}."
    for child in (*facts.folders, *facts.files):
        mark = "/" if child in facts.folders else ""
        yield f"- {posixpath.basename(child.path)}{mark}: {child.description}"


def _vocabulary(run: Run, planned: TreePlan, facts: FolderFacts) -> Vocabulary:
    """Return the names that a folder's summary may use: those in its children's notes."""
    names = [facts.path, facts.name]
    for child in facts.files:
        if child.path in planned.files:
            outline = project.outline_of(planned.project, child.path, run.cache)
            names += [symbol.name for symbol in outline.symbols]
    paths = [child.path for child in (*facts.folders, *facts.files)]
    return grounding.vocabulary(*_lines(facts), facts.purpose, *paths, names=names)


def _finished(path: str, said: summarize.Prose) -> Finished:
    tally = said.tally
    return Finished(path, True, 0, tally.prompt_tokens, tally.answer_tokens, tally.seconds,
                    "; ".join(said.failures))  # fmt: skip
