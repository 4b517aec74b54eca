"""A language is added by the page that explains it, and by nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8").partition("\n## An engine")[0]
BLOCKS = re.findall(r'^    ```\w+ title="([^"]+)"\n(.*?)^    ```$', PAGE, re.MULTILINE | re.DOTALL)

MAIN = """\
// Draws all shapes.

import "shapes/area"
import "canvas"

// Starts the program.
func main(scale int) { print(scale) }

func _hidden() { }
"""
AREA = """\
// Returns the area of a square.
func area(side int) { return side }
"""


@pytest.fixture
def extended(tmp_path: Path) -> Path:
    """Return the folder of a copy of the package that has the page's language."""
    package = tmp_path / "copy" / "ralf_notes"
    shutil.copytree(
        ROOT / "ralf_notes", package, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    for path, block in BLOCKS:
        file, text = package.parent / path, dedent(block)
        if file.exists():
            code, entry = file.read_text(encoding="utf-8"), text.removesuffix("    ...,\n)\n")
            assert code.count("\nPARSED = (\n") == 1
            text = code.replace("\nPARSED = (\n", f"\n{entry}")
        file.write_text(text, encoding="utf-8")
    return package.parent


def python(folder: Path, *args: str) -> str:
    """Run Python on the copy of the package in a folder; return what it prints."""
    env = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *args]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_language_is_added_by_its_page_alone(tmp_path: Path, extended: Path) -> None:
    """One line of code changes: the entry. All other files are new."""
    changed = [path for path, _ in BLOCKS if (ROOT / path).exists()]
    assert changed == ["ralf_notes/outline/languages/__init__.py"]
    sources, vault = tmp_path / "drawing", tmp_path / "vault"
    (sources / "shapes").mkdir(parents=True)
    (sources / "main.quill").write_text(MAIN, encoding="utf-8")
    (sources / "shapes" / "area.quill").write_text(AREA, encoding="utf-8")

    command = ("-m", "ralf_notes", "generate", str(sources), "-o", str(vault), "--engine", "none")
    python(extended, *command)

    note = (vault / "drawing" / "main.quill.md").read_text(encoding="utf-8")
    assert "code/quill" in note
    assert "Draws all shapes." in note
    assert "```quill\nfunc main(scale int)\n```" in note
    assert "Starts the program." in note
    assert "`_hidden` (private)" in note
    assert "area.quill" in note and "canvas" in note
    used = (vault / "drawing" / "shapes" / "area.quill.md").read_text(encoding="utf-8")
    assert "main.quill" in used


def test_the_words_of_a_language_are_names_that_prose_may_use(extended: Path) -> None:
    code = """
        from ralf_notes.outline.parse import outline
        from ralf_notes.prose.summarize import file_vocabulary

        text = "func area(side int) { }"
        names = file_vocabulary("a.quill", outline("a.quill", text), text)
        print("print" in names.words, "punt" in names.words)
    """
    assert python(extended, "-c", dedent(code)) == "True False\n"
