"""The symbols of a file: definitions with their signature, description, visibility and hash."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Member, as_comment
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.documentation.above import Above, all_above
from ralf_notes.outline.documentation.after import after
from ralf_notes.outline.model import ROUTINES, TYPES, Parameter, Symbol
from ralf_notes.outline.rules import Rules
from ralf_notes.outline.symbol_texts import (
    about_first,
    code_of,
    doc_of,
    is_reachable,
    overload_signatures,
    part_starts,
    signature_of,
    whole_doc,
)

_END_BYTES = 8
_SHORT_CHARACTERS = 200
_TYPE_ARGUMENTS = re.compile(r"<[^<>]*+>|\[[^\[\]]*+\]")
_ONLY_TYPE = re.compile(r"@var\s+\\?(\w+)")
_WORD = re.compile(r"\w+")
_LINE_COMMENT = re.compile(r"(?<![:\"'])//[^\n]*+")


def symbols_of(file: ParsedFile, rules: Rules) -> tuple[Symbol, ...]:
    """Return the symbols of a file in source order."""
    _mark_inherited(file, rules)
    file.definitions = _chosen(file, rules)
    placed = list(zip(file.definitions, all_above(file, rules), strict=True))
    behind = after(file, rules)
    members = _members(placed, behind, file, rules)
    placed = [(definition, lead) for definition, lead in placed if not definition.holder]
    children: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for definition, lead in placed:
        children[id(definition.parent)] += _spans(definition, lead)
    definitions = [definition for definition, _ in placed]
    parents = _parents(definitions, rules.separator)
    public = _public(definitions, file, rules, parents)
    symbols = []
    for definition, lead in placed:
        spans, nested = _spans(definition, lead), children[id(definition)]
        own_text = "".join(
            text_outside(file.source, *span, _within(span, nested)) for span in spans
        )
        kind = rules.kind(definition, file)
        signature, head = signature_of(definition, lead, file, rules, members[id(definition)])
        overloads = list(overload_signatures(definition, signature, file, rules))
        if overloads and (about := about_first(definition, lead, file, rules)):
            signature = f"{as_comment(about, rules.comment)}\n{signature}"
        symbols.append(
            Symbol(
                name=definition.path,
                kind=kind,
                signature="\n".join((signature, *overloads)),
                parts=part_starts((signature, *overloads)),
                doc=whole_doc(definition, lead, behind, file, rules),
                public=definition.path in public,
                parameters=_parameters(definition, kind, file, rules),
                start=spans[0][0],
                end=spans[0][1],
                digest=text_digest(own_text),
                parent=parents[definition.path],
                data=tuple(name for each in members[id(definition)] for name in each.names),
                head=head or (signature.count("\n") + 1 if overloads and kind in TYPES else 0),
            )
        )
    if any(definition.further for definition in definitions):
        symbols.sort(key=lambda symbol: (symbol.start, -symbol.end))
    return tuple(symbols)


def _chosen(file: ParsedFile, rules: Rules) -> list[Definition]:
    """Return the definitions, of those that are one the one that stands for all."""
    chosen = [_first_of(each, file, rules) if each.further else each for each in file.definitions]
    if chosen != file.definitions:
        chosen.sort(key=lambda each: (each.start, -each.end))
        for each in chosen:
            if each.parent and each.parent.part_of:
                each.parent = each.parent.part_of
                each.scope = None if each.scope is each.parent else each.scope
    return chosen


def _first_of(definition: Definition, file: ParsedFile, rules: Rules) -> Definition:
    """Return the one of several that stands for all, with the others as its further ones."""
    chief = _reached(definition, file, rules) if rules.overloads else _whole(definition)
    if chief is not definition:
        chief.further = [definition, *(other for other in definition.further if other is not chief)]
        for other in chief.further:
            other.part_of = chief
        chief.part_of = None
        chief.path, definition.further = definition.path, []
        chief.through = 0 if chief.start < definition.start else definition.through
    return chief


def _reached(definition: Definition, file: ParsedFile, rules: Rules) -> Definition:
    """Return the first one that others reach, and a type before the functions that make it."""
    further, chief = definition.further, definition
    if definition.kind in (*ROUTINES, "property") and not is_reachable(definition, file, rules):
        declared = (other for other in further if not other.is_apart)
        chief = next((other for other in declared if is_reachable(other, file, rules)), definition)
    if chief.kind in ROUTINES:
        is_open = is_reachable(chief, file, rules)
        types = (other for other in further if other.kind in TYPES)
        types = (other for other in types if not is_open or is_reachable(other, file, rules))
        chief = next(types, chief)
    return chief


def _whole(definition: Definition) -> Definition:
    """Return the first one with a body, and mark the others, which are its prototypes."""
    several = (definition, *definition.further)
    chief = next(filter(_is_whole, several), definition)
    for each in several:
        each.is_apart = _is_whole(chief) and each.kind != "macro" and not _is_whole(each)
    return chief


def _is_whole(definition: Definition) -> bool:
    """Whether it defines a function or the members of a type."""
    return not {"body", "list"}.isdisjoint(definition.captures)


def _within(span: tuple[int, int], spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted(each for each in spans if span[0] <= each[0] < span[1])


def _spans(definition: Definition, lead: Above) -> list[tuple[int, int]]:
    """Return where a definition is: it and those that adjoin it, then its parts elsewhere."""
    start, end = lead.start, max(definition.end, definition.through)
    others = [(one.start, one.end) for one in definition.further]
    return [(start, end), *(span for span in others if not start <= span[0] < end)]


def _parameters(
    definition: Definition, kind: str, file: ParsedFile, rules: Rules
) -> tuple[Parameter, ...]:
    """Return the parameters of a function; of overloads shown, those of the one with the most.

    Of several with as many, those whose defaults are told: `...` stands for one in Python.
    """
    further = () if kind == "property" else definition.further
    if further and is_reachable(definition, file, rules):
        further = [one for one in further if one.is_apart or is_reachable(one, file, rules)]
    nodes = (one.node("parameters") for one in (definition, *further))
    lists = [tuple(rules.parameters(node, file)) for node in nodes if node]
    return max(lists, key=_told, default=())


def _told(parameters: Sequence[Parameter]) -> tuple[int, int]:
    """Return how many parameters a list has, and how few of their defaults it hides."""
    return len(parameters), -sum(each.default == "..." for each in parameters)


def _members(
    placed: Sequence[tuple[Definition, Above]],
    behind: Mapping[int, str],
    file: ParsedFile,
    rules: Rules,
) -> dict[int, list[Member]]:
    """Return the open members of each type, by the `id` of its definition.

    Args:
        placed: the definitions, each with what is above it.
        behind: the comments after definitions, by the ends of their declarations.
        file: the file.
        rules: the rules of its language.
    """
    name_ends: dict[tuple[int, int], int] = defaultdict(int)
    for definition, _ in placed:
        name = definition.node("name")
        end = name.end_byte if name else 0
        name_ends[definition.declared] = max(end, name_ends[definition.declared])
    members: dict[int, list[Member]] = defaultdict(list)
    by_declaration: dict[tuple[int, int], Member] = {}
    for definition, lead in placed:
        holder = definition.holder
        if not holder:
            continue
        if same := by_declaration.get(definition.declared):  # `int a, b` is one line
            same.names.append(definition.name)
            continue
        holder = holder.part_of or holder
        is_of_hidden = not is_reachable(holder, file, rules)
        if is_reachable(definition, file, rules) or is_of_hidden:
            if definition.scope and definition.scope.part_of:
                definition.scope.is_apart = True  # its head stands above its members
            above = sum(len(attribute) + 1 for attribute in lead.attributes)
            text = "\n".join((*lead.attributes, _ended(definition, file, rules)))
            member = Member(
                text=text,
                doc=_telling(doc_of(definition, lead, behind, file, rules), text),
                group=_group(definition, file, rules),
                start=definition.declared[0],
                least=name_ends[definition.declared] - definition.declared[0] + 1 + above,
                is_outside=not holder.start <= definition.start < holder.end,
                names=[definition.name],
            )
            by_declaration[definition.declared] = member
            members[id(holder)].append(member)
    return members


def _telling(doc: str, text: str) -> str:
    """Return what describes a member, '' if that only repeats its type: `@var Provider`."""
    match = _ONLY_TYPE.fullmatch(doc)
    return "" if match and match[1] in _WORD.findall(text) else doc


def _ended(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return the source of a member without its body, with the `;` or `,` that ends it."""
    code, last = code_of(definition, file, rules), definition.declared[1]
    if {"promoted", "body"} & definition.captures.keys() and "open" not in definition.captures:
        return f"{code}{rules.block.ends}"
    ending = file.slice(last, last + _END_BYTES).lstrip(" \t")[:1]
    return code + ending if ending in (";", ",") and not code.endswith((";", ",")) else code


