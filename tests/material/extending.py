"""A copy of the package, extended as `docs/extending.md` says and not otherwise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
_PAGE = ROOT / "docs" / "extending.md"
_BLOCK = re.compile(r'^    ```\w+ title="([^"]+)"\n(.*?)^    ```$', re.MULTILINE | re.DOTALL)
_REST = "    ...,\n)\n"
"""What stands for the entries that a list has already."""


def blocks(heading: str) -> list[tuple[str, str]]:
    """Return the files that a section of the page shows, each with its path."""
    _, _, section = _PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    return [(path, dedent(text)) for path, text in _BLOCK.findall(section.partition("\n## ")[0])]


def changed(heading: str) -> list[str]:
    """Return the existing files that a section of the page adds to."""
    return [path for path, _ in blocks(heading) if (ROOT / path).exists()]


def extended(heading: str, folder: Path) -> Path:
    """Copy the package to a folder, and add to it what a section of the page shows."""
    package = folder / "ralf_notes"
    shutil.copytree(
        ROOT / "ralf_notes", package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    for path, text in blocks(heading):
        file = folder / path
        if file.exists():
            code, begin = file.read_text(encoding="utf-8"), f"\n{text.splitlines()[0]}\n"
            assert code.count(begin) == 1 and text.endswith(_REST)
            text = code.replace(begin, "\n" + text.removesuffix(_REST))
        file.write_text(text, encoding="utf-8")
    return folder


def python(folder: Path, *args: str) -> str:
    """Run Python on the copy of the package in a folder; return what it prints."""
    env = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *args]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
