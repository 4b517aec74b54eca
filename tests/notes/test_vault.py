"""The vault on disk: notes are written whole or not at all, and only below the target."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ralf_notes.errors import NoteBlocked, TargetError
from ralf_notes.notes import note, vault


def link_out(target: Path, elsewhere: Path) -> None:
    (target / "tree").symlink_to(elsewhere)


def link_note(target: Path, elsewhere: Path) -> None:
    (target / "tree").mkdir()
    (target / "tree" / "a.md").symlink_to(elsewhere / "a.md")


@pytest.mark.parametrize("make", [link_out, link_note])
def test_nothing_is_written_through_a_link(
    tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    target, elsewhere = tmp_path / "vault", tmp_path / "elsewhere"
    target.mkdir()
    elsewhere.mkdir()
    make(target, elsewhere)
    with pytest.raises(NoteBlocked, match="symbolic link"):
        vault.write_text(target, "tree/a.md", "text")
    assert list(elsewhere.iterdir()) == []


def test_a_failed_write_leaves_the_old_note_and_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.write_text(tmp_path, "a.md", "old")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(TargetError, match="No space left"):
        vault.write_text(tmp_path, "a.md", "new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]
    assert (tmp_path / "a.md").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"words"])
def test_a_file_that_is_no_note_of_ours_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(NoteBlocked):
        vault.read_document(tmp_path, "a.md")


def test_a_file_where_a_folder_should_be_blocks_the_note(tmp_path: Path) -> None:
    vault.write_text(tmp_path, "tree", "a file")
    with pytest.raises(NoteBlocked):
        vault.write_text(tmp_path, "tree/a.md", "text")
    with pytest.raises(NoteBlocked, match="a file has the name of its folder"):
        vault.read_document(tmp_path, "tree/a.md")


def test_markdown_files_are_all_but_those_in_hidden_folders(tmp_path: Path) -> None:
    for path in ("a.md", "tree/b.md", "tree/c.txt", "tree/x/d.md", ".trash/e.md", "tree/.x/f.md"):
        vault.write_text(tmp_path, path, "text")
    assert list(vault.markdown_files(tmp_path)) == ["a.md", "tree/b.md", "tree/x/d.md"]
    assert list(vault.markdown_files(tmp_path, below="tree/x")) == ["tree/x/d.md"]


def test_only_links_of_the_user_to_moved_notes_are_broken(tmp_path: Path) -> None:
    text = "[[old/a.py.md|a]] [[a.py]] [b](old/a.py.md) \\[c\\](old/a.py.md) [[other]]\n"
    vault.write_text(tmp_path, "mine.md", text)
    vault.write_text(tmp_path, "ours.md", note.block("[[old/a.py.md]]\n") + f"\n{text}")
    broken = list(vault.backlinks(tmp_path, {"old/a.py.md": "new/b.py.md"}))
    assert [(link.note, link.link) for link in broken] == [
        (path, link)
        for path in ("mine.md", "ours.md")
        for link in ("old/a.py.md", "a.py", "old/a.py.md")
    ]
    assert {link.now for link in broken} == {"new/b.py.md"}


def test_a_missing_note_is_none(tmp_path: Path) -> None:
    assert vault.read_document(tmp_path, "tree/a.md") is None
    assert vault.read_text(tmp_path / "a.md") is None
