"""Options of go-flags: `Port int `short:"p" long:"port" env:"PORT" description:"..."``.

Source: https://pkg.go.dev/github.com/jessevdk/go-flags
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.go_tags.shown import default_of, words_of
from ralf_notes.outline.options.go_tags.structs import GoStructs, TaggedField
from ralf_notes.outline.options.option import Option

if TYPE_CHECKING:
    from tree_sitter import Node

_INNER = frozenset(("command", "group", "positional-args"))


class _Space(NamedTuple):
    """Where a struct stands: its command, and the namespaces around it."""

    command: str = ""
    names: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    is_of_arguments: bool = False


def options(structs: GoStructs) -> Iterator[Option]:
    """Yield the options and arguments of the structs that go-flags reads."""
    for root in structs.roots(_INNER):
        yield from _options(root, _Space(), structs, ())


def _options(
    struct: Node, at: _Space, structs: GoStructs, around: tuple[int, ...]
) -> Iterator[Option]:
    if struct.id in around:
        return
    for field in structs.fields(struct):
        if "no-flag" in field.tags or not field.is_exported:
            continue
        if field.name and not _INNER.intersection(field.tags):
            option = _argument(field, at) if at.is_of_arguments else _option(field, at)
            if option is not None:
                yield option
        elif field.struct is not None:
            yield from _options(field.struct, _inside(field, at), structs, (*around, struct.id))


def _inside(field: TaggedField, at: _Space) -> _Space:
    """Return where the struct of a field stands."""
    if "command" in field.tags:
        return _Space(f"{at.command} {field.tag('command')}".strip())
    names = tuple(filter(None, (*at.names, field.tag("namespace"))))
    variables = tuple(filter(None, (*at.variables, field.tag("env-namespace"))))
    return _Space(at.command, names, variables, "positional-args" in field.tags)


def _option(field: TaggedField, at: _Space) -> Option | None:
    long, short = field.tag("long"), field.tag("short")
    if not (long or short) or "hidden" in field.tags:
        return None
    name = f"--{'.'.join((*at.names, long))}" if long else f"-{short}"
    variable = "_".join((*at.variables, field.tag("env"))) if field.tag("env") else ""
    return Option(
        name,
        f"-{short}" if long and short else "",
        default_of(name, field),
        variable,
        words_of(field.tag("description")),
        at.command,
        "\n".join(field.tags.get("choice", ())),
    )


def _argument(field: TaggedField, at: _Space) -> Option:
    name = field.tag("positional-arg-name") or field.name
    words = words_of(field.tag("description"))
    return Option(name, "", default_of(name, field), "", words, at.command)
