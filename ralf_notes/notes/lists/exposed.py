"""Types that are not public, but that public signatures name: what a caller must give. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.code import doc_rows, further_rows
from ralf_notes.notes.lists.uncommented import uncommented
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import TYPES, Outline, Symbol
from ralf_notes.source.classify import Kind

_KINDS = TYPES | {"type"}
_NAME = re.compile(r"_?[A-Z]\w+")
_WORD = re.compile(r"(?<![\w.$])_?[A-Z]\w+")
_ROOM = 6_000
"""Characters of types that are shown in whole."""


def exposed_types(outline: Outline, kind: Kind, language: Language) -> tuple[Symbol, ...]:
    """Return the hidden types of a file that its public signatures name, in source order.

    Also those that such types name themselves. Nobody calls a test, so it has none.
    """
    if kind is Kind.TEST:
        return ()
    hidden = {
        each.name: each
        for each in outline.symbols
        if not each.public
        and not each.parent
        and each.kind in _KINDS
        and _NAME.fullmatch(each.name)
    }
    exposed: set[str] = set()
    reached = [each for each in outline.symbols if each.public] if hidden else []
    while reached:
        named = set(_WORD.findall(uncommented(reached.pop().signature, language)))
        fresh = (named & hidden.keys()) - exposed
        exposed |= fresh
        reached += (hidden[name] for name in fresh)
    return tuple(each for name, each in hidden.items() if name in exposed)


def exposed_block(types: Sequence[Symbol], language: Language) -> str:
    """Return types as one fenced block, each below its author's comment; '' for none."""
    lines: list[str] = []
    room = _ROOM
    for each in types:
        room -= len(each.signature)
        whole = [*doc_rows(each.doc, language), each.signature]
        lines += whole if room > 0 else further_rows(each, language)
    return markdown.fence("\n".join(lines), language.fence) if lines else ""
