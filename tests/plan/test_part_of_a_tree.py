"""A run on a part of a tree leaves what stands above the part as a run on all of it made it."""

from __future__ import annotations

from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import contents
from material.repository import generate, put, repository

FILES = {
    "README.md": "# Shop\n\nKeeps the `stock` of a shop.\n",
    "LICENSE": "",
    "logo.png": b"\x89PNG\r\n\x1a\n\0\0",
    "pyproject.toml": '[project]\nname = "shop"\nscripts = { shop = "shop.app:main" }\n',
    "Makefile": "test: ## Run the tests\n\tpytest\n",
    "shop/__init__.py": "",
    "shop/app.py": "from shop import prices\n\ndef main():\n    prices.all_of([])\n",
    "shop/stock.py": '"""What is in `stock`."""\n\ndef load():\n    return []\n',
    "shop/prices.py": "from shop import stock\n\ndef all_of(items):\n    return stock.load()\n",
    "shop/web/page.js": "export function draw() { return 1 }\n",
    "tests/test_stock.py": "from shop import stock\n\ndef test_load():\n    stock.load()\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", FILES)


@pytest.mark.parametrize("part", ["shop/stock.py", "shop", "shop/web", "README.md", "tests"])
@pytest.mark.parametrize("links", ["wikilink", "markdown"])
def test_a_run_on_a_part_leaves_what_stands_above_it(shop: Path, part: str, links: str) -> None:
    vault = shop.parent / "vault"
    put(shop.parent / "c.yaml", f"links: {links}\nengine: none\ntarget_dir: {vault}\n")
    config = ("-c", shop.parent / "c.yaml")
    generate(shop, *config)
    before = contents(vault)
    done = generate(shop / part, "--force", *config)
    assert done.exit_code == 0, done.stderr
    assert contents(vault) == before
    generate(shop, *config)
    assert contents(vault) == before


def test_what_changed_in_a_part_reaches_what_stands_above_it(shop: Path) -> None:
    vault = shop.parent / "vault"
    generate(shop, "-o", vault, "--engine", "none")
    put(shop / "shop/stock.py", '"""What the shop has."""\n\ndef load():\n    return []\n')
    put(shop / "shop/later.py", '"""What comes later."""\n\ndef later():\n    return 1\n')
    generate(shop / "shop", "-o", vault, "--engine", "none")
    after_part = contents(vault)
    overview = (vault / "shop/shop.md").read_text(encoding="utf-8")
    assert "shop/app.py" in overview
    assert "`logo.png`: binary" in overview
    assert "make test" in overview
    inner = (vault / "shop/shop/shop.md").read_text(encoding="utf-8")
    assert "What the shop has." in inner
    assert "What comes later." in inner
    generate(shop, "-o", vault, "--engine", "none")
    assert contents(vault) == after_part


def test_a_tree_of_which_only_a_part_was_ever_told_is_told_as_that(shop: Path) -> None:
    vault = shop.parent / "vault"
    for _ in range(2):
        done = generate(shop / "shop", "-o", vault, "--engine", "none")
        assert done.exit_code == 0, done.stderr
        overview = (vault / "shop/shop.md").read_text(encoding="utf-8")
        assert "README.md" not in overview
        assert "logo.png" not in overview
    generate(shop / "tests", "-o", vault, "--engine", "none")
    overview = (vault / "shop/shop.md").read_text(encoding="utf-8")
    assert "[[shop/tests/tests.md|tests]]" in overview
    assert "[[shop/shop/shop.md|shop]]" in overview


def test_what_is_excluded_later_no_longer_counts(shop: Path) -> None:
    vault = shop.parent / "vault"
    generate(shop, "-o", vault, "--engine", "none")
    put(shop / "c.yaml", f'engine: none\ntarget_dir: {vault}\nexclude: ["*.js", "*.png"]\n')
    generate(shop, "-c", shop / "c.yaml")
    overview = (vault / "shop/shop.md").read_text(encoding="utf-8")
    assert "Repository · Python, Makefile" in overview
    assert "logo.png" not in overview


def test_a_run_on_a_part_asks_about_nothing_else(shop: Path) -> None:
    vault = shop.parent / "vault"
    with OllamaServer() as server:
        generate(shop, "-o", vault, server=server)
        before, asked = contents(vault), len(server.work)
        generate(shop / "shop/stock.py", "-o", vault, server=server)
        assert len(server.work) == asked
        assert contents(vault) == before
