"""Taskfiles: https://taskfile.dev/docs/reference/schema"""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text
from ralf_notes.text import some_named


def facts(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a Taskfile: its tasks, and the Taskfiles that it includes."""
    rows = []
    for name, task in as_table(root.get("tasks")).items():
        inner = as_table(task)
        if as_text(inner.get("internal")) != "true":
            needs = [
                as_text(each) or as_text(as_table(each).get("task"))
                for each in as_list(inner.get("deps"))
            ]
            words = as_text(inner.get("desc")) or as_text(inner.get("summary"))
            rows.append((name, "\n".join(filter(None, needs)), words))
    included = {
        name: as_text(each) or as_text(as_table(each).get("taskfile"))
        for name, each in as_table(root.get("includes")).items()
    }
    names = [name for name, *_ in rows]
    return Facts(
        about=f"Taskfile with the {some_named('task', names)}." if names else "Taskfile.",
        tables=tables(
            Table("Tasks", ("task", "needs", "what it is"), tuple(rows)),
            Table("Includes", ("name", "from"), tuple(included.items())),
        ),
        imports=tuple(
            Import(f"./{each}") for each in included.values() if each and "://" not in each
        ),
    )
