"""The commands of a program, as it registers them with a library. Pure.

Only what is certain counts: a literal name, and a group whose own place in the program is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.languages.known.families import SCRIPTS
from ralf_notes.plan.around.commands import decorated, go, javascript, kong, parsers, rust
from ralf_notes.plan.around.commands.nodes import (
    Commands,
    Node,
    SourceOfCommands,
    named_commands,
)

__all__ = ["LANGUAGES", "REGISTRIES", "Commands", "SourceOfCommands", "registered_commands"]

_READERS: Sequence[
    tuple[tuple[str, ...], Callable[[Sequence[SourceOfCommands]], Mapping[str, Node]]]
] = (
    (("python",), decorated.decorated_nodes),
    (("python",), parsers.parser_nodes),
    (("go",), go.cobra_nodes),
    (("go",), kong.kong_nodes),
    (("rust",), rust.clap_nodes),
    (SCRIPTS, javascript.javascript_nodes),
)
LANGUAGES = frozenset(language for languages, _ in _READERS for language in languages)
REGISTRIES = (
    *decorated.LIBRARIES, parsers.LIBRARY, go.REGISTRY, kong.REGISTRY, rust.REGISTRY,
    *javascript.REGISTRIES,
)  # fmt: skip
"""What stands in each file that registers commands."""


def registered_commands(sources: Iterable[SourceOfCommands]) -> tuple[SymbolPlace | None, Commands]:
    """Return the function that is the program's group, if it is one, and its commands in order."""
    sources = tuple(sources)
    for languages, read in _READERS:
        if nodes := read([each for each in sources if each.outline.language in languages]):
            return _of_program(nodes, is_python="python" in languages)
    return None, ()


def _of_program(
    nodes: Mapping[str, Node], *, is_python: bool
) -> tuple[SymbolPlace | None, Commands]:
    alone = [key for key, node in nodes.items() if not node.parent]
    parents = {node.parent for node in nodes.values()}
    roots = [key for key in alone if nodes[key].is_group or key in parents] or alone
    if len(roots) != 1:
        return None, ()
    root, commands = nodes[roots[0]], named_commands(nodes, roots[0])
    if is_python:  # a group of Click is a function that calls what it runs
        return (root.place if root.place.symbol else None), commands
    runs_alone = root.name and root.place.symbol not in ("", roots[0].rpartition(" ")[2])
    return None, (((root.name, root.place), *commands) if runs_alone else commands)
