"""`check` finds what keeps a run from working, and says what to do about it."""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, Model, OllamaServer, Request
from material.command_line import configure, contents, load, run, run_on_terminal, work_folder
from material.repository import is_probe

from ralf_notes.config.keys import Config
from ralf_notes.machine import hardware
from ralf_notes.models.engines.hints import how_to_start, server_log

SMALL = "small:1b"
DEFAULT_NUM_CTX = 4096
"""What is chosen for sources as small as the ones here."""


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text("A = 1\n", encoding="utf-8")
    return folder


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as running:
        yield running


def check(server: OllamaServer, *args: str, model: str = SMALL, expect: int = 0) -> list[str]:
    named = ("src", "--target-dir", "vault", "--host", server.host, "--model", model)
    return run("check", *named, *args, expect=expect).splitlines()


def only(lines: list[str], words: str) -> str:
    found = [line for line in lines if words in line]
    assert len(found) == 1, lines
    return found[0]


def levels(lines: list[str]) -> set[str]:
    return {line.split()[0] for line in lines}


def test_where_all_is_well_every_line_says_so(server: OllamaServer) -> None:
    lines = check(server)
    assert levels(lines) == {"ok"}
    words = (
        "no file",
        "1 file",
        server.host,
        f"model {SMALL}",
        "memory",
        "keep_alive 30m",
        "target",
    )
    for word in words:
        assert only(lines, word)


def test_no_model_is_asked_and_nothing_is_written(server: OllamaServer, work: Path) -> None:
    before = contents(work)
    check(server)
    assert server.work == []
    assert contents(work) == before


def test_lines_have_colour_on_a_terminal_alone(server: OllamaServer) -> None:
    args = ("check", "src", "--target-dir", "vault", "--host", server.host, "--model", "absent:1b")
    assert "\x1b[" not in run(*args, expect=3)
    shown = run_on_terminal(*args, expect=3, env={"TERM": "xterm", "NO_COLOR": ""})
    assert "\x1b[31m\x1b[1merror" in shown
    for plain in ({"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb", "NO_COLOR": ""}):
        assert "\x1b[31m" not in run_on_terminal(*args, expect=3, env=plain)


# Configuration and sources


def test_the_config_file_is_named(server: OllamaServer) -> None:
    Path("mine.yaml").write_text("seed: 3\n", encoding="utf-8")
    assert "mine.yaml" in only(check(server, "--config", "mine.yaml"), "configuration")


def test_a_wrong_config_is_one_line(server: OllamaServer) -> None:
    configure("sed: 3\n")
    (line,) = check(server, expect=2)
    assert "sed" in line


def test_a_missing_source_is_an_error_beside_those_that_are_there(server: OllamaServer) -> None:
    args = ("check", "src", "nowhere", "-o", "vault", "--host", server.host, "-m", SMALL)
    lines = run(*args, expect=2).splitlines()
    assert only(lines, "nowhere").startswith("error")
    assert only(lines, "1 file").startswith("ok")


def test_without_any_source_the_rest_is_looked_at_too(server: OllamaServer) -> None:
    lines = run("check", "-o", "vault", "--host", server.host, "-m", SMALL, expect=2).splitlines()
    assert only(lines, "no source is named").startswith("error")
    assert only(lines, "target_dir vault").startswith("ok")


def test_a_target_inside_a_source_is_mentioned(server: OllamaServer) -> None:
    args = ("check", ".", "-o", "vault", "--host", server.host, "-m", SMALL)
    assert "left out" in only(run(*args).splitlines(), "source ")


# The server


def test_a_server_that_is_down_says_how_to_start_it(server: OllamaServer) -> None:
    server.stop()
    line = only(check(server, expect=3), "no server answers")
    assert line.startswith("error")
    assert server.host in line
    assert "ollama serve" in line
    assert f"Is port {server.port} right? Ollama's default is 11434" in line
    assert server_log(Config()) in line


