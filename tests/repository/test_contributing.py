"""CONTRIBUTING's tables are true: the wings in their order, and every place that they name."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ralf_notes"
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([^`]+)`")


def table(title: str) -> list[list[str]]:
    """Return the rows of the table whose first column has a title, without the header."""
    lines = PAGE.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {title} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


WINGS = table("wing")
QUESTIONS = table("Where do I ...")


def defined(file: Path) -> set[str]:
    """Return the names that a module defines, and the methods of its classes as `Class.method`."""
    return set(_names(ast.parse(file.read_text(encoding="utf-8")).body))


def _names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}.{name}" for name in _names(node.body))
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        if isinstance(node, ast.AnnAssign):
            yield ast.unparse(node.target)


def test_the_wings_are_the_layers_that_imports_are_held_to() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    wings = [f"ralf_notes.{row[0].strip('`/')}" for row in WINGS]
    assert wings == layers[: len(wings)]
    assert {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()} == {
        row[0].strip("`/") for row in WINGS
    }


@pytest.mark.parametrize("row", WINGS, ids=lambda row: row[0])
def test_what_a_wing_offers_is_there(row: list[str]) -> None:
    offered = _CODE.findall(row[2])
    assert offered
    for each in offered:
        *folders, module, name = each.split(".")
        folder = PACKAGE.joinpath(row[0].strip("`/"), *folders)
        files = [folder / f"{module}.py", folder / module / "__init__.py"]
        (file,) = (path for path in files if path.is_file())
        assert name in defined(file), each


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row[0])
def test_the_place_of_an_answer_is_there(row: list[str]) -> None:
    names: dict[str, set[str]] = {}
    for code in _CODE.findall(row[1]):
        if "/" in code:
            names[code] = set()
        else:  # it stands behind the file that defines it
            [*names.values()][-1].add(code)
    assert names
    for place, defines in names.items():
        assert (ROOT / place).exists(), place
        if place.endswith(".py"):
            assert defines, place
            assert defines <= defined(ROOT / place), place
