"""A fresh checkout has new mtimes and no cache: both cost time only, and no note changes.

What CI and hooks run there needs no model.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from doubles.github_action import read
from doubles.ollama.server import OllamaServer
from material.command_line import contents, run, work_folder
from material.repository import MODEL, put, repository

STALE = 5
SOURCES = {
    ".gitignore": "*.log\n",
    "config.yaml": "source_paths: [.]\ntarget_dir: docs/notes\n",
    "README.md": "# Gate\n\nIt opens.\n",
    "src/app.py": "import gate\n\n\ndef main():\n    return gate.opens(1)\n",
    "src/gate.py": "def opens(key):\n    return key\n",
    "lib/größe.py": '"""How big."""\n\nSIZE = 1\n',
    "tests/test_gate.py": "from src import gate\n\n\ndef test_it():\n    assert gate.opens(1)\n",
}
HOOKS = {hook["id"]: hook for hook in read(Path(__file__).parents[2] / ".pre-commit-hooks.yaml")}


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a repository without notes, and go there."""
    work_folder(tmp_path, monkeypatch)
    root = repository(tmp_path / "origin" / "gate", SOURCES)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


def fresh(origin: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commit all and go into a clone: its files are of another time, and no cache knows them."""
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "Notes")
    clone = origin.parent.parent / "elsewhere" / "gate"
    git(origin, "clone", "-q", ".", str(clone))
    for path in clone.rglob("*"):
        os.utime(path, (1, 1))
    monkeypatch.setenv("RALF_CACHE_DIR", str(clone.parent / "cache"))
    monkeypatch.chdir(clone)
    return clone


def git(folder: Path, *args: str) -> str:
    command = ["git", "-C", str(folder), *args]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def is_clean(clone: Path) -> bool:
    return git(clone, "status", "--porcelain", "--ignored") == ""


def test_committed_facts_are_up_to_date_until_a_source_changes(
    origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--engine", "none")
    clone = fresh(origin, monkeypatch)
    assert len([*clone.glob("docs/notes/**/*.md")]) == 9  # our config has none
    assert "9 of 9 notes" in run("status", "--exit-code", "--engine", "none")
    run("status", "--exit-code")  # that there is no prose yet makes no fact stale
    assert is_clean(clone)
    put(clone / "src/gate.py", "def opens(key, lock):\n    return key == lock\n")
    monkeypatch.setenv("RALF_CACHE_DIR", str(clone / "README.md" / "cache"))  # none can be there
    assert "gate: src/gate.py" in run("status", "--exit-code", expect=STALE)
    git(clone, "checkout", "-q", ".")
    git(clone, "rm", "-q", "src/app.py")
    assert "gone" in run("status", "--exit-code", expect=STALE)


@pytest.mark.parametrize("words", [(), ("--limit", "1")])
def test_no_byte_of_committed_prose_changes(
    origin: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch, words: Sequence[str]
) -> None:
    run("generate", "--host", server.host, "--model", MODEL, *words)
    clone = fresh(origin, monkeypatch)
    before = contents(clone / "docs")
    server.stop()  # what is needed here is no model
    run("status", "--exit-code")
    run("generate", "--engine", "none")
    assert contents(clone / "docs") == before
    assert is_clean(clone)


def test_the_model_is_not_asked_again(
    origin: Path, server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("generate", "--host", server.host, "--model", MODEL)
    asked = len(server.requests)
    clone = fresh(origin, monkeypatch)
    run("generate", "--host", server.host, "--model", MODEL)
    assert len(server.requests) == asked
    assert is_clean(clone)


# Hooks for pre-commit


def hook(name: str, *args: str, expect: int = 0) -> str:
    """Run a hook as pre-commit does: its entry and arguments, no names of files."""
    assert HOOKS[name]["pass_filenames"] == "false"
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert program == "ralf-notes"
    return run(*words, *args, expect=expect)


def test_the_hooks_refresh_and_check_the_facts(
    origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook("ralf-notes-check", expect=STALE)
    hook("ralf-notes")
    hook("ralf-notes-check")
    clone = fresh(origin, monkeypatch)
    put(clone / "src/gate.py", "def opens(key, lock):\n    return key == lock\n")
    hook("ralf-notes-check", expect=STALE)
    hook("ralf-notes")
    changed = git(clone, "diff", "--name-only").split()
    notes = ["docs/notes/gate/llms-full.txt", "docs/notes/gate/src/gate.py.md"]
    assert changed == [*notes, "src/gate.py"]
    hook("ralf-notes-check")


def test_pre_commit_takes_the_hooks() -> None:
    manifest = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(manifest)]
    checked = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert checked.returncode == 0, checked.stdout
    assert set(HOOKS) == {"ralf-notes", "ralf-notes-check"}
    for described in HOOKS.values():
        assert described["always_run"] == "true", "a source that is deleted is no file to check"
        assert described["language"] == "python"
