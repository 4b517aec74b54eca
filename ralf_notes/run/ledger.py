"""What a run has done so far: a row for each note, and why the run stopped early."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ralf_notes.errors import BreakerOpen, EngineError, OutOfTime
from ralf_notes.events import Event, Failed, Planned, Surveyed, Warmed, Warned
from ralf_notes.machine.process import EXIT_INTERRUPTED
from ralf_notes.report.report import FileRow

if TYPE_CHECKING:
    from ralf_notes.plan.survey import Project
    from ralf_notes.plan.tree_plan import TreePlan

Key = tuple[str, str]
"""The name of a tree, and a path in it."""


@dataclass(slots=True)
class Ledger:
    """The rows of a run's report, written as the work goes on."""

    teller: Callable[[Event], None]
    begun: float = field(default_factory=time.monotonic)
    """When the run began, on the monotonic clock."""
    files: dict[Key, FileRow] = field(default_factory=dict)
    folders: dict[Key, FileRow] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Old note path -> new one, of the notes that followed their source."""
    removed: list[str] = field(default_factory=list)
    """Notes that went to the trash."""
    left: set[Key] = field(default_factory=set)
    """The files that the model is still to be asked about."""
    open: set[Key] = field(default_factory=set)
    """The files and folders (with a slash at their end) about which there is still to ask."""
    due: frozenset[Key] = frozenset()
    """The folders that may have to be summed up."""
    warnings: list[str] = field(default_factory=list)
    out_of_time: OutOfTime | None = None
    """What ended the questions about files, while those about finished folders go on."""
    stopped: str = ""
    """Why the run ended early, or ''."""
    exit_code: int = 0
    """The exit code for that."""

    def tell(self, event: Event) -> None:
        """Pass an event on, and keep warnings for the report."""
        if isinstance(event, Warned):
            self.warnings.append(event.text)
        elif isinstance(event, Warmed) and event.problem:
            self.warnings.append(f"warm-up of {event.model} failed: {event.problem}")
        self.teller(event)

    def warn(self, text: str) -> None:
        """Tell a warning."""
        self.tell(Warned(text))

    def surveyed(self, project: Project) -> Project:
        """Tell what came of outlining a tree; return it."""
        self.tell(Surveyed(len(project.entries), project.seconds))
        selected = project.tree.selected
        self.failures((path, why) for path, why in project.failures.items() if path in selected)
        return project

    def begin(self, plans: Sequence[TreePlan]) -> None:
        """Write down what there is to ask."""
        self.left = {(plan.name, file.path) for plan in plans for file in plan.open_work()}
        self.open = {
            (plan.name, path) for plan in plans for path in plan.files if plan.files[path].wanted
        }
        self.due = frozenset((plan.name, folder) for plan in plans for folder in plan.due)
        queue = [file for plan in plans for file in plan.queue()]
        self.tell(Planned(len(queue), sum(file.tokens for file in queue)))

    def fail(self, key: Key, why: str) -> None:
        """Note that nothing more comes of a file in this run."""
        self.files[key] = replace(self.files[key], state="failed", error=why)
        self.left.discard(key)
        self.tell(Failed(key[1], why))

    @contextmanager
    def until_stopped(self) -> Iterator[None]:
        """Do the work of a block; what ends a run early ends the block, and is written down."""
        try:
            yield
        except (BreakerOpen, EngineError, OutOfTime) as exc:
            self.stopped, self.exit_code = str(exc), exc.exit_code
        except KeyboardInterrupt:
            self.stopped, self.exit_code = "interrupted", EXIT_INTERRUPTED

    def failures(self, failures: Iterable[tuple[str, str]]) -> None:
        """Tell which sources failed, and why."""
        for path, why in failures:
            self.tell(Failed(path, why))
