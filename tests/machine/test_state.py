"""Records of a target: one for all spellings of its path; those of earlier versions are read."""

from __future__ import annotations

import json
import os
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from material.command_line import run
from material.repository import generate, repository

from ralf_notes.errors import TargetError
from ralf_notes.machine import lock, state

FACTS = ("--engine", "none")
SOURCES = {"a.py": "def a():\n    return 1\n"}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return repository(tmp_path / "one" / "app", SOURCES)


@pytest.fixture
def other_app(tmp_path: Path) -> Path:
    """Return another repository with the same name, so that its notes have the same folder."""
    return repository(tmp_path / "two" / "app", SOURCES)


@pytest.fixture
def disk_ignores_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make lookups below the test's folder ignore case, as on a Mac."""
    look = os.lstat

    def lstat(path: str | os.PathLike[str], **options: int) -> os.stat_result:
        place = Path(path)
        if place.is_relative_to(tmp_path):
            at = tmp_path
            for name in place.relative_to(tmp_path).parts:
                entries = {folded(entry): entry for entry in os.listdir(at)}
                at /= entries.get(folded(name), name)
            return look(at, **options)
        return look(path, **options)

    monkeypatch.setattr(os, "lstat", lstat)


def folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def last_run(app: Path, target: Path) -> str:
    """Return the line of `status` about the last run, or ''."""
    line = run("status", app, "-o", target, *FACTS).splitlines()[-1]
    return line if line.startswith("Last run") else ""


@pytest.mark.usefixtures("disk_ignores_case")
@pytest.mark.parametrize("exists", [True, False])
def test_two_spellings_of_one_folder_share_a_record(
    app: Path, other_app: Path, tmp_path: Path, exists: bool
) -> None:
    if exists:
        (tmp_path / "Café").mkdir()
    spelled = tmp_path / unicodedata.normalize("NFD", "CAFÉ")
    generate(app, "-o", tmp_path / "Café", *FACTS)
    assert "with exit code 0: 2 notes written." in last_run(app, spelled)
    done = generate(other_app, "-o", spelled, *FACTS)
    assert f"holds the notes of {app}" in done.stderr
    with (
        lock.held(tmp_path / "Café", False, print),
        pytest.raises(TargetError, match="another run"),
        lock.held(spelled, False, print),
    ):
        pass


@pytest.mark.parametrize("exists", [True, False])
def test_folders_whose_names_differ_in_case_have_their_own_records_where_case_counts(
    app: Path, other_app: Path, tmp_path: Path, exists: bool
) -> None:
    if exists:
        for name in ("Vault", "vault", "vAULT"):
            (tmp_path / name).mkdir()
    generate(app, "-o", tmp_path / "Vault", *FACTS)
    assert last_run(app, tmp_path / "vault") == ""
    assert generate(other_app, "-o", tmp_path / "vault", *FACTS).exit_code == 0
    with lock.held(tmp_path / "Vault", False, print), lock.held(tmp_path / "vault", False, print):
        pass


def test_a_symbolic_link_leads_to_the_record_of_its_folder(app: Path, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    (tmp_path / "VAULT").symlink_to("vault")
    assert state.record(tmp_path / "VAULT") == state.record(tmp_path / "vault")
    assert state.record(tmp_path / "vault").key == earlier_key(tmp_path / "vault")


# Records of earlier versions


def earlier_key(target: Path) -> str:
    return sha256(os.fsencode(os.path.realpath(target))).hexdigest()[:16]


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RALF_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def put(records: Path, part: str, target: Path, value: object) -> None:
    """Write a record as version 0.1 of commit 0e0c095 did."""
    (records / part).mkdir(parents=True, exist_ok=True)
    file = records / part / f"{earlier_key(target)}.json"
    file.write_text(json.dumps(value), encoding="utf-8")


BEGAN = datetime(2026, 3, 28, 2).astimezone()  # what a person reads is local
EARLIER_RUN = {
    "pid": 4711, "began": str(BEGAN), "ended": str(BEGAN + timedelta(hours=2, minutes=30)),
    "exit_code": 1, "stopped": "", "written": 7, "failed": 2, "left": 3,
}  # fmt: skip


@pytest.mark.parametrize("ignores_case", [True, False])
def test_records_of_earlier_versions_are_read_and_replaced(
    app: Path,
    other_app: Path,
    tmp_path: Path,
    records: Path,
    request: pytest.FixtureRequest,
    ignores_case: bool,
) -> None:
    if ignores_case:
        request.getfixturevalue("disk_ignores_case")
    target = tmp_path / "Notes"
    put(records, "runs", target, EARLIER_RUN)
    put(records, "targets", target, {"app": str(app)})
    assert last_run(app, target) == (
        "Last run: began 2026-03-28 02:00, ended 2026-03-28 04:30 with exit code 1: "
        "7 notes written, 2 failed, 3 left."
    )
    assert f"holds the notes of {app}" in generate(other_app, "-o", target, *FACTS).stderr
    assert generate(app, "-o", target, *FACTS).exit_code == 0
    assert "with exit code 0: 2 notes written." in last_run(app, target)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', '{"pid": 1}', '{"odd": 1}'])
def test_a_record_that_cannot_be_read_is_none(
    app: Path, tmp_path: Path, records: Path, text: str
) -> None:
    for part in ("runs", "targets", "locks"):
        (records / part).mkdir(parents=True)
        state.record(tmp_path / "v").path(part).write_text(text, encoding="utf-8")
    assert last_run(app, tmp_path / "v") == ""
    with lock.held(tmp_path / "v", False, print):
        pass
    assert generate(app, "-o", tmp_path / "v", *FACTS).exit_code == 0
    assert "2 notes written" in last_run(app, tmp_path / "v")
