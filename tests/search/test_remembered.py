"""A search after no change needs no configuration and no walk, and misses no change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from material.repository import generate, put, repository
from material.searched import FILES
from typer.testing import CliRunner

from ralf_notes.cli.app import app


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tree with notes and a configuration that searches have looked at before."""
    root = repository(
        tmp_path / "shop",
        FILES
        | {
            ".gitignore": "built/\n",
            "built/out.py": "def smelted(): pass\n",
            "ralf-notes.yaml": "source_paths: [.]\ntarget_dir: ../vault\n",
        },
    )
    (root / "empty/inner").mkdir(parents=True)
    monkeypatch.chdir(root)
    CliRunner().invoke(app, ["trust", "ralf-notes.yaml"])
    generate("--engine", "none")
    # What is younger than a search proves nothing: it is as if a day had passed.
    monkeypatch.setattr("ralf_notes.search.remembered._SLACK", -86_400 * 10**9)
    search("TokenBucket")
    return root


def search(*words: str) -> str:
    result = CliRunner().invoke(app, ["search", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.stdout


def refuse_to_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the tree was walked")

    monkeypatch.setattr("ralf_notes.source.walk.walk", refused)


def test_after_no_change_nothing_is_walked(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = search("refill")
    refuse_to_walk(monkeypatch)
    assert search("refill") == before
    assert "TokenBucket.refill" in before


CHANGES: dict[str, Callable[[Path], object]] = {
    "source edited": lambda root: put(root / "shop/retry.py", "def kumquat(): pass\n"),
    "new file": lambda root: put(root / "shop/new.py", "def kumquat(): pass\n"),
    "new file in an empty folder": lambda root: put(root / "empty/inner/n.py", "kumquat = 1\n"),
    "new folder": lambda root: put(root / "more/inner/n.py", "def kumquat(): pass\n"),
    "no longer ignored": lambda root: (
        put(root / "built/out.py", "def kumquat(): pass\n"),
        put(root / ".gitignore", "\n"),
    ),
    "user's text in a note": lambda root: put(
        root.parent / "vault/shop/shop/retry.py.md",
        (root.parent / "vault/shop/shop/retry.py.md").read_text("utf-8") + "\nkumquat\n",
    ),
    "configuration": lambda root: (
        put(root.parent / "other/a.py", "def kumquat(): pass\n"),
        put(root / "ralf-notes.yaml", "source_paths: [../other]\ntarget_dir: ../vault\n"),
        CliRunner().invoke(app, ["trust", "ralf-notes.yaml"]),
    ),
    "exclude by git": lambda root: (
        put(root / "built/out.py", "def kumquat(): pass\n"),
        subprocess.run(["git", "add", "-f", "built/out.py"], cwd=root, check=True),
    ),
}


@pytest.mark.parametrize("change", [*CHANGES])
def test_a_change_is_seen_at_once(shop: Path, change: str) -> None:
    assert search("kumquat") == ""
    CHANGES[change](shop)
    assert "kumquat" in search("kumquat") or "retry.py" in search("kumquat")


def test_the_sources_of_the_last_run_are_searched(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "TokenBucket.refill" in search("refill", "-o", str(tmp_path / "vault"))
    refuse_to_walk(monkeypatch)
    assert "TokenBucket.refill" in search("refill", "-o", str(tmp_path / "vault"))


def test_a_file_whose_time_was_set_back_is_seen(shop: Path) -> None:
    path = shop / "shop/retry.py"
    before = path.stat()
    text = path.read_text("utf-8").replace("def send", "def ship")
    put(path, text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert "ship" in search("ship")


def test_a_time_in_a_far_future_is_no_obstacle(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(shop / "shop/retry.py", (10_413_792_000, 10_413_792_000))  # the year 2300
    before = search("refill")
    assert "TokenBucket.refill" in before
    refuse_to_walk(monkeypatch)
    assert search("refill") == before


def test_what_is_as_young_as_the_search_is_not_relied_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "shop", FILES)
    where = ("--source", str(root), "-o", str(tmp_path / "vault"))
    search("TokenBucket", *where)
    assert not [*Path(os.environ["RALF_CACHE_DIR"]).glob("search-*.seen")]


def test_another_search_of_the_same_target_is_no_obstacle(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "send" in search("send")
    assert "limits.py" not in search("TokenBucket", "--source", "shop/retry.py")
    assert "limits.py" in search("TokenBucket")


def test_a_damaged_record_is_no_obstacle(shop: Path) -> None:
    for record in Path(os.environ["RALF_CACHE_DIR"]).glob("search-*.seen"):
        record.write_bytes(b"\xff{}\0")
    assert "TokenBucket" in search("TokenBucket")


def test_a_cleared_cache_is_made_anew(shop: Path) -> None:
    CliRunner().invoke(app, ["cache", "--clear"])
    assert not [*Path(os.environ["RALF_CACHE_DIR"]).glob("search-*")]
    assert "TokenBucket" in search("TokenBucket")


def test_only_the_newest_records_are_kept(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ralf_notes.search.indexes._MOST_RECORDS", 2)
    records = Path(os.environ["RALF_CACHE_DIR"])
    for folder in ("shop", "tests", "docs"):
        monkeypatch.chdir(shop / folder)
        search("TokenBucket", "--config", str(shop / "ralf-notes.yaml"))
    assert len([*records.glob("search-*.seen")]) == 2
    refuse_to_walk(monkeypatch)
    assert "TokenBucket" in search("TokenBucket", "--config", str(shop / "ralf-notes.yaml"))


def test_a_new_login_changes_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    refuse_to_walk(monkeypatch)
    assert "TokenBucket" in search("TokenBucket")


# The command in a process of its own, which answers such a search before it builds the command line

_COMMAND = """
import sys
from ralf_notes.__main__ import main
from ralf_notes.search import remembered
remembered._SLACK = -86_400 * 10**9
try:
    main()
finally:
    sys.stderr.write(f"typer: {'typer' in sys.modules}")
"""


def command(*words: str) -> tuple[int, str, str]:
    """Return the exit code, what is printed, and what is told and whether Typer was loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, "search", *words], capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["refill"],
        ["where", "are", "tokens", "taken", "--limit", "2"],
        ["--source", ".", "TokenBucket", "-o", "../vault", "--limit", "1", "--limit", "9"],
        ["-c", "ralf-notes.yaml", "no such word at all: kumquat"],
    ],
)
def test_the_command_says_the_same_again_without_typer(shop: Path, words: list[str]) -> None:
    result = CliRunner().invoke(app, ["search", *words])
    told = f"{result.stderr}typer: False"
    assert command(*words) == (result.exit_code, result.stdout, told)


@pytest.mark.parametrize(
    "words",
    [
        ["refill", "--limit", "0"], ["refill", "--limit"], ["refill", "--limit=1"], [],
        ["refill", "-o../vault"], ["refill", "--json"], ["refill", "--no-such"], ["--", "refill"],
        ["refill", "-o", ""], ["refill", "--limit", "٣"],
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_read_by_typer(shop: Path, words: list[str]) -> None:
    result = CliRunner().invoke(app, ["search", *words])
    command(*words)
    code, printed, told = command(*words)
    assert (code, printed) == (result.exit_code, result.stdout)
    assert told.endswith("typer: True")


def test_a_change_is_seen_by_the_command(shop: Path) -> None:
    assert command("kumquat")[:2] == command("kumquat")[:2] == (1, "")
    put(shop / "new.py", "def kumquat(): pass\n")
    assert "new.py" in command("kumquat")[1]


def test_a_reader_that_went_away_ends_the_command_quietly(shop: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = [sys.executable, "-c", _COMMAND, "search", "refill"]
    done = subprocess.run(words, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"typer: False")
