"""The index follows sources and notes and reads only what changed; no fault of its file matters."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from material.repository import generate, put, repository
from material.searched import FILES, config_of, found

from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError
from ralf_notes.events import Event, Warned, Working
from ralf_notes.outline import parse
from ralf_notes.search import store
from ralf_notes.search.index import opened
from ralf_notes.search.indexes import index_path
from ralf_notes.source import secrets


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


@pytest.fixture
def config(shop: Path, tmp_path: Path) -> Config:
    return config_of(shop, tmp_path / "vault")


def index_file() -> Path:
    (file,) = Path(os.environ["RALF_CACHE_DIR"]).glob("search-*.sqlite")
    return file


def indexed(events: list[Event]) -> int:
    return sum(event.of for event in events if isinstance(event, Working))


def test_a_changed_file_is_read_again_alone(shop: Path, config: Config) -> None:
    first: list[Event] = []
    found(config, "x", events=first)
    assert indexed(first) == len(FILES)
    put(shop / "shop/retry.py", "\n\ndef resend_parcel():\n    pass\n")
    again: list[Event] = []
    (best,) = found(config, "resend parcel", events=again)
    assert (best.symbol, best.place) == ("resend_parcel", "shop/retry.py:3")
    assert indexed(again) == 1
    assert not [each for each in found(config, "busy") if each.path == "shop/retry.py"]
    unchanged: list[Event] = []
    found(config, "x", events=unchanged)
    assert not unchanged


def test_a_deleted_file_and_a_new_one_are_followed(shop: Path, config: Config) -> None:
    assert found(config, "TokenBucket")
    (shop / "shop/limits.py").unlink()
    put(shop / "shop/basket.py", "class Basket:\n    pass\n")
    assert "shop/limits.py" not in {each.path for each in found(config, "TokenBucket")}
    assert found(config, "Basket")[0].path == "shop/basket.py"


def test_notes_that_come_change_and_go_are_followed(
    shop: Path, tmp_path: Path, config: Config
) -> None:
    assert found(config, "TokenBucket")[0].note == ""
    generate(shop, "-o", tmp_path / "vault", "--engine", "none")
    note = "shop/shop/limits.py.md"
    assert found(config, "TokenBucket")[0].note == note
    (tmp_path / "vault" / note).unlink()
    assert found(config, "TokenBucket")[0].note == ""


COPIES = [
    "limits.py 2.md", "limits.py copy.md", "limits.py (conflicted copy 2026-11-26).md",
    "limits.py.sync-conflict-20261126-120000-ABCDEFG.md", "Limits.py.md", "a.md",
    "old/limits.py.md",
]  # fmt: skip


def test_a_hit_names_the_note_and_none_of_its_copies(
    shop: Path, tmp_path: Path, config: Config
) -> None:
    generate(shop, "-o", tmp_path / "vault", "--engine", "none")
    note = tmp_path / "vault/shop/shop/limits.py.md"
    for name in COPIES:
        put(note.parent / name, note.read_text())
        assert found(config, "TokenBucket")[0].note == "shop/shop/limits.py.md"


def test_sources_and_notes_are_only_read(shop: Path, tmp_path: Path, config: Config) -> None:
    generate(shop, "-o", tmp_path / "vault", "--engine", "none")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    found(config, "TokenBucket")
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}


@pytest.mark.parametrize("junk", [b"", b"no database" * 999, b"SQLite format 3\0" + b"\xff" * 9999])
def test_a_damaged_file_is_made_anew(config: Config, junk: bytes) -> None:
    found(config, "x")
    index_file().write_bytes(junk)
    assert found(config, "TokenBucket")[0].symbol == "TokenBucket"
    events: list[Event] = []
    found(config, "x", events=events)
    assert not events


def test_a_file_that_is_damaged_inside_is_made_anew(config: Config) -> None:
    found(config, "x")
    data = bytearray(index_file().read_bytes())
    data[4096 * 3 :] = b"\x5a" * (len(data) - 4096 * 3)
    index_file().write_bytes(data)
    assert found(config, "TokenBucket")[0].symbol == "TokenBucket"


def test_a_file_of_another_version_is_made_anew(config: Config) -> None:
    found(config, "x")
    with sqlite3.connect(index_file()) as db:
        db.execute("UPDATE about SET value = 'older'")
    assert found(config, "TokenBucket")[0].symbol == "TokenBucket"


def test_a_cache_folder_that_cannot_be_used_is_no_obstacle(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "file", "")
    monkeypatch.setenv("RALF_CACHE_DIR", str(tmp_path / "file"))
    events: list[Event] = []
    assert found(config, "TokenBucket", events=events)[0].symbol == "TokenBucket"
    assert [event for event in events if isinstance(event, Warned) and "in memory" in event.text]


def test_a_file_that_another_process_locks_is_no_obstacle(
    shop: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.search.store.WAIT", 0.0)
    found(config, "x")
    put(shop / "shop/basket.py", "class Basket:\n    pass\n")
    other = sqlite3.connect(index_file(), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    events: list[Event] = []
    assert found(config, "Basket", events=events)[0].symbol == "Basket"
    assert [event for event in events if isinstance(event, Warned)]
    assert max(event.of for event in events if isinstance(event, Working)) == 1
    other.close()


def test_two_processes_at_once_leave_one_good_index(shop: Path, config: Config) -> None:
    for number in range(150):
        put(shop / f"more/part_{number}.py", f"def part_{number}():\n    return {number}\n")
    command = (
        sys.executable, "-m", "ralf_notes", "search", "part_77",
        "--source", str(shop), "-o", str(config.target_dir), "--limit", "1",
    )  # fmt: skip
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=shop) for _ in range(2)
    ]
    assert [each.communicate()[0].splitlines()[0] for each in both] == [
        "more/part_77.py:1  part_77"
    ] * 2
    events: list[Event] = []
    assert found(config, "part_5", events=events)[0].symbol == "part_5"
    assert not events


def test_an_update_that_is_killed_is_finished_by_the_next(
    shop: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        put(shop / f"part_{number}.py", f"def part_{number}():\n    return {number}\n")
    monkeypatch.setattr("ralf_notes.search.update.BATCH", 2)

    def die(event: Event) -> None:
        if isinstance(event, Working) and event.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), opened(config, die):
        pass
    events: list[Event] = []
    assert found(config, "part_8", events=events)[0].symbol == "part_8"
    assert max(event.of for event in events if isinstance(event, Working)) == 9 + len(FILES) - 4


def test_the_format_names_the_versions_of_outlines_and_of_masking() -> None:
    assert store.FORMAT.split(".")[1:] == [str(parse.VERSION), str(secrets.VERSION)]


def test_a_python_without_full_text_search_is_told(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema = "CREATE VIRTUAL TABLE w USING fts5_missing (a)"
    monkeypatch.setattr("ralf_notes.search.store._SCHEMA", schema)
    with pytest.raises(RalfError, match="FTS5"):
        found(config, "x")


def test_a_query_that_fails_removes_no_index(config: Config) -> None:
    with opened(config) as index:
        with pytest.raises(RalfError, match="cannot be read"):
            index.rows("SELECT * FROM nowhere")
        assert index_path(index.target).exists()


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_damaged_text_costs_one_question_at_most(
    shop: Path, config: Config, is_edited: bool
) -> None:
    with opened(config) as index:
        index.db.execute("UPDATE files SET text = x'00', words = x'00'")
    if is_edited:  # what is read again is removed first
        put(shop / "shop/retry.py", "def send_again(): pass\n")
    else:
        with pytest.raises(RalfError, match="damaged"):
            found(config, "send")
    assert found(config, "send")[0].path == "shop/retry.py"
