"""`status`: how the vault stands to its sources. No model is asked, nothing is written there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.machine.cache import Cache, default_path
from ralf_notes.models import routing
from ralf_notes.notes import vault
from ralf_notes.notes.kept import parse_body
from ralf_notes.plan import folder_note, plan, standing, survey
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.standing import Standing
from ralf_notes.plan.tree_plan import FilePlan, TreePlan
from ralf_notes.prose import prompt_version
from ralf_notes.report import history
from ralf_notes.report.history import LastRun
from ralf_notes.source.walk import walk

EXIT_STALE = 5
_MOST_SHOWN = 10
"""Paths of each kind that are shown without `verbose`."""
_HEADINGS = {
    "new": "new: without a note so far",
    "changed": "changed since the note was written",
    "moved": "moved or renamed: the note follows in the next run",
    "gone": "gone: notes whose source was deleted or moved",
    "kept": "kept: notes whose source is not documented now",
    "edited": "edited by hand: left alone (generate --overwrite-edited replaces them)",
    "blocked": "blocked: the note cannot be written",
    "failed": "failed: the source cannot be read",
    "prose": "prose to be written or renewed by the model",
    "older": "older prose, by another model or prompt (generate --refresh all asks again)",
}
_STALE = ("new", "changed", "moved", "gone")


@dataclass(frozen=True, slots=True)
class Row:
    """One note that is worth a line."""

    kind: str
    """`new`, `changed`, `gone`, `kept`, `edited`, `blocked`, `failed`, `prose` or `older`."""
    tree: str
    path: str
    """Of the source below the root of its tree; of a folder with a slash at its end."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """How the vault stands. A note may have several rows."""

    target: str
    notes: int
    """Notes that the sources should have."""
    rows: tuple[Row, ...]
    source_failures: tuple[tuple[str, str], ...]
    last_run: LastRun | None = None


def status(config: Config) -> Status:
    """Compare the vault with its sources.

    Raises UsageError when there is nothing to compare.
    """
    return replace(_compare(config), last_run=history.last_run(config.target()))


def _compare(config: Config) -> Status:
    target = config.target()
    walked = walk(config)
    with Cache(default_path()) as cache:
        standings = standing.of_walk(cache, config, walked)
        if standing.is_unchanged(standings):
            count = sum(len(each.selected_notes()) for each in standings)
            older = [row for each in standings for row in _older_standing(config, each)]
            return Status(str(target), count, tuple(older), walked.failures)
        scope = Scope(config, cache, target, routing.from_config(config))
        plans = plan.make_all(scope, [survey.survey(each, cache) for each in standings])
        rows = tuple(row for planned in plans for row in _rows(scope, planned))
    count = sum(len(each.files) + len(each.folders) + len(each.settled) for each in plans)
    return Status(str(target), count, rows, walked.failures)


def exit_code(found: Status, fail_if_stale: bool) -> int:
    """Return 5 when facts in notes are stale and that is asked for, 1 when a source failed."""
    if fail_if_stale and any(row.kind in _STALE for row in found.rows):
        return EXIT_STALE
    return 1 if found.source_failures or any(row.kind == "failed" for row in found.rows) else 0


def lines(found: Status, verbose: bool) -> Iterator[str]:
    """Yield what a person reads: the paths of each kind, then the count of all."""
    for kind, heading in _HEADINGS.items():
        rows = [row for row in found.rows if row.kind == kind]
        if rows:
            yield f"{heading} ({len(rows)}):"
            yield from (f"  {_line(row)}" for row in (rows if verbose else rows[:_MOST_SHOWN]))
        if len(rows) > _MOST_SHOWN and not verbose:
            yield f"  and {len(rows) - _MOST_SHOWN} more (--verbose shows all)"
    troubled = {
        (row.tree, row.path) for row in found.rows if row.kind not in ("gone", "kept", "older")
    }
    total = f"{found.notes} note{'' if found.notes == 1 else 's'}"
    yield f"{total} in {found.target}, {found.notes - len(troubled)} of them up to date."
    if found.last_run is not None:
        yield history.last_run_line(found.last_run)


def _line(row: Row) -> str:
    place = f"{row.tree}: {row.path}" if row.tree else row.path
    return f"{place} ({row.why})" if row.why else place


def _rows(scope: Scope, planned: TreePlan) -> Iterator[Row]:
    """Yield the rows of one tree."""
    tree = planned.project.tree.name
    for path, why in planned.project.failures.items():
        if path in planned.project.tree.selected:
            yield Row("failed", tree, path, why)
    for file in planned.files.values():
        yield from _file_rows(tree, file)
    yield from _folder_rows(scope, planned)
    yield from _orphan_rows(planned)
    yield from _older(scope.config, tree, _notes(planned))
    yield from _older_standing(scope.config, planned.project.standing, planned.settled)


def _file_rows(tree: str, file: FilePlan) -> Iterator[Row]:
    if file.status != "unchanged":
        yield Row(file.status, tree, file.path, file.problem if file.status == "blocked" else "")
    if file.wanted and file.status in ("unchanged", "changed"):
        yield Row("prose", tree, file.path)


def _folder_rows(scope: Scope, planned: TreePlan) -> Iterator[Row]:
    tree, config = planned.project.tree.name, scope.config
    for folder in planned.folders:
        shown = _shown(folder)
        try:
            stored = folder_note.load_folder(scope, planned, folder)
        except NoteBlocked as exc:
            yield Row("blocked", tree, shown, str(exc))
            continue
        if stored is not None and stored.frame.edited and config.on_edited == "keep":
            yield Row("edited", tree, shown)
        elif stored is None:
            yield Row("new", tree, shown)
        elif folder in planned.stale:
            yield Row("prose", tree, shown)


def _orphan_rows(planned: TreePlan) -> Iterator[Row]:
    """Yield the notes in the tree's folder whose source has no note any more."""
    orphans, tree = planned.orphans, planned.project.tree.name
    goes = {each.note for each in (*orphans.removal.goes, *orphans.removal.too_many)}
    moved = {each.note: source for source, each in orphans.moves.items()}
    stays = dict(orphans.removal.stays())
    for each in orphans.notes:
        entry = planned.project.entries.get(each.source)
        why = stays.get(each.note) or orphans.absences.hold
        why = why or orphans.absences.why[each.source].value
        if each.note in moved:
            why = f"moved to {moved[each.note]}"
        elif entry is not None and entry.reason:
            why = f"is skipped now, {entry.reason}"
        kind = "gone" if each.note in goes or each.note in moved else "kept"
        yield Row(kind, tree, each.source, f"{why}; note: {each.note}")


