"""Which oracle speaks for which language, and about which files."""

from __future__ import annotations

from pathlib import Path

import by_ast
import by_ctags
import by_lines
import by_program
from facts import Fact

ENDINGS = {
    "python": (".py",),
    "typescript": (".ts", ".tsx", ".mts", ".cts"),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "go": (".go",),
    "rust": (".rs",),
    "java": (".java",),
    "kotlin": (".kt",),
    "c": (".c", ".h"),
    "cpp": (".cc", ".cpp", ".cxx", ".hpp", ".hh", ".h"),
    "csharp": (".cs",),
    "swift": (".swift",),
    "ruby": (".rb",),
    "php": (".php",),
    "bash": (".sh", ".bash"),
}


def facts(root: Path, files: list[str], language: str, tools: Path) -> list[Fact]:
    """Return what the files declare.

    Args:
        root: the folder that the paths of `files` start from.
        files: of this language.
        language: a key of `ENDINGS`.
        tools: a folder for programs that are built or installed for it, kept for the next package.

    Raises:
        NoOracle: what it needs is not installed.
    """
    if language == "python":
        return by_ast.facts(root, files)
    if language == "go":
        return by_program.go(root, files, tools)
    if language in ("typescript", "javascript"):
        return by_program.by_node(root, files, tools, "declared.js")
    if language == "php":
        return by_program.by_node(root, files, tools, "declared_php.js")
    if language == "ruby":
        return by_program.ruby(root, files)
    if language == "swift":
        return by_lines.facts(root, files)
    return by_ctags.facts(root, files, language)
