"""A vault, a config and a cache of an earlier version stay good: nothing is asked, nothing is lost.

The command runs in processes of its own. tests/material/upgrade/README.md says how the material was
made.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.server import Model, OllamaServer

MATERIAL = Path(__file__).parents[1] / "material/upgrade/0e0c095"
WRITTEN = 1_767_323_045_000_000_000
"""When the sources were last changed, in nanoseconds: the cache knows them by it."""
EDITED = {"web/api.ts"}
"""The sources of notes whose block the user edited."""
USERS_FILES = (
    "Ideas.md", "Inbox/rules.md", ".obsidian/app.json", "code/shop/My plan.md",
    "code/shop/web/api.ts.md", "code/shop/shop/orders/refund.py.md",
)  # fmt: skip
"""What no run may touch: the user's own notes, an edited one, and one whose source is deleted."""
USERS_PROPERTIES = {
    "code/shop/shop/cart.py.md": (
        b"the basket", b"to-read", b"shop/core", b"\nreviewed: 2026-01-15  # by Ana\n",
        b'\nowner: "[[Ana]]"\n',
    ),
    "code/shop/shop/price.py.md": (b"money", b"\ncssclasses:\n  - wide\n"),
}  # fmt: skip
SAYS_NOTHING = "code/shop/shop/orders/__init__.py.md"
"""The note of an empty file: today's version has a line for it in the note of its folder."""
CRLF = "code/shop/service/limit/limit.go.md"
BLOCK = re.compile(rb"<!-- ralf:begin.*<!-- ralf:end[^\r\n]*", re.DOTALL)
FRONT = re.compile(rb"---\r?\n.*?\n---\r?\n", re.DOTALL)

