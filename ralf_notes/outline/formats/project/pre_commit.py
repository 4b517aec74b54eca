"""The hooks of pre-commit."""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Table
from ralf_notes.outline.values import as_list, as_table, as_text
from ralf_notes.text import some_of


def facts(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of `.pre-commit-config.yaml`: https://pre-commit.com"""
    rows = tuple(
        (
            as_text(as_table(hook).get("id")),
            as_text(as_table(repo).get("repo")),
            as_text(as_table(hook).get("name")),
        )
        for repo in as_list(root.get("repos"))
        for hook in as_list(as_table(repo).get("hooks"))
    )
    names = [name for name, *_ in rows]
    return Facts(
        about=f"Hooks that pre-commit runs: {some_of(names)}." if names else "Hooks of pre-commit.",
        tables=tables(Table("Hooks", ("hook", "from", "what it is"), rows)),
    )
