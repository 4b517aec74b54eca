"""Python, by the `ast` module of the standard library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from facts import Fact, Kind

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While, ast.ExceptHandler)


def facts(root: Path, files: list[str]) -> list[Fact]:
    """Return what each file declares; nothing of a file that this Python cannot parse."""
    found = []
    for file in files:
        try:
            tree = ast.parse((root / file).read_bytes())
        except (SyntaxError, ValueError):
            continue
        exported = _exported(tree)
        for name, kind, doc in _declared(tree.body, (), None):
            found.append(Fact(file, name, kind, _public(name, exported), doc))
    return found


def _exported(tree: ast.Module) -> set[str] | None:
    """The names of `__all__`, with what is added to it; None if there is none."""
    names: set[str] | None = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
                texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
                names = (names or set()) | {text for text in texts if isinstance(text, str)}
    return names


def _public(name: tuple[str, ...], exported: set[str] | None) -> bool:
    if exported is not None and name[0] not in exported:
        return False
    inner = name if exported is None else name[1:]
    return not any(part.startswith("_") and part != "__init__" for part in inner)


def _declared(
    body: list[ast.stmt], around: tuple[str, ...], inside: type[ast.AST] | None
) -> Iterator[tuple[tuple[str, ...], Kind, str]]:
    """Yield (name, kind, docstring) of all that a body declares; `inside` is what it belongs to."""
    for node in body:
        if isinstance(node, FUNCTIONS):
            yield (*around, node.name), _function_kind(node.name, inside), _doc(node)
            yield from _declared(node.body, (*around, node.name), ast.FunctionDef)
        elif isinstance(node, ast.ClassDef):
            kind: Kind = "name" if inside is ast.FunctionDef else "type"
            yield (*around, node.name), kind, _doc(node)
            within = inside if inside is ast.FunctionDef else ast.ClassDef
            yield from _declared(node.body, (*around, node.name), within)
        elif isinstance(node, BLOCKS):
            parts = [
                getattr(node, part, []) for part in ("body", "orelse", "finalbody", "handlers")
            ]
            for part in parts:
                yield from _declared(part, around, inside)
        else:
            for name in _bound(node):
                yield (*around, name), "data" if inside is ast.ClassDef else "name", ""


def _doc(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    return ast.get_docstring(node) or ""


def _function_kind(name: str, inside: type[ast.AST] | None) -> Kind:
    if inside is ast.FunctionDef:
        return "name"
    if inside is None:
        return "function"
    if name == "__init__":
        return "constructor"
    return "name" if name.startswith("__") else "method"


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds: assigned, imported, or as `self.name`."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(part, ast.Name) and not (part.id[:2] == part.id[-2:] == "__"):
                yield part.id
            elif isinstance(part, ast.Attribute):
                yield part.attr
