"""The vault on disk: notes are written whole or not at all, and only below the target."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.errors import NoteBlocked, TargetError
from ralf_notes.machine import renaming
from ralf_notes.notes import note, vault
from ralf_notes.notes.disk import merging, upkeep


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

    monkeypatch.setattr(os, "fsync", full)
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
    assert vault.read_text(tmp_path, "a.md") is None


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_a_note_goes_to_the_trash_even_on_another_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_elsewhere: bool
) -> None:
    rename_new = renaming.rename_new

    def rename(old_folder: int, old: str, new_folder: int, new: str) -> None:
        if is_elsewhere and not os.path.samestat(os.fstat(old_folder), os.fstat(new_folder)):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename_new(old_folder, old, new_folder, new)

    monkeypatch.setattr(renaming, "rename_new", rename)
    vault.write_text(tmp_path, "tree/a.py.md", "text")
    upkeep.discard(tmp_path, "tree/a.py.md")
    assert not (tmp_path / "tree").exists()
    (copy,) = (tmp_path / ".trash/tree").iterdir()
    assert copy.read_text(encoding="utf-8") == "text"


def test_a_note_that_was_changed_just_now_does_not_go_to_the_trash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename_new = renaming.rename_new
    vault.write_text(tmp_path, "tree/a.py.md", "text")

    def rename(old_folder: int, old: str, new_folder: int, new: str) -> None:
        if old == "a.py.md":
            (tmp_path / "tree/a.py.md").write_text("text and mine", encoding="utf-8")
        rename_new(old_folder, old, new_folder, new)

    monkeypatch.setattr(renaming, "rename_new", rename)
    with pytest.raises(NoteBlocked, match="changed it just now"):
        upkeep.discard(tmp_path, "tree/a.py.md")
    assert (tmp_path / "tree/a.py.md").read_text(encoding="utf-8") == "text and mine"


def text_of(front: str = "", before: str = "", after: str = "", body: str = "# a\n") -> bytes:
    return f"---\ntitle: a\n{front}---\n{before}{note.block(body)}\n{after}".encode()


BASE = text_of("ralf_source: 1\n", "Top.\n", "One.\nTwo.\nThree.\n")
OURS = text_of("ralf_source: 2\n", "Top.\n", "One.\nTwo.\nThree.\n", "# b\n")


@pytest.mark.parametrize(("theirs", "now", "expected"), [
    (BASE, OURS, OURS),
    (BASE + b"Mine.\n", OURS, OURS + b"Mine.\n"),
    (BASE + b"Mine.\n", OURS + b"Other.\n", OURS + b"Other.\nMine.\n"),
    (BASE + b"Mine.", OURS + b"Other.", OURS + b"Other.\nMine."),
    (BASE.replace(b"Two.\n", b""), OURS + b"Other.\n", OURS.replace(b"Two.\n", b"") + b"Other.\n"),
    (BASE.replace(b"Top.", b"Head."), OURS, OURS.replace(b"Top.", b"Head.")),
    (BASE.replace(b"title: a\n", b"title: a\nmine: 1\n"), OURS,
     OURS.replace(b"title: a\n", b"title: a\nmine: 1\n")),
    (BASE.replace(b": 1\n", b": 1\nmine: 1\n"), OURS, OURS.replace(b": 2\n", b": 2\nmine: 1\n")),
    (BASE.replace(b": 1\n", b": 1\nmine: 1\n"), OURS.replace(b": 2\n", b": 2\nmine: 2\n"), None),
    (BASE.replace(b"# a", b"# edited"), OURS, None),
    (b"", OURS, None),
    (BASE[:-60], OURS, None),
])  # fmt: skip
def test_versions_are_merged_line_by_line(
    theirs: bytes, now: bytes, expected: bytes | None
) -> None:
    assert merging.merged(BASE, theirs, now) == expected


LINE_LISTS = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n"]), max_size=5).map(b"".join)


@given(LINE_LISTS, LINE_LISTS, LINE_LISTS)
def test_a_merge_loses_no_line_that_either_side_added(
    old: bytes, theirs: bytes, now: bytes
) -> None:
    head = text_of()
    mine, other = theirs + b"mine\n" + old, b"theirs\n" + now
    merged = merging.merged(head + old, head + mine, head + other)
    assert merged is not None
    assert b"mine\n" in merged
    assert b"theirs\n" in merged
    assert merging.merged(head + old, head + mine, head + old) == head + mine
    assert merging.merged(head + old, head + old, head + other) == head + other
