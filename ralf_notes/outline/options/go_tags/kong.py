"""Options and commands of Kong: `Force bool `help:"..." short:"f"``.

Source: https://github.com/alecthomas/kong#supported-tags
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.go_tags.shown import default_of, words_of
from ralf_notes.outline.options.go_tags.structs import GoStructs, TaggedField
from ralf_notes.outline.options.option import Option
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

_INNER = frozenset(("cmd", "embed", "arg"))
_ANY = frozenset((*_INNER, "help", "short", "negatable", "enum", "env", "placeholder"))
_OWN = lazily(r"(?<![\w-])([\w-]++)(?:=('(?:[^'\\]|\\.)*+'|[^,]*+))?(?:,|$)")
_PART = lazily(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^A-Za-z\d]+")
_SEPARATOR = lazily(r"[,\s]+")
_VARIABLE = "${"


class _At(NamedTuple):
    """Where a struct stands: its command, and what is put before the names of its options."""

    command: str = ""
    prefix: str = ""
    variables: str = ""


def options(structs: GoStructs) -> Iterator[Option]:
    """Yield the options and arguments of the structs that Kong reads."""
    for root in structs.roots(_INNER):
        if any(_ANY.intersection(_tagged(each).tags) for each in structs.fields(root)):
            yield from _options(root, _At(), structs, ())


def dashed(name: str) -> str:
    """Return the name of a field as Kong writes it: `NoColorHTML` is `no-color-html`."""
    return "-".join(_PART.findall(name)).lower()


def command_of(field: TaggedField) -> str:
    """Return the name of the command that a field of a struct is, '' for none."""
    tagged = _tagged(field)
    is_command = "cmd" in tagged.tags and tagged.is_exported and tagged.name
    return _name(tagged, _At(prefix=tagged.tag("prefix"))) if is_command else ""


def embeds(field: TaggedField) -> bool:
    """Whether the fields of a field's struct stand in the struct that it is in."""
    return "embed" in _tagged(field).tags or not field.name


def _options(
    struct: Node, at: _At, structs: GoStructs, around: tuple[int, ...]
) -> Iterator[Option]:
    if struct.id in around:
        return
    for field in map(_tagged, structs.fields(struct)):
        if field.tag("kong") == "-" or not field.is_exported:
            continue
        tags, inner = field.tags, field.struct
        here = at._replace(
            prefix=at.prefix + field.tag("prefix"),
            variables=at.variables + field.tag("envprefix"),
        )
        if "cmd" in tags or ("arg" in tags and inner is not None):
            if _is_hidden(field):
                continue
            here = _At(f"{at.command} {_name(field, here)}".strip())
        elif field.name and "embed" not in tags:
            if option := _option(field, here):
                yield option
            continue
        if inner is not None:
            yield from _options(inner, here, structs, (*around, struct.id))


def _option(field: TaggedField, at: _At) -> Option | None:
    """Return the option of a field, None for one that is hidden or a value of no known kind."""
    tags = field.tags
    if (
        _is_hidden(field)
        or field.struct is not None
        or not (_ANY.intersection(tags) or field.is_plain)
    ):
        return None
    name = _name(field, at)
    variables = [
        at.variables + each
        for all_ in tags.get("env", ())
        for each in _SEPARATOR.split(all_)
        if each
    ]
    choices = [] if _VARIABLE in field.tag("enum") else _SEPARATOR.split(field.tag("enum"))
    known = {
        "default": field.tag("default"),
        "enum": field.tag("enum"),
        "env": ", ".join(variables),
    }
    return Option(
        name if "arg" in tags else f"--{name}",
        "" if "arg" in tags else "\n".join(_spellings(field, name)),
        default_of(name, field),
        "\n".join(variables),
        words_of(field.tag("help"), known),
        at.command,
        "\n".join(filter(None, choices)),
    )


def _is_hidden(field: TaggedField) -> bool:
    return "hidden" in field.tags and field.tag("hidden") in ("", "true", "1")


def _name(field: TaggedField, at: _At) -> str:
    return at.prefix + (field.tag("name") or dashed(field.name))


def _spellings(field: TaggedField, name: str) -> Iterator[str]:
    """Yield the other spellings of an option."""
    if short := field.tag("short"):
        yield f"-{short}"
    for alias in filter(None, _SEPARATOR.split(field.tag("aliases"))):
        yield f"--{alias}" if len(alias) > 1 else f"-{alias}"
    if "negatable" in field.tags:
        yield f"--{field.tag('negatable') or f'no-{name}'}"


def _tagged(field: TaggedField) -> TaggedField:
    """Return a field with what a tag `kong` says, too: `kong:"help='who',short='w'"`."""
    own = field.tag("kong")
    if not own or own == "-":
        return field
    tags = dict(field.tags)
    for key, value in _OWN.findall(own):
        tags[key] = [value.strip("'").replace("\\'", "'"), *tags.get(key, ())]
    return field._replace(tags=tags)
