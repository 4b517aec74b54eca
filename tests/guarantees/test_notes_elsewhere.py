"""Notes that are not where a run looks for them: moved in the vault, or only in the cloud now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from material.repository import Done, generate, put, repository

FILES = {
    "src/a.py": "def f(rows):\n    return rows\n",
    "src/b.py": "def g(rows):\n    return [rows]\n",
    "c.py": "def h():\n    return 1\n",
}


def run(tmp_path: Path, *args: str) -> Done:
    done = generate(tmp_path / "gate", "-o", tmp_path / "vault", "--engine", "none", *args)
    assert done.exit_code in (0, 1), done.stderr
    return done


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """Make the notes of a small repository, with a line of the user's in one."""
    repository(tmp_path / "gate", FILES)
    assert run(tmp_path).exit_code == 0
    with open(tmp_path / "vault/gate/src/a.py.md", "a", encoding="utf-8") as note:
        note.write("\nMine.\n")
    return tmp_path / "vault"


# Moved in the vault


def test_a_renamed_tree_is_told_once_with_the_setting_that_keeps_its_name(
    vault: Path, tmp_path: Path
) -> None:
    (vault / "gate").rename(vault / "Code")
    done = run(tmp_path)
    assert done.exit_code == 0
    assert "3 notes of gate/ moved to Code/ in the vault" in done.stderr
    assert "name: Code}" in done.stderr
    assert "Mine." in (vault / "Code/src/a.py.md").read_text(encoding="utf-8")
    assert "moved to" not in run(tmp_path).stderr
    put(tmp_path / "config.yaml", f"source_paths: [{{path: {tmp_path / 'gate'}, name: Code}}]\n")
    shutil.rmtree(vault / "gate")
    args = ("-o", vault, "--engine", "none", "--config", tmp_path / "config.yaml")
    assert generate(*args).stderr.count("moved to") == 0
    assert "Mine." in (vault / "Code/src/a.py.md").read_text(encoding="utf-8")
    assert not (vault / "gate").exists()


def test_a_renamed_folder_of_a_tree_is_told(vault: Path, tmp_path: Path) -> None:
    (vault / "gate/src").rename(vault / "gate/Sources")
    done = run(tmp_path)
    assert "2 notes of gate/src/ moved to gate/Sources/ in the vault" in done.stderr
    assert "Mine." in (vault / "gate/Sources/a.py.md").read_text(encoding="utf-8")


def test_a_note_that_was_moved_is_told(vault: Path, tmp_path: Path) -> None:
    (vault / "Inbox/new").mkdir(parents=True)
    (vault / "gate/src/a.py.md").rename(vault / "Inbox/new/a.py.md")
    assert "1 note of gate/src/ moved to Inbox/new/ in the vault" in run(tmp_path).stderr
    assert "Mine." in (vault / "Inbox/new/a.py.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("has_followed", [False, True], ids=["by this run", "by a killed run"])
def test_a_note_that_follows_its_source_has_the_earlier_path_as_an_alias(
    vault: Path, tmp_path: Path, has_followed: bool
) -> None:
    (tmp_path / "gate/my_lib").mkdir()
    (tmp_path / "gate/src/a.py").rename(tmp_path / "gate/my_lib/b.py")
    note = vault / "gate/my_lib/b.py.md"
    if has_followed:  # a run that is killed before it writes leaves it so
        note.parent.mkdir()
        (vault / "gate/src/a.py.md").rename(note)
    run(tmp_path)
    text = note.read_text(encoding="utf-8")
    assert 'aliases: ["src/a.py"]' in text
    assert "Mine." in text
    run(tmp_path)
    assert note.read_text(encoding="utf-8") == text


def test_a_renamed_tree_is_noticed_without_the_cache(
    vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "gate").rename(vault / "Code")
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "other-cache"))
    assert "3 notes of gate/ moved to Code/" in run(tmp_path).stderr


def test_a_removed_note_and_notes_of_other_trees_are_no_moved_ones(
    vault: Path, tmp_path: Path
) -> None:
    repository(tmp_path / "other", FILES)
    args = ("-o", vault, "--engine", "none")
    assert generate(tmp_path / "other", *args).stderr.count("moved to") == 0
    (vault / "gate/c.py.md").unlink()
    assert "moved to" not in run(tmp_path).stderr
    assert (vault / "gate/c.py.md").exists()


# Only in the cloud

STUBS = [
    ".{}.icloud", "{}.nextcloud", "{}.owncloud", "{}.rsls", ".syncthing.{}.tmp",
    "~syncthing~{}.tmp", "{}.!sync", "{}.partial",
]  # fmt: skip


@pytest.mark.parametrize("form", STUBS)
def test_a_note_that_is_only_in_the_cloud_is_not_written_again(
    vault: Path, tmp_path: Path, form: str
) -> None:
    note = vault / "gate/src/a.py.md"
    folder = (vault / "gate/src/src.md").read_bytes()
    kept = tmp_path / "cloud"
    shutil.move(note, kept)
    stub = note.with_name(form.format(note.name))
    stub.write_bytes(b"bplist00")
    for changed in (False, True):
        if changed:
            put(tmp_path / "gate/src/a.py", FILES["src/a.py"].replace("f(", "other("))
        done = run(tmp_path)
        assert done.exit_code == 1
        assert f"only {stub.name}: have it downloaded" in done.stderr
        assert not note.exists()
        assert stub.read_bytes() == b"bplist00"
    assert b"a.py.md|a.py]]" in folder
    assert b"a.py.md|a.py]]" in (vault / "gate/src/src.md").read_bytes()
    stub.unlink()
    shutil.move(kept, note)
    assert run(tmp_path).exit_code == 0
    text = note.read_text(encoding="utf-8")
    assert "`other`" in text
    assert text.endswith("Mine.\n")


@pytest.mark.parametrize("path", ["gate/src/src.md", "gate/gate.md"])
def test_the_note_of_a_folder_may_be_in_the_cloud_too(
    vault: Path, tmp_path: Path, path: str
) -> None:
    note = vault / path
    note.rename(note.with_name(f".{note.name}.icloud"))
    put(tmp_path / "gate/src/d.py", "def new():\n    return 3\n")
    done = run(tmp_path)
    assert done.exit_code == 1
    assert f".{note.name}.icloud" in done.stderr
    assert not note.exists()
    assert (vault / "gate/src/d.py.md").exists()
