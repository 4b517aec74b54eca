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
        for name, value in texts.by_name(named(call.child_by_field_name("arguments"))):
            told[name].pieces[method] = value
            if method == "describe":
                told[name].at = value.start_byte
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for name, each in told.items():
        for alias in texts.each_of(each.pieces.get("alias")):
            owners[alias].append(name)
    for name, each in told.items():
        words = texts.words(each.pieces.get("describe"))
        if words and name not in _OF_LIBRARY:
            aliases = [*texts.each_of(each.pieces.get("alias")), *owners.get(name, ())]
            yield each.at, _option([name, *aliases], words, told, texts)


def _option(names: list[str], words: str, told: Mapping[str, _Told], texts: ScriptTexts) -> Option:
    """Return an option of which calls tell several things.

    Args:
        names: that by which it is described, and its aliases.
        words: the description.
        told: what is told of all names.
        texts: what the names of the script stand for.
    """
    names = list(dict.fromkeys(names))
    spellings = [f"--{each}" if len(each) > 1 else f"-{each}" for each in names]
    defaults = (told[each].pieces.get("default") for each in names if each in told)
    default = next(filter(None, defaults), None)
    choices = "\n".join(texts.listed(told[names[0]].pieces.get("choices")))
    option = of_spellings(spellings, texts.default(names[0], default), words=words)
    return option._replace(choices=choices)
