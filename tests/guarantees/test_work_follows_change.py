"""Work follows the change: the cache saves work, and decides nothing about what the notes say."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from doubles.ollama.server import OllamaServer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from material.command_line import contents
from material.repository import generate, put, questions

from ralf_notes.notes import note, render
from ralf_notes.outline import parse
from ralf_notes.plan import folder_note, tree_changes
from ralf_notes.source import secrets

pytestmark = pytest.mark.slow

SOURCES = {
    "README.md": "# Shop\n\nSells bread.\n",
    "shop/__init__.py": '"""A shop."""\n',
    "shop/cart.py": "from shop.price import price\n\n\ndef total(a):\n    return price(a)\n",
    "shop/price.py": "import json\n\n\ndef price(a):\n    return json.loads(a)\n",
    "shop/tax/vat.py": "from shop.price import price\n\n\ndef vat(a):\n    return price(a) / 5\n",
    "go/go.mod": "module example.org/till\n\ngo 1.22\n",
    "go/till/till.go": "package till\n\n// Open opens.\nfunc Open() {}\n",
    "go/main.go": 'package main\n\nimport "example.org/till/till"\n\nfunc main() { till.Open() }\n',
    "web/a.ts": "import { b } from './b';\nexport function a() { return b(); }\n",
    "web/b.ts": "export function b() { return 1; }\n",
    "web/tsconfig.json": '{"compilerOptions": {"baseUrl": "."}}\n',
    "Kit/Bag.kt": "package kit\n\nclass Bag\n",
    "data/rows.csv": "a,b\n1,2\n",
}
PATHS = sorted(SOURCES)
TEXTS = (
    "def price(a):\n    return a + 1\n", "class Bag:\n    pass\n", "", "x = 1\n" * 300,
    "from shop.tax import vat\n\n\ndef f():\n    return vat\n", "package kit\n\nclass Purse\n",
    '"""Says what it is for."""\nimport requests\n', "module example.org/other\n", "a\0b",
)  # fmt: skip
NEW = ("shop/new.py", "shop/tax/__init__.py", "deep/er/still/x.py", "web/b.js", "go/till/x.go",
       "shop/Cart.py", "lib.rs", "Kit/Purse.kt", "tests/test_cart.py")  # fmt: skip

Step = Callable[[Path, tuple[Path, ...]], None]
"""Changes sources (first), and notes in the same way in each vault."""


@dataclass(frozen=True)
class Named:
    """A step, shown by its name when a case fails."""

    name: str
    do: Step

    def __repr__(self) -> str:
        return self.name


def _source(path: str, text: str) -> Named:
    return Named(f"{path} = {text[:20]!r}", lambda tree, _: put(tree / path, text))


def _append(path: str) -> Named:
    def do(tree: Path, _: tuple[Path, ...]) -> None:
        if (tree / path).is_file():
            put(tree / path, (tree / path).read_text() + "\n\ndef more():\n    return 2\n")

    return Named(f"more in {path}", do)


def _delete(path: str) -> Named:
    def do(tree: Path, _: tuple[Path, ...]) -> None:
        (tree / path).unlink(missing_ok=True)

    return Named(f"without {path}", do)


def _rename(pair: tuple[str, str]) -> Named:
    old, new = pair

    def do(tree: Path, _: tuple[Path, ...]) -> None:
        if (tree / old).is_file() and not (tree / new).exists():
            put(tree / new, (tree / old).read_bytes())
            (tree / old).unlink()

    return Named(f"{old} -> {new}", do)


def _in_note(path: str, change: str) -> Named:
    def do(_: Path, vaults: tuple[Path, ...]) -> None:
        for folder in vaults:
            found = folder / "tree" / f"{path}.md"
            if not found.is_file():
                continue
            text = found.read_text()
            if change == "words":
                put(found, f"{text}\nMy own words.\n")
            elif change == "edit":
                put(found, text.replace("\n# ", "\n# My ", 1))
            elif change == "tag":
                put(found, text.replace("\ntags:", "\nmine: 1\ntags:", 1))
            elif change == "gone":
                found.unlink()
            else:
                put(found, "Nothing of the tool's.\n")

    return Named(f"note of {path}: {change}", do)


ANY_PATH = st.sampled_from((*PATHS, *NEW))
STEPS = st.one_of(
    st.builds(_source, ANY_PATH, st.sampled_from(TEXTS)),
    st.builds(_append, ANY_PATH),
    st.builds(_delete, ANY_PATH),
    st.builds(_rename, st.tuples(ANY_PATH, ANY_PATH)),
    st.builds(
        _in_note,
        st.sampled_from((*PATHS, "shop/shop", "tree", "Kit/Kit")),
        st.sampled_from(("words", "edit", "tag", "gone", "foreign")),
    ),
)


def made(folder: Path) -> Path:
    """Make the source tree; return it."""
    tree = folder / "tree"
    for path, text in SOURCES.items():
        put(tree / path, text)
    return tree


@dataclass(frozen=True)
class Round:
    """What changes, and how the run after it is called."""

    steps: list[Named]
    options: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


ROUNDS = st.builds(
    Round,
    st.lists(STEPS, min_size=1, max_size=3),
    st.sampled_from(
        ((), (), (), ("--exclude", "go/**"), ("--limit", "1"), ("--prune",), ("--engine", "none"))
    ),
    st.sampled_from(
        ((), (), (), (("RALF_LINKS", "markdown"),), (("RALF_FOLDER_NOTE", "readme"),),
         (("RALF_ON_EDITED", "rebuild"),), (("RALF_TAGS_PREFIX", "src"),))
    ),
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    rounds=[  # a place in the layout that only the whole tree has
        Round([], ("--exclude", "go/**"), (("RALF_FOLDER_NOTE", "readme"),)),
        Round([_append("Kit/Bag.kt")], ("--exclude", "go/**"), (("RALF_FOLDER_NOTE", "readme"),)),
    ]
)
@example(rounds=[Round([_append("Kit/Bag.kt")], ("--exclude", "go/**"))])  # its notes stay
@given(rounds=st.lists(ROUNDS, min_size=1, max_size=4))
def test_many_small_runs_come_to_what_runs_without_a_cache_come_to(
    rounds: list[Round], tmp_path_factory: pytest.TempPathFactory
) -> None:
    check(rounds, tmp_path_factory.mktemp("work"), "--engine", "none")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(ROUNDS, min_size=1, max_size=3))
def test_so_do_they_with_a_model(
    rounds: list[Round], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with OllamaServer() as server:
        check(rounds, tmp_path_factory.mktemp("work"), "--host", server.host, "--model", "small:1b")


def check(rounds: list[Round], folder: Path, *options: str) -> None:
    """Run after each round, with a cache that stays and with none; the vaults must be alike."""
    tree, kept, bare = made(folder), folder / "kept", folder / "bare"

    def run(vault: Path, cache: Path, how: Round) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("RALF_SERVER_WAIT", "0")
            patch.setenv("RALF_CACHE_DIR", str(cache))
            for name, value in how.variables:
                patch.setenv(name, value)
            generate(tree, "-o", vault, *options, *how.options)

    usual = Round([])
    for how in [usual, *rounds, usual]:
        for step in how.steps:
            step.do(tree, (kept, bare))
        run(kept, folder / "cache", how)
        shutil.rmtree(folder / "none", ignore_errors=True)
        run(bare, folder / "none", how)
        assert notes(kept) == notes(bare), how
    before = stamps(kept)
    run(kept, folder / "cache", usual)
    assert stamps(kept) == before  # nothing is left to do
    run(kept, folder / "another", usual)
    assert notes(kept) == notes(bare)


def notes(vault: Path) -> dict[str, bytes]:
    """Return the notes of a vault, without what lies in its trash."""
    return {path: data for path, data in contents(vault).items() if not path.startswith(".trash")}


def stamps(vault: Path) -> dict[str, int]:
    """Return when each file of a vault was written, in nanoseconds."""
    return {path: (vault / path).stat().st_mtime_ns for path in contents(vault)}


def test_rows_of_another_format_count_for_nothing() -> None:
    versions = (parse.VERSION, secrets.VERSION, render.VERSION)
    assert ".".join(map(str, versions)) == tree_changes.FORMAT


# Work once


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count what a run reads and makes, by path."""
    counted: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any], key: Callable[..., str]) -> Any:
        def counter(*args: Any, **named: Any) -> Any:
            counted[f"{name} {key(*args, **named)}"] += 1
            return function(*args, **named)

        return counter

    monkeypatch.setattr(
        note, "take_apart", counting("parsed", note.take_apart, lambda text: str(hash(text)))
    )
    monkeypatch.setattr(
        folder_note, "FolderFacts",
        counting("made", folder_note.FolderFacts, lambda **facts: repr(sorted(facts.items()))),
    )  # fmt: skip
    return counted


