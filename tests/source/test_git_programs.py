"""A repository's own configuration names programs: no question to git runs one of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from material.repository import put, repository

from ralf_notes.errors import UsageError
from ralf_notes.source.git_log import changed_since, last_changed


def git(root: Path, *args: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "protocol.file.allow=always")
    subprocess.run(["git", "-C", str(root), *who, *args], check=True, capture_output=True)


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    """Return a file that is there once `program` has run."""
    put(tmp_path / "program", f"#!/bin/sh\ntouch '{tmp_path}/ran'\nexit 1\n")
    (tmp_path / "program").chmod(0o755)
    return tmp_path / "ran"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", {"a.py": "a = 1\n", ".gitattributes": "*.py filter=x\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return root


@pytest.mark.parametrize("key", ["filter.x.clean", "filter.x.process", "diff.external"])
def test_a_comparison_with_files_on_disk_runs_nothing(shop: Path, ran: Path, key: str) -> None:
    git(shop, "config", key, str(ran.with_name("program")))
    put(shop / "a.py", "a = 2\n")
    subprocess.run(["git", "-C", str(shop), "diff", "HEAD"], capture_output=True, check=False)
    assert ran.exists(), "git itself runs it: else the test would prove nothing"
    ran.unlink()
    assert changed_since(shop, "HEAD") == {"a.py"}
    assert not ran.exists()


def test_a_filter_that_cannot_be_switched_off_is_refused(shop: Path, ran: Path) -> None:
    git(shop, "config", "filter.a=b.clean", str(ran.with_name("program")))
    put(shop / ".gitattributes", "*.py filter=a=b\n")
    put(shop / "a.py", "a = 2\n")
    with pytest.raises(UsageError, match=r"git would run what filter\.a=b names"):
        changed_since(shop, "HEAD")
    assert not ran.exists()


def test_a_submodule_is_not_asked_for_its_state(shop: Path, ran: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(shop), "other")
    git(shop, "submodule", "add", "-q", str(tmp_path / "other"), "part")
    git(shop, "commit", "-qm", "part")
    git(shop / "part", "config", "core.fsmonitor", str(ran.with_name("program")))
    put(shop / "part/a.py", "a = 2\n")
    git(shop, "diff", "HEAD")
    assert ran.exists(), "git itself runs it: else the test would prove nothing"
    ran.unlink()
    assert changed_since(shop, "HEAD") == frozenset()
    assert not ran.exists()


def test_nothing_is_fetched_that_a_clone_lacks(shop: Path, ran: Path, tmp_path: Path) -> None:
    git(shop, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=tree:0", f"file://{shop}", "partial")
    partial = tmp_path / "partial"
    git(partial, "config", "remote.origin.uploadpack", str(ran.with_name("program")))
    log = ["git", "-C", str(partial), "log", "--name-only"]
    subprocess.run(log, capture_output=True, check=False)
    assert ran.exists(), "git itself runs it: else the test would prove nothing"
    ran.unlink()
    assert last_changed(partial) == {}
    assert not ran.exists()
