"""Components of Vue, Svelte and Astro: a script and a template in one file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ralf_notes.outline.components.facts import sentence, shown_in, tables
from ralf_notes.outline.components.interface import interface_of
from ralf_notes.outline.components.parts import Parts
from ralf_notes.outline.definitions import ParsedFile
from ralf_notes.outline.languages.ecmascript.reexports import imported
from ralf_notes.outline.model import Import, Table

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class ComponentFacts:
    """What a component file says besides the symbols of its script."""

    about: str
    tables: tuple[Table, ...]
    imports: tuple[Import, ...]
    """Components that its template shows but that its script does not import, as `<Name>`, and
    files that hold its script."""


def facts_of_component(key: str, root: Node, parts: Parts) -> ComponentFacts:
    """Return what a component takes, emits and shows.

    Args:
        key: `vue`, `svelte` or `astro`.
        root: of the syntax tree of its script.
        parts: of the file.
    """
    interface = interface_of(key, root, parts.script, parts.template)
    shown = shown_in(parts.template)
    imported = set(_imported_names(root, parts.script))
    others = [name for name in shown.components if name.partition(".")[0] not in imported]
    # An element such as `my-map` may be HTML's own: it counts if the script imports `MyMap`.
    sure = [name for name in shown.components if name not in shown.dashed or name in imported]
    return ComponentFacts(
        sentence(key, interface, sure),
        tables(interface, sure, shown.slots),
        (*map(Import, parts.sources), *(Import(f"<{name}>") for name in others)),
    )


def _imported_names(root: Node, script: bytes) -> Iterator[str]:
    file = ParsedFile(script, script)
    for statement in root.named_children:
        if statement.type == "import_statement":
            yield from (local for local, _, _ in imported(statement, file))
