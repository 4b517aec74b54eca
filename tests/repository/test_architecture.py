"""The architecture holds: what a run leaves unloaded, sizes. Who imports whom: `lint-imports`."""

from __future__ import annotations

import ast
import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from material.command_line import run
from material.repository import generate, repository

from ralf_notes.cli.app import app
from ralf_notes.config.engines import ENGINES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ralf_notes"
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
FLOW = (
    "walk", "survey.survey_all", "plan.compare", "readiness.check", "facts.write",
    "warming.at_start", "files.write", "folders.write", "outcome.report",
)  # fmt: skip
"""The steps of a run, in order, as `generate` calls them."""
COMMANDS = sorted(typer.main.get_group(app).commands)

_HEAVY = {"pydantic", "yaml", "jinja2", "ollama", "httpx", "xllamacpp", "tree_sitter", "rich",
          "detect_secrets"}  # fmt: skip


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of each module of the package."""
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}


# What a run loads


def loaded_after(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has after running some code."""
    tell = "\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + tell], capture_output=True, encoding="utf-8", check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_command_line_imports_nothing_heavy() -> None:
    modules = loaded_after("import ralf_notes.cli.app")
    assert {name.partition(".")[0] for name in modules} & _HEAVY == set()
    assert {name for name in modules if name.startswith("ralf_notes")} == {
        "ralf_notes", "ralf_notes.cli", "ralf_notes.cli.app", "ralf_notes.cli.search_commands",
        "ralf_notes.cli.completion", "ralf_notes.cli.loading", "ralf_notes.cli.dialog",
        "ralf_notes.cli.help_pages", "ralf_notes.cli.options",
        "ralf_notes.cli.plain_values", "ralf_notes.cli.tables", "ralf_notes.cli.terminal",
        "ralf_notes.errors", "ralf_notes.machine.process",
        "ralf_notes.escapes", "ralf_notes.machine", "ralf_notes.machine.home",
            "ralf_notes.patterns",
    }  # fmt: skip


@pytest.mark.parametrize("changed", [False, True])
def test_a_run_with_nothing_to_do_loads_no_engine_grammar_or_template(
    tmp_path: Path, changed: bool
) -> None:
    root = repository(tmp_path / "gate", {"a.py": "import os\n\n\ndef f():\n    return 1\n"})
    args = ["generate", str(root), "-o", str(tmp_path / "vault"), "--engine", "none"]
    assert generate(*args[1:]).exit_code == 0
    if changed:  # something else than the last run: what it remembered does not answer
        args += ["--exclude", "nothing.py"]
    code = (
        f"import ralf_notes.cli.app\ntry:\n    ralf_notes.cli.app.app({args!r})\n"
        "except SystemExit as exc:\n    assert not exc.code"
    )
    modules = loaded_after(code)
    assert "ralf_notes.run.generate" in modules
    heavy = {"ollama", "httpx", "xllamacpp", "tree_sitter", "dask", "detect_secrets"}
    heavy |= set() if changed else {"jinja2"}
    assert {name.partition(".")[0] for name in modules} & heavy == set()
    assert not any(name.startswith("ralf_notes.models.engines.") for name in modules)
    # Nor what writes notes, whose patterns take longer to compile than all else of such a run.
    assert changed or modules.isdisjoint({"ralf_notes.notes.vault", "ralf_notes.source.secrets"})


def test_what_people_type_as_text_loads_no_models_of_pydantic(tmp_path: Path) -> None:
    words = ["search", "--limit", "3", "-o", str(tmp_path), "--source", "x", "no", "such", "word"]
    code = (
        "import ralf_notes.cli.app as cli, ralf_notes.cli.loading as loading\n"
        "def load(file, given, **more):\n    raise SystemExit(f'{file} {given}')\n"
        f"loading.load = load\ntry:\n    cli.app({words!r})\nexcept SystemExit:\n    pass"
    )
    modules = loaded_after(code)
    assert "ralf_notes.search.remembered" in modules
    assert {"pydantic", "ralf_notes.events"}.isdisjoint(modules)


def test_what_masks_secrets_loads_no_client_of_http() -> None:
    """The plugins of detect-secrets would: they can ask services whether a secret is valid."""
    modules = loaded_after("from ralf_notes.source import secrets\nsecrets.prepare()")
    assert "detect_secrets.plugins.slack" in modules
    assert {"requests", "urllib3", "http.client"}.isdisjoint(modules)


