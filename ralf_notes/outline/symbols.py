"""Symbols of a file: definitions with their text, description, visibility and hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.outline import comments
from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.digests import digest, outside
from ralf_notes.outline.model import Parameter, Symbol
from ralf_notes.outline.rules import Rules

_SHORT = frozenset(("constant", "variable", "property", "macro"))
_SHORT_CHARACTERS = 200
_SIGNATURE_CHARACTERS = 1200
_GAP_BYTES = 400
"""How far to look back for what stands above: keeps files of one long line from taking forever."""


@dataclass(frozen=True, slots=True)
class Above:
    """What stands directly above a definition and belongs to it."""

    start: int
    comments: tuple[str, ...]
    attributes: tuple[str, ...]


def build(found: Found, rules: Rules) -> tuple[Symbol, ...]:
    """Return the symbols of a file in source order."""
    definitions = found.definitions
    above = _all_above(found, rules)
    children: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for definition, lead in zip(definitions, above, strict=True):
        children[id(definition.parent)].append((lead.start, definition.end))
    parents = _parents(definitions, rules.separator)
    public = _public(found, rules, parents)
    return tuple(
        Symbol(
            name=definition.path,
            kind=rules.kind(definition, found),
            signature=_signature(definition, lead, found, rules),
            doc=_doc(definition, lead, found, rules),
            public=definition.path in public,
            parameters=_parameters(definition, found, rules),
            start=lead.start,
            end=definition.end,
            digest=digest(
                outside(found.source, lead.start, definition.end, children[id(definition)])
            ),
            parent=parents[definition.path],
        )
        for definition, lead in zip(definitions, above, strict=True)
    )


def _parents(definitions: Sequence[Definition], separator: str) -> dict[str, str]:
    """Return the parent of each symbol: by its name (`Type::method`), else by where it stands."""
    names = {definition.path for definition in definitions}
    parents: dict[str, str] = {}
    for definition in definitions:
        stem = separator.join(filter(None, (definition.owner, definition.name)))
        owner = stem.rpartition(separator)[0]
        enclosing = definition.parent.path if definition.parent else ""
        around = (owner if owner in names else "", enclosing)
        parents[definition.path] = next(
            (name for name in around if name and not _leads_to(name, definition.path, parents)), ""
        )
    return parents


def _leads_to(name: str, path: str, parents: Mapping[str, str]) -> bool:
    """Tell whether a symbol is, or is inside of, the one at `path`: that cannot be its parent."""
    while name and name != path:
        name = parents.get(name, "")
    return name == path


def _public(found: Found, rules: Rules, parents: Mapping[str, str]) -> set[str]:
    """Return the names of the symbols that are public, as all that they are inside of is."""
    open_ = {d.path for d in found.definitions if rules.public(d, found)}
    public = set()
    for name in open_:
        above = parents[name]
        while above in open_:
            above = parents[above]
        if not above:
            public.add(name)
    return public


def _parameters(definition: Definition, found: Found, rules: Rules) -> tuple[Parameter, ...]:
    node = definition.node("parameters")
    return tuple(rules.parameters(node, found)) if node else ()


def _all_above(found: Found, rules: Rules) -> list[Above]:
    """Return what stands above each definition, never reaching into the one before it."""
    floors: dict[int, int] = {}
    result = []
    for definition in found.definitions:
        parent = definition.parent
        floor = floors.get(id(parent), parent.name_start if parent else 0)
        result.append(_above(definition.start, floor, found, rules))
        floors[id(parent)] = definition.end
    return result


def _above(start: int, floor: int, found: Found, rules: Rules) -> Above:
    """Go up over comments and attributes that follow each other without an empty line."""
    described: list[str] = []
    attributes: list[str] = []
    top = position = start
    while True:
        end = _end_before(found.source, position)
        opening = found.comments.get(end, found.attributes.get(end, -1))
        if opening < floor or not _stands_alone(found.source, opening):
            break
        text = found.slice(opening, end)
        position = opening
        if end in found.attributes:
            attributes.append(text)
            top = opening
        elif rules.documents.match(text):
            described.append(text)
            top = opening
    return Above(top, tuple(reversed(described)), tuple(reversed(attributes)))


def _end_before(source: bytes, position: int) -> int:
    """Return the end of the text above, or -1 when an empty line is between."""
    window = source[max(0, position - _GAP_BYTES) : position]
    gap = window[len(window.rstrip()) :]
    return -1 if gap.count(b"\n") > 1 else position - len(gap)


def _stands_alone(source: bytes, start: int) -> bool:
    """Say whether nothing is left of it on its line: a comment after code is about that code."""
    line = _line_before(source, start)
    return line is not None and line.strip() in (b"", b"<?php")


def _line_before(source: bytes, start: int) -> bytes | None:
    """Return what is left of an offset on its line, or None for one in a very long line."""
    floor = max(0, start - _GAP_BYTES)
    window = source[floor:start]
    newline = window.rfind(b"\n")
    return None if newline < 0 < floor else window[newline + 1 :]


def _doc(definition: Definition, lead: Above, found: Found, rules: Rules) -> str:
    if rules.doc:
        return rules.doc(definition, found)
    texts = (comments.without_pragmas(text) for text in map(comments.clean, _runs(lead.comments)))
    texts = (text for text in texts if not comments.is_notice(text))
    return rules.markup("\n\n".join(texts)).strip()


def _runs(texts: Iterable[str]) -> list[str]:
    """Join line comments that follow each other; a block comment stays for itself."""
    runs: list[str] = []
    for text in texts:
        if runs and not text.startswith("/*") and not runs[-1].startswith("/*"):
            runs[-1] += "\n" + text
        else:
            runs.append(text)
    return runs


def _signature(definition: Definition, lead: Above, found: Found, rules: Rules) -> str:
    start, end = definition.declared
    if stop := definition.node("stop"):
        end = stop.end_byte
    elif body := definition.node("body"):
        end = body.start_byte
    text = _dedent(found.slice(start, end), start, found.source)
    text = "\n".join((text.strip(), *rules.fields(definition, found)))
    limit = _SHORT_CHARACTERS if definition.kind in _SHORT else _SIGNATURE_CHARACTERS
    return _capped("\n".join((*lead.attributes, text.strip())).replace("\r", ""), limit)


def _dedent(text: str, start: int, source: bytes) -> str:
    """Take the first line's indentation, which is not in the text, from the lines after it."""
    line = (_line_before(source, start) or b"").decode("utf-8", "replace")
    indent = line[: len(line) - len(line.lstrip())]
    first, *rest = text.split("\n")
    return "\n".join((first, *(part.removeprefix(indent).rstrip() for part in rest)))


def _capped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