def _older(config: Config, tree: str, notes: Mapping[str, str]) -> Iterator[Row]:
    """Yield the notes whose prose was written by another recipe than the one of a run now.

    Args:
        config: the run's.
        tree: its name, for the rows.
        notes: source path -> note path.
    """
    if not config.traits.asks:
        return
    now = _recipes(config)
    for path, note_path in notes.items():
        try:
            document = vault.read_document(config.target(), note_path)
        except NoteBlocked:
            continue
        written_by = parse_body(document.body).state.recipe if document else ""
        if written_by and written_by not in now:
            yield Row("older", tree, path)


def _older_standing(
    config: Config, tree: Standing, settled: Collection[str] | None = None
) -> Iterator[Row]:
    """Yield the notes with older prose among those that need no look.

    Args:
        config: the run's.
        tree: the rows of its notes.
        settled: the notes that need no look; None for all of the tree.
    """
    if not config.traits.asks:
        return
    now = _recipes(config)
    # Files first, then folders from the deepest up, as a comparison with the sources has them.
    notes = sorted(
        tree.selected_notes().items(),
        key=lambda note: (note[0][-1] == "/", -note[0].count("/") * (note[0][-1] == "/"), note[0]),
    )
    for key, row in notes:
        if row.recipe and row.recipe not in now and (settled is None or key in settled):
            yield Row("older", tree.tree.name, "./" if key == "/" else key)


def _recipes(config: Config) -> set[str]:
    """Return the recipes that a run may write prose by: of each model, and of any two together."""
    models = routing.all_models(routing.from_config(config))
    writers = {prompt_version.writer(config, *pair) for pair in product(models, repeat=2)}
    return {prompt_version.of(config, writer) for writer in writers}


def _notes(planned: TreePlan) -> dict[str, str]:
    """Return where the notes of a tree are, by what is shown of their sources."""
    folders = {_shown(folder): planned.layout.folders[folder] for folder in planned.folders}
    return {path: file.note for path, file in planned.files.items()} | folders


def _shown(folder: str) -> str:
    return f"{folder}/" if folder else "./"
