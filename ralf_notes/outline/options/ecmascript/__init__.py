"""Options of programs in JavaScript and TypeScript: of Commander, yargs, their like and Node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.ecmascript import flags, objects
from ralf_notes.outline.options.ecmascript.texts import texts_of
from ralf_notes.outline.options.option import Option

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_OBJECTS = (b"yargs", b"optimist", b"parseArgs(", b"builder")


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that a script defines."""
    has_flags = flags.may_hold(source)
    has_objects = any(each in source for each in _OF_OBJECTS)
    if not has_flags and not has_objects:
        return
    texts = texts_of(root, source)
    if has_flags:
        yield from flags.options(root, texts)
    if has_objects:
        yield from objects.options(root, texts)
