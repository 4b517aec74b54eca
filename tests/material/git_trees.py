"""Source trees for tests, made with real git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ralf_notes.config.keys import Config, SourceConfig
from ralf_notes.source.walk import Walk, walk


def git(folder: Path, *args: str, fails: bool = False, when: str = "") -> str:
    """Run git, `when` being the date; return what it prints. With `fails` it must not succeed."""
    env = {key: value for key, value in os.environ.items() if key not in ("GIT_DIR", "GIT_PREFIX")}
    env |= {"GIT_EDITOR": "true"} | ({"GIT_COMMITTER_DATE": when} if when else {})
    command = ["git", "-C", str(folder), "-c", "protocol.file.allow=always", *args]
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert bool(done.returncode) == fails, done.stderr.decode()
    return os.fsdecode(done.stdout)


def write(folder: Path, *paths: str, text: str = "x = 1\n") -> None:
    """Write files, all with the same text."""
    for path in paths:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def repository(folder: Path, *paths: str) -> Path:
    """Make a repository whose files are all committed."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    write(folder, *paths)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


def walked(*sources: Path | SourceConfig, **keys: object) -> Walk:
    """Walk sources with a configuration of these keys."""
    entries = [
        each if isinstance(each, SourceConfig) else SourceConfig(path=each) for each in sources
    ]
    return walk(Config.model_validate({"source_paths": entries, **keys}))


@contextmanager
def unreadable(file: Path) -> Iterator[None]:
    """Take away the right to read, from the administrator as well."""
    file.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)
        file.chmod(0o700)
