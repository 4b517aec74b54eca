"""In which files the tree-sitter grammar of a language fails: the wheels, without the package."""

from __future__ import annotations

import importlib
from pathlib import Path

MODULES = {
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "php": ("tree_sitter_php", "language_php"),
    "csharp": ("tree_sitter_c_sharp", "language"),
}


def broken(root: Path, files: list[str], language: str) -> set[str] | None:
    """Return the files with an error in their tree; None if the grammar is not installed."""
    module, function = MODULES.get(language, (f"tree_sitter_{language}", "language"))
    try:
        sitter, grammar = importlib.import_module("tree_sitter"), importlib.import_module(module)
    except ImportError:
        return None
    parser = sitter.Parser(sitter.Language(getattr(grammar, function)()))
    tsx = (
        sitter.Parser(sitter.Language(grammar.language_tsx())) if "typescript" in module else parser
    )
    return {
        file
        for file in files
        if (tsx if file.endswith("x") else parser)
        .parse((root / file).read_bytes())
        .root_node.has_error
    }
