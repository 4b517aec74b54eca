"""`status`: which notes differ from their sources. Asks no model, writes nothing to the vault."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from ralf_notes.agents.llms import files
from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.machine.cache import Cache, default_path
from ralf_notes.models import routing
from ralf_notes.notes import vault
from ralf_notes.notes.kept import parse_body
from ralf_notes.notes.obsidian import base
from ralf_notes.plan import folder_note, plan, survey, tree_changes
from ralf_notes.plan.orphans.silence import says_nothing
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_changes import TreeChanges
from ralf_notes.plan.tree_plan import FilePlan, TreePlan, overviews
from ralf_notes.prose import prompt_version
from ralf_notes.report import history
from ralf_notes.report.history import LastRun
from ralf_notes.report.sources import with_sources_of_target
from ralf_notes.report.summary import own_files_line
from ralf_notes.source import own_files
from ralf_notes.source.walk import walk
from ralf_notes.text import count_of

EXIT_STALE = 5
_MOST_SHOWN = 10
"""Paths of each kind that are shown without `verbose`."""
_HEADINGS = {
    "new": "new: no note yet",
    "changed": "changed since the note was written",
    "moved": "moved or renamed: the note follows in the next run",
    "gone": "gone: notes whose source was deleted or moved",
    "kept": "kept: notes whose source is not documented now",
    "edited": "edited by hand: left alone (generate --overwrite-edited replaces them)",
    "blocked": "blocked: the note cannot be written",
    "failed": "failed: the source cannot be read",
    "prose": "prose missing or out of date: the next run asks the model",
    "unanswered": "answered unusably: the next run asks again",
    "vain": "answered unusably in three runs: asked again once the source changes, or with another "
    "model (generate --refresh model asks at once)",
    "unread": "lines that the parser could not read: what they define may be missing in the note",
    "older": "older prose, by another model or prompt (generate --refresh all asks again)",
}
STALE = ("new", "changed", "moved", "gone")
"""The kinds of rows that tell of facts that are out of date."""
_SETTLED = ("kept", "unread", "older", "vain")
"""The kinds of rows about notes that the next run leaves as they are."""
_NOT_WRONG = ("gone", "kept", "unread", "older")
_OF_PROSE = ("prose", "unanswered", "vain")
_NO_NOTE = "no note yet: the parser has nothing to say"
"""Why prose is missing of a file whose note would hold nothing else."""
_PROSE_WITHOUT_MODEL = "prose missing or out of date: the next run with a model asks for it"
"""The heading of `prose` if the last run asked no model, as the next may not either."""


@dataclass(frozen=True, slots=True)
class Row:
    """One note that is worth a line."""

    kind: str
    """A key of `_HEADINGS`."""
    tree: str
    path: str
    """The path of the source below the root of its tree; a folder's ends with a slash."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a vault. A note may have several rows."""

    target: str
    notes: int
    """Notes that the sources should have."""
    rows: tuple[Row, ...]
    source_failures: tuple[tuple[str, str], ...]
    last_run: LastRun | None = None
    remarks: tuple[str, ...] = ()
    """What could not be known of the sources."""
    needs_prune: bool = False
    """Whether a run would remove so many notes at once that it needs `--prune` for them."""
    own_files: tuple[tuple[str, int], ...] = ()
    """How many files are no sources because ralf-notes wrote them: by `own_files.NOUNS`."""
    is_facts_only: bool = False
    """Whether the last run asked no model, and nothing names one now."""
    awaited: int = 0
    """How many of the notes are not there yet and would hold nothing but a model's prose."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """What a comparison of the trees with their notes gives; the fields are those of `Status`."""

    notes: int
    rows: list[Row]
    own_files: list[Mapping[str, int]]
    needs_prune: bool = False
    awaited: int = 0


def with_sources(config: Config, parameters: Mapping[str, Any]) -> tuple[Config, Mapping[str, Any]]:
    """Return a configuration with the sources of the notes in its target, if it names none.

    Args:
        config: as loaded.
        parameters: the parameters of the command line, which are returned with these sources.

    Raises UsageError when a target is named, but no source of it is known.
    """
    if config.source_paths or config.target_dir is None:
        return config, parameters
    config = with_sources_of_target(config, is_own=True)
    return config, {**parameters, "source_paths": [str(each.path) for each in config.source_paths]}


def status(config: Config) -> Status:
    """Compare the vault with its sources.

    Raises UsageError when there is nothing to compare.
    """
    target = config.target()
    walked = walk(config)
    with Cache(default_path()) as cache:
        changes = tree_changes.since_last_run(cache, config, walked)
        if tree_changes.nothing_changed(changes):
            compared = _of_rows(config, changes, cache)
        else:
            compared = _of_notes(config, changes, cache)
    last_run = history.last_run(target)
    names_model = not {"engine", "model", "models"}.isdisjoint(config.model_fields_set)
    return Status(
        target=str(target),
        notes=compared.notes,
        rows=tuple(compared.rows),
        source_failures=walked.failures,
        last_run=last_run,
        remarks=walked.remarks,
        needs_prune=compared.needs_prune,
        own_files=tuple(own_files.summed(compared.own_files).items()),
        awaited=compared.awaited,
        is_facts_only=last_run is not None and not (last_run.asks or names_model),
    )


def _of_rows(config: Config, changes: Sequence[TreeChanges], cache: Cache) -> _Compared:
    """Compare trees in which nothing has changed, by what the cache keeps of their notes."""
    older = [row for each in changes for row in _unexamined(config, each)]
    unread = [row for each in changes for row in _unread_rows(each)]
    return _Compared(
        notes=sum(len(each.selected_note_rows()) for each in changes),
        rows=[*older, *unread],
        own_files=[survey.kept_own_files(each, cache) for each in changes],
    )


def _of_notes(config: Config, changes: Sequence[TreeChanges], cache: Cache) -> _Compared:
    """Compare trees with their notes."""
    scope = Scope.of_config(config, cache)
    plans = plan.compare(scope, survey.survey_all(changes, cache))
    rows = [row for planned in plans for row in _rows(scope, planned)]
    rows += _base_rows(scope, plans)
    waiting = {row.tree for row in rows if row.kind not in _SETTLED}
    settled = (planned for planned in plans if planned.name not in waiting)
    rows += [row for planned in settled for row in _rows_for_agents(scope, planned)]
    return _Compared(
        notes=sum(len(p.files) + len(p.folders) + len(p.up_to_date) for p in plans),
        rows=rows,
        own_files=[planned.project.own_files for planned in plans],
        needs_prune=any(planned.orphans.removal.too_many for planned in plans),
        awaited=sum(row.why == _NO_NOTE for row in rows),
    )


def exit_code(state: Status, fail_if_stale: bool) -> int:
    """Return 5 if `fail_if_stale` and facts in notes are stale, else 1 if a source failed."""
    kinds = {row.kind for row in state.rows}
    if fail_if_stale and not kinds.isdisjoint(STALE):
        return EXIT_STALE
    return 1 if state.source_failures or "failed" in kinds else 0


def without_prose(state: Status) -> Status:
    """Return it without what only a model could mend, such as notes that it alone could fill."""
    rows = tuple(row for row in state.rows if row.kind not in _OF_PROSE)
    return replace(state, rows=rows, notes=state.notes - state.awaited, awaited=0)


def up_to_date(state: Status) -> int:
    """Return how many notes are as they should be."""
    wrong = {(row.tree, row.path) for row in state.rows if row.tree and row.kind not in _NOT_WRONG}
    return state.notes - len(wrong)


def _count_line(state: Status) -> str:
    """Return how many of the notes that belong in the target are as they should be."""
    lacks_prose = any(row.kind in _OF_PROSE for row in state.rows)
    is_about_facts = state.is_facts_only and lacks_prose
    state = without_prose(state) if is_about_facts else state
    current = up_to_date(state)
    of = f"{current} of {count_of(state.notes, 'note')} in {state.target}"
    if not is_about_facts:
        return f"{of} {'is' if current == 1 else 'are'} up to date."
    return (
        f"{of} {'has' if current == 1 else 'have'} facts that are up to date. "
        "The last run asked no model (--engine none)."
    )


def lines(state: Status, verbose: bool) -> Iterator[str]:
    """Yield what a person reads: the paths of each kind, then the count of all."""
    headings = _HEADINGS | ({"prose": _PROSE_WITHOUT_MODEL} if state.is_facts_only else {})
    for kind, heading in headings.items():
        rows = [row for row in state.rows if row.kind == kind]
        if rows:
            yield f"{heading} ({len(rows)}):"
        for row in rows if verbose else rows[:_MOST_SHOWN]:
            place = f"{row.tree}: {row.path}" if row.tree else row.path
            yield f"  {place} ({row.why})" if row.why else f"  {place}"
        if len(rows) > _MOST_SHOWN and not verbose:
            yield f"  and {len(rows) - _MOST_SHOWN} more (--verbose shows all)"
    yield _count_line(state)
    if state.own_files:
        yield own_files_line(state.own_files)
    yield from state.remarks
    if state.last_run is not None:
        yield history.last_run_line(state.last_run)


def _rows(scope: Scope, planned: TreePlan) -> Iterator[Row]:
    """Yield the rows of one tree."""
    tree = planned.name
    for path, why in planned.project.failures.items():
        if path in planned.project.tree.selected:
            yield Row("failed", tree, path, why)
    for file in planned.files.values():
        yield from _file_rows(planned, file)
    for path in planned.project.documented:
        if lines := planned.project.files[path].unread_lines:
            yield Row("unread", tree, path, count_of(lines, "line"))
    yield from _folder_rows(scope, planned)
    yield from _orphan_rows(planned)
    yield from _older_examined(scope.config, planned)
    yield from _unexamined(scope.config, planned.project.changes, planned.up_to_date)


def _file_rows(planned: TreePlan, file: FilePlan) -> Iterator[Row]:
    """Yield the rows of one file."""
    tree = planned.name
    if file.status == "new" and says_nothing(planned.project, file.path):
        yield Row("prose", tree, file.path, _NO_NOTE)
    elif file.status != "unchanged":
        why = file.problem if file.status == "blocked" else ""
        yield Row(file.status, tree, file.path, why)
    work = file.prose.kept.state.open.words
    if file.is_asked_again:
        yield Row("unanswered", tree, file.path, work)
    elif file.wanted and file.status in ("unchanged", "changed"):
        yield Row("prose", tree, file.path)
    elif work:
        yield Row("vain", tree, file.path, work)


def _base_rows(scope: Scope, plans: Sequence[TreePlan]) -> Iterator[Row]:
    """Yield the row of the table of all notes, if it is to be written or removed."""
    if change := base.change_of(scope.config, scope.vault_place, overviews(plans)):
        yield Row(change, "", own_files.BASE_NAME)


def _rows_for_agents(scope: Scope, planned: TreePlan) -> Iterator[Row]:
    """Yield the rows of the files for agents that are to be written or removed, or cannot be.

    Args:
        planned: a tree whose notes are as they should be; these files follow the others.
    """
    for each in files.compared(scope, planned):
        if each.change:
            yield Row(each.change, "", each.path, each.why)


def _folder_rows(scope: Scope, planned: TreePlan) -> Iterator[Row]:
    tree = planned.name
    for folder in planned.folders:
        shown = f"{folder}/" if folder else "./"
        try:
            stored = folder_note.load_folder(scope, planned, folder)
        except NoteBlocked as exc:
            yield Row("blocked", tree, shown, str(exc))
            continue
        if stored is None:
            yield Row("new", tree, shown)
        elif stored.frame.edited and scope.config.on_edited == "keep":
            yield Row("edited", tree, shown)
        else:
            work = stored.prose[0].state.open.words if stored.prose else ""
            if folder in planned.stale_folders:
                yield Row("unanswered" if work else "prose", tree, shown, work)
            elif work:
                yield Row("vain", tree, shown, work)


def _orphan_rows(planned: TreePlan) -> Iterator[Row]:
    """Yield the notes in the tree's folder whose source has no note any more."""
    orphans, tree = planned.orphans, planned.name
    goes = {each.note for each in (*orphans.removal.goes, *orphans.removal.too_many)}
    moved = {each.note: source for source, each in orphans.moves.items()}
    stays = dict(orphans.removal.stays())
    for each in orphans.notes:
        file = planned.project.files.get(each.source)
        why = stays.get(each.note) or orphans.absences.hold
        why = why or orphans.absences.why[each.source].value
        if each.note in moved:
            why = f"moved to {moved[each.note]}"
        elif file is not None and file.reason:
            why = f"is skipped now, {file.reason}"
        kind = "gone" if each.note in goes or each.note in moved else "kept"
        yield Row(kind, tree, each.source, f"{why}; note: {each.note}")