@pytest.mark.parametrize(
    "fault", [Fault.HTML, Fault.GARBAGE, Fault.status(404, "page not found"), Fault.status(500)]
)
def test_something_else_that_answers_is_an_error(server: OllamaServer, fault: Fault) -> None:
    server.fault = lambda request: fault
    lines = check(server, expect=3)
    error = only(lines, "error ")
    assert server.host in error
    assert "11434" in error
    assert only(lines, "target_dir vault")


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("0.12.5", "warning"),
        ("0.9.11", "warning"),
        ("0.12.6", "ok"),
        ("0.12.6-rc1", "ok"),
        ("1.0", "ok"),
        ("0.0.0", "warning"),
        ("main", "warning"),
    ],
)
def test_a_version_that_cuts_prompts_is_a_warning(
    server: OllamaServer, version: str, level: str
) -> None:
    server.version = version
    line = only(check(server), f"Ollama {version} answers")
    assert line.startswith(level)
    assert ("0.12.6 is the first" in line) == (level == "warning")


@pytest.mark.parametrize(
    ("system", "log", "start"),
    [
        ("Darwin", "~/.ollama/logs/server.log", "brew services start ollama"),
        ("Linux", "journalctl -u ollama", "systemctl start ollama"),
        ("Windows", r"%LOCALAPPDATA%\Ollama\server.log", "the Ollama app"),
        ("FreeBSD", "ollama serve", "ollama serve"),
    ],
)
def test_each_system_has_its_own_log_and_start(
    monkeypatch: pytest.MonkeyPatch, system: str, log: str, start: str
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    assert log in server_log(Config())
    assert start in how_to_start(Config())


# The model


def test_a_missing_model_comes_with_the_line_to_type(server: OllamaServer) -> None:
    line = only(check(server, model="smal:1b", expect=3), "smal:1b")
    assert line.startswith("error")
    assert "ollama pull smal:1b" in line
    assert line.index(SMALL) < line.index("ministral-3:3b")


def test_a_remote_model_is_refused_unless_allowed(server: OllamaServer) -> None:
    line = only(check(server, model="cloud:1b", expect=3), "ollama.com")
    assert "allow_remote_models" in line
    configure("allow_remote_models: ['cloud:1b']\n")
    line = only(check(server, model="cloud:1b"), "ollama.com")
    assert line.startswith("warning")
    assert "leaves this machine" in line


@pytest.mark.parametrize(("disabled", "word"), [(True, "off"), (False, "on")])
def test_whether_the_servers_cloud_is_on_is_said(
    server: OllamaServer, disabled: bool, word: str
) -> None:
    status = json.dumps({"cloud": {"disabled": disabled, "source": "env"}})
    told = Fault("garbage", 200, status)
    server.fault = lambda request: told if request.path == "/api/status" else None
    assert f"cloud is {word}" in only(check(server), "the server's cloud is")


def test_a_model_that_no_memory_holds_is_a_warning(server: OllamaServer) -> None:
    server.models["huge:1b"] = Model("huge:1b", size=10**16)
    line = only(check(server, model="huge:1b"), "the model needs")
    assert line.startswith("warning")
    assert server_log(Config()) in line
    assert "smaller model" in line


def test_a_window_longer_than_the_models_own_is_a_warning(server: OllamaServer) -> None:
    configure("num_ctx: 100000\n")
    line = only(check(server), "num_ctx 100000")
    assert line.startswith("warning")
    assert "8192" in line


def test_a_model_that_is_loaded_shows_the_memory_that_it_takes(server: OllamaServer) -> None:
    load(server.host, SMALL, DEFAULT_NUM_CTX, "30m")
    line = only(check(server), "is loaded")
    assert line.startswith("ok")
    assert hardware.gigabytes(server.loaded[0].size) in line


def test_a_model_loaded_with_another_window_is_a_warning(server: OllamaServer) -> None:
    load(server.host, SMALL, 2048, "30m")
    line = only(check(server), "is loaded")
    assert line.startswith("warning")
    assert "2048" in line
    assert str(DEFAULT_NUM_CTX) in line


def test_models_of_other_clients_are_a_warning(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_MAX_LOADED_MODELS", "1")
    assert only(check(server), "OLLAMA_MAX_LOADED_MODELS is 1").startswith("ok")
    load(server.host, "ministral-3:3b", 2048, "30m")
    line = only(check(server), "other clients")
    assert line.startswith("warning")
    assert "ollama stop ministral-3:3b" in line
    assert "OLLAMA_MAX_LOADED_MODELS is 1" in line


@pytest.mark.parametrize(
    ("keep_alive", "level", "words"),
    [
        ("0", "warning", "unloads the model after the run"),
        ("1m", "warning", "again and again"),
        ("299", "warning", "again and again"),
        ("5m", "ok", "keep_alive 5m"),
        ("30m", "ok", "keep_alive 30m"),
        ("-1", "ok", "forever"),
    ],
)
def test_each_keep_alive_is_judged(
    server: OllamaServer, keep_alive: str, level: str, words: str
) -> None:
    line = only(check(server, "--keep-alive", keep_alive), "keep_alive ")
    assert line.startswith(level)
    assert words in line


# Deep: the model is loaded


def test_deep_loads_the_model_once_as_the_run_would(server: OllamaServer) -> None:
    line = only(check(server, "--deep"), "was loaded and answers")
    assert line.startswith("ok")
    token, tiny = server.work
    assert token.options["num_ctx"] == tiny.options["num_ctx"] == DEFAULT_NUM_CTX
    assert token.options["num_predict"] == 1
    assert is_probe(tiny)
    assert server.loads() == 1
    assert hardware.gigabytes(server.loaded[0].size) in line
    assert "is loaded and takes" in only(check(server), SMALL + " is loaded")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("It is ready.", "not JSON"),
        (" \n", "empty"),
        ("<think>Is it ready?", "nothing but thinking"),
        ('```json\n{"ready": true}\n```', ""),
    ],
)
def test_deep_says_when_no_json_comes(server: OllamaServer, answer: str, words: str) -> None:
    server.answer = lambda request: answer
    said = [line for line in check(server, "--deep") if "JSON" in line]
    if words:
        assert said[0].startswith("warning") and words in said[0]
    else:
        assert said == [f"ok       {SMALL} answers with JSON when it is asked for it"]


