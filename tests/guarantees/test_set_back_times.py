"""A change is seen although its size and its modification time are those from before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import contents
from material.repository import generate, questions, repository

BEFORE, AFTER = "def f():\n    return 1\n", "def g():\n    return 2\n"
FACTS = ("--engine", "none")


def in_place(path: Path) -> None:
    path.write_text(AFTER)


def moved_over(path: Path) -> None:
    other = path.with_name("other.txt")
    other.write_text(AFTER)
    os.utime(other, ns=times(path))
    other.replace(path)


def copied_over(path: Path) -> None:
    other = path.with_name("other.txt")
    other.write_text(AFTER)
    os.utime(other, ns=times(path))
    shutil.copy2(other, path)
    other.unlink()


def linked_over(path: Path) -> None:
    other = path.with_name("other.txt")
    other.write_text(AFTER)
    path.unlink()
    os.link(other, path)
    other.unlink()


def swapped(path: Path) -> None:
    other = path.with_name("b.py")
    before = times(path)
    first, second = path.read_text(), other.read_text()
    path.write_text(second)
    other.write_text(first)
    os.utime(other, ns=before)


def times(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_atime_ns, status.st_mtime_ns


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = repository(tmp_path / "tree", {"a.py": BEFORE, "b.py": AFTER.replace("g", "h")})
    for path in root.glob("*.py"):
        os.utime(path, ns=(10**18, 10**18))
    return root


@pytest.mark.parametrize("kind", ["git", "plain", "single file"])
@pytest.mark.parametrize("change", [in_place, moved_over, copied_over, linked_over, swapped])
def test_a_source_whose_times_were_set_back_is_read(
    tree: Path, tmp_path: Path, change: Callable[[Path], None], kind: str
) -> None:
    vault, path = tmp_path / "vault", tree / "a.py"
    if kind == "plain":
        shutil.rmtree(tree / ".git")
    source = path if kind == "single file" else tree
    generate(source, "-o", vault, *FACTS)
    before = path.stat()
    change(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    generate(source, "-o", vault, *FACTS)
    fresh = tmp_path / "fresh" / "vault"
    generate(source, "-o", fresh, *FACTS)
    assert contents(vault) == contents(fresh)


def test_an_edit_of_a_note_whose_times_were_set_back_is_seen(tree: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    generate(tree, "-o", vault, *FACTS)
    note = vault / "tree" / "a.py.md"
    before = times(note)
    note.write_text(note.read_text().replace("return 1", "return 2").replace("`f`", "`q`"))
    os.utime(note, ns=before)
    assert "a.py" in generate(tree, "-o", vault, *FACTS).stderr


@pytest.mark.parametrize("touch", ["cp -p", "mv", "chmod", "touch", "ln"])
def test_a_file_that_is_new_with_the_same_text_costs_a_look_and_changes_nothing(
    tree: Path, tmp_path: Path, touch: str
) -> None:
    vault = tmp_path / "vault"
    with OllamaServer() as server:
        generate(tree, "-o", vault, server=server)
        written, asked = contents(vault), len(questions(server))
        stats = {path: path.stat().st_mtime_ns for path in vault.rglob("*.md")}
        for path in (tree / "a.py", tree / "b.py", vault / "tree" / "a.py.md"):
            renew(path, touch)
        stats = {path: path.stat().st_mtime_ns for path in vault.rglob("*.md")}
        for _ in range(2):
            done = generate(tree, "-o", vault, server=server)
            assert (done.exit_code, len(questions(server))) == (0, asked)
            assert contents(vault) == written
            assert {path: path.stat().st_mtime_ns for path in stats} == stats


def renew(path: Path, touch: str) -> None:
    """Change what the disk says of a file, and not what the file says."""
    other = path.with_name("other.tmp")
    if touch in ("cp -p", "mv"):
        shutil.copy2(path, other)
        other.replace(path)
    elif touch == "ln":
        os.link(path, other)
        other.unlink()
    else:
        os.chmod(path, 0o640) if touch == "chmod" else os.utime(path)


def test_a_second_run_without_a_change_reads_nothing(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    generate(tree, "-o", vault, *FACTS)
    monkeypatch.setattr("ralf_notes.plan.survey.survey_all", None)  # such a run ends before it
    assert generate(tree, "-o", vault, *FACTS).exit_code == 0
