"""What a run would do, for `--dry-run`: file by file, and model by model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ralf_notes.models import context_window, keep_alive, routing
from ralf_notes.plan import plan
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import prompt_version
from ralf_notes.report.report import ModelTurn, PlanRow, Report
from ralf_notes.report.summary import TOKENS_PER_SECOND
from ralf_notes.run import outcome
from ralf_notes.source.walk import Walk

_FOLDER = 1000
"""Tokens that a folder usually takes, to evaluate and to generate."""


def report(scope: Scope, walked: Walk, plans: Sequence[TreePlan]) -> Report:
    """Return what a run would do, file by file."""
    window, _ = context_window.num_ctx(walked.trees, scope.config, context_window.LARGEST)
    asked = {(id(planned), file.path) for planned in plans for file in planned.queue()}
    rows = [
        _plan_row(planned, path, window, is_asked=(id(planned), path) in asked)
        for planned in plans
        for path in sorted(planned.project.tree.selected)
    ]
    rows += [row for planned in plans for row in _removal_rows(planned)]
    return Report(
        str(scope.target),
        source_failures=walked.failures,
        plan=tuple(rows),
        routing=tuple(stretches(scope, plans, window)),
    )


def longest_gap(scope: Scope, walked: Walk, plans: Sequence[TreePlan]) -> float:
    """Return the longest time, in seconds, that a model of the run has nothing to do."""
    window, _ = context_window.num_ctx(walked.trees, scope.config, context_window.LARGEST)
    return keep_alive.longest_idle(
        (each.model, (each.tokens or each.count * _FOLDER) / TOKENS_PER_SECOND)
        for each in stretches(scope, plans, window)
    )


def stretches(scope: Scope, plans: Sequence[TreePlan], window: int) -> Iterator[ModelTurn]:
    """Yield what the models would be asked, in order."""
    queue = [file for planned in plans for file in planned.queue()]
    order = plan.order(scope, plans)
    for (task, model), again in zip(order, routing.returns(order), strict=True):
        big = [file for file in queue if file.tokens > window and file.route.part == model]
        files = [file for file in queue if file.route.whole == model]
        done = {"part": big, "file": files}.get(task, [])
        folders = sum(
            ("folder" if folder else "overview") == task for p in plans for folder in p.due
        )
        count = sum(-(-file.tokens // window) for file in big) if task == "part" else len(done)
        tokens = sum(file.tokens for file in done if task == "part" or file not in big
                     or file.route.part == file.route.whole)  # fmt: skip
        if count or folders:
            name = prompt_version.writer(scope.config, model)
            yield ModelTurn(task, name, count or folders, tokens, again)


def _removal_rows(planned: TreePlan) -> Iterator[PlanRow]:
    name, removal = planned.name, planned.orphans.removal
    for orphan in removal.goes:
        yield PlanRow(
            name, orphan.source, "removed", f"its note goes to .trash: {orphan.note}", 0, 0
        )
    for path, why in removal.stays():
        yield PlanRow(name, path, "kept", why, 0, 0)


def _plan_row(planned: TreePlan, path: str, window: int, *, is_asked: bool) -> PlanRow:
    name = planned.name
    file = planned.files.get(path)
    if file is not None:
        tokens = file.tokens if is_asked else 0
        parts = -(-tokens // window)
        moved = planned.orphans.moves.get(path)
        why = f"with its note from {moved.source}" if moved else file.problem
        return PlanRow(name, path, file.status, why, parts, tokens)
    state, why = outcome.without_note(planned, path)
    return PlanRow(name, path, state, why, 0, 0)