def test_deep_leaves_nothing_loaded_with_keep_alive_0(server: OllamaServer) -> None:
    check(server, "--deep", "--keep-alive", "0")
    assert server.loads() == 1
    assert server.loaded == []


def test_deep_finds_a_model_that_the_server_has_no_memory_for() -> None:
    with OllamaServer(memory=1_000_000) as server:
        line = only(check(server, "--deep", expect=3), "does not run")
    assert line.startswith("error")
    assert "requires more system memory" in line
    assert server_log(Config()) in line


def test_deep_finds_a_runner_that_dies(server: OllamaServer) -> None:
    def die(request: Request) -> Fault:
        return Fault.RUNNER_DIES

    server.answer = die
    line = only(check(server, "--deep", expect=3), "does not run")
    assert "lack memory" in line
    assert server_log(Config()) in line


# Other engines


def test_engine_none_asks_no_server(server: OllamaServer) -> None:
    lines = check(server, "--engine", "none")
    assert levels(lines) == {"ok"}
    assert server.requests == []


def test_an_embedded_engine_that_is_not_installed_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    args = ("check", "src", "-o", "vault", "--engine", "embedded")
    line = only(run(*args, expect=3).splitlines(), "xllamacpp")
    assert line.startswith("error")
    assert "pip install '.[embedded]'" in line


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no model file given.gguf. Name a GGUF file with --model"),
        (b"<html>", "given.gguf is no GGUF file: it does not begin as one. Name a GGUF file"),
        (b"", "given.gguf is no GGUF file"),
        ("folder", "given.gguf is a folder. Name a file in it, such as given.gguf/a.gguf"),
    ],
)
def test_what_is_no_model_file_is_told_before_any_work(
    content: bytes | str | None, why: str
) -> None:
    if content == "folder":
        Path("given.gguf").mkdir()
        Path("given.gguf", "a.gguf").touch()
    elif isinstance(content, bytes):
        Path("given.gguf").write_bytes(content)
    args = ("src", "-o", "vault", "--engine", "embedded", "-m", "given.gguf")
    assert why in only(run("check", *args, expect=3).splitlines(), "error")
    told = run("generate", *args, expect=3)
    assert told.index(why) < told.index("with facts from the code")
    assert "--engine none" in told.splitlines()[-1]


