"""What is needed to compare sources with notes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.models import routing
from ralf_notes.models.routing import Routing
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.obsidian.place import VaultPlace, vault_place
from ralf_notes.plan import staleness
from ralf_notes.prose import prompt_version
from ralf_notes.prose.prompt_version import Refresh


@dataclass(frozen=True, slots=True)
class Scope:
    """What to compare, how much of it, and when to ask again."""

    config: Config
    cache: Cache
    target: Path
    routing: Routing
    vault_place: VaultPlace
    force: bool = False
    """Ask about everything again."""
    refresh: Refresh = ""
    """Ask again about prose by another model or prompt."""
    limit: int | None = None
    """Ask about this many files only."""
    changed_since: str = ""
    """A revision: the model is asked only about what git says has changed since."""
    newest_first: bool = False
    """Of equally used files, the last changed is asked about first."""
    prunes: bool = False
    """The notes of deleted sources go, however many they are."""

    @classmethod
    def of_config(cls, config: Config, cache: Cache) -> Scope:
        """Return the scope of a run that follows its configuration alone.

        Raises UsageError when no target is named.
        """
        return cls(config, cache, config.target(), routing.from_config(config), vault_place(config))

    @property
    def examines_all(self) -> bool:
        """Whether every note is examined, even if nothing about it changed."""
        return self.force or bool(self.refresh)

    @property
    def is_partial(self) -> bool:
        """Whether only chosen files are worked on, so that no note is removed."""
        return self.limit is not None or bool(self.changed_since)

    def prompt_version(self, *models: str | None) -> str:
        """Return the version that marks prose written by these models together."""
        return prompt_version.of(self.config, prompt_version.writer(self.config, *models))

    def asks_again(self, kept: Kept, *models: str | None) -> bool:
        """Whether to ask for prose again although what it describes has not changed.

        Args:
            kept: the prose.
            models: those that may write it now: the last alone, or all together.
        """
        if self.force or not self.refresh:
            return self.force
        recipes = self.recipes(*models)
        return prompt_version.is_outdated(kept.state.recipe, recipes, self.refresh)

    def due(self, state: State, about: str, *models: str | None) -> tuple[str, ...]:
        """Return what to ask about again because a model has answered it unusably.

        Args:
            state: of the note.
            about: the digest of its subject.
            models: those that may write now: the last alone, or all together.
        """
        if self.refresh:
            return state.open.pieces
        return staleness.due_pieces(state, about, self.recipes(*models))

    def recipes(self, *models: str | None) -> tuple[str, ...]:
        """Return the versions that mark what these models write: all together, or the last."""
        return self.prompt_version(*models), self.prompt_version(models[-1])
