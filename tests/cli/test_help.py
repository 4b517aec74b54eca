"""`--help`, completion, and what is said of a command line that is wrong."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
import typer
from doubles.ollama.server import Model, OllamaServer
from material.command_line import run, work_folder
from typer.testing import CliRunner

from ralf_notes.cli import help_pages
from ralf_notes.cli.app import app

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_folder(tmp_path, monkeypatch)


def page(*args: str, columns: int = 80) -> list[str]:
    return run(*args, env={"COLUMNS": str(columns)}).splitlines()


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_pages_are_wrapped_at_words_and_name_no_types(command: str, columns: int) -> None:
    lines = page(*filter(None, [command]), "--help", columns=columns)
    assert max(map(len, lines)) <= columns
    assert not [line for line in lines if line.endswith("-")]  # no name is cut at its hyphen
    text = "\n".join(lines)
    assert not [
        sign for sign in ("<bool>", "<path>", "<list", "│", "╭", "\x1b", "\\[") if sign in text
    ]


def test_without_a_command_the_page_of_help_is_shown() -> None:
    assert run(expect=2) == run("--help")


def test_each_command_is_in_one_group() -> None:
    grouped = [name for names in help_pages.GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(COMMANDS)
    titles = [line for line in page("--help") if line.endswith(":")]
    assert titles == ["Start:", "Write:", "Ask:", "Look:", "Tune:", "Options:"]


def test_the_page_of_generate_fits_and_the_rest_is_behind_help_all() -> None:
    short, whole = page("generate", "--help"), page("generate", "--help-all")
    assert len(short) <= 60
    named = [option for each in COMMANDS["generate"].params for option in each.opts]
    hidden = [each.opts[0] for each in COMMANDS["generate"].params if each.hidden]
    assert not [o for o in named if o not in hidden and not any(o in line for line in whole)]
    assert any(line.lstrip().startswith("--help-all") for line in short)
    assert not any("--keep-alive" in line for line in short)


def test_exit_codes_stand_on_a_line_of_their_own() -> None:
    for command in COMMANDS:
        lines = page(command, "--help")
        ends = [line[:8] for line in lines if line.startswith(("Example:", "Exit codes:"))]
        examples = command in ("generate", "ask", "search", "mcp", "score", "schedule", "tune")
        assert ends == ["Example:"] * examples + ["Exit cod"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("generate", "--limit", "x"), '--limit: found "x", expected a whole number, 0 or more'),
        (("generate", "--limit", "-1"), '--limit: found "-1", expected a whole number, 0 or more'),
        (("generate", "--refresh", "x"), '--refresh: found "x", expected one of model, prompt'),
        (("tune", "--files", "0"), '--files: found "0", expected a whole number, 1 or more'),
        (("tune", "--seconds", "nan"), '--seconds: found "nan", expected a number of seconds'),
        (("generate", "--parallel", "x"), '--parallel: found "x", expected auto or a number'),
    ],
)  # fmt: skip
def test_wrong_values_are_told_in_our_words(work: Path, args: tuple[str, ...], said: str) -> None:
    assert f"ralf-notes: {said}" in run(*args, expect=2)


def test_wrong_command_lines_are_told_in_our_words(work: Path) -> None:
    (work / "src").mkdir()
    for line, said in {
        "generate --enginee=none": "--enginee is no option of generate: did you mean --engine?",
        "check --fast-mode": "--fast-mode is no option of check",
        "generate --num-ctx 4096": "--num-ctx is no option of generate: it is a setting, num_ctx "
        "in the config file, or RALF_NUM_CTX in the environment",
        "generate --routing x": "--routing is no option of generate: it is a setting, routing "
        "in the config file",
        "generate -zq": "-z is no option of generate",
        "--vresion": "--vresion is no option of ralf-notes: did you mean --version?",
        "generate --warm-up=3": "--warm-up takes no value: write --warm-up or --no-warm-up alone",
        "trust --remove=x": "--remove takes no value: write --remove alone",
        "generate . --limit": "--limit needs a value: none follows it",
        "check -m": "-m needs a value: none follows it",
        "search": "QUESTION is missing: search needs it",
        "trust a b": "trust takes fewer arguments: it has no place for b",
        "generat .": "generat is no command: did you mean generate?",
        "xyzzy": "xyzzy is no command",
        "src": "src is no command: did you mean ralf-notes generate src?",
        "it's": "it's is no command",
        "generate --refresh x": '--refresh: found "x", expected one of model, prompt, all',
    }.items():
        first, *_, last = run(*line.split(), expect=2).splitlines()
        assert first == f"ralf-notes: {said}"
        command = line.split()[0] if line.split()[0] in COMMANDS else ""
        assert last == f"Try: {' '.join(('ralf-notes', command)).rstrip()} --help"


def test_a_variable_that_is_misspelt_gets_a_notice_and_no_error(work: Path) -> None:
    (work / "a.py").write_text("x = 1\n")
    wrong = {"RALF_MODLE": "m", "RALF_EXCLUDE": "*.md", "RALF_NUMBER_OF_DOGS": "3"}
    said = run("generate", ".", "--engine", "none", "-o", "../vault", env=wrong)
    assert "ralf-notes: RALF_MODLE is not read: did you mean RALF_MODEL?" in said
    assert "RALF_EXCLUDE is not read" in said
    assert "DOGS" not in said
    right = {"RALF_ENGINE": "none", "RALF_API_KEY": "x", "RALF_STATE_DIR": str(work.parent)}
    assert "is not read" not in run("generate", ".", "-o", "../vault2", env=right)


def completed(*typed: str) -> list[str]:
    """Return what bash offers; it takes words apart at colons."""
    words = [part for word in typed for part in re.findall(":+|[^:]+|^$", word)]
    variables = {
        "_RALF_NOTES_COMPLETE": "complete_bash",
        "COMP_WORDS": "\n".join(("ralf-notes", *words)),
        "COMP_CWORD": str(len(words)),
    }
    result = CliRunner().invoke(app, [], env=variables, prog_name="ralf-notes")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stderr == ""
    return result.stdout.split()


def test_values_are_completed(work: Path) -> None:
    assert completed("generate", "--engine", "e") == ["embedded"]
    assert completed("generate", "--fail-under", "completen") == ["completeness="]
    assert completed("generate", "--refresh", "p") == ["prompt"]
    assert completed("schedule", "--for", "c") == ["cron"]
    with OllamaServer(models=[Model("mini:3b"), Model("maxi:7b")]) as server:
        offered = completed("generate", "--host", server.host, "--model", "m")
        ends = [completed("generate", "--host", server.host, "-m", m) for m in ("mini:", "mini:3")]
    assert (offered, ends) == (["maxi:7b", "mini:3b"], [["3b"], ["3b"]])


def test_completion_of_models_is_quick_and_no_error_without_a_server(work: Path) -> None:
    begun = time.monotonic()
    assert completed("tune", "--host", "http://127.0.0.1:9", "--model", "") == []
    assert completed("generate", "--engine", "nonsense", "--model", "m") == []
    (work / "ralf-notes.yaml").write_text("modle: x\n")
    assert completed("generate", "--model", "m") == []
    assert time.monotonic() - begun < 20