def test_a_note_is_parsed_once_in_a_run_and_only_where_something_changed(
    tmp_path: Path, count: Counter[str]
) -> None:
    tree, target = made(tmp_path), tmp_path / "vault"
    generate(tree, "-o", target, "--engine", "none")
    assert parsed(count) == []  # there was none
    assert set(count.values()) == {1}
    count.clear()
    generate(tree, "-o", target, "--engine", "none")
    assert not count
    put(tree / "shop/cart.py", SOURCES["shop/cart.py"] + "\n\ndef more():\n    return 2\n")
    done = generate(tree, "-o", target, "--engine", "none")
    written = [row["note"] for row in done.report["files"] if row["written"]]
    assert written == ["tree/shop/cart.py.md"]
    assert set(count.values()) == {1}
    assert len(parsed(count)) == 3  # of the file, and of the folders above it
    assert len(count) == 5


def test_a_run_with_a_model_parses_each_note_once(tmp_path: Path, count: Counter[str]) -> None:
    tree, target = made(tmp_path), tmp_path / "vault"
    generate(tree, "-o", target, "--engine", "none")
    count.clear()
    with OllamaServer() as server:
        done = generate(tree, "-o", target, server=server)
        assert questions(server)
    assert done.exit_code == 0
    assert set(count.values()) == {1}
    assert len(parsed(count)) == len([path for path in notes(target) if path.endswith(".md")])


def parsed(count: Counter[str]) -> list[str]:
    """Return what was counted as parsed."""
    return [key for key in count if key.startswith("parsed")]
