"""Commands of Kong: fields of structs that are tagged `cmd`, in those of the program. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.outline.options.go_tags.kong import command_of, embeds
from ralf_notes.outline.options.go_tags.structs import structs_of
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, place_of

REGISTRY = 'cmd:"'


def kong_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of Kong, by package and the struct that holds them.

    A command that is hidden is left out, with those in it.
    """
    nodes: dict[str, Node] = {}
    hidden = set[str]()
    for each in sources:
        if REGISTRY in each.text and 'help:"' in each.text:
            for key, node, is_hidden in _commands_in(each):
                known = nodes.get(key)
                if known is None or (node.parent and not known.parent):
                    nodes[key] = node if known is None else replace(node, is_group=known.is_group)
                if is_hidden:
                    hidden.add(key)
    while hidden:
        nodes = {key: node for key, node in nodes.items() if key not in hidden}
        hidden = {key for key, node in nodes.items() if node.parent and node.parent not in nodes}
    return nodes


def _commands_in(source: SourceOfCommands) -> Iterator[tuple[str, Node, bool]]:
    """Yield the structs of a file that hold commands, and these: key, command, whether hidden."""
    # Grammars are loaded only for a file that may hold commands.
    from ralf_notes.outline import grammar

    data = source.text.encode(errors="replace")
    structs = structs_of(grammar.parsed("go", data), data)
    folder = folder_of(source.path)
    waiting = [(f"{folder} {name}", each) for name, each in structs.by_name.items()]
    place = SymbolPlace(source.path, "")
    while waiting:
        key, struct = waiting.pop(0)
        fields = list(structs.fields(struct))
        if not any(command_of(each) or embeds(each) for each in fields):
            continue
        if any(map(command_of, fields)):
            yield key, Node("", place, "", is_group=True), False
        for field in fields:
            name = command_of(field)
            if not name and not embeds(field):
                continue
            package, _, last = field.type.lstrip("*").rpartition(".")
            is_inline = field.type == "struct"
            own = f"{key}.{field.name}" if is_inline or package else f"{folder} {last}"
            if is_inline and field.struct is not None:
                waiting.append((own, field.struct))
            if name or field.struct is not None:
                where = place_of(f"{last}.Run", source)
                yield own, Node(name, where, key), "hidden" in field.tags
