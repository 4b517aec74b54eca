"""An exception that nobody foresaw: one message, how to report it, and what was finished."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import Result
from doubles.ollama.server import OllamaServer
from material.repository import MODEL, repository
from typer.testing import CliRunner

from ralf_notes import __version__
from ralf_notes.cli.app import app

SECRET = "ghp_0123456789abcdef0123456789abcdef0123"
PLACES = {
    "config": "ralf_notes.config.loading.load_config",
    "walk": "ralf_notes.run.generate.walk",
    "survey": "ralf_notes.outline.parse.outline",
    "plan": "ralf_notes.plan.plan.compare_tree",
    "facts": "ralf_notes.run.facts.file_facts",
    "writers": "ralf_notes.notes.render.render_file",
    "folders": "ralf_notes.notes.render.render_folder",
    "report": "ralf_notes.run.outcome.report",
    "cache": "ralf_notes.run.outcome.record_for_next_run",
}
ASKING = {
    "reading ahead": "ralf_notes.run.files._prepare",
    "asking": "ralf_notes.prose.summarize.summarize_file",
    "writing behind": "ralf_notes.run.files._write_note",
    "folders": "ralf_notes.prose.summarize.fold",
    "warm-up": "ralf_notes.run.warming.at_start",
}
ERRORS = [
    KeyError(SECRET),
    RuntimeError(f"{SECRET}\nx"),
    RecursionError("deep"),
    OSError(5, SECRET),
]


def failing(error: BaseException) -> Callable[..., object]:
    def fail(*args: object, **more: object) -> object:
        raise error

    return fail


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {f"m{n}.py": f"def f{n}(x):\n    return x + {n}\n" for n in range(12)}
    return repository(tmp_path / "private-project", files)


def generate(tree: Path, *more: str) -> Result:
    (tree.parent / "alarm.py").write_text(
        "import pathlib, sys\npathlib.Path('alarm.json').write_bytes(sys.stdin.buffer.read())\n"
    )
    alarm = json.dumps([sys.executable, "alarm.py"])
    Path("c.yaml").write_text(f"on_failure: {alarm}\n", encoding="utf-8")
    options = ["--config", "c.yaml", "--target-dir", "vault", "--report", "run.json"]
    return CliRunner().invoke(app, ["generate", str(tree), *options, *more])


def told(result: Result) -> str:
    """Return what a person reads of a fault; it must be whole, and quote nothing private."""
    assert result.exit_code == 70, result.output
    assert "Traceback" not in result.output
    (address,) = (line for line in result.stderr.splitlines() if "Please report it: " in line)
    url = address.partition("report it: ")[2]
    body = parse_qs(urlsplit(url).query)["body"][0]
    assert f"ralf-notes {__version__}" in body and "Python 3." in body
    assert "ralf-notes generate --config --target-dir --report" in body
    for private in (SECRET, "private-project", "vault"):
        assert private not in body
    return result.stderr


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", PLACES)
def test_a_fault_is_told_reported_and_recorded(
    tree: Path, place: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(PLACES[place], failing(error))
        output = told(generate(tree, "--engine", "none"))
    assert f"{type(error).__name__} in " in output
    if place != "config":
        report = json.loads(Path("run.json").read_text())
        assert report["exit_code"] == 70
        assert type(error).__name__ in report["stopped"]
        assert json.loads(Path("alarm.json").read_text())["exit_code"] == 70
        status = CliRunner().invoke(app, ["status", str(tree), "--target-dir", "vault"])
        assert "exit code 70" in status.output


@pytest.mark.parametrize("place", ASKING)
@pytest.mark.parametrize("parallel", ["1", "4"])
def test_a_fault_on_a_thread_is_one_too(
    tree: Path, place: str, parallel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with OllamaServer() as server:
        monkeypatch.setattr(ASKING[place], failing(LookupError(SECRET)))
        options = ["--host", server.host, "--model", MODEL, "--parallel", parallel]
        output = told(generate(tree, *options))
    assert "LookupError in " in output
    report = json.loads(Path("run.json").read_text())
    assert report["exit_code"] == 70
    assert report["totals"]["written"] >= 12  # their facts


def test_what_was_finished_stays_and_the_next_run_goes_on(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(PLACES["folders"], failing(KeyError("x")))
        told(generate(tree, "--engine", "none"))
    assert len(list(Path("vault").rglob("m*.py.md"))) == 12
    assert generate(tree, "--engine", "none").exit_code == 0
    assert (Path("vault") / "private-project" / "private-project.md").is_file()


def test_debug_shows_the_traceback(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLACES["writers"], failing(KeyError("the text")))
    result = generate(tree, "--engine", "none", "--debug")
    assert result.exit_code == 70
    assert "Traceback" in result.stderr and "KeyError: 'the text'" in result.stderr


def test_a_lack_of_memory_is_told_as_that(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLACES["survey"], failing(MemoryError()))
    output = told(generate(tree, "--engine", "none"))
    assert "memory ran out" in output and "max_file_size" in output


@pytest.mark.parametrize("command", ["check", "status", "score"])
def test_other_commands_tell_their_faults_too(
    tree: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.config.loading.load_config", failing(KeyError(SECRET)))
    result = CliRunner().invoke(app, [command])
    assert result.exit_code == 70
    assert "Please report it: " in result.stderr and SECRET not in result.output


@pytest.mark.parametrize("place", ["walk", "survey", "plan", "facts", "writers", "report"])
def test_an_error_that_an_interruption_led_to_is_no_fault(
    tree: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C code that is calling Python when the signal comes hands it on as an error of its own."""

    def fail(*args: object, **more: object) -> object:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise ValueError("regular expression error")

    with monkeypatch.context() as patched:
        patched.setattr(PLACES[place], fail)
        done = generate(tree, "--engine", "none")
    assert done.exit_code == 130, done.output
    assert done.stderr.splitlines()[-1].endswith("Stopped early: interrupted; nothing is lost")
    monkeypatch.setattr(PLACES[place], failing(ValueError("a fault")))
    assert generate(tree, "--engine", "none").exit_code == 70


def test_an_interruption_is_no_fault(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLACES["survey"], failing(KeyboardInterrupt()))
    report = tree.parent / "report.json"
    done = generate(tree, "--engine", "none", "--report", str(report))
    assert done.exit_code == 130
    assert done.stderr.splitlines()[-1].endswith("Stopped early: interrupted; nothing is lost")
    assert json.loads(report.read_text(encoding="utf-8"))["stopped"] == "interrupted"
    assert "up to date" not in done.stderr
    dry = generate(tree, "--engine", "none", "--dry-run")
    assert (dry.exit_code, dry.stdout) == (130, "")
    assert dry.stderr.splitlines()[-1] == "ralf-notes: interrupted; nothing is lost"
