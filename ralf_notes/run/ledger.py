"""What a run has done so far: a row for each note, and why the run stopped early."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ralf_notes.errors import (
    EXIT_FAULT,
    BreakerOpen,
    EngineError,
    OutOfTime,
    RalfError,
    fault_words,
)
from ralf_notes.events import (
    Event,
    Failed,
    Finished,
    Planned,
    Started,
    Surveyed,
    Warmed,
    Warned,
)
from ralf_notes.machine.process import EXIT_INTERRUPTED, was_interrupted
from ralf_notes.report.report import Estimate, FileRow

if TYPE_CHECKING:
    from ralf_notes.plan.survey import Project
    from ralf_notes.plan.tree_plan import TreePlan

Key = tuple[str, str]
"""The name of a tree, and a path in it."""


@dataclass(slots=True)
class Ledger:
    """The rows of a run's report, written as the work goes on."""

    show: Callable[[Event], None]
    """Gets the events of the run."""
    begun: float = field(default_factory=time.monotonic)
    """When the run began, on the monotonic clock."""
    files: dict[Key, FileRow] = field(default_factory=dict)
    folders: dict[Key, FileRow] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Old note path -> new one, of the notes that followed their source."""
    removed: list[str] = field(default_factory=list)
    """Notes that went to the trash."""
    unasked_files: set[Key] = field(default_factory=set)
    """The files that the model is still to be asked about."""
    folders_to_ask: frozenset[Key] = frozenset()
    """The folders that the model may be asked about after their files."""
    estimates: Mapping[Key, float] = field(default_factory=dict)
    """The seconds that the questions about files and folders (with a slash at their end) take."""
    asking: float = 0.0
    """Seconds from the first question to the last answer."""
    _first: float = 0.0
    """When the first question began, on the monotonic clock; 0 before it."""
    incomplete: set[Key] = field(default_factory=set)
    """The files and folders (with a slash at their end) whose notes still lack prose."""
    warnings: list[str] = field(default_factory=list)
    out_of_time: OutOfTime | None = None
    """What ended the questions about files, while those about finished folders go on."""
    stopped: str = ""
    """Why the run ended early, or ''."""
    exit_code: int = 0
    """The exit code for that."""
    fault: Exception | None = None
    """The exception that ended the run and that nobody foresaw."""

    def tell(self, event: Event) -> None:
        """Pass an event on; keep warnings for the report, and how long the questions take."""
        if isinstance(event, Warned):
            self.warnings.append(event.text)
        elif isinstance(event, Warmed) and event.problem:
            self.warnings.append(f"warm-up of {event.model} failed: {event.problem}")
        elif isinstance(event, Started):
            self._first = self._first or time.monotonic()
        elif isinstance(event, Finished):
            self.asking = time.monotonic() - self._first
        self.show(event)

    def warn(self, text: str) -> None:
        """Report a warning."""
        self.tell(Warned(text))

    def warn_each(self, texts: Iterable[str]) -> None:
        """Report some warnings."""
        for text in texts:
            self.warn(text)

    def report_failures(self, failures: Iterable[tuple[str, str]]) -> None:
        """Report the sources that failed, and why."""
        for path, why in failures:
            self.tell(Failed(path, why))

    def report_surveys(self, projects: Iterable[Project]) -> Iterator[Project]:
        """Yield trees as they are outlined, and report the result of each."""
        for project in projects:
            self.tell(Surveyed(len(project.files), project.seconds))
            selected = project.tree.selected
            self.report_failures(each for each in project.failures.items() if each[0] in selected)
            yield project

    def begin(
        self, plans: Sequence[TreePlan], whole: Estimate, estimates: Mapping[Key, float]
    ) -> None:
        """Record what the model is to be asked, and report it.

        Args:
            plans: the trees.
            whole: how long all questions take.
            estimates: the seconds that each file and folder (with a slash at its end) takes.
        """
        for plan in plans:
            self.unasked_files |= {(plan.name, file.path) for file in plan.files_to_ask()}
            self.incomplete |= {
                (plan.name, path) for path, file in plan.files.items() if file.wanted
            }
        self.folders_to_ask = frozenset(
            (plan.name, folder) for plan in plans for folder in plan.folders_to_ask
        )
        queue = [file for plan in plans for file in plan.queue()]
        tokens, seconds = sum(file.tokens for file in queue), sum(estimates.values())
        is_measured = not whole.unknown
        self.estimates = estimates
        self.tell(
            Planned(len(queue), tokens, len(self.folders_to_ask), seconds, is_measured=is_measured)
        )

    def fail(self, key: Key, why: str) -> None:
        """Record that a file failed in this run."""
        self.files[key] = replace(self.files[key], state="failed", error=why)
        self.unasked_files.discard(key)
        self.tell(Failed(key[1], why))

    @contextmanager
    def until_stopped(self) -> Iterator[None]:
        """Run a block; an error that ends a run early ends the block, and is recorded."""
        try:
            yield
        except (BreakerOpen, EngineError, OutOfTime) as exc:
            self.stopped, self.exit_code = str(exc), exc.exit_code
        except KeyboardInterrupt:
            self.stopped, self.exit_code = "interrupted", EXIT_INTERRUPTED
        except RalfError:
            raise
        except Exception as exc:
            if was_interrupted():
                self.stopped, self.exit_code = "interrupted", EXIT_INTERRUPTED
                return
            # What is finished is reported, and the error itself is shown after that.
            self.stopped, self.exit_code, self.fault = fault_words(exc), EXIT_FAULT, exc
