"""An engine is added by the page that explains it, and by nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from material.extending import changed, extended, python
from material.repository import repository

SENTENCE = "Repeats what it hears."


@pytest.fixture
def with_echo(tmp_path: Path) -> Path:
    """Return the folder of a copy of the package that has the page's engine."""
    return extended("An engine", tmp_path / "copy")


def test_an_engine_is_added_by_its_page_alone(tmp_path: Path, with_echo: Path) -> None:
    """One line of code changes: the entry. The engine is a new file."""
    assert changed("An engine") == ["ralf_notes/config/engines.py"]
    big = "".join(f"def step_{n}(x):\n    return x + {n}\n\n\n" for n in range(400))
    sources = repository(tmp_path / "gate", {"a.py": "def f():\n    return 1\n", "big.py": big})
    vault = tmp_path / "vault"
    ralf_notes = ("-m", "ralf_notes")
    options = ("--engine", "echo", "-o", str(vault))

    python(with_echo, *ralf_notes, "generate", str(sources), *options)

    for name in ("a.py.md", "big.py.md"):
        note = (vault / "gate" / name).read_text(encoding="utf-8")
        assert SENTENCE in note
        assert 'ralf_model: "parrot"' in note
        assert "## Not read" not in note
    assert "parrot" in python(with_echo, *ralf_notes, "models", "--engine", "echo")
    checked = python(with_echo, *ralf_notes, "check", str(sources), *options, "--deep")
    assert "parrot answers" in checked
    assert "error" not in checked
