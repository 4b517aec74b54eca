"""What is printed does nothing at a terminal or in a CI log, whatever names and texts hold."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, Model, OllamaServer
from hypothesis import example, given
from hypothesis import strategies as st
from material.command_line import run_on_terminal, work_folder
from material.repository import MODEL, repository
from typer.testing import CliRunner

from ralf_notes.cli.app import app
from ralf_notes.cli.tables import wrapped
from ralf_notes.escapes import shown, shown_json, width

PARTS = {
    "title": "\x1b]0;pwned\x07", "screen": "\x1b[2J\x1b[31m", "link": "\x1b]8;;http:evil\x1b\\",
    "c1": "\x9b31m", "bidi": "\u202egpj\u2066", "line": "\nFAKE line", "return": "\rFAKE",
    "next line": "\x85FAKE", "separators": "\u2028FAKE\u2029", "tab": "\tx", "delete": "\x7f\x08",
    "tags": "\U000e0041\u200b", "fillers": "\u3164\ufe0f\u2800", "bytes": "\udcff\udc9b",
    "markup": "[red]x[link=http", "github": "\n::error::FAKE", "old github": "##[error]FAKE",
    "azure": "##vso[task.x]",
}  # fmt: skip
EVIL = "".join(part for kind, part in PARTS.items() if kind != "bytes").replace("http:", "")
SHORT = "x\x1b]0;pwned\x07\n::error::FAKE\u202e"


def what_acts(output: str, *, on_terminal: bool = False) -> list[str]:
    """Return what would act on a terminal or in the log of a CI system."""
    if on_terminal:  # there colours and a live line are drawn with escape sequences
        parts = ("\x1b]", "\x1b[2J", "\x9b", "\x85", "\u202e", "\u2028", "\u3164", "\nFAKE", "\n::")
        return [part for part in parts if part in output.replace("\r\n", "\n")]
    hidden = [char for char in output if char != "\n" and is_hidden(char)]
    lines = [
        line
        for line in output.split("\n")
        if line.lstrip().startswith(("::", "FAKE")) or "##[" in line or "##vso[" in line
    ]
    return [*map(repr, hidden), *lines]


def is_hidden(char: str) -> bool:
    is_control = unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return is_control or char in "\u034f\u115f\u2800\u3164\ufe0f\uffa0"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return work_folder(tmp_path, monkeypatch)


@pytest.fixture
def tree(work: Path) -> Path:
    """A tree whose files and folders have such names; the one that is not UTF-8 is left out."""
    files = {"plain.py": "x = 1\n", f"deep{EVIL}/m.py": "x = 1\n"}
    for kind, part in PARTS.items():
        files[f"{kind}{part}.py".replace("http:", "")] = f'"""About {kind}."""\n'
    return repository(work / "src", files)


def output_of(*args: str, env: dict[str, str] | None = None) -> str:
    """Run a command; it must end without a traceback or a fault of ours."""
    result = CliRunner().invoke(app, [*args], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.exit_code != 70, result.output
    return result.stdout + result.stderr


# Characters


@given(st.text())
@example(EVIL)
def test_a_shown_text_is_one_line_in_which_nothing_acts(text: str) -> None:
    assert what_acts(shown(text)) == []
    assert "\n" not in shown(text)
    assert shown(shown(text)) == shown(text)


def test_each_hidden_character_is_shown_and_no_letter_is() -> None:
    every = (chr(code) for code in range(0x110000))
    assert [hex(ord(char)) for char in every if is_hidden(char) and shown(char) == char] == []
    for text in ("Größe 日本語.py", "naïve ☕ 🎉", "a::b", "# [x] ## y", "a\\b", "שלום", "مرحبا"):
        assert shown(text) == text


@given(st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner)))
@example(EVIL)
def test_json_says_the_same_and_nothing_in_it_acts(value: object) -> None:
    text = shown_json(json.dumps({"value": value}, ensure_ascii=False, indent=1))
    assert what_acts(text) == []
    assert json.loads(text) == {"value": value}


@pytest.mark.parametrize(("text", "columns"), [("ab", 2), ("日本", 4), ("e\u0301", 1), ("ｗ", 2)])
def test_columns_count_what_a_terminal_draws(text: str, columns: int) -> None:
    assert width(text) == columns


# Names of files


COMMANDS_ON_A_TREE = (
    ("generate", "--dry-run"), ("generate", "--verbose"), ("status",), ("status", "--verbose"),
    ("check",),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS_ON_A_TREE, ids=" ".join)
def test_names_of_files_do_nothing(tree: Path, command: tuple[str, ...]) -> None:
    options = ("src", "--engine", "none", "--target-dir", "vault")
    options = options[:-4] + options[-2:] if command[0] == "status" else options
    assert what_acts(output_of(command[0], *options, *command[1:])) == []


def test_names_of_notes_do_nothing_when_they_are_edited_gone_or_blocked(tree: Path) -> None:
    options = ("src", "--engine", "none", "--target-dir", "vault")
    output_of("generate", *options)
    for note in Path("vault/src").rglob("*.py.md"):
        note.write_text(note.read_text().replace("\n# ", "\nMine.\n\n# ", 1))
    assert what_acts(output_of("generate", *options)) == []
    for path in tree.glob("*.py"):
        path.unlink()
    for more in (("--no-prune",), ("--dry-run", "--prune"), ("--prune",)):
        assert what_acts(output_of("generate", *options, *more)) == []
    assert what_acts(output_of("status", "src", "--target-dir", "vault", "--verbose")) == []


@pytest.mark.parametrize("how", ["", "--verbose", "--json"])
def test_names_in_scores_do_nothing(tree: Path, how: str) -> None:
    output_of("generate", "src", "--engine", "none", "--target-dir", "vault")
    output = output_of("score", "vault", "--source", "src", *filter(None, [how]))
    assert what_acts(output) == []
    assert how != "--json" or json.loads(output[output.index("{") : output.rindex("}") + 1])


def test_the_report_is_json_in_which_nothing_acts(tree: Path) -> None:
    options = ("src", "--engine", "none", "--target-dir", "vault", "--report", "run.json")
    output_of("generate", *options)
    text = Path("run.json").read_text(encoding="utf-8")
    assert what_acts(text) == []
    assert f"deep{EVIL}/m.py" in [row["path"] for row in json.loads(text)["files"]]


def test_names_on_a_terminal_do_nothing(tree: Path) -> None:
    options = ("src", "--engine", "none", "--target-dir", "vault")
    for command in ("generate", "--dry-run"), ("generate", "--verbose"):
        shown_there = run_on_terminal(*command, *options, expect=1)
        assert what_acts(shown_there, on_terminal=True) == []


def test_columns_stay_aligned(work: Path) -> None:
    models = [Model(name, size=10**9) for name in ("日本語:1b", "abc:1b", "é\u0301e:1b")]
    with OllamaServer(models=models) as server:
        first, *rows = output_of("models", "--host", server.host).partition("\n\n")[0].splitlines()
    at = first.index("SIZE")
    assert len(rows) == len(models)
    assert all(width(row.partition("1.0 GB")[0]) == at for row in rows)


# What is typed or configured


@pytest.mark.parametrize(
    "args",
    [
        ("generate", SHORT, "--engine", "none", "--target-dir", "vault"),
        ("generate", SHORT, "no2\u202e", "--engine", "none", "--target-dir", "vault"),
        ("generate", "src", "--engine", SHORT),
        ("generate", "src", "--host", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--limit", SHORT),
        ("generate", "src", "--refresh", SHORT),
        ("generate", "src", "--max-time", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--start-at", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--keep-alive", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--parallel", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--scheduler", SHORT, "--target-dir", "vault"),
        ("generate", "src", "--fail-under", f"{SHORT}=1", "--engine", "none", "-o", "vault"),
        ("generate", "src", "--changed-since", SHORT, "--engine", "none", "-o", "vault"),
        ("generate", "src", "--changed-since", SHORT, "--engine", "none", "-o", "v", "--debug"),
        ("generate", "src", "--report", f"{SHORT}/r.json", "--engine", "none", "-o", "vault"),
        ("generate", "src", "--summary", f"{SHORT}/r.md", "--engine", "none", "-o", "vault"),
        ("generate", "src", "--engine", "none", "-o", f"src/a.py/{SHORT}"),
        ("generate", "--config", f"{SHORT}.yaml"),
        ("generate", "--config", f"{SHORT}.yaml", "--debug"),
        ("generate", f"--{SHORT}"),
        (SHORT,),
        ("check", "src", "--engine", "embedded", "--model", SHORT, "-o", "vault"),
        ("check", SHORT, "-o", "vault", "--engine", "none"),
        ("check", "src", "-o", SHORT, "--engine", "none"),
        ("status", SHORT, "-o", "vault"),
        ("score", SHORT, "--source", SHORT),
        ("score", "vault", "--report", SHORT),
        ("schedule", "--at", SHORT),
        ("schedule", "--at", "02:00", "--for", SHORT),
        ("tune", SHORT, "--model", SHORT),
        ("models", "--engine", SHORT),
        ("init", f"{SHORT}/x.yaml"),
        ("trust", SHORT),
        ("cache", "--config", SHORT),
    ],
    ids=lambda args: " ".join(args).replace(SHORT, "x").encode("ascii", "replace").decode(),
)
def test_what_is_typed_does_nothing_when_it_is_quoted(work: Path, args: tuple[str, ...]) -> None:
    repository(work / "src", {"a.py": "x = 1\n"})
    assert what_acts(output_of(*args)) == []


QUOTED = json.dumps(SHORT)


@pytest.mark.parametrize(
    "text",
    [
        f"{QUOTED}: 1\n", f"engine: {QUOTED}\n", f"num_ctx: {QUOTED}\n", f"host: {QUOTED}\n",
        f"source_paths: [{QUOTED}]\n", f"source_paths: [{{path: src, ref: {QUOTED}}}]\n",
        f"target_dir: {QUOTED}\n", f"on_failure: [{QUOTED}]\nsource_paths: [src, nowhere]\n",
        f"exclude: [{QUOTED}]\n", f"models: {{{QUOTED}: 1}}\n", f"language: {QUOTED}\n",
        "a: \x1b]0;pwned\x07\n", f"model: {QUOTED}\nengine: embedded\n", f"a: {{b: {QUOTED}\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["generate", "check"])
def test_a_configuration_does_nothing(work: Path, text: str, command: str) -> None:
    repository(work / "src", {"a.py": "x = 1\n"})
    defaults = {"source_paths": "[src]", "target_dir": "vault", "engine": "none"}
    lines = [f"{key}: {value}\n" for key, value in defaults.items() if key not in text]
    Path("c.yaml").write_text(text + "".join(lines), encoding="utf-8")
    assert what_acts(output_of(command, "--config", "c.yaml")) == []


@pytest.mark.parametrize(
    "name", ["RALF_MODEL", "RALF_NUM_CTX", "RALF_ENGINE", "OLLAMA_HOST", "RALF_CACHE_DIR"]
)
def test_the_environment_does_nothing(work: Path, name: str) -> None:
    repository(work / "src", {"a.py": "x = 1\n"})
    value = SHORT if name != "RALF_CACHE_DIR" else os.fspath(work / "src" / "a.py" / SHORT)
    for command in (("check", "src", "-o", "vault"), ("cache",)):
        assert what_acts(output_of(*command, env={name: value})) == []


def test_an_instruction_for_completion_does_nothing(work: Path) -> None:
    env = {"_RALF_NOTES_COMPLETE": f"{SHORT}_bash"}
    assert what_acts(output_of("--version", env=env)) == []


# What a server says


@pytest.mark.parametrize("code", [400, 401, 404, 500])
@pytest.mark.parametrize("path", ["/api/version", "/api/tags", "/api/show", "/api/chat"])
def test_the_errors_of_a_server_do_nothing(work: Path, path: str, code: int) -> None:
    repository(work / "src", {"a.py": "def f():\n    return 1\n"})
    with OllamaServer() as server:
        server.fault = lambda r: Fault.status(code, SHORT) if r.path == path else None
        options = ("--host", server.host, "--model", MODEL)
        source = ("src", "--target-dir", "vault")
        assert what_acts(output_of("check", *source, *options, "--deep")) == []
        assert what_acts(output_of("models", "--host", server.host)) == []
        generate = ("generate", *source, *options, "--force", "--max-time", "20s")
        assert what_acts(output_of(*generate)) == []


def test_the_names_of_models_do_nothing(work: Path) -> None:
    name = f"{SHORT}:1b".replace("\n", "")
    repository(work / "src", {"a.py": "def f():\n    return 1\n"})
    with OllamaServer(models=[Model(name, size=10**9)]) as server:
        options = ("--host", server.host, "--model", name)
        for command in ("check", "generate"):
            assert what_acts(output_of(command, "src", "-o", "vault", *options)) == []
        assert what_acts(output_of("models", "--host", server.host)) == []
        shown_there = run_on_terminal("models", "--host", server.host)
        assert what_acts(shown_there, on_terminal=True) == []
        options = ("--host", server.host, "--model", name, "--force", "--verbose")
        shown_there = run_on_terminal("generate", "src", "-o", "vault", *options)
        assert what_acts(shown_there, on_terminal=True) == []


def test_what_goes_on_stands_below_where_it_began() -> None:
    text = "Returns the tokens that are left"
    assert wrapped(text, 30) == ["Returns the tokens that are", "  left"]
    assert wrapped(text, 30, taken=12) == ["Returns the tokens", " " * 12 + "that are left"]
    assert wrapped(f"  {text}", 30) == ["  Returns the tokens that are", "    left"]