def test_deep_runs_the_embedded_model_and_finds_a_broken_one() -> None:
    args = ("check", "src", "-o", "vault", "--engine", "embedded", "--deep")
    assert only(run(*args).splitlines(), "was loaded and answers").startswith("ok")
    Path("broken.gguf").write_bytes(b"GGUF" + bytes(60))
    line = only(run(*args, "-m", "broken.gguf", expect=3).splitlines(), "does not run")
    assert "whole GGUF file" in line
    assert "server's log" not in line


# The target


def test_a_target_that_is_not_there_is_not_left_behind(server: OllamaServer, work: Path) -> None:
    lines = check(server, "--target-dir", "deep/er/vault")
    assert only(lines, "can be written").startswith("ok")
    assert not (work / "deep").exists()


def test_an_existing_target_stays_as_it_is(server: OllamaServer, work: Path) -> None:
    (work / "vault").mkdir()
    (work / "vault" / "mine.md").write_text("mine", encoding="utf-8")
    check(server)
    assert contents(work / "vault") == {"mine.md": b"mine"}


@pytest.mark.parametrize("target", ["a-file", "a-file/below"])
def test_a_target_that_cannot_be_written_is_an_error(server: OllamaServer, target: str) -> None:
    Path("a-file").write_text("mine", encoding="utf-8")
    line = only(check(server, "--target-dir", target, expect=4), "target_dir")
    assert line.startswith("error")
    assert Path("a-file").read_text(encoding="utf-8") == "mine"


def test_records_that_cannot_be_kept_are_an_error_as_they_are_for_a_run(
    server: OllamaServer, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("RALF_STATE_DIR", str(work / "file" / "state"))
    line = only(check(server, expect=4), "the records of runs cannot be kept in ")
    assert line.startswith("error") and "RALF_STATE_DIR" in line


def test_no_target_is_an_error_of_the_configuration(server: OllamaServer) -> None:
    lines = run("check", "src", "--host", server.host, "-m", SMALL, expect=2).splitlines()
    assert "--target-dir" in only(lines, "no target")


@pytest.mark.parametrize(("free", "level", "code"), [(10**7, "warning", 0), (1000, "error", 4)])
def test_a_full_disk_is_reported(
    server: OllamaServer, monkeypatch: pytest.MonkeyPatch, free: int, level: str, code: int
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - free, free))
    assert only(check(server, expect=code), "nearly full").startswith(level)


def test_a_target_inside_a_vault_counts_from_it(server: OllamaServer, work: Path) -> None:
    (work / "notes" / "mine" / ".obsidian").mkdir(parents=True)
    line = only(check(server, "--target-dir", "notes/mine/code"), "Obsidian vault")
    assert line.startswith("ok")
    assert str(work / "notes" / "mine") in line
    configure("vault_root: notes\n")
    line = only(check(server, "--target-dir", "notes/mine/code"), "Obsidian vault")
    assert line.startswith("warning")
    assert f"vault_root: {work / 'notes' / 'mine'}" in line


def test_a_decomposed_name_in_a_vault_is_the_same_name(server: OllamaServer, work: Path) -> None:
    (work / "notes" / ".obsidian").mkdir(parents=True)
    target = "notes/Ka\N{COMBINING DIAERESIS}se"
    line = only(check(server, "--target-dir", target), "Obsidian vault")
    assert line.startswith("ok")


# Several errors


def test_the_first_error_of_a_run_gives_the_exit_code(server: OllamaServer) -> None:
    server.stop()
    Path("a-file").write_text("", encoding="utf-8")
    lines = check(server, "--target-dir", "a-file", expect=3)
    assert len([line for line in lines if line.startswith("error")]) == 2
