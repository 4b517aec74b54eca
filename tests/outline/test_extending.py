"""The page on adding a language says everything that it takes."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from material.extending import changed, extended, python

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
def with_quill(tmp_path: Path) -> Path:
    """Return the folder of a copy of the package that has the page's language."""
    return extended("A language", tmp_path / "copy")


def test_a_language_is_added_by_its_page_alone(tmp_path: Path, with_quill: Path) -> None:
    """One line of code changes: the entry. All other files are new."""
    assert changed("A language") == ["ralf_notes/outline/languages/__init__.py"]
    sources, vault = tmp_path / "drawing", tmp_path / "vault"
    (sources / "shapes").mkdir(parents=True)
    (sources / "main.quill").write_text(MAIN, encoding="utf-8")
    (sources / "shapes" / "area.quill").write_text(AREA, encoding="utf-8")

    command = ("-m", "ralf_notes", "generate", str(sources), "-o", str(vault), "--engine", "none")
    python(with_quill, *command)

    note = (vault / "drawing" / "main.quill.md").read_text(encoding="utf-8")
    assert "code/quill" in note
    assert "Draws all shapes." in note
    assert "```quill\nfunc main(scale int)\n```" in note
    assert "Starts the program." in note
    assert "func _hidden(" in note
    assert "area.quill" in note and "canvas" in note
    used = (vault / "drawing" / "shapes" / "area.quill.md").read_text(encoding="utf-8")
    assert "main.quill" in used


def test_the_words_of_a_language_are_names_that_prose_may_use(with_quill: Path) -> None:
    code = """
        from ralf_notes.outline.parse import outline
        from ralf_notes.prose.summarize import file_vocabulary

        text = "func area(side int) { }"
        names = file_vocabulary("a.quill", outline("a.quill", text), text)
        print("print" in names.words, "punt" in names.words)
    """
    assert python(with_quill, "-c", dedent(code)) == "True False\n"
