"""A work tree and its good notes by the real `generate`, for tests that put defects in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.server import OllamaServer, Request

from material.command_line import run
from material.repository import asked_names, generate, is_probe, is_warm_up, repository
from ralf_notes.report.metrics import Share

LIMITS = '''"""Rate limits."""

from app.clock import now


class Bucket:
    """One client's allowance."""

    def take(self, count: int = 1, *, forced: bool = False) -> bool:
        self.left -= count
        return forced or self.left >= 0

    def refill(self, rate: float = 0.5, *, most: float = 9.0) -> None:
        """Fill up.

        Args:
            rate: tokens a second.
            most: tokens that fit.
        """
        self.left = min(most, now() * rate)

    def drain(self) -> None:
        for waiter in self.waiters:
            waiter.cancel()


def _private() -> None:
    pass
'''
CLOCK = """# Time is measured once for the whole program, so that two clocks never disagree.

import math


def now() -> float:
    return 1.0


def later(seconds: float, zone: str = "utc") -> float:
    return now() + seconds
"""
FILES = {"README.md": "# Gate\n\nKeeps out floods.\n", "app/clock.py": CLOCK,
         "app/limits.py": LIMITS}  # fmt: skip
SAID = {
    "Bucket.take": "Lowers what is left by a `count`, unless it is `forced`.",
    "Bucket.drain": "Every `waiter` gets its `cancel` call.",
    "now": "Always gives 1.0.",
    "later": "Adds `seconds` in some `zone`.",
    "late": "Hands `x` back.",
}
SUMMARIES = {
    "README.md": "Says in one line what this tool is good for.",
    "app/clock.py": "Two functions for time on which everything else hangs.",
    "app/limits.py": "Clients may do so much and no more; `Bucket` counts.",
    "late.py": "One function that came after the rest.",
    "app": "Both halves of the program live together here.",
    "gate": "Overload is prevented by a few strict rules.",
}
CLOCK_NOTE, LIMITS_NOTE = "gate/app/clock.py.md", "gate/app/limits.py.md"


def says(request: Request) -> str:
    """Answer as a good model does."""
    if is_warm_up(request) or is_probe(request):
        return '{"ready": true}'
    about = re.split(r"[ \n]", request.user, maxsplit=1)[0]
    symbols = {name: SAID[name] for name in asked_names(request)}
    return json.dumps({"summary": SUMMARIES[about]} | ({"symbols": symbols} if symbols else {}))


@dataclass(frozen=True, slots=True)
class Gate:
    """A work tree and its vault."""

    root: Path
    vault: Path

    def score(self, *args: str | Path, expect: int = 0) -> dict[str, Any]:
        """Return what `score --json` prints."""
        return json.loads(self.printed("--json", *args, expect=expect))

    def printed(self, *args: str | Path, expect: int = 0) -> str:
        """Return what `score` prints."""
        return run("score", self.vault, "--source", self.root, *args, expect=expect)

    def values(self, *args: str | Path) -> dict[str, float]:
        """Return the value of each metric of all notes together."""
        return values(self.score(*args)["total"])

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that is in a note."""
        text = (self.vault / path).read_text(encoding="utf-8")
        assert old in text
        (self.vault / path).write_text(text.replace(old, new), encoding="utf-8")


def values(shares: dict[str, Any]) -> dict[str, float]:
    """Return the values of shares as `score --json` prints them."""
    return {metric: share["value"] for metric, share in shares.items()}


def make_good_notes(folder: Path) -> None:
    """Make a work tree `gate` and a `vault` with its notes in a folder."""
    with pytest.MonkeyPatch.context() as patch, OllamaServer(answer=says) as server:
        patch.setenv("RALF_CACHE_DIR", str(folder / "cache"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        root = repository(folder / "gate", FILES)
        done = generate(root, "-o", folder / "vault", server=server)
        assert done.exit_code == 0, done.stderr


def is_share(share: Share) -> bool:
    """Return whether a share is from 0 to 1, and its value agrees with its parts."""
    return 0 <= share.part <= share.whole and share.value in (None, share.part / (share.whole or 1))
