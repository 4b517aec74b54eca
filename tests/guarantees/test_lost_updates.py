"""What an editor saves while a run replaces the same note is not lost, however it saves.

`python benchmarks/lost_updates.py` has editors and runs at work side by side, and counts lines.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from material.repository import generate, put, repository

from ralf_notes.machine import renaming

LINE = "A line of mine.\n"
SOURCE = '"""Keeps the clock."""\n\n\ndef now() -> float:\n    """Tell the time."""\n'


def append(note: Path) -> None:
    with open(note, "a", encoding="utf-8") as file:
        file.write(LINE)


def rewrite(note: Path) -> None:
    note.write_text(note.read_text(encoding="utf-8") + LINE, encoding="utf-8")


def rename(note: Path) -> None:
    other = note.with_name(".swap")
    other.write_text(note.read_text(encoding="utf-8") + LINE, encoding="utf-8")
    os.rename(other, note)


def write_above(note: Path) -> None:
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace("<!-- ralf:begin", f"{LINE}\n<!-- ralf:begin"), encoding="utf-8")


def add_a_property(note: Path) -> None:
    text = note.read_text(encoding="utf-8")
    note.write_text(text.replace("description:", f"mine: {LINE}description:", 1), encoding="utf-8")


EDITORS = [append, rewrite, rename, write_above, add_a_property]


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """Make a note whose source changes afterwards; return its path."""
    root = repository(tmp_path / "tree", {"clock.py": SOURCE})
    assert generate(root, "-o", tmp_path / "vault", "--engine", "none").exit_code == 0
    put(root / "clock.py", SOURCE.replace("now(", "today("))
    return tmp_path / "vault/tree/clock.py.md"


def run(clock: Path) -> str:
    target = clock.parents[1]
    done = generate(target.parent / "tree", "-o", target, "--engine", "none")
    assert done.exit_code == 0, done.stderr
    return done.stderr


def check(clock: Path, line: str = LINE) -> None:
    """The note is new and has the line once, and no temporary file is left."""
    text = clock.read_text(encoding="utf-8")
    assert "`today`" in text
    assert text.count(line) == 1
    names = [path.name for path in clock.parents[1].rglob("*") if path.is_file()]
    assert sorted(names) == ["clock.py.md", "llms-full.txt", "llms.txt", "tree.md"]


def around_the_exchange(
    monkeypatch: pytest.MonkeyPatch, before: Callable[[], object], after: Callable[[], object]
) -> None:
    """Have something happen before, and something after the first exchange of two files."""
    exchange = renaming.exchange
    todo = [before, after]

    def beside(folder: int, one: str, other: str) -> None:
        first, second = todo or [nothing, nothing]
        todo.clear()
        first()
        exchange(folder, one, other)
        second()

    monkeypatch.setattr(renaming, "exchange", beside)


def before_the_folder_note(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Have something happen when the notes of all files are written."""
    exchange = renaming.exchange

    def beside(folder: int, one: str, other: str) -> None:
        if other == "tree.md":
            happens()
        exchange(folder, one, other)

    monkeypatch.setattr(renaming, "exchange", beside)


def nothing() -> None:
    """Do nothing."""


@pytest.mark.parametrize("save", EDITORS)
def test_what_is_saved_right_before_the_note_is_replaced_stays(
    clock: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    around_the_exchange(monkeypatch, lambda: save(clock), nothing)
    run(clock)
    check(clock)


@pytest.mark.parametrize("save", EDITORS)
def test_what_is_saved_right_after_the_note_was_replaced_stays(
    clock: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None]
) -> None:
    around_the_exchange(monkeypatch, nothing, lambda: save(clock))
    run(clock)
    check(clock)


@pytest.mark.parametrize("save", EDITORS)
@pytest.mark.parametrize("first", EDITORS)
def test_what_is_saved_on_both_sides_of_the_replacement_stays(
    clock: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[Path], None],
    save: Callable[[Path], None],
) -> None:
    def other() -> None:
        save(clock)
        text = clock.read_text(encoding="utf-8").replace(f"mine: {LINE}", f"other: {LINE}")
        clock.write_text(text.replace(LINE, "Another.\n", 1))

    def one() -> None:
        first(clock)
        clock.write_text(clock.read_text(encoding="utf-8").replace(LINE, "The first.\n", 1))

    around_the_exchange(monkeypatch, one, other)
    run(clock)
    check(clock, "The first.\n")
    check(clock, "Another.\n")


