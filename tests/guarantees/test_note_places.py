"""What stands in a note's place, or takes the place of its folder in mid-run, harms nothing."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import contents
from material.repository import Done, generate, put, questions, repository

FILES = {"src/deep/a.py": "def f(rows): ...\n", "b.py": "def g(rows): ...\n"}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening_socket(path: Path) -> None:
    here = os.open(".", os.O_RDONLY)
    os.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.fchdir(here)
    os.close(here)


def folder(path: Path) -> None:
    path.mkdir()


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


KINDS = [pipe, listening_socket, folder, link_to_itself, link_to_a_device]
PLACES = {
    "a file's note": ("gate/src/deep/a.py.md", "src/deep/a.py"),
    "a folder's note": ("gate/src/src.md", "src.md"),
    "the overview": ("gate/gate.md", "gate.md"),
}


def run(tmp_path: Path, *args: str) -> Done:
    root = repository(tmp_path / "gate", FILES)
    return generate(root, "-o", tmp_path / "vault", "--engine", "none", *args)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("make", KINDS)
def test_what_is_no_file_is_named_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], place: str
) -> None:
    path, name = PLACES[place]
    (tmp_path / "vault" / path).parent.mkdir(parents=True)
    make(tmp_path / "vault" / path)
    mode = (tmp_path / "vault" / path).lstat().st_mode
    done = run(tmp_path)
    assert done.exit_code == 1
    assert name in done.stderr
    assert (tmp_path / "vault" / path).lstat().st_mode == mode
    assert (tmp_path / "vault/gate/b.py.md").is_file()


@pytest.mark.parametrize("make", KINDS)
def test_what_is_no_file_elsewhere_in_the_vault_holds_nothing_up(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    run(tmp_path)
    make(tmp_path / "vault/gate/mine.md")
    os.rename(tmp_path / "gate/b.py", tmp_path / "gate/c.py")
    repository(tmp_path / "gate", {})
    root = tmp_path / "gate"
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none", "--prune")
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "vault/gate/c.py.md").is_file()


@pytest.mark.parametrize("share", [each / 16 for each in range(16)])
@pytest.mark.parametrize("swapped", ["vault/gate/src", "vault/gate", "vault"])
def test_a_folder_that_becomes_a_link_in_mid_run_leads_nothing_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str, share: float
) -> None:
    run(tmp_path)
    put(tmp_path / "gate/src/deep/a.py", "def other(rows): ...\n")
    put(tmp_path / "gate/src/new/b.py", "def new(rows): ...\n")
    elsewhere = tmp_path / "elsewhere"
    for path in ("src/deep", "gate/src/deep", "deep"):
        (elsewhere / path).mkdir(parents=True)
    before = contents(elsewhere), sorted(elsewhere.rglob("*"))
    open_file, calls = os.open, []
    last = 70  # calls below the target in such a run

    def swap(path: str | Path, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        calls.extend([path] if dir_fd is not None else [])
        if dir_fd is not None and len(calls) == 1 + int(share * last):
            os.rename(tmp_path / swapped, tmp_path / f"{swapped}-away")
            (tmp_path / swapped).symlink_to(elsewhere)
        return open_file(path, flags, mode, dir_fd=dir_fd)

    monkeypatch.setattr(os, "open", swap)
    generate(tmp_path / "gate", "-o", tmp_path / "vault", "--engine", "none")
    assert len(calls) > share * last
    assert (tmp_path / swapped).is_symlink()
    assert (contents(elsewhere), sorted(elsewhere.rglob("*"))) == before


def test_a_link_that_leads_to_another_folder_of_the_target_is_followed(tmp_path: Path) -> None:
    (tmp_path / "vault/code").mkdir(parents=True)
    (tmp_path / "vault/gate").symlink_to("code")
    done = run(tmp_path)
    assert done.exit_code == 0, done.stderr
    assert (tmp_path / "vault/code/src/deep/a.py.md").is_file()


def test_the_note_of_a_folder_follows_the_name_that_a_setting_gives_it(
    tmp_path: Path,
) -> None:
    with OllamaServer() as server:
        root, vault = repository(tmp_path / "gate", FILES), tmp_path / "vault"
        generate(root, "-o", vault, server=server)
        for name in ("gate/gate.md", "gate/src/src.md"):
            with (vault / name).open("a", encoding="utf-8") as file:
                file.write("\nMy words.\n")
        before, asked = contents(vault), len(questions(server))
        config = tmp_path / "readme.yaml"
        put(config, "folder_note: readme\n")
        done = generate(root, "-o", vault, "--config", config, server=server)
        assert "3 notes followed their sources" in done.stderr
        assert "gate/src/src.md -> gate/src/README.md" in done.stderr
        assert len(questions(server)) == asked
        for old, new in (
            ("gate/gate.md", "gate/README.md"),
            ("gate/src/src.md", "gate/src/README.md"),
        ):
            assert not (vault / old).exists()
            text = (vault / new).read_text(encoding="utf-8")
            assert text.endswith("\nMy words.\n") and "Not summarised yet" not in text
        generate(root, "-o", vault, server=server)
        assert contents(vault) == before
        put(vault / "gate/index.md", (vault / "gate/gate.md").read_text(encoding="utf-8"))
        generate(root, "-o", vault, server=server)  # a copy beside the note stays
        assert (vault / "gate/index.md").is_file() and (vault / "gate/gate.md").is_file()
