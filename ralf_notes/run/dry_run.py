"""What a run would do, for `--dry-run`: file by file, and model by model.

`report.summary.plan_lines` puts it into words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ralf_notes.agents import keeping
from ralf_notes.models import context_window, keep_alive, routing
from ralf_notes.notes.obsidian import base
from ralf_notes.plan.plan import model_turns
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan, overviews
from ralf_notes.prose import prompt_version
from ralf_notes.report.report import ModelTurn, PlanRow, Report
from ralf_notes.run import outcome
from ralf_notes.run.estimates import estimate
from ralf_notes.run.ledger import Key
from ralf_notes.source import own_files
from ralf_notes.source.own_files import BASE_NAME
from ralf_notes.source.walk import Walk


def plan_report(scope: Scope, walked: Walk, plans: Sequence[TreePlan]) -> Report:
    """Return what a run would do, file by file."""
    window, _ = context_window.num_ctx(walked.trees, scope.config, context_window.LARGEST)
    rows: list[PlanRow] = []
    for planned in plans:
        rows += _file_rows(planned, window)
    for planned in plans:
        name, removal = planned.name, planned.orphans.removal
        for orphan in removal.goes:
            why = f"its note goes to .trash: {orphan.note}"
            rows.append(PlanRow(name, orphan.source, "removed", why, 0, 0))
        stays = (*removal.stays(), *removal.passed_over)
        rows += [PlanRow(name, path, "kept", why, 0, 0) for path, why in stays]
    change = base.change_of(scope.config, scope.vault_place, overviews(plans))
    state, why = ("removed", "it goes to .trash") if change == "gone" else (change, "all notes")
    if change:
        rows.append(PlanRow("", BASE_NAME, state, why, 0, 0))
    rows += [row for planned in plans for row in keeping.plan_rows(scope, planned)]
    whole, seconds = estimate.estimate(scope, plans)
    return Report(
        str(scope.target),
        source_failures=walked.failures,
        plan=tuple(rows),
        own_files=outcome.own_files_of(plans),
        routing=tuple(_timed_turns(scope, plans, window, seconds)),
        folders_to_ask=sum(len(planned.folders_to_ask) for planned in plans),
        estimate=whole,
    )


def longest_gap(
    scope: Scope, walked: Walk, plans: Sequence[TreePlan], seconds: Mapping[Key, float]
) -> float:
    """Return the longest time, in seconds, that a model of the run is idle.

    Args:
        scope: the run's.
        walked: its sources.
        plans: what is to be asked.
        seconds: how long the questions about each file and folder take.
    """
    window, _ = context_window.num_ctx(walked.trees, scope.config, context_window.LARGEST)
    turns = _timed_turns(scope, plans, window, seconds)
    return keep_alive.longest_idle((turn.model, turn.seconds) for turn in turns)


def _timed_turns(
    scope: Scope, plans: Sequence[TreePlan], window: int, seconds: Mapping[Key, float]
) -> Iterator[ModelTurn]:
    """Yield what the models would be asked, in order, with the time that it takes."""
    for turn, keys in _expected_turns(scope, plans, window):
        yield replace(turn, seconds=sum(seconds.get(key, 0.0) for key in keys))


def _file_rows(planned: TreePlan, window: int) -> Iterator[PlanRow]:
    """Yield the rows of one tree's selected files, sorted by path."""
    name, queue = planned.name, {file.path for file in planned.queue()}
    for path in sorted(planned.project.tree.selected):
        file = planned.files.get(path)
        if file is not None:
            tokens = file.tokens if path in queue else 0
            moved = planned.orphans.moves.get(path)
            why = f"with its note from {moved.source}" if moved else file.problem
            yield PlanRow(name, path, file.status, why, -(-tokens // window), tokens)
        elif path in planned.up_to_date:
            yield PlanRow(name, path, "unchanged", "", 0, 0)
        else:
            state, why = outcome.without_note(planned, path)
            if why not in own_files.NOUNS:  # these are only counted
                yield PlanRow(name, path, state, why, 0, 0)


def _expected_turns(
    scope: Scope, plans: Sequence[TreePlan], window: int
) -> Iterator[tuple[ModelTurn, list[Key]]]:
    """Yield what the models would be asked, in order, each with the files and folders."""
    queue = [(planned.name, file) for planned in plans for file in planned.queue()]
    folders = [(planned.name, folder) for planned in plans for folder in planned.folders_to_ask]
    order = model_turns(scope, plans)
    for (task, model), is_return in zip(order, routing.returns(order), strict=True):
        # The text of a big file is read by the model of its parts.
        parts = [each for each in queue if each[1].tokens > window and each[1].route.part == model]
        files = [each for each in queue if each[1].route.whole == model]
        keys: list[Key] = []
        if task == "part":
            read, count = parts, sum(-(-file.tokens // window) for _, file in parts)
        elif task == "file":
            read = [
                (tree, file)
                for tree, file in files
                if file.tokens <= window or file.route.part == file.route.whole
            ]
            count = len(files)
        else:
            of_task = [each for each in folders if ("folder" if each[1] else "overview") == task]
            read, keys = [], [(tree, f"{folder}/") for tree, folder in of_task]
            count = len(keys)
        if count:
            name = prompt_version.writer(scope.config, model)
            tokens = sum(file.tokens for _, file in read)
            keys = keys or [(tree, file.path) for tree, file in read]
            yield ModelTurn(task, name, count, tokens, is_return), keys