# Sizes and docstrings


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (f"{name}.{node.name}", node)
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function below its signature and docstring."""
    last = node.body[-1].end_lineno or 0
    first = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0].lineno
    return last - first + 1


def test_functions_are_short() -> None:
    lengths = sorted((node.end_lineno or 0) - node.lineno + 1 for _, node in functions())
    assert statistics.median(lengths) <= 12
    assert lengths[len(lengths) * 9 // 10] <= 40
    long = {name: body_lines(node) for name, node in functions() if body_lines(node) > 45}
    assert long == {}


def test_the_run_is_readable_in_one_function() -> None:
    (flow,) = (node for name, node in functions() if name == "ralf_notes.run.generate.generate")
    assert body_lines(flow) <= 40
    calls = [node for node in ast.walk(flow) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    called = [ast.unparse(call.func) for call in calls]
    assert [name for name in called if name in FLOW] == list(FLOW)


def parameters_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[list[ast.arg], int]:
    """Return the parameters of a function without `self`, and how many are by position."""
    by_position = [*node.args.posonlyargs, *node.args.args]
    by_position = [each for each in by_position if each.arg not in ("self", "cls")]
    return [*by_position, *node.args.kwonlyargs], len(by_position)


def test_few_parameters_and_no_two_flags_that_a_call_could_mix_up() -> None:
    many, flags = [], []
    for name, node in functions():
        parameters, count = parameters_of(node)
        # The parameters of a command are its options.
        if len(parameters) > 6 and not name.endswith("_command"):
            many.append(name)
        annotations = [each.annotation and ast.unparse(each.annotation) for each in parameters]
        if annotations[:count].count("bool") > 1:
            flags.append(name)
    assert (many, flags) == ([], [])


def test_no_folder_holds_more_than_13_modules() -> None:
    counts = Counter(path.parent for path in FILES.values() if path.name != "__init__.py")
    assert {folder.name: count for folder, count in counts.items() if count > 13} == {}


def test_no_class_name_stands_in_two_modules() -> None:
    modules: dict[str, set[str]] = {}
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                modules.setdefault(node.name, set()).add(name)
    assert {name: both for name, both in modules.items() if len(both) > 1} == {}


def test_modules_are_short() -> None:
    lengths = {name: path.read_text(encoding="utf-8").count("\n") for name, path in FILES.items()}
    assert {name: length for name, length in lengths.items() if length > 500} == {}


def test_all_that_is_public_says_what_it_is_for() -> None:
    silent = [name for name, tree in trees().items() if not ast.get_docstring(tree)]
    for name, tree in trees().items():
        silent += [
            f"{name}.{node.name}" for node in public(tree.body) if not ast.get_docstring(node)
        ]
    assert silent == []


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield the public functions and classes, and the public methods of both kinds of class."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not any(isinstance(d, ast.Name) and d.id == "overload" for d in node.decorator_list):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def test_no_code_asks_for_the_name_of_an_engine() -> None:
    """Engines differ in the traits of `config/engines.py`: a new one changes no other code."""
    asking = [
        f"{name}:{node.lineno}: {ast.unparse(node)}"
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare) and "engine" in ast.unparse(node)
        if {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)} & {*ENGINES}
    ]
    assert asking == []


# The command line's own words


def parameters(command: str) -> list[Any]:
    """Return the arguments and options of a command that its help shows."""
    every = typer.main.get_group(app).commands[command].params
    return [parameter for parameter in every if not getattr(parameter, "hidden", False)]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_each_option_means(command: str) -> None:
    page = "--help-all" if command == "generate" else "--help"
    shown = run(command, page, env={"COLUMNS": "200", "NO_COLOR": "1"})
    for parameter in parameters(command):
        words = getattr(parameter, "help", "") or ""
        assert words.endswith((".", "config.yaml")) or "Default" in words, parameter.name
        assert all(opt in shown for opt in parameter.opts if opt.startswith("--"))
        assert words[:20] in " ".join(shown.split())


_NO_DEFAULT = ("include", "exclude", "limit", "report", "summary", "question")


@pytest.mark.parametrize("command", COMMANDS)
def test_options_that_take_a_value_name_their_default_or_what_they_are_without(
    command: str,
) -> None:
    for parameter in parameters(command):
        words = getattr(parameter, "help", "") or ""
        flag = getattr(parameter, "is_flag", False)
        if not flag and parameter.name not in _NO_DEFAULT:
            assert "efault" in words or parameter.name == "target_dir", (parameter.name, words)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_shows_no_type_for_flags(command: str) -> None:
    shown = run(*command.split(), "--help", env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert "--help" in shown
    assert "bool" not in shown.lower()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"ralf-notes {command}" in (ROOT / "README.md").read_text(encoding="utf-8")
