"""`tune` measures models on the user's own files and says what to set; it changes no notes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from command_line import contents, run, work_folder
from hypothesis import given
from hypothesis import strategies as st
from ollama_server import CrowdClock, Model, OllamaServer, Request, Speeds, default_answer
from repository import is_warm_up, repository

from ralf_notes import figures, tune, workers
from ralf_notes.config import load
from ralf_notes.errors import ConfigError
from ralf_notes.figures import Figures, Stretch
from ralf_notes.machine import Memory
from ralf_notes.settings_edit import edited
from ralf_notes.tally import Tally

SLOW, FAST = Model("slow:3b", size=3 * 10**8), Model("fast:1b", size=10**8)
SPEEDS = {
    SLOW.name: Speeds(prompt_tokens_per_second=300, answer_tokens_per_second=40),
    FAST.name: Speeds(prompt_tokens_per_second=750, answer_tokens_per_second=100),
}
FACTOR = 2.5


def python_file(functions: int) -> str:
    body = "    total = 0\n    for item in items:\n        total += len(item)\n    return total\n"
    return "\n\n".join(f"def measure_{n}(items):\n{body}" for n in range(functions)) + "\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    sizes = {"a.py": 1, "b.py": 2, "c.py": 3, "d.py": 5, "e.py": 9, "f.py": 30}
    repository(work / "src", {name: python_file(size) for name, size in sizes.items()})
    return work


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Callable[..., OllamaServer]:
    """Return what makes a server whose time is also the tool's."""

    def make(parallel: int = 1, **settings: object) -> OllamaServer:
        clock = CrowdClock()
        monkeypatch.setattr(tune, "monotonic", clock.now)
        monkeypatch.setattr(workers, "together", clock.together)
        settings = {"models": [SLOW, FAST], "speeds_of": SPEEDS} | settings
        return OllamaServer(clock=clock, parallel=parallel, **settings)  # type: ignore[arg-type]

    return make


def tuned(server: OllamaServer, *args: str, expect: int = 0) -> str:
    return run("tune", "src", "--host", server.host, *args, expect=expect)