Snapshot = dict[str, tuple[bytes, int]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder with what the earlier version left, and no cache."""
    home = tmp_path / "me"
    shutil.copytree(MATERIAL, home)
    for path in (home / "shop").rglob("*"):
        os.utime(path, ns=(WRITTEN, WRITTEN))
    ralf_notes(home, "trust", "config.yaml")  # all that an upgrade asks of a person
    return home


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OllamaServer]:
    """Give a server that has the model which the config names."""
    with OllamaServer([Model("smollm2:135m", size=100_000_000)]) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.host)
        yield server


def ralf_notes(home: Path, *args: str, expect: int = 0) -> str:
    """Run a command where the config is; return its output."""
    command = [sys.executable, "-m", "ralf_notes", *args]
    done = subprocess.run(command, cwd=home, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == expect, done.stderr
    return done.stdout + done.stderr


def generate(home: Path) -> dict[str, Any]:
    """Run `generate`; return its report."""
    report = home / "report.json"
    ralf_notes(home, "generate", "--quiet", "--report", str(report))
    return dict(json.loads(report.read_text(encoding="utf-8")))


def edited(home: Path) -> set[str]:
    """Return the sources of the notes that `status` counts as edited by hand."""
    sections: dict[str, set[str]] = {}
    heading = ""
    for line in ralf_notes(home, "status", "--verbose").splitlines():
        if line.startswith("  "):
            sections[heading].add(line.strip().removeprefix("shop: "))
        else:
            heading = line.split(maxsplit=1)[0]
            sections[heading] = set()
    return sections.get("edited", set())


def snapshot(vault: Path) -> Snapshot:
    files = (path for path in vault.rglob("*") if path.is_file())
    return {
        path.relative_to(vault).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


def around(note: bytes) -> tuple[bytes, bytes]:
    """Return what the user wrote before and after our block, the properties aside."""
    before, after = BLOCK.split(note)
    return FRONT.sub(b"", before, count=1), after


def put_cache(home: Path, cache: Path) -> None:
    """Write the cache as the earlier version left it, for the sources in this folder."""
    cache.mkdir(exist_ok=True)
    rows = []
    for what, key, value in json.loads((home / "cache.json").read_text(encoding="utf-8")):
        name, content = key.replace("{home}", home.as_posix()).encode(), value.encode()
        checksum = zlib.crc32(content, zlib.crc32(name)).to_bytes(4, "big")
        rows.append((what, name, WRITTEN // 86_400_000_000_000, checksum + content))
    with sqlite3.connect(cache / "cache.sqlite") as db:
        db.executescript(
            "PRAGMA auto_vacuum = 2; PRAGMA journal_mode = WAL;"
            f"PRAGMA application_id = {0x52414C46}; PRAGMA user_version = 1;"
            "CREATE TABLE entries (what INTEGER, key BLOB, used INTEGER NOT NULL, "
            "value BLOB NOT NULL, PRIMARY KEY (what, key)) WITHOUT ROWID"
        )
        db.executemany("INSERT INTO entries VALUES (?, ?, ?, ?)", rows)
    db.close()


def assert_kept(before: Snapshot, after: Snapshot) -> None:
    """Check that a run has lost neither the user's bytes nor prose, and which note went where."""
    gone = before.keys() - after.keys()
    trashed = [path for path in after.keys() - before.keys() if "/.trash/" in path]
    assert gone == {SAYS_NOTHING}
    assert [after[path][0] for path in trashed] == [before[SAYS_NOTHING][0]]
    # The vault is one of Obsidian, and agents have their files.
    new = {"code/ralf-notes.base", "code/shop/llms.txt", "code/shop/llms-full.txt"}
    assert after.keys() == before.keys() - gone | {*trashed, *new}
    assert {path: after[path] for path in USERS_FILES} == {
        path: before[path] for path in USERS_FILES
    }
    for path, (note, _) in before.items():
        if path not in (*USERS_FILES, SAYS_NOTHING):
            assert around(after[path][0]) == around(note), path
    for path, texts in USERS_PROPERTIES.items():
        assert [text for text in texts if text not in after[path][0]] == []
    assert after[CRLF][0].count(b"\n") == after[CRLF][0].count(b"\r\n")
    for path, prose in json.loads((MATERIAL / "prose.json").read_text(encoding="utf-8")).items():
        note = after[path][0].decode().replace("\r\n", "\n")
        assert [text for text in prose if text not in note] == [], path


@pytest.mark.parametrize("has_cache", [False, True], ids=["no cache", "cache"])
def test_an_upgrade_asks_nothing_loses_nothing_and_writes_once(
    home: Path, server: OllamaServer, isolated: Path, has_cache: bool
) -> None:
    if has_cache:
        put_cache(home, isolated / "cache")
    before = snapshot(home / "vault")
    assert edited(home) == EDITED
    report = generate(home)
    assert server.requests == []
    assert report["warnings"] == []
    assert {row["path"] for row in report["files"] if row["state"] == "edited"} == EDITED
    usual = ("unchanged", "changed", "edited", "skipped")
    assert all(row["state"] in usual for row in report["files"])
    after = snapshot(home / "vault")
    assert_kept(before, after)
    generate(home)
    assert snapshot(home / "vault") == after
    assert edited(home) == EDITED
    assert server.requests == []


def test_a_source_that_changes_after_an_upgrade_is_asked_about(
    home: Path, server: OllamaServer
) -> None:
    source = home / "shop/shop/price.py"
    source.write_text(source.read_text().replace("+ 50", "+ 49"))
    report = generate(home)
    assert [row["path"] for row in report["files"] if row["state"] == "changed"] == [
        "shop/price.py"
    ]
    assert server.work


def test_records_of_the_earlier_version_are_found(
    home: Path, server: OllamaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = tmp_path / "state"
    monkeypatch.setenv("RALF_STATE_DIR", str(records))
    name = sha256(os.path.realpath(home / "vault/code").encode()).hexdigest()[:16]
    for folder in ("runs", "targets"):
        (records / folder).mkdir(parents=True)
    last = {
        "pid": 99999, "began": "2026-01-16 02:00:07+00:00", "ended": "2026-01-16 02:03:51+00:00",
        "exit_code": 1, "stopped": "", "written": 3, "failed": 1, "left": 0,
    }  # fmt: skip
    (records / "runs" / f"{name}.json").write_text(json.dumps(last))
    assert "2026-01-16 02:03" in ralf_notes(home, "status")
    other = tmp_path / "other/shop"
    other.mkdir(parents=True)
    (records / "targets" / f"{name}.json").write_text(json.dumps({"shop": str(other)}))
    before = snapshot(home / "vault")
    assert f"holds the notes of {other}" in ralf_notes(home, "generate", expect=1)
    assert snapshot(home / "vault") == before
