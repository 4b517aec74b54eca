"""The rows of the cache that say which symbols files use, and where symbols are in use.

A file has a row with what it uses, by the file that it uses; and one with what its note shows. When
one file changed, only those that it used before or uses now are chosen for again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ralf_notes.plan.in_use import choice
from ralf_notes.plan.tree_changes import digest

USES = "\1uses"
"""The end of the key of the row with what a file uses."""
IN_USE = "\1in use"
"""The end of the key of the row with what the note of a file shows."""


@dataclass(slots=True)
class InUseRows:
    """The symbols that the files of a tree use of each other."""

    before: Mapping[str, str] = field(default_factory=dict)
    """The rows of the cache; none where all is found anew."""
    uses: dict[str, dict[str, str]] = field(default_factory=dict)
    """What files use that were resolved anew: by the using and the used file, as JSON."""
    chosen: dict[str, str] = field(default_factory=dict)
    """What the notes of files show for which it was chosen anew, as JSON."""
    digests: dict[str, str] = field(default_factory=dict)
    """The digest of what the note of each file shows; '' where it shows nothing."""

    def choose(self, used_by: Mapping[str, Iterable[str]], is_test: Callable[[str], bool]) -> None:
        """Choose again what notes show of files whose use has changed.

        Args:
            used_by: the files that use each file, in order.
            is_test: whether a file is a test.
        """
        changed = {used for uses in self.uses.values() for used in uses}
        changed.update(used for path in self.uses for used in self._before(path))
        known: dict[str, dict[str, str]] = {}
        behind_values = self._users_behind_values()
        for path in sorted(changed):
            users = []
            for user in sorted(
                {*used_by.get(path, ()), *behind_values.get(path, ())},
                key=lambda each: (is_test(each), each),
            ):
                if user not in self.uses and user not in known:
                    known[user] = self._before(user)
                entries = (self.uses.get(user) or known.get(user) or {}).get(path)
                if entries:
                    users.append((user, is_test(user), entries))
            self.chosen[path] = choice.encode(choice.chosen_uses(users))
            self.digests[path] = digest(self.chosen[path]) if self.chosen[path] else ""

    def _users_behind_values(self) -> dict[str, set[str]]:
        """Return the files that use members of each file only behind values: these are no links."""
        found: dict[str, set[str]] = {}
        for key, row in self.before.items():
            user = key.removesuffix(USES)
            if user != key and user not in self.uses and row:
                for path in json.loads(row):
                    found.setdefault(path, set()).add(user)
        for user, uses in self.uses.items():
            for path in uses:
                found.setdefault(path, set()).add(user)
        return found

    def row_of(self, path: str) -> str:
        """Return what the note of a file shows, as JSON."""
        return self.chosen.get(path, self.before.get(f"{path}{IN_USE}", ""))

    def uses_of(self, path: str) -> dict[str, list[choice.Entry]]:
        """Return which symbols of other files a file uses, by the other file."""
        uses = self.uses[path] if path in self.uses else self._before(path)
        return choice.entries_by_file(uses)

    def _before(self, path: str) -> dict[str, str]:
        """Return what a file used when its row was written."""
        row = self.before.get(f"{path}{USES}")
        return dict(json.loads(row)) if row else {}

    def digest_lines(self) -> Iterator[str]:
        """Yield what the digest of all links depends on."""
        yield from (f"{path}\0{self.digests[path]}" for path in sorted(self.digests))

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield the rows that are new, by key."""
        for path, uses in self.uses.items():
            yield f"{path}{USES}", json.dumps(uses) if uses else ""
        for path, chosen in self.chosen.items():
            yield f"{path}{IN_USE}", chosen