def _older_examined(config: Config, planned: TreePlan) -> Iterator[Row]:
    """Yield the examined notes whose prose was written by other prompts or models than now."""
    if not config.traits.asks:
        return
    current = _current_versions(config)
    notes = {file.path: file.note for file in planned.files.values()}
    notes |= {
        f"{folder}/" if folder else "./": planned.layout.folders[folder]
        for folder in planned.folders
    }
    for path, note_path in notes.items():
        try:
            document = vault.read_document(config.target(), note_path)
        except NoteBlocked:
            continue
        version = parse_body(document.body).state.recipe if document else ""
        if version and version not in current:
            yield Row("older", planned.name, path)


def _unexamined(
    config: Config, changes: TreeChanges, up_to_date: Collection[str] | None = None
) -> Iterator[Row]:
    """Yield the other notes with older or missing prose, by the rows that the cache has of them.

    Args:
        config: the run's.
        changes: the tree and the rows of its notes.
        up_to_date: the notes that were not examined; None for all of the tree.
    """
    if not config.traits.asks:
        return
    current = _current_versions(config)

    def files_then_deepest_folders(key: str) -> tuple[bool, int, str]:
        is_folder = key.endswith("/")
        return is_folder, -key.count("/") if is_folder else 0, key

    rows = changes.selected_note_rows()
    for key in sorted(rows, key=files_then_deepest_folders):
        version = rows[key].prompt_version
        if up_to_date is not None and key not in up_to_date:
            continue
        tree, path, work = changes.tree.name, "./" if key == "/" else key, rows[key].unanswered
        if work:
            yield Row("vain", tree, path, work)
        if version and version not in current:
            yield Row("older", tree, path)


def _unread_rows(changes: TreeChanges) -> Iterator[Row]:
    """Yield the files with lines that the parser could not read, by the rows of their notes."""
    for path, row in sorted(changes.selected_note_rows().items()):
        if row.unread_lines:
            yield Row("unread", changes.tree.name, path, count_of(row.unread_lines, "line"))


def _current_versions(config: Config) -> set[str]:
    """Return the versions that a run may write prose by: of each model, and of any two together."""
    models = routing.all_models(routing.from_config(config))
    writers = {prompt_version.writer(config, *pair) for pair in product(models, repeat=2)}
    return {prompt_version.of(config, writer) for writer in writers}
