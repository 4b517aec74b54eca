"""A small tree and its index, for tests of search."""

from __future__ import annotations

from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.events import Event
from ralf_notes.search.find import find
from ralf_notes.search.index import opened
from ralf_notes.search.passages import Passage

FILES = {
    "shop/limits.py": '''"""Limits how fast clients may ask."""

MAX_RETRIES = 3


class TokenBucket:
    """Holds tokens."""

    def take(self, count: int) -> bool:
        """Take tokens for a request, if there are enough."""
        return count > 0

    def refill(self) -> None:
        """Put tokens back as time goes by."""


def getURLFor(name: str) -> str:
    return "https://example.org/" + name


class HTTPServer2:
    """Answers."""
''',
    "shop/retry.py": '''"""Sends a request again after a failure."""


def send(request):
    """Send a request, and again after a pause if the server is busy."""
    for pause in (1, 2, 4):
        if request.answered:
            return request
''',
    "tests/test_limits.py": '''"""Tests."""

from shop.limits import TokenBucket


def test_take():
    """Take tokens for a request, if there are enough."""
    assert TokenBucket().take(1)
''',
    "docs/guide.md": "# Guide\n\nHow to limit a café in Zürich: 重试逻辑 is here.\n",
}


def config_of(root: Path, target: Path) -> Config:
    """Return the configuration of a search in a tree and its notes."""
    return Config(source_paths=(str(root),), target_dir=target, engine="none")


def found(
    config: Config, question: str, most: int = 8, events: list[Event] | None = None
) -> list[Passage]:
    """Return what a question finds; `events` gets what the index tells."""
    told = [] if events is None else events
    with opened(config, told.append) as index:
        return [hit.passage for hit in find(index, question, most)]
