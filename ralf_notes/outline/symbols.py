"""The symbols of a file: definitions with their signature, description, visibility and hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Member, member_lines
from ralf_notes.outline.definitions.shortened import shortened
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.documentation.above import (
    DATA,
    Above,
    above,
    all_above,
    behind,
    line_before,
)
from ralf_notes.outline.documentation.docstrings import joined_docs
from ralf_notes.outline.model import Parameter, Symbol
from ralf_notes.outline.rules import Rules

_SHORT = frozenset(("constant", "variable", "property", "macro"))
_SHORT_CHARACTERS = 200
_SIGNATURE_CHARACTERS = 1200


def symbols_of(file: ParsedFile, rules: Rules) -> tuple[Symbol, ...]:
    """Return the symbols of a file in source order."""
    placed = list(zip(file.definitions, all_above(file, rules), strict=True))
    after = behind(file)
    members = _members(placed, after, file, rules)
    placed = [(definition, lead) for definition, lead in placed if not definition.holder]
    children: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for definition, lead in placed:
        children[id(definition.parent)].append((lead.start, definition.end))
    definitions = [definition for definition, _ in placed]
    parents = _parents(definitions, rules.separator)
    public = _public(definitions, file, rules, parents)
    symbols = []
    for definition, lead in placed:
        start, end = lead.start, definition.end
        own_text = text_outside(file.source, start, end, children[id(definition)])
        kind = rules.kind(definition, file)
        signature, head = _signature(definition, lead, file, rules, members[id(definition)])
        symbols.append(
            Symbol(
                name=definition.path,
                kind=kind,
                signature=signature,
                doc=_whole_doc(definition, lead, after, file, rules),
                public=definition.path in public,
                parameters=_parameters(definition, kind, file, rules),
                start=start,
                end=end,
                digest=text_digest(own_text),
                parent=parents[definition.path],
                head=head,
            )
        )
    return tuple(symbols)


def _parameters(
    definition: Definition, kind: str, file: ParsedFile, rules: Rules
) -> tuple[Parameter, ...]:
    """Return the parameters of a function; of overloads, those of the one that has the most."""
    all_of_it = (definition, *(() if kind == "property" else definition.further))
    nodes = (one.node("parameters") for one in all_of_it)
    found = [tuple(rules.parameters(node, file)) for node in nodes if node]
    return max(found, key=len, default=())


def _members(
    placed: Sequence[tuple[Definition, Above]],
    after: Mapping[int, str],
    file: ParsedFile,
    rules: Rules,
) -> dict[int, list[Member]]:
    """Return the open members of each type, by the `id` of its definition.

    Args:
        placed: The definitions, each with what is above it.
        after: The comments after definitions, by the ends of their declarations.
        file: The file.
        rules: The rules of its language.
    """
    name_ends: dict[tuple[int, int], int] = defaultdict(int)
    for definition, _ in placed:
        name = definition.node("name")
        end = name.end_byte if name else 0
        name_ends[definition.declared] = max(end, name_ends[definition.declared])
    members: dict[int, list[Member]] = defaultdict(list)
    known: set[tuple[int, int]] = set()
    for definition, lead in placed:
        if not definition.holder or definition.declared in known:
            continue  # `int a, b` is one line
        if _is_open(definition, file, rules):
            known.add(definition.declared)
            member = Member(
                text="\n".join((*lead.attributes, _code(definition, file).rstrip(" ,;"))),
                doc=_doc(definition, lead, after, rules),
                group=_group(definition, file),
                start=definition.declared[0],
                least=name_ends[definition.declared] - definition.declared[0] + 1,
            )
            members[id(definition.holder)].append(member)
    return members


def _group(definition: Definition, file: ParsedFile) -> str:
    """Return the head of the scope that a member stands in, if it has one: `class << self`."""
    scope = definition.scope
    if not scope or not {"stop", "body"} & scope.captures.keys():
        return ""
    head = " ".join(_code(scope, file).split())
    return head if len(head) <= _SHORT_CHARACTERS else ""


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


def _public(
    definitions: Iterable[Definition],
    file: ParsedFile,
    rules: Rules,
    parents: Mapping[str, str],
) -> set[str]:
    """Return the names of the public symbols, without those inside symbols that are not."""
    open_names = {d.path for d in definitions if _is_open(d, file, rules)}
    public = set()
    for name in open_names:
        outer = parents[name]
        while outer in open_names:
            outer = parents[outer]
        if not outer:
            public.add(name)
    return public


def _is_open(definition: Definition, file: ParsedFile, rules: Rules) -> bool:
    """Whether it is as public as what it is in: by its nature, such as a case, or by its marks."""
    return "open" in definition.captures or rules.public(definition, file)


# --- texts ------------------------------------------------------------------------------------


def _whole_doc(
    definition: Definition, lead: Above, after: Mapping[int, str], file: ParsedFile, rules: Rules
) -> str:
    """Return what describes a definition or its further parts: overloads, a setter."""
    doc = _doc(definition, lead, after, rules)
    if not definition.further:
        return doc
    before = (definition, *definition.further)
    others = (
        _doc(one, above(file, rules, one, last.declared[1]), after, rules)
        for last, one in zip(before, definition.further, strict=False)
    )
    return joined_docs([doc, *others])


def _doc(definition: Definition, lead: Above, after: Mapping[int, str], rules: Rules) -> str:
    """Return what describes a definition: inside it, above it, or after it on the same line.

    after: the comments after definitions, by the ends of their declarations.
    """
    if lead.inside:
        return lead.inside
    said = _said(lead.comments)
    if not said and (definition.kind in DATA or definition.kind in _SHORT):
        said = _said([after.get(definition.declared[1], "")]) or _said(lead.group)
    return rules.markup(said).strip()


def _said(texts: Iterable[str]) -> str:
    """Return what some comments say, without their marks, licences and lines for tools."""
    cleaned = (comments.comment_text(text) for text in texts)
    kept = [notices.without_pragmas(text) for text in cleaned if not notices.is_notice(text)]
    return "\n\n".join(kept)


def _signature(
    definition: Definition,
    lead: Above,
    file: ParsedFile,
    rules: Rules,
    members: Sequence[Member],
) -> tuple[str, int]:
    """Return the source without the body, and how many lines of that stand above its data.

    A type is shown with its members that are data.
    """
    heads = rules.heads(definition, file) if rules.heads else ()
    text = "\n".join((*(_code(one, file) for one in (definition, *definition.further)), *heads))
    listing, head = definition.node("list"), 0
    if listing and len(text) > _SIGNATURE_CHARACTERS:
        text = _code(definition, file, listing.start_byte)
    elif listing:  # its members are in its own text
        members = [m for m in members if not listing.start_byte <= m.start < definition.end]
        above = file.slice(definition.declared[0], listing.start_byte)
        head = above.rstrip().count("\n") + 1
    text = "\n".join((*lead.attributes, text)).replace("\r", "")
    before = file.slice(definition.declared[0], definition.name_start)
    attributes = sum(each.count("\n") + 1 for each in lead.attributes)
    line = before.count("\n") + attributes
    limit = _SHORT_CHARACTERS if definition.kind in _SHORT else _SIGNATURE_CHARACTERS
    text = shortened(text, line, definition.name, limit)
    lines = member_lines(members, rules.comment)
    head = head + attributes if head else text.count("\n") + 1
    return (f"{text}\n{lines}", head) if lines else (text, head if listing else 0)


def _code(definition: Definition, file: ParsedFile, end: int = 0) -> str:
    """Return the source of a definition without its body, dedented.

    end: where the body starts, if the query did not capture it.
    """
    start, last = definition.declared
    stop, body = definition.node("stop"), definition.node("body")
    last = end or (stop.end_byte if stop else body.start_byte if body else last)
    # The text starts after the first line's indentation: remove the same from the other lines.
    line = (line_before(file.source, start) or b"").decode("utf-8", "replace")
    indent = line[: len(line) - len(line.lstrip())]
    first, *rest = file.slice(start, last).split("\n")
    text = "\n".join((first, *(part.removeprefix(indent).rstrip() for part in rest))).strip()
    keyword = file.text(definition.node("keyword"))  # of the group that it stands in
    return f"{keyword} {text}" if keyword else text
