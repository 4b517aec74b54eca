"""`score`: how good the notes of a vault are, in numbers. No model is asked, nothing is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable, UsageError
from ralf_notes.machine import cache
from ralf_notes.models import routing
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.kept import parse_body
from ralf_notes.plan import folder_note, owners, plan, survey
from ralf_notes.plan.file_note import route
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import summarize
from ralf_notes.report import gates as qualities
from ralf_notes.report import measure
from ralf_notes.report.gates import Gate, NoteQuality, Quality
from ralf_notes.report.measure import FileNote, Note, Places
from ralf_notes.report.metrics import Share
from ralf_notes.report.report import Report
from ralf_notes.source import walk


def score(config: Config, first_names: Mapping[str, Share]) -> Quality:
    """Measure the notes of a configuration's sources.

    Args:
        config: names the sources and the target.
        first_names: by note: the share of the names in a model's first answers that exist, which
            only the report of the run knows.

    Raises UsageError when there is nothing to measure.
    """
    target = config.target()
    if not config.source_paths:
        raise UsageError(
            "no source is named to hold the notes against. Name it: --source PATH, or "
            "source_paths: [PATH] in config.yaml"
        )
    if not target.is_dir():
        raise UsageError(f"{target} is not there: ralf-notes generate writes the notes")
    walked = owners.without_strangers(walk.walk(config), target)
    with cache.Cache(cache.default_path()) as store:
        run = Scope(config, store, target, routing.of(config))
        plans = [plan.make(run, survey.survey(tree, store)) for tree in walked.trees]
        notes = [found for planned in plans for found in _tree(run, planned)]
    measured = tuple(_with_first_names(each, first_names) for each in notes)
    return Quality(str(target), measured, walked.failures)


def gated(report: Report, config: Config, gates: Iterable[Gate]) -> Report:
    """Return a run's report with how good its notes are, and with the gates that they missed."""
    rows = (*report.files, *report.folders)
    names = {row.note: _existing(row.tally.names, row.tally.invented) for row in rows}
    measured = score(config, names)
    missed = qualities.missed(measured, gates)
    code = report.exit_code or (1 if missed else 0)
    return replace(report, quality=measured, missed=missed, exit_code=code)


def read_report(file: Path) -> dict[str, Share]:
    """Return the names in first answers that a run's report tells, by note. Raises UsageError."""
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        return {
            row["note"]: _existing(row["names"], row["invented"])
            for row in (*report["files"], *report["folders"])
        }
    except OSError as exc:
        raise UsageError(f"--report {file}: cannot be read: {exc.strerror}") from exc
    except (ValueError, TypeError, KeyError) as exc:
        raise UsageError(
            f"--report {file}: it is not what ralf-notes generate --report wrote"
        ) from exc


def check_gates(gates: Iterable[Gate], has_report: bool) -> None:
    """Raise UsageError for a gate on what notes alone cannot tell."""
    if not has_report and any(gate.metric == "raw_names" for gate in gates):
        raise UsageError(
            "--fail-under raw_names: it is not in the notes. Name the report of the run that wrote "
            "them: --report FILE"
        )


def _tree(run: Scope, planned: TreePlan) -> Iterator[NoteQuality]:
    """Yield the quality of each note of one tree."""
    root = run.config.vault_root or run.target
    places = Places(str(run.target), str(root))
    for path in planned.files:
        try:
            yield measure.of_file(_file(run, planned, path), places)
        except SourceUnreadable:
            continue  # it went while we looked
    folder_note.stale(run, planned)
    for folder in planned.folders:
        note = _read(run, planned.layout.folders[folder])
        if note.is_there:
            found = folder_note.folder_facts(run, planned, folder)
            known = folder_note.vocabulary_of(run, planned, found)
            yield measure.of_folder(note, "\n".join(folder_note.lines(found)), known, places)
    for gone in (*planned.removal.goes, *planned.removal.too_many):
        yield measure.of_orphan(_read(run, gone.note))


def _file(run: Scope, planned: TreePlan, path: str) -> FileNote:
    entry = planned.project.entries[path]
    content, outline = survey.load(planned.project, path, run.cache)
    return FileNote(
        note=_read(run, planned.layout.files[path]),
        kind=entry.kind,
        digest=content.digest,
        outline=outline,
        text=content.text,
        vocabulary=summarize.vocabulary_of(path, outline, content.text),
        is_asked=_is_asked(run, planned, path),
    )


def _is_asked(run: Scope, planned: TreePlan, path: str) -> bool:
    """Tell whether a model is to read a file; if none is asked now, whether one would be."""
    if run.config.engine == "none":
        return planned.project.entries[path].kind.value in run.config.prose_for
    return route(run, planned.project, path).whole is not None


def _read(run: Scope, note_path: str) -> Note:
    """Return what a note says; nothing if there is none of ours in its place."""
    try:
        document = vault.read(run.target, note_path)
        properties = frontmatter.read(document.front) if document else {}
    except NoteBlocked:
        document = None
    if document is None:
        return Note(note_path, is_there=False)
    model, digest = (str(properties.get(key, "")) for key in ("ralf_model", "ralf_source"))
    return Note(note_path, document.body, parse_body(document.body), model, digest)


def _with_first_names(found: NoteQuality, first_names: Mapping[str, Share]) -> NoteQuality:
    share = first_names.get(found.note)
    return replace(found, shares={**found.shares, "raw_names": share}) if share else found


def _existing(names: int, invented: int) -> Share:
    return Share(names - invented, names)
