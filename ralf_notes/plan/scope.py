"""What comparing sources with notes needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.models.routing import Routing
from ralf_notes.notes.note import Kept
from ralf_notes.plan import prompt_version
from ralf_notes.plan.prompt_version import Refresh


@dataclass(slots=True)
class Scope:
    """Whose notes are compared with what, and what has been learnt of them."""

    config: Config
    cache: Cache
    target: Path
    routing: Routing
    force: bool = False
    refresh: Refresh = ""
    is_partial: bool = False
    """Only chosen files are worked on: nothing is removed."""
    changed_since: str = ""
    """A revision: the model is asked only about what git says has changed since."""
    prunes: bool = False
    """The notes of deleted sources go, however many they are."""
    sentences: dict[tuple[str, str], str] = field(default_factory=dict)
    """The one sentence that stands for a file; for a folder under its path and a slash."""
    unread: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """What of a file could not be read, in words."""
    stale: set[tuple[str, str]] = field(default_factory=set)
    """The folders that may have to be summed up anew."""

    def recipe(self, *models: str | None) -> str:
        """Return the recipe of prose that some models write together."""
        return prompt_version.of(self.config, prompt_version.writer(self.config, *models))

    def asks_again(self, kept: Kept, *models: str | None) -> bool:
        """Tell whether prose is to be asked again though what it describes has not changed.

        Args:
            kept: the prose.
            models: who may write it now: the last alone, or all together.
        """
        if self.force or not self.refresh:
            return self.force
        now = (self.recipe(*models), self.recipe(models[-1]))
        return prompt_version.is_outdated(kept.state.recipe, now, self.refresh)
