"""pyproject.toml, setup.cfg and setup.py: read, never run."""

from __future__ import annotations

import ast
import configparser
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.manifests.reading import package_names
from ralf_notes.outline.values import as_table, as_text, inner, texts, toml_table

_ENTRY = re.compile(r"\s*([\w.-]+)\s*=\s*([\w.]+)\s*(?::\s*([\w.]+))?")
_LICENCE_CLASSIFIER = re.compile(r"License\s*::\s*(?:OSI Approved\s*::\s*)?(.+)")


def read_pyproject(text: str) -> Manifest:
    """Return what a pyproject.toml says, by its table `project` or Poetry's.

    Source: https://packaging.python.org/en/latest/specifications/pyproject-toml/
    """
    values = toml_table(text)
    project, poetry = inner(values, "project"), inner(values, "tool", "poetry")
    commands = inner(project, "scripts") | inner(project, "gui-scripts") | inner(poetry, "scripts")
    commands |= inner(project, "entry-points", "console_scripts")
    needed: Iterable[str] = texts(project.get("dependencies"))
    if not project:
        packages = inner(poetry, "dependencies").items()
        needed = (
            name for name, how in packages if name != "python" and not as_table(how).get("optional")
        )
    is_dynamic = "dependencies" in texts(project.get("dynamic"))
    return Manifest(
        "python",
        as_text(project.get("name")) or as_text(poetry.get("name")),
        as_text(project.get("description")) or as_text(poetry.get("description")),
        _licence(project) or as_text(poetry.get("license")),
        tuple(_starts(f"{name}={_target(target)}" for name, target in commands.items())),
        tuple(_scripts(values)),
        dependencies=package_names(needed),
        lists_dependencies=bool(project.get("name") or poetry) and not is_dynamic,
    )


def read_setup_cfg(text: str) -> Manifest:
    """Return what a setup.cfg says.

    Source: https://setuptools.pypa.io/en/latest/userguide/declarative_config.html
    """
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError):
        return Manifest("python")

    def value(section: str, key: str) -> str:
        return parser.get(section, key, fallback="") or ""

    licence = value("metadata", "license")
    needed = value("options", "install_requires")
    return Manifest(
        "python",
        _literal(value("metadata", "name")),
        _literal(value("metadata", "description")),
        _literal(licence),
        tuple(_starts(value("options.entry_points", "console_scripts").splitlines())),
        dependencies=package_names(needed.splitlines()),
        lists_dependencies=bool(needed.strip()) and "file:" not in needed,
    )


def read_setup_py(text: str) -> Manifest:
    """Return what the literals in a call of `setup` say. The file is parsed, not run."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Manifest("python")
    constants: dict[str, object] = {}
    keywords: dict[str, object] = {}
    for statement in _statements(module.body):
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            constants[statement.targets[0].id] = _value(statement.value, constants)
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call) and _called(call.func) == "setup":
            keywords = {
                each.arg: _value(each.value, constants) for each in call.keywords if each.arg
            }
    points = keywords.get("entry_points")
    commands = texts(as_table(points).get("console_scripts"))
    needed = keywords.get("install_requires")
    return Manifest(
        "python",
        as_text(keywords.get("name")),
        as_text(keywords.get("description")),
        as_text(keywords.get("license")),
        tuple(_starts(commands)),
        dependencies=package_names(texts(needed)),
        lists_dependencies=isinstance(needed, list),
    )


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, also those that stand in `if`, `else` and `with`."""
    waiting = [*body][::-1]
    while waiting:
        statement = waiting.pop()
        yield statement
        if isinstance(statement, (ast.If, ast.With)):
            waiting += [*statement.body, *getattr(statement, "orelse", ())][::-1]


def _called(function: ast.expr) -> str:
    """Return the last name of what is called."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _value(node: ast.expr, values: Mapping[str, object]) -> object:
    """Return the value of a literal, or of a name that was given one; None for anything else."""
    if isinstance(node, ast.Name):
        return values.get(node.id)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _starts(entries: Iterable[str]) -> Iterator[Start]:
    """Yield the start of each entry `name = module:function`."""
    for match in filter(None, map(_ENTRY.match, entries)):
        name, module, function = match.groups()
        yield Start(f"`{name}` command", tuple(module_files(module)), function or "")


def module_files(module: str) -> Iterator[str]:
    """Yield the paths that a module may have, counted from the folder of the manifest."""
    path = module.replace(".", "/")
    for folder in ("", "src/", "lib/", "python/", "*/"):
        yield f"{folder}{path}.py"
        yield f"{folder}{path}/__init__.py"
        if folder == "":
            yield f"{path}/__main__.py"


def _target(value: object) -> str:
    """Return where a script leads: Poetry also writes it as a table."""
    return (
        as_text(value)
        or as_text(as_table(value).get("reference"))
        or as_text(as_table(value).get("callable"))
    )


def _scripts(values: Mapping[str, Any]) -> Iterator[Script]:
    """Yield the tasks of the tools that keep them in pyproject.toml."""
    tools = as_table(values.get("tool"))
    for name, task in inner(tools, "pdm", "scripts").items():
        yield Script(f"pdm run {name}", as_text(task) or as_text(as_table(task).get("cmd")))
    for name, task in inner(tools, "poe", "tasks").items():
        yield Script(f"poe {name}", as_text(task) or as_text(as_table(task).get("cmd")))
    for name, task in inner(tools, "hatch", "envs", "default", "scripts").items():
        yield Script(f"hatch run {name}", as_text(task))
    for name, task in inner(tools, "taskipy", "tasks").items():
        yield Script(f"task {name}", as_text(task) or as_text(as_table(task).get("cmd")))


def _licence(project: Mapping[str, Any]) -> str:
    """Return the licence of a `project` table: an expression, a text, or a classifier."""
    licence = project.get("license")
    written = licence if isinstance(licence, str) else as_table(licence).get("text")
    is_whole_text = isinstance(written, str) and "\n" in written.strip()
    if as_text(written) and not is_whole_text:
        return as_text(written)
    matches = map(_LICENCE_CLASSIFIER.match, texts(project.get("classifiers")))
    return next((match[1] for match in matches if match), "")


def _literal(value: str) -> str:
    """Return a value of setup.cfg unless it says where the value is (`file: README`)."""
    return "" if value.startswith(("file:", "attr:")) else value.strip()
