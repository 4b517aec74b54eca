"""The symbols of a file: definitions with their signature, description, visibility and hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.outline import comments
from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.model import Symbol
from ralf_notes.outline.rules import Rules

_SHORT = frozenset(("constant", "variable", "property", "macro"))
_SHORT_CHARACTERS = 200
_SIGNATURE_CHARACTERS = 1200
_GAP_BYTES = 400
"""How far to look back for comments: otherwise a file of one long line would take forever."""


@dataclass(frozen=True, slots=True)
class _Above:
    """The comments and attributes directly above a definition, which belong to it."""

    start: int
    comments: tuple[str, ...]
    attributes: tuple[str, ...]


def symbols_of(file: ParsedFile, rules: Rules) -> tuple[Symbol, ...]:
    """Return the symbols of a file in source order."""
    definitions = file.definitions
    above = _all_above(file, rules)
    children: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for definition, lead in zip(definitions, above, strict=True):
        children[id(definition.parent)].append((lead.start, definition.end))
    parents = _parents(definitions, rules.separator)
    public = _public(file, rules, parents)
    symbols = []
    for definition, lead in zip(definitions, above, strict=True):
        start, end = lead.start, definition.end
        parameters = definition.node("parameters")
        own_text = text_outside(file.source, start, end, children[id(definition)])
        symbols.append(
            Symbol(
                name=definition.path,
                kind=rules.kind(definition, file),
                signature=_signature(definition, lead, file, rules),
                doc=_doc(definition, lead, file, rules),
                public=definition.path in public,
                parameters=tuple(rules.parameters(parameters, file)) if parameters else (),
                start=start,
                end=end,
                digest=text_digest(own_text),
                parent=parents[definition.path],
            )
        )
    return tuple(symbols)


def _parents(definitions: Sequence[Definition], separator: str) -> dict[str, str]:
    """Return the parent of each symbol: by its name (`Type::method`), else by its place."""

    def is_inside(name: str, path: str) -> bool:
        # The symbol at `path`, and all symbols inside it, cannot be its parent.
        while name and name != path:
            name = parents.get(name, "")
        return name == path

    names = {definition.path for definition in definitions}
    parents: dict[str, str] = {}
    for definition in definitions:
        stem = separator.join(filter(None, (definition.owner, definition.name)))
        owner = stem.rpartition(separator)[0]
        enclosing = definition.parent.path if definition.parent else ""
        around = (owner if owner in names else "", enclosing)
        parents[definition.path] = next(
            (name for name in around if name and not is_inside(name, definition.path)), ""
        )
    return parents


def _public(file: ParsedFile, rules: Rules, parents: Mapping[str, str]) -> set[str]:
    """Return the names of the public symbols, without those inside symbols that are not."""
    open_names = {d.path for d in file.definitions if rules.public(d, file)}
    public = set()
    for name in open_names:
        above = parents[name]
        while above in open_names:
            above = parents[above]
        if not above:
            public.add(name)
    return public


# --- what is above ----------------------------------------------------------------------------


def _all_above(file: ParsedFile, rules: Rules) -> list[_Above]:
    """Return what is above each definition: comments and attributes, without an empty line."""
    floors: dict[int, int] = {}
    result = []
    for definition in file.definitions:
        parent = definition.parent
        # No comment belongs to two definitions: stop at the end of the one before.
        floor = floors.get(id(parent), parent.name_start if parent else 0)
        floors[id(parent)] = definition.end
        described: list[str] = []
        attributes: list[str] = []
        top = position = definition.start
        while True:
            window = file.source[max(0, position - _GAP_BYTES) : position]
            gap = window[len(window.rstrip()) :]
            end = -1 if gap.count(b"\n") > 1 else position - len(gap)
            position = file.comments.get(end, file.attributes.get(end, -1))
            if position < floor:
                break
            # A comment after code on the same line is about that code.
            before = _line_before(file.source, position)
            if before is None or before.strip() not in (b"", b"<?php"):
                break
            text = file.slice(position, end)
            if end in file.attributes:
                attributes.append(text)
                top = position
            elif rules.documents.match(text):
                described.append(text)
                top = position
        result.append(_Above(top, tuple(reversed(described)), tuple(reversed(attributes))))
    return result


def _line_before(source: bytes, start: int) -> bytes | None:
    """Return the part of a line before an offset, or None if it is very long."""
    floor = max(0, start - _GAP_BYTES)
    window = source[floor:start]
    newline = window.rfind(b"\n")
    return None if newline < 0 < floor else window[newline + 1 :]


# --- texts ------------------------------------------------------------------------------------


def _doc(definition: Definition, lead: _Above, file: ParsedFile, rules: Rules) -> str:
    if rules.doc:
        return rules.doc(definition, file)
    # Line comments that follow each other are one; a block comment stays by itself.
    runs: list[str] = []
    for text in lead.comments:
        if runs and not text.startswith("/*") and not runs[-1].startswith("/*"):
            runs[-1] += "\n" + text
        else:
            runs.append(text)
    cleaned = map(comments.comment_text, runs)
    texts = [comments.without_pragmas(text) for text in cleaned]
    texts = [text for text in texts if not comments.is_notice(text)]
    return rules.markup("\n\n".join(texts)).strip()


def _signature(definition: Definition, lead: _Above, file: ParsedFile, rules: Rules) -> str:
    start, end = definition.declared
    if stop := definition.node("stop"):
        end = stop.end_byte
    elif body := definition.node("body"):
        end = body.start_byte
    # The text starts after the first line's indentation: remove the same from the other lines.
    line = (_line_before(file.source, start) or b"").decode("utf-8", "replace")
    indent = line[: len(line) - len(line.lstrip())]
    first, *rest = file.slice(start, end).split("\n")
    text = "\n".join((first, *(part.removeprefix(indent).rstrip() for part in rest)))
    fields = rules.fields(definition, file) if rules.fields else ()
    text = "\n".join((text.strip(), *fields)).strip()
    text = "\n".join((*lead.attributes, text)).replace("\r", "")
    limit = _SHORT_CHARACTERS if definition.kind in _SHORT else _SIGNATURE_CHARACTERS
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
