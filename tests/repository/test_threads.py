"""What threads use is imported before they start: none of them imports anything."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.repository import MODEL, put, repository

from ralf_notes.run import libraries

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OUTLINED = ROOT / "tests" / "testdata" / "outline"
WINGS_ON_THREADS = (
    "run", "report", "plan", "prose", "models", "notes", "outline", "source", "config", "machine",
)  # fmt: skip
"""All but `cli/`, whose commands run on the main thread."""

# Codecs import nothing that imports them, and there is one for each of a hundred encodings.
RECORDER = """
import json, sys, threading
from importlib.abc import MetaPathFinder

class Recorder(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is not threading.main_thread():
            if not name.startswith(("encodings.", "_codecs_", "_multibytecodec")):
                late.append(f"{name} on {threading.current_thread().name}")

late = []
sys.meta_path.insert(0, Recorder())
from ralf_notes.cli.app import app
try:
    app(sys.argv[1:])
except SystemExit as exc:
    print(json.dumps([exc.code or 0, late]))
"""
SECRET = '"""Keeps {0}.\n\nThe token is ghp_0123456789abcdef0123456789abcdef{0:04}.\n"""\nkey = 1\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree in all languages, with secrets and odd encodings, and more notes than writers."""
    files: dict[str, str | bytes] = {f"m{n}.py": SECRET.format(n) for n in range(9)}
    for path in sorted(OUTLINED.rglob("*")):
        if path.is_file() and path.suffix != ".json":
            files[path.relative_to(OUTLINED).as_posix()] = path.read_bytes()
    files["umlaut.py"] = "# Größe, Übung, schön, öfter, früh, für, müde\n".encode("cp1252") * 9
    return repository(tmp_path / "tree", files)


def imported_on_threads(tree: Path, *options: str) -> list[str]:
    """Return what threads import in a run of its own process, which must do its work."""
    command = [sys.executable, "-c", RECORDER, "generate", str(tree), *options, "--quiet"]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, cwd=tree.parent
    )
    code, late = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    return [str(each) for each in late]


def test_threads_that_write_facts_import_nothing(tree: Path, tmp_path: Path) -> None:
    """With a cold cache and with a warm one."""
    options = ["--engine", "none", "--target-dir", str(tmp_path / "vault")]
    assert imported_on_threads(tree, *options) == []
    shutil.rmtree(tmp_path / "vault")
    assert imported_on_threads(tree, *options) == []


@pytest.mark.parametrize("warm_up", ["--warm-up", "--no-warm-up"])
def test_threads_that_ask_models_import_nothing(tree: Path, warm_up: str, tmp_path: Path) -> None:
    with OllamaServer() as server:
        vault = tmp_path / "vault"
        options = ["--target-dir", str(vault), "--host", server.host, "--model", MODEL]
        options += ["--parallel", "4", warm_up]
        assert imported_on_threads(tree, *options, "--limit", "1") == []
        for note in vault.rglob("m*.py.md"):  # frontmatter in the user's own way
            put(note, note.read_text().replace("\ntags:", "\nmine: {a: [b, 'c']}\ntags:", 1))
        assert imported_on_threads(tree, *options) == []


# What functions import


