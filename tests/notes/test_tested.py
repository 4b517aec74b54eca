"""A file among the tests: a list of its tests, or what it has for those of other files."""

from __future__ import annotations

from pathlib import Path

from tests.material.command_line import run

FIXTURES = '''
import pytest


@pytest.fixture
def test_user(name: str) -> str:
    """A user to test with."""
    return name
'''


def test_what_tests_use_is_shown_as_code_and_is_no_test(tmp_path: Path) -> None:
    (tmp_path / "a" / "tests").mkdir(parents=True)
    (tmp_path / "a" / "tests" / "conftest.py").write_text(FIXTURES)
    (tmp_path / "a" / "tests" / "test_x.py").write_text("def help_me(): ...\n\ndef test_x(): ...\n")
    run("generate", tmp_path / "a", "-o", tmp_path / "v", "--engine", "none")
    helper, test = (
        (tmp_path / "v" / "a" / "tests" / f"{name}.py.md").read_text()
        for name in ("conftest", "test_x")
    )
    assert 'description: "Defines test_user."' in helper
    assert "def test_user(name: str) -> str:  # A user to test with." in helper
    assert "- `test_x`\n- Helpers: `help_me`" in test
