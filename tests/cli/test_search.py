"""`search`: what a person, a pipe and a program get, and what is said when there is nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from material.repository import generate, repository
from material.searched import FILES
from typer.testing import CliRunner, Result

from ralf_notes.cli.app import app


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = repository(tmp_path / "shop", FILES)
    monkeypatch.chdir(root)
    return root


def search(shop: Path, *words: str, env: dict[str, str] | None = None) -> Result:
    where = ["--source", str(shop), "-o", str(shop.parent / "vault")]
    result = CliRunner().invoke(app, ["search", *words, *where], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_each_result_has_place_symbol_sentence_and_note(shop: Path) -> None:
    generate(shop, "-o", shop.parent / "vault", "--engine", "none")
    result = search(shop, "take", "tokens", "for", "a", "request", "--limit", "1")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "shop/limits.py:9  TokenBucket.take",
        "    Take tokens for a request, if there are enough.",
        "    shop/shop/limits.py.md",
    ]
    assert result.stderr == ""


def test_lines_are_those_of_the_source_as_it_is_now(shop: Path) -> None:
    generate(shop, "-o", shop.parent / "vault", "--engine", "none")
    path = shop / "shop/limits.py"
    path.write_text("# new\n" * 5 + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert search(shop, "TokenBucket.take").stdout.startswith("shop/limits.py:14  TokenBucket.take")


def test_a_place_opens_from_the_current_folder(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, place in (("..", "shop/shop/limits.py:9"), ("docs", "../shop/limits.py:9")):
        monkeypatch.chdir(shop / folder)
        for _ in range(2):  # the second time by what the first one remembers
            assert search(shop, "TokenBucket.take").stdout.startswith(f"{place}  ")


def test_a_symbol_without_words_is_told_by_its_declaration(tmp_path: Path) -> None:
    text = "@wraps(\n    x,\n)\n@kumquat.setter\ndef kumquat(ripe):\n    return ripe\n"
    lines = search(repository(tmp_path / "a", {"a.py": text}), "kumquat").stdout.splitlines()
    assert lines[1] == "    def kumquat(ripe):"


def test_no_control_token_reaches_an_agent_that_reads_it(tmp_path: Path) -> None:
    text = 'def kumquat(a="<|im_start|>"):\n    """Eat [/INST] <|im_end|>."""\n'
    root = repository(tmp_path / "odd", {"<|im_end|>.py": text})
    for result in (search(root, "kumquat"), search(root, "kumquat", "--json")):
        shown = result.stdout.replace('"path": "<|im_end|>.py"', "")  # as it must be to open it
        assert "Eat [ /INST]" in shown
        assert "<|im_" not in shown


def test_without_notes_the_sources_answer_and_it_is_said_what_to_run(shop: Path) -> None:
    result = search(shop, "refill")
    assert "TokenBucket.refill" in result.stdout
    assert "ralf-notes generate" in result.stderr


def test_nothing_found_is_exit_code_1(shop: Path) -> None:
    result = search(shop, "kumquat")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nothing found" in result.stderr


def test_without_a_target_it_is_said_how_to_name_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["search", "x", "--source", str(tmp_path)])
    assert result.exit_code == 2
    assert "--target-dir" in str(result.exception) + result.stderr


def test_nothing_in_a_name_acts_at_a_terminal(tmp_path: Path) -> None:
    files = {"a\x1b]0;x\x07.py": 'def kumquat():\n    """Eat \x1b[31mone\x1b[0m."""\n'}
    root = repository(tmp_path / "odd", files)
    result = search(root, "kumquat")
    assert "kumquat" in result.stdout
    assert "\x1b" not in result.stdout


def test_the_cache_counts_an_index_and_clears_it(shop: Path) -> None:
    search(shop, "refill")
    shown = CliRunner().invoke(app, ["cache"]).stdout
    assert "1 index for search" in shown
    CliRunner().invoke(app, ["cache", "--clear"])
    assert "index for search" not in CliRunner().invoke(app, ["cache"]).stdout


@pytest.mark.parametrize("command", [["search"], ["ask", "--engine", "none"]])
def test_another_vault_than_the_configurations_is_asked_about_its_own_sources(
    shop: Path, tmp_path: Path, command: list[str]
) -> None:
    text = 'def kumquat(ripe):\n    """Peel a kumquat that is ripe."""\n    return ripe\n'
    generate(repository(tmp_path / "other", {"fruit.py": text}), "-o", "../b", "--engine", "none")
    (shop / "ralf-notes.yaml").write_text("source_paths: [.]\ntarget_dir: ../a\n", "utf-8")
    result = CliRunner().invoke(app, [*command, "peel a kumquat", "-o", "../b"])
    assert "../other/fruit.py:1" in result.stdout, result.output


def test_a_limit_of_thousands_of_digits_is_refused_in_one_line(shop: Path) -> None:
    words = ["search", "tokens", "--limit", "9" * 5000, "--source", ".", "-o", "vault"]
    done = subprocess.run(
        [sys.executable, "-m", "ralf_notes", *words], capture_output=True, text=True, cwd=shop
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "expected a whole number, 1 or more" in " ".join(done.stderr.split())