def _group(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return the head of the scope that a member stands in, if it has one: `class << self`."""
    scope = definition.scope
    if not scope or not {"stop", "body"} & scope.captures.keys():
        return ""
    head = code_of(scope, file, rules)
    if rules.comment == "//" and "//" in head:  # it would hide what is joined to it
        head = _LINE_COMMENT.sub("", head)
    head = " ".join(head.split())
    return head if len(head) <= _SHORT_CHARACTERS else ""


def _parents(definitions: Sequence[Definition], separator: str) -> dict[str, str]:
    """Return the parent of each symbol: by its name (`Type::method`), else by its place."""

    def is_inside(name: str, path: str) -> bool:
        # The symbol at `path`, and all symbols inside it, cannot be its parent.
        while name and name != path:
            name = parents.get(name, "")
        return name == path

    # The type of `impl Colour { }` may come from a macro of that name, which has no members itself.
    names = {each.path for each in definitions if each.kind != "macro"}
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
    definitions: Iterable[Definition], file: ParsedFile, rules: Rules, parents: Mapping[str, str]
) -> set[str]:
    """Return the names of the public symbols, without those inside symbols that are not."""
    open_names = {d.path for d in definitions if is_reachable(d, file, rules)}
    public = set()
    for name in open_names:
        outer = parents[name]
        while outer in open_names:
            outer = parents[outer]
        if not outer:
            public.add(name)
    return public


def _mark_inherited(file: ParsedFile, rules: Rules) -> None:
    """Mark the hidden classes that reachable ones extend, directly or over others."""
    if rules.bases is None:
        return
    classes = {each.path: each for each in file.definitions if each.kind == "class"}
    pending = [each for each in classes.values() if is_reachable(each, file, rules)]
    if len(pending) == len(classes):
        return
    while pending:
        heir = pending.pop()
        body = heir.node("body")
        head = file.slice(heir.name_start, body.start_byte if body else heir.end)
        for name in rules.bases.findall(_TYPE_ARGUMENTS.sub("", head)):
            base = classes.get(f"{heir.path.removesuffix(heir.name)}{name}")
            if base and not is_reachable(base, file, rules):
                base.is_inherited = True
                pending.append(base)