NOT_ON_THREADS = {
    "config": "settings are read before anything starts",
    "machine.cache.default_path": "the cache is opened at the start of a run",
    "machine.children.serve": "a child process imports what answers before it is asked",
    "machine.home": "a process looks for its home as it starts; `pwd` imports nothing",
    "machine.lock.held": "the lock is taken at the start of a run",
    "notes.obsidian.place.keep": "what writes notes is loaded before a run begins to write",
    "machine.state": "the folder of the state is looked up with the lock",
    "machine.possessive": "`re` is mended as the package is imported",
    "machine.permissions": "the standard library's `platform`, which imports nothing of ours",
    "machine.process": "the process is kept awake, and others are looked for, on the main thread",
    "models.opening": "engines are opened before they are asked",
    "models.engines.cluster.Cluster": "`distributed` is imported as the cluster is connected",
    "models.engines.cluster._placed": "a worker has imported `distributed`, as it is part of it",
    "models.engines.embedded.Embedded.__init__": "engines are opened before they are asked",
    "models.engines.embedded._start": "`__init__` has imported both",
    "outline.imports.index": "`libraries.language_modules` names them",
    "outline.formats": "`libraries.language_modules` names them",
    "outline.manifests": "manifests are read in the survey, before threads start",
    "outline.grammar": "`libraries.language_modules` names them",
    "outline.options": "`libraries.language_modules` names them",
    "outline.routes": "`libraries.language_modules` names them",
    "outline.rules": "`libraries.language_modules` names them",
    "outline.parse._outline_component": "`libraries.language_modules` names them",
    "outline.parse._outline_notebook": "`libraries.language_modules` names it",
    "outline.parse._with_code": "`libraries.language_modules` names it",
    "outline.parse._parsed": "`libraries.language_modules` names it",
    "report": "the report is made once all threads have ended",
    "run.generate": "the flow itself",
    "run.libraries": "the rule itself",
    "run.request": "a run begins with its request",
    "source.gitignore": "files are listed before they are read",
    "source.secrets": "`secrets.prepare` imports all of it",
    "source.selection": "files are selected before they are read",
}
"""Functions and modules that import what `libraries.IMPORTED_LATE` does not name, and why."""


BY_NAME = ("import_module", "importlib.import_module", "__import__")


def late_imports() -> Iterator[tuple[str, str]]:
    """Yield the functions that import when they run, and what: '' for a name that is computed."""
    for path in sorted((ROOT / "ralf_notes").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT / "ralf_notes").with_suffix("").parts)
        if module.partition(".")[0] in WINGS_ON_THREADS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from in_functions(tree, module.removesuffix(".__init__"), is_inside=False)


def in_functions(node: ast.AST, name: str, *, is_inside: bool) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = is_inside or not isinstance(child, ast.ClassDef)
            yield from in_functions(child, f"{name}.{child.name}", is_inside=inside)
            continue
        if is_inside and isinstance(child, ast.Import):
            yield from ((name, each.name) for each in child.names)
        elif is_inside and isinstance(child, ast.ImportFrom):
            yield from ((name, f"{child.module}.{each.name}") for each in child.names)
        elif is_inside and isinstance(child, ast.Call) and ast.unparse(child.func) in BY_NAME:
            yield name, ""
        yield from in_functions(child, name, is_inside=is_inside)


def is_in(name: str, modules: Iterable[str]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in modules)


def test_functions_that_threads_reach_import_what_is_loaded_before() -> None:
    others = [
        (function, what)
        for function, what in late_imports()
        if not is_in(what, libraries.IMPORTED_LATE)
    ]
    assert [each for each in others if not is_in(each[0], NOT_ON_THREADS)] == []
    unused = [each for each in NOT_ON_THREADS if not any(is_in(f, [each]) for f, _ in others)]
    assert unused == []


def test_language_modules_are_all_that_a_name_is_computed_for() -> None:
    assert {function for function, what in late_imports() if not what} == {
        "machine.children.serve", "models.opening.engine_at", "outline.formats.facts_by",
        "outline.grammar._grammar", "outline.imports.index",
        "outline.manifests.read_manifest", "outline.options.options_tables",
        "outline.routes.routes_table", "outline.rules.rules_for",
        "run.libraries.load_for_threads",
    }  # fmt: skip


def test_each_module_that_is_loaded_is_still_imported_late() -> None:
    late = [what for _, what in late_imports()]
    names = {*libraries.IMPORTED_LATE} - {"tree_sitter"}  # the grammars' own
    assert [each for each in names if not any(is_in(what, [each]) for what in late)] == []