@pytest.mark.parametrize("keeps_reading", [False, True])
def test_an_editor_that_opened_the_note_before_may_write_to_it_later(
    clock: Path, monkeypatch: pytest.MonkeyPatch, keeps_reading: bool
) -> None:
    file = open(clock, "r+" if keeps_reading else "a", encoding="utf-8")  # noqa: SIM115
    text = clock.read_text(encoding="utf-8")

    def write_late() -> None:
        if keeps_reading:  # as an editor that writes all of it
            file.truncate(0)
            file.seek(0)
            file.write(text)
        file.write(LINE)
        file.close()

    put(clock.parents[2] / "tree/zone.py", SOURCE)
    before_the_folder_note(monkeypatch, write_late)
    run(clock)
    assert file.closed
    assert clock.read_text(encoding="utf-8").count(LINE) == 1
    assert "`today`" in clock.read_text(encoding="utf-8")


def unsupported(*_: object, **__: object) -> None:
    raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))


@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("save", EDITORS[:2])
def test_a_file_system_without_an_exchange_loses_nothing_that_is_written_to_the_old_file(
    clock: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], None], has_links: bool
) -> None:
    rename_file, saved = os.rename, []

    def beside(old: str, new: str, **folders: int) -> None:
        if new == clock.name and not saved:
            saved.append(save(clock))
        rename_file(old, new, **folders)

    monkeypatch.setattr(renaming, "exchange", unsupported)
    monkeypatch.setattr(os, "rename", beside)
    if not has_links:
        monkeypatch.setattr(os, "link", unsupported)
    run(clock)
    assert saved
    check(clock)


@pytest.mark.parametrize("has_links", [True, False])
def test_a_file_that_appears_where_a_note_is_to_be_is_not_written_over(
    clock: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    other = clock.with_name("zone.py.md")
    fsync = os.fsync

    def appears(number: int) -> None:
        if not other.exists():
            other.write_text("My own words.\n", encoding="utf-8")
        fsync(number)

    if not has_links:
        monkeypatch.setattr(renaming, "_rename", unsupported)
        monkeypatch.setattr(os, "link", unsupported)
    put(clock.parents[2] / "tree/zone.py", SOURCE)
    monkeypatch.setattr(os, "fsync", appears)
    target = clock.parents[1]
    done = generate(target.parent / "tree", "-o", target, "--engine", "none")
    assert done.exit_code == 1
    assert "zone.py" in done.stderr
    assert other.read_text(encoding="utf-8") == "My own words.\n"


def test_two_versions_that_cannot_be_merged_are_both_kept(
    clock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = open(clock, "r+", encoding="utf-8")  # noqa: SIM115

    def write_late() -> None:
        file.truncate(0)
        file.write("Something else.\n")
        file.close()

    put(clock.parents[2] / "tree/zone.py", SOURCE)
    before_the_folder_note(monkeypatch, write_late)
    said = run(clock)
    assert "clock.py.md was changed by another program at the same time" in said
    (copy,) = (clock.parents[1] / ".trash").rglob("*.md")
    assert "Something else." in copy.read_text(encoding="utf-8")
    assert copy.name in said
    assert "`today`" in clock.read_text(encoding="utf-8")


def test_a_note_that_is_never_left_alone_is_left_as_it_is_and_named(
    clock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def beside(number: int) -> None:
        append(clock)
        fsync(number)

    monkeypatch.setattr(os, "fsync", beside)
    target = clock.parents[1]
    done = generate(target.parent / "tree", "-o", target, "--engine", "none")
    assert done.exit_code == 1
    assert "another program keeps changing it" in done.stderr
    assert "`now`" in clock.read_text(encoding="utf-8")
    assert not [path for path in clock.parent.iterdir() if path.name.startswith(".")]


def test_permissions_and_attributes_of_a_note_stay(clock: Path) -> None:
    clock.chmod(0o640)
    if hasattr(os, "setxattr"):
        os.setxattr(clock, "user.mine", b"x")
    run(clock)
    assert "`today`" in clock.read_text(encoding="utf-8")
    assert clock.stat().st_mode & 0o777 == 0o640
    if hasattr(os, "getxattr"):
        assert os.getxattr(clock, "user.mine") == b"x"
