"""Options of yargs and optimist that calls tell piece by piece: `.alias(...).describe(...)`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ralf_notes.outline.options.ecmascript.texts import ScriptTexts, method_of
from ralf_notes.outline.options.option import Option, of_spellings
from ralf_notes.outline.routes.nodes import named, nodes

if TYPE_CHECKING:
    from tree_sitter import Node

_PIECES = ("describe", "alias", "default", "choices")
_OF_LIBRARY = ("help", "version")


@dataclass(slots=True)
class _Told:
    """What calls tell of one option."""

    at: int = 0
    """Where it is described."""
    pieces: dict[str, Node] = field(default_factory=dict)


def options(root: Node, texts: ScriptTexts) -> Iterator[tuple[int, Option]]:
    """Yield each option that a call describes by its name, with where it stands."""
    told: defaultdict[str, _Told] = defaultdict(_Told)
    for call in nodes(root, "call_expression"):
        above, method = method_of(call, texts.source)
        if above is None or method not in _PIECES:
            continue
        for name, value in _by_name(named(call.child_by_field_name("arguments")), texts):
            told[name].pieces[method] = value
            if method == "describe":
                told[name].at = value.start_byte
    for name, each in told.items():
        words = texts.words(each.pieces.get("describe"))
        if words and name not in _OF_LIBRARY:
            yield each.at, _option(name, words, each.pieces, told, texts)


def _option(
    name: str,
    words: str,
    pieces: Mapping[str, Node],
    told: Mapping[str, _Told],
    texts: ScriptTexts,
) -> Option:
    """Return an option of which calls tell several things.

    Args:
        name: by which it is described.
        words: the description.
        pieces: what is told of it, by method.
        told: what is told of all names, of which others may be its aliases.
        texts: what the names of the script stand for.
    """
    others = [
        other for other, each in told.items() if name in _texts(each.pieces.get("alias"), texts)
    ]
    names = dict.fromkeys([name, *_texts(pieces.get("alias"), texts), *others])
    spellings = [f"--{each}" if len(each) > 1 else f"-{each}" for each in names]
    defaults = (told[each].pieces.get("default") for each in names if each in told)
    default = next(filter(None, defaults), None)
    choices = "\n".join(texts.listed(pieces.get("choices")))
    option = of_spellings(spellings, texts.default(name, default), words=words)
    return option._replace(choices=choices)


def _texts(node: Node | None, texts: ScriptTexts) -> list[str]:
    """Return the texts of a list, or the only one."""
    return [each for each in texts.listed(node) or [texts.value(node) or ""] if each]


def _by_name(arguments: list[Node], texts: ScriptTexts) -> Iterator[tuple[str, Node]]:
    """Yield the names of options and what a call tells of each: `("map", x)` or `({ map: x })`."""
    first = texts.meant(arguments[0]) if arguments else None
    if len(arguments) == 1 and first is not None and first.type == "object":
        yield from texts.pairs(first).items()
    elif len(arguments) == 2:
        for name in _texts(arguments[0], texts):
            yield name, arguments[1]
