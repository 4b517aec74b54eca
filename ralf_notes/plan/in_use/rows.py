"""What files use of the symbols of others, and what the notes of these show of it, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ralf_notes.plan.in_use import choice


@dataclass(slots=True)
class InUseRows:
    """The uses that were found anew, and what was chosen of them and of those found before."""

    before: Callable[[str], str]
    """Returns what a file used before, as JSON by the used file; '' for nothing."""
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    """What files use that were resolved anew: by the using and the used file, as JSON."""
    chosen: dict[str, str] = field(default_factory=dict)
    """What the notes of files show for which it was chosen anew, as JSON."""

    def choose(
        self, users_of: Callable[[str], Iterable[str]], is_test: Callable[[str], bool]
    ) -> None:
        """Choose again what notes show of files whose use has changed.

        Args:
            users_of: returns the files that use symbols of a file, in order.
            is_test: whether a file is a test.
        """
        changed = {used for uses in self.uses.values() for used in uses}
        changed.update(used for path in self.uses for used in self.before_uses(path))
        other_uses: dict[str, dict[str, str]] = {}
        for path in sorted(changed):
            users = []
            for user in users_of(path):
                if user not in self.uses and user not in other_uses:
                    other_uses[user] = self.before_uses(user)
                entries = (self.uses.get(user) or other_uses.get(user) or {}).get(path)
                if entries:
                    users.append((user, is_test(user), entries))
            self.chosen[path] = choice.encode(choice.chosen_uses(users))

    def uses_row(self, path: str) -> str:
        """Return what a file uses, as JSON by the used file; '' for nothing."""
        if path not in self.uses:
            return self.before(path)
        return json.dumps(self.uses[path]) if self.uses[path] else ""

    def before_uses(self, path: str) -> dict[str, str]:
        """Return what a file used before, as JSON by the used file."""
        row = self.before(path)
        return dict(json.loads(row)) if row else {}
