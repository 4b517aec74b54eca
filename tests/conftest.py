"""What all tests share: nothing of the user's machine reaches them, and nothing of theirs it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# `ci` tries the same few cases each time; tests/fuzz.py goes on with `fuzz` as long as it is told.
settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=50, database=None)
settings.register_profile("fuzz", deadline=None, max_examples=200, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))

_OUTSIDE = (
    "OLLAMA_HOST", "OLLAMA_API_KEY", "RALF_API_KEY", "HTTP_PROXY", "http_proxy", "GIT_DIR",
    "COLUMNS",
)  # fmt: skip


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than cores: tests wait for processes and disks, too."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home of its own; return it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in _OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RALF_CACHE_DIR", str(home / "cache"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    (home / "gitconfig").write_text("[user]\n\tname = T\n\temail = t@example.org\n")
    return home


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run in this process send a request again at once, without a pause."""
    monkeypatch.setattr("ralf_notes.models.session.FIRST_PAUSE", 0.0)


@pytest.fixture(autouse=True, scope="session")
def heeded_signals() -> Iterator[None]:
    """Give the processes of tests the usual signals, though who runs the tests may ignore them."""
    usual: dict[signal.Signals, Any] = {signal.SIGINT: signal.default_int_handler}
    if hasattr(signal, "SIGHUP"):
        usual[signal.SIGHUP] = signal.SIG_DFL
    before = {number: signal.signal(number, handler) for number, handler in usual.items()}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Start with the slow modules, or one worker would end alone; leave out tests without a server.

    Tests that need a live Ollama server run where one and its model are named.
    """
    items.sort(key=lambda item: not item.get_closest_marker("slow"))
    if os.environ.get("RALF_TEST_OLLAMA") and os.environ.get("RALF_TEST_MODEL"):
        return
    live = [item for item in items if item.get_closest_marker("real_ollama")]
    config.hook.pytest_deselected(items=live)
    items[:] = [item for item in items if not item.get_closest_marker("real_ollama")]
