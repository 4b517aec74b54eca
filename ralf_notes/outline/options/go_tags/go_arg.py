"""Options of go-arg: `Port int `arg:"-p,--port,env:PORT" help:"..." default:"80"``.

Source: https://pkg.go.dev/github.com/alexflint/go-arg
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.go_tags.shown import default_of, words_of
from ralf_notes.outline.options.go_tags.structs import GoStructs, TaggedField
from ralf_notes.outline.options.option import Option

if TYPE_CHECKING:
    from tree_sitter import Node

_TAGS = frozenset(("arg",))


def options(structs: GoStructs) -> Iterator[Option]:
    """Yield the options and arguments of the structs that go-arg reads."""
    for root in structs.roots(_TAGS):
        yield from _options(root, "", structs, ())


def _options(
    struct: Node, command: str, structs: GoStructs, around: tuple[int, ...]
) -> Iterator[Option]:
    if struct.id in around:
        return
    for field in structs.fields(struct):
        if field.tag("arg") == "-" or not field.is_exported:
            continue
        said = dict(_said(field))
        if not field.name or "subcommand" in said:
            name = said.get("subcommand") or field.name.lower()
            inner = f"{command} {name}".strip()
            if field.struct is not None:
                yield from _options(field.struct, inner, structs, (*around, struct.id))
        elif field.struct is None:
            yield _option(field, said, command)


def _said(field: TaggedField) -> Iterator[tuple[str, str]]:
    """Yield what the tag says: `-p,--port,env:PORT`."""
    for part in field.tag("arg").split(","):
        key, _, value = part.strip().partition(":")
        if key.startswith("-"):
            yield ("long" if key.startswith("--") else "short"), key
        elif key:
            yield key, value


def _option(field: TaggedField, said: dict[str, str], command: str) -> Option:
    name = said.get("long", f"--{field.name.lower()}")
    short = said.get("short", "")
    if "positional" in said:
        name, short = (field.tag("placeholder") or field.name).lower(), ""
    elif name == "--":
        name, short = short, ""
    variable = (said["env"] or field.name.upper()) if "env" in said else ""
    words = words_of(field.tag("help") or said.get("help", ""))
    return Option(name, short, default_of(name, field), variable, words, command)
