"""What one run is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.keys import Config
from ralf_notes.run.nights.hours import Deadline

if TYPE_CHECKING:
    from ralf_notes.config.loading import ConfigOrigin
    from ralf_notes.machine.cache import Cache
    from ralf_notes.plan.scope import Scope
    from ralf_notes.prose.prompt_version import Refresh
    from ralf_notes.report.gates import Gate


@dataclass(frozen=True, slots=True)
class Request:
    """A run's configuration, and what the user asks of this run alone."""

    config: Config
    force: bool = False
    """Ask about everything again."""
    refresh: Refresh = ""
    """Ask again about prose by another model or prompt."""
    changed_since: str = ""
    """Ask only about files that git says have changed since this revision."""
    limit: int | None = None
    """Ask about this many files only, the most used ones."""
    dry_run: bool = False
    """Call no model, write nothing, return the plan."""
    wait: bool = False
    """Wait for another run that writes to the same target."""
    prune: bool = False
    """Remove the notes of deleted sources, however many they are."""
    deadline: Deadline | None = None
    """When to stop."""
    gates: tuple[Gate, ...] = ()
    """What the notes must reach, else the run fails."""
    origin: ConfigOrigin | None = None
    """The file of the configuration; None if it has none."""
    is_watched: bool = False
    """Whether a person waits at a terminal and can start a missing server."""

    @property
    def target(self) -> Path:
        """The folder of all notes. Raises UsageError when none is named."""
        return self.config.target()

    def scope(self, cache: Cache) -> Scope:
        """Return what is needed to compare sources with notes."""
        from ralf_notes.plan.scope import Scope

        return replace(
            Scope.of_config(self.config, cache),
            force=self.force,
            refresh=self.refresh,
            limit=self.limit,
            changed_since=self.changed_since,
            newest_first=self.limit is not None or self.deadline is not None,
            prunes=self.prune,
        )

    @property
    def is_routine(self) -> bool:
        """Whether the run may end at once where nothing has changed since the last one."""
        wants_more = self.force or self.refresh or self.prune or self.dry_run or self.changed_since
        return not wants_more

    @property
    def server_wait(self) -> float:
        """Seconds to wait for a server that does not answer yet."""
        if self.is_watched and "server_wait" not in self.config.model_fields_set:
            return 0.0
        seconds_left = self.deadline.seconds_left if self.deadline else self.config.server_wait
        return max(0.0, min(self.config.server_wait, seconds_left))
