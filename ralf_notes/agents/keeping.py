"""What a run does for agents: their files are written when all notes are, the block before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ralf_notes.agents.agents_md import file
from ralf_notes.agents.llms import files
from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_changes import NoteRow
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.report.report import PlanRow
from ralf_notes.source.walk import Walk


def keep_block(
    config: Config, walked: Walk, origin: Path | None, warn: Callable[[str], None]
) -> bool:
    """Keep the block current in the file that is to have it; return whether the file changed.

    Args:
        config: the run's.
        walked: its sources.
        origin: the file of the configuration, None if it has none.
        warn: gets why the file is left alone, and what a killed run has left of it.
    """
    try:
        return file.bring_up_to_date(config, walked.trees, origin, warn)
    except NoteBlocked as exc:
        warn(
            f"agents_file {config.agents_file}: {exc}. It is left as it is; "
            "ralf-notes generate --agents-block prints the block."
        )
        return False


def write_files(
    scope: Scope, plans: Sequence[TreePlan], warn: Callable[[str], None]
) -> Iterator[tuple[str, int]]:
    """Bring the files up to date; yield those that were written, with their bytes."""
    for planned in plans:
        for each in files.bring_up_to_date(scope, planned):
            if each.change == "blocked":
                warn(f"{each.path}: {each.why}")
            elif each.change in ("new", "changed"):
                yield each.path, len(each.text.encode(errors="surrogateescape"))


def rows(scope: Scope, planned: TreePlan) -> dict[str, NoteRow]:
    """Return a row for each file that a tree has: a run that finds it changed looks at it again."""
    if not scope.config.llms_txt:
        return {}
    # No path of a source begins so.
    return {f"\1{path}": planned.recorder.row_as_it_is(path) for path in files.paths(planned)}


def plan_rows(scope: Scope, planned: TreePlan) -> Iterator[PlanRow]:
    """Yield what a run would do to the files, by the notes as they are now."""
    for each in files.compared(scope, planned):
        if each.change in ("new", "changed"):
            yield PlanRow("", each.path, each.change, "for agents", 0, 0)
        elif each.change == "gone":
            yield PlanRow("", each.path, "removed", "it goes to .trash", 0, 0)
