"""One module prints: what a person reads passes `ralf_notes/cli/terminal.py`."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "ralf_notes"
PLACE = PACKAGE / "cli" / "terminal.py"
PRINTING = {
    "print", "pprint", "input", "typer.echo", "typer.secho", "typer.prompt", "typer.confirm",
    "typer.style", "Console", "sys.stdout", "sys.stderr", "sys.stdin", "sys.__stdout__",
    "sys.__stderr__", "warnings.warn", "traceback.print_exc", "traceback.print_exception",
    "logging.warning", "logging.error", "logging.exception",
}  # fmt: skip
"""Names through which text gets to a terminal."""
MODULES = {"click", "getpass", "curses", "readline"}


def test_only_the_terminal_prints() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}: {name}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PLACE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute | ast.Import | ast.ImportFrom)
        for name in named(node)
        if name in PRINTING or name.partition(".")[0] in MODULES
    ]
    assert found == []


def named(node: ast.Name | ast.Attribute | ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [each.name for each in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(each.name for each in node.names)]
    return [ast.unparse(node)]
