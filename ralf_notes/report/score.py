"""Measures the notes of a vault against their sources. Asks no model and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable, UsageError
from ralf_notes.machine import cache
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.hidden.line import source_digest
from ralf_notes.notes.kept import parse_body
from ralf_notes.plan import folder_note, owners, plan, survey, tree_changes
from ralf_notes.plan.around.inside import folder_lines, folder_vocabulary
from ralf_notes.plan.file_note import route_of
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import summarize
from ralf_notes.report.measure import (
    FileNote,
    LinkRoots,
    Note,
    file_quality,
    folder_quality,
    orphan_quality,
)
from ralf_notes.report.metrics import NoteQuality, Quality, Share
from ralf_notes.report.report import Report
from ralf_notes.source.walk import walk


def score_sources(config: Config, first_names: Mapping[str, Share]) -> Quality:
    """Compare the sources of a configuration with their notes, and measure the notes.

    Args:
        config: names the sources and the target.
        first_names: as for `score_notes`.

    Raises UsageError when there is nothing to measure.
    """
    target = config.target()
    if not target.is_dir():
        raise UsageError(f"{target} does not exist: ralf-notes generate writes the notes")
    walked = owners.without_strangers(walk(config), target)
    with cache.Cache(cache.default_path()) as store:
        scope = Scope.of_config(config, store)
        changes = tree_changes.since_last_run(store, config, walked)
        plans = plan.compare(scope, survey.survey_all(changes, store))
        quality = score_notes(scope, plans, first_names)
    return replace(quality, source_failures=walked.failures)


def score_notes(
    scope: Scope, plans: Sequence[TreePlan], first_names: Mapping[str, Share]
) -> Quality:
    """Measure the notes of some trees: of files, of folders, and of deleted sources.

    Args:
        scope: the scope in which the trees were compared with their notes.
        plans: the plans of the trees; a run may have written their notes since.
        first_names: for each note path, the share of the names in a model's first answers that
            exist. Only the report of the run contains it.
    """
    place = scope.vault_place
    roots = LinkRoots(str(scope.target), str(place.root), place.start)
    notes: list[NoteQuality] = []
    for planned in plans:
        notes += [file_quality(file, roots) for file in file_notes(scope, planned)]
        for folder in sorted(planned.project.folders):
            note = read_note(scope, planned.layout.folders[folder])
            if note.exists:
                folder_facts = folder_note.folder_facts(scope, planned, folder)
                lines = folder_lines(scope, planned, folder_facts)
                vocabulary = folder_vocabulary(scope, planned, folder_facts, lines)
                notes.append(folder_quality(note, vocabulary, roots))
        for orphan in (*planned.orphans.removal.goes, *planned.orphans.removal.too_many):
            note = read_note(scope, orphan.note)
            if note.exists:  # a run that has just ended may have removed it
                notes.append(orphan_quality(note))
    for at, quality in enumerate(notes):
        if quality.note in first_names:
            shares = {**quality.shares, "raw_names": first_names[quality.note]}
            notes[at] = replace(quality, shares=shares)
    return Quality(str(scope.target), tuple(notes))


def first_names(report: Report) -> dict[str, Share]:
    """Return the share of names in first answers that exist, by note, from a run's report."""
    return {
        row.note: Share(row.tally.names - row.tally.invented, row.tally.names)
        for row in report.rows
    }


def file_notes(scope: Scope, planned: TreePlan) -> Iterator[FileNote]:
    """Yield the files of a tree with the content of their notes."""
    for path in planned.project.documented:
        kind = planned.project.files[path].kind
        if not scope.config.traits.asks:  # all files count that a model could be asked about
            is_asked = kind.value in scope.config.prose_for
        else:
            is_asked = route_of(scope, planned.project, path).whole is not None
        try:
            content, outline = survey.read_file(planned.project, path, scope.cache)
        except SourceUnreadable:
            continue  # it was deleted meanwhile
        note = read_note(scope, planned.layout.files[path])
        vocabulary = summarize.file_vocabulary(
            path, outline, content.text, planned.words, borrowed=note.kept.state.borrowed
        )
        yield FileNote(
            note=note,
            kind=kind,
            digest=content.digest,
            outline=outline,
            text=content.text,
            vocabulary=vocabulary,
            is_asked=is_asked,
            is_silent=planned.project.files[path].is_silent,
        )


def read_note(scope: Scope, note_path: str) -> Note:
    """Return the content of a note, which counts as missing if it is not ours."""
    try:
        document = vault.read_document(scope.target, note_path)
        properties = frontmatter.values(document.front) if document else {}
    except NoteBlocked:
        document = None
    if document is None:
        return Note(note_path, exists=False)
    model, digest = str(properties.get("ralf_model", "")), source_digest(document.body, properties)
    return Note(note_path, document.body, parse_body(document.body), model, digest)
