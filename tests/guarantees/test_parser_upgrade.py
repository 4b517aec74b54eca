"""A new version whose parser reads the same sources in another way asks nothing by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from doubles.ollama.server import Model, OllamaServer
from material.repository import MODEL, asked_names, generate, put, questions, repository

from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.notes.note import take_apart
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline
from ralf_notes.plan import folder_note, staleness, tree_changes, upgrade
from ralf_notes.run import folders

CART = '''"""Holds what a customer buys."""


class Cart:
    def __init__(self, owner):
        self.owner = owner

    def add(self, item):
        self.items.append(item)


def total(cart):
    return sum(item.price for item in cart.items)


def empty(cart):
    cart.items.clear()
'''
SOURCES = {
    "shop/cart.py": CART,
    "shop/price.py": "def net(gross):\n    return gross / 1.2\n",
    "lib/a.py": "def one():\n    return 1\n",
    "lib/b.py": "def two():\n    return 2\n",
}


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    """Give a server that has the model."""
    with OllamaServer([Model(MODEL, size=100_000_000)]) as server:
        yield server


@contextmanager
def earlier_parser(names: Mapping[str, str] | None = None) -> Iterator[None]:
    """Let a run see outlines as an earlier version made them: it finds less, and hashes differ.

    names: what it calls some symbols instead; then it finds them all, and hashes are the same.
    """
    now = parse.outline

    def outline(path: str, text: str) -> Outline:
        made = now(path, text)
        if names:
            renamed = (replace(s, name=names.get(s.name, s.name)) for s in made.symbols)
            return replace(made, symbols=tuple(renamed))
        symbols = [replace(s, digest=s.digest[::-1]) for s in made.symbols if s.name != "empty"]
        return replace(made, symbols=tuple(symbols), text_digest=made.text_digest[::-1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parse, "outline", outline)
        patch.setattr(parse, "VERSION", 4)
        patch.setattr(tree_changes, "FORMAT", "4.2.2")
        for module in (staleness, upgrade, folder_note, folders):
            patch.setattr(module, "PARSER", "")
        yield


@pytest.fixture
def tree(tmp_path: Path, server: OllamaServer) -> Path:
    """Give a tree whose notes an earlier version has written, with prose."""
    tree = repository(tmp_path / "app", SOURCES)
    with earlier_parser():
        generate(tree, "-o", tmp_path / "vault", server=server)
    server.requests.clear()
    return tree


def texts(vault: Path) -> dict[str, str]:
    return {str(path): path.read_text() for path in sorted(vault.rglob("*.md"))}


def prose(text: str) -> Kept:
    return parse_body(take_apart(text).body)


def test_unchanged_sources_are_not_asked_about(tree: Path, server: OllamaServer) -> None:
    vault = tree.parent / "vault"
    before = texts(vault)
    generate(tree, "-o", vault, server=server)
    assert questions(server) == []
    after = texts(vault)
    cart = next(path for path in after if path.endswith("cart.py.md"))
    assert "`empty`" in after[cart]
    assert "`empty`" not in before[cart]
    for path, note in before.items():
        kept, now = prose(note), prose(after[path])
        assert kept.summary
        assert (kept.summary, kept.symbols) == (now.summary, now.symbols)
    generate(tree, "-o", vault, server=server)
    assert (questions(server), texts(vault)) == ([], after)


def test_a_file_that_changes_later_is_asked_about_what_changed(
    tree: Path, server: OllamaServer
) -> None:
    vault = tree.parent / "vault"
    generate(tree, "-o", vault, server=server)
    put(tree / "shop/cart.py", CART.replace("cart.items.clear()", "del cart.items[:]"))
    generate(tree, "-o", vault, server=server)
    assert [asked_names(request) for request in questions(server)][:1] == [["empty"]]


def test_a_file_that_changed_before_the_upgrade_is_asked_about(
    tree: Path, server: OllamaServer
) -> None:
    vault = tree.parent / "vault"
    put(tree / "lib/a.py", "def one():\n    return 1 + 0 * 7\n")
    generate(tree, "-o", vault, server=server)
    asked = [request.user for request in questions(server)]
    assert any("lib/a.py" in text for text in asked)
    assert not any("shop/cart.py" in text for text in asked[:1])


def test_prose_about_an_earlier_source_is_not_taken_for_true(
    tree: Path, server: OllamaServer
) -> None:
    vault = tree.parent / "vault"
    put(tree / "lib/a.py", "def one():\n    return 1 + 0 * 7\n")
    with earlier_parser():  # the facts were written, without a model
        generate(tree, "-o", vault, "--engine", "none")
    generate(tree, "-o", vault, server=server)
    asked = [request.user for request in questions(server)]
    assert any("lib/a.py" in text for text in asked)


def test_prose_follows_a_symbol_that_has_another_name_now(
    tmp_path: Path, server: OllamaServer
) -> None:
    tree, vault = repository(tmp_path / "app", SOURCES), tmp_path / "vault"
    names = {"total": "empty", "empty": "empty#2"}  # as of classes that differ by parameters
    with earlier_parser(names):
        generate(tree, "-o", vault, server=server)
    before = prose(next(text for path, text in texts(vault).items() if path.endswith("cart.py.md")))
    server.requests.clear()
    generate(tree, "-o", vault, server=server)
    assert questions(server) == []
    after = prose(next(text for path, text in texts(vault).items() if path.endswith("cart.py.md")))
    assert after.symbols["total"] == before.symbols["empty"]
    assert after.symbols["empty"] == before.symbols["empty#2"]
