"""The symbols of a file: definitions with their signature, description, visibility and hash."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import Member, as_comment, still_open, with_members
from ralf_notes.outline.definitions.overloads import in_short
from ralf_notes.outline.definitions.shortened import shortened
from ralf_notes.outline.digests import text_digest, text_outside
from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.documentation.above import (
    DOC_MARK,
    Above,
    above,
    all_above,
    line_before,
    top_of_parent,
)
from ralf_notes.outline.documentation.after import after
from ralf_notes.outline.documentation.docstrings import joined_docs, read_docstring
from ralf_notes.outline.documentation.tags import is_placeholder
from ralf_notes.outline.model import ROUTINES, TYPES, Parameter, Symbol
from ralf_notes.outline.rules import Rules
from ralf_notes.text import first_sentence

_SHORT = frozenset(("constant", "variable", "property", "macro"))
_OVERLOADED_CHARACTERS = 3_000
"""Of the descriptions of further overloads that a signature shows in full."""
_END_BYTES = 8
_SHORT_CHARACTERS = 200
_SIGNATURE_CHARACTERS = 1200
_KIND_WORD = re.compile(
    r"\A(?:the\s+)?(?:class|interface|trait|struct|enum|function|method|module|constructor)\s+(?=\S+\Z)"
    r"|(?<=\w)\s+(?:class|interface|trait|struct|enum|function|method|module)\Z",
    re.IGNORECASE,
)
"""Words around a name that say what the signature says."""
_LINE_COMMENT = re.compile(r"(?<![:\"'])//[^\n]*+")
_XML_DOC = "/// <"
"""Begins comments with tags, which read better as plain words."""


def symbols_of(file: ParsedFile, rules: Rules) -> tuple[Symbol, ...]:
    """Return the symbols of a file in source order."""
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
        signature, head = _signature(definition, lead, file, rules, members[id(definition)])
        overloads = list(_overloads(definition, signature, file, rules))
        if overloads and (about := _about_first(definition, lead, file, rules)):
            signature = f"{as_comment(about, rules.comment)}\n{signature}"
        symbols.append(
            Symbol(
                name=definition.path,
                kind=kind,
                signature="\n".join((signature, *overloads)),
                parts=_starts((signature, *overloads)),
                doc=_whole_doc(definition, lead, behind, file, rules),
                public=definition.path in public,
                parameters=_parameters(definition, kind, file, rules),
                start=spans[0][0],
                end=spans[0][1],
                digest=text_digest(own_text),
                parent=parents[definition.path],
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
    if definition.kind in (*ROUTINES, "property") and not _is_open(definition, file, rules):
        declared = (other for other in further if not other.is_apart)
        chief = next((other for other in declared if _is_open(other, file, rules)), definition)
    if chief.kind in ROUTINES:
        is_open = _is_open(chief, file, rules)
        types = (other for other in further if other.kind in TYPES)
        types = (other for other in types if not is_open or _is_open(other, file, rules))
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
    """Return the parameters of a function; of overloads, those of the one that has the most."""
    all_of_it = (definition, *(() if kind == "property" else definition.further))
    nodes = (one.node("parameters") for one in all_of_it)
    found = [tuple(rules.parameters(node, file)) for node in nodes if node]
    return max(found, key=len, default=())


def _members(
    placed: Sequence[tuple[Definition, Above]],
    behind: Mapping[int, str],
    file: ParsedFile,
    rules: Rules,
) -> dict[int, list[Member]]:
    """Return the open members of each type, by the `id` of its definition.

    Args:
        placed: The definitions, each with what is above it.
        behind: The comments after definitions, by the ends of their declarations.
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
        holder = definition.holder
        if not holder or definition.declared in known:
            continue  # `int a, b` is one line
        holder = holder.part_of or holder
        if _is_open(definition, file, rules):
            known.add(definition.declared)
            if definition.scope and definition.scope.part_of:
                definition.scope.is_apart = True  # its head stands above its members
            member = Member(
                text="\n".join((*lead.attributes, _ended(definition, file, rules))),
                doc=_doc(definition, lead, behind, rules),
                group=_group(definition, file, rules),
                start=definition.declared[0],
                least=name_ends[definition.declared] - definition.declared[0] + 1,
                is_outside=not holder.start <= definition.start < holder.end,
            )
            members[id(holder)].append(member)
    return members


def _ended(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return the source of a member without its body, with the `;` or `,` that ends it."""
    code, last = _code(definition, file, rules), definition.declared[1]
    if {"promoted", "body"} & definition.captures.keys() and "open" not in definition.captures:
        return f"{code}{rules.block.ends}"
    ending = file.slice(last, last + _END_BYTES).lstrip(" \t")[:1]
    return code + ending if ending in (";", ",") and not code.endswith((";", ",")) else code


def _group(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return the head of the scope that a member stands in, if it has one: `class << self`."""
    scope = definition.scope
    if not scope or not {"stop", "body"} & scope.captures.keys():
        return ""
    head = _code(scope, file, rules)
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
    definition: Definition, lead: Above, behind: Mapping[int, str], file: ParsedFile, rules: Rules
) -> str:
    """Return what describes a definition, else one of its further parts: overloads, a setter.

    Docstrings of all parts are joined: a comment above an overload is shown with its signature.
    """
    doc = _doc(definition, lead, behind, rules)
    further = definition.further
    if rules.doc:
        inside = [lead.inside, *(_above(one, file, rules).inside for one in further)]
        if any(inside) or not _has_own_words(definition, lead, file, rules):
            return joined_docs([doc, *inside] if not any(inside) else inside)
        return ""
    if not doc and further and definition.kind != "property":
        form = _plain(_code(definition, file, rules))
        further = [
            one for one in further if one.is_apart or _plain(_code(one, file, rules)) == form
        ]
    return doc or next(filter(None, (_own_doc(one, file, rules) for one in further)), "")


def _has_own_words(definition: Definition, lead: Above, file: ParsedFile, rules: Rules) -> bool:
    """Whether comments tell the overloads of a function apart: there is one above a further one."""
    further = (_above(one, file, rules).comments for one in definition.further)
    return definition.kind in ROUTINES and any(_said(each) for each in (*further, ()))


def _about_overload(definition: Definition, lead: Above, file: ParsedFile, rules: Rules) -> str:
    """Return the comment above an overload, in a language whose docs are inside of functions."""
    whole = definition.part_of or definition
    if lead.inside or not _has_own_words(whole, lead, file, rules):
        return ""
    return _said(lead.comments)


def _about_first(definition: Definition, lead: Above, file: ParsedFile, rules: Rules) -> str:
    """Return what stands above the first of several signatures."""
    about = _about_overload(definition, lead, file, rules) if rules.doc else ""
    return "\n".join(filter(None, (_origin(definition, file, rules), about)))


def _origin(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return what one of several definitions belongs to, if another one belongs elsewhere."""
    whole = definition.part_of or definition
    if rules.origin is None or not whole.further:
        return ""
    own = rules.origin(definition, file)
    others = (rules.origin(one, file) for one in (whole, *whole.further))
    return own if any(each != own for each in others) else ""


def _own_doc(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return what describes one of several overloads alone."""
    return _doc(definition, _above(definition, file, rules), {}, rules)


def _above(definition: Definition, file: ParsedFile, rules: Rules) -> Above:
    return above(file, rules, definition, top_of_parent(definition))


def _doc(definition: Definition, lead: Above, behind: Mapping[int, str], rules: Rules) -> str:
    """Return what describes a definition: inside it, above it, or after it on the same line.

    behind: the comments after definitions, by the ends of their declarations.
    """
    if lead.inside:
        return lead.inside
    said = _said(lead.comments)
    beside = "" if definition.node("body") else _said([behind.get(definition.declared[1], "")])
    if beside and _may_be_of_group(lead.comments, said):
        said = beside
    if not said and not definition.node("body"):
        said = _said(lead.group)
    return _without_name(rules.markup(said).strip(), definition.name)


def _may_be_of_group(comments_above: Sequence[str], said: str) -> bool:
    """Whether what is above a definition may be about those below it, too: a remark of one line."""
    is_plain = not any(map(DOC_MARK.match, comments_above))
    return not said or (is_plain and "\n" not in said and not said.endswith((".", "!", "?")))


def _without_name(doc: str, name: str) -> str:
    """Return a description without a first paragraph that only names it: `Class Watch.`"""
    first, _, rest = doc.partition("\n")
    is_name = (
        _KIND_WORD.sub("", first.strip("` .:()")).strip("`").lower() == name.lower()
        and not rest.partition("\n")[0].strip()
    )
    return rest.strip() if is_name else doc


def _said(texts: Iterable[str]) -> str:
    """Return what some comments say, without their marks, licences and lines for tools."""
    said = []
    for comment in texts:
        words = notices.without_pragmas(comments.comment_text(comment))
        is_title = notices.is_label(words) and not (words and DOC_MARK.match(comment))
        if not (is_title or notices.is_licence(words) or is_placeholder(words)):
            said.append(words)
    return "\n\n".join(said)


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
    text = _code(definition, file, rules)
    listing, head, ending = definition.node("list"), 0, ""
    if listing and (len(text) > _SIGNATURE_CHARACTERS or _XML_DOC in text):
        text = _code(definition, file, rules, listing.start_byte)
        # `typedef struct { int a; } name;`, `type Name = { a: number };`
        if definition.name_start > listing.start_byte or definition.kind == "type":
            ending = file.slice(listing.end_byte, definition.declared[1])
    elif listing:  # its members are in its own text
        members = [m for m in members if not listing.start_byte <= m.start < definition.end]
        above = file.slice(definition.declared[0], listing.start_byte)
        head = above.rstrip().count("\n") + 1 + _lines_of(lead.attributes)
    text = _fitting(text, definition, lead, file)
    if definition.kind == "object" and not members:
        text += " … }" + still_open(text)
    head = head or text.count("\n") + 1
    shown = with_members(text, members, rules.comment, rules.block)
    signature = f"{shown}{ending}".replace("\r", "")
    return signature, head if listing or members else 0


def _starts(parts: Iterable[str]) -> tuple[int, ...]:
    """Return the line, from 0, at which each part of a text begins, but the first one."""
    ends = accumulate(part.count("\n") + 1 for part in parts)
    return tuple(ends)[:-1]


def _lines_of(texts: Iterable[str]) -> int:
    return sum(text.count("\n") + 1 for text in texts)


def _overloads(
    definition: Definition, signature: str, file: ParsedFile, rules: Rules
) -> Iterator[str]:
    """Yield the signatures of what is one with a definition, each below what is said of it alone.

    Args:
        definition: The first one.
        signature: Its signature.
        file: The file.
        rules: The rules of its language.
    """
    for head in rules.heads(definition, file) if rules.heads else ():
        if f"{head} {{" not in signature:  # a block that the signature shows in whole
            yield head.replace("\r", "")
    if not definition.further:
        return
    shown, room = {_plain(signature)}, _OVERLOADED_CHARACTERS
    described = {"", read_docstring(_own_doc(definition, file, rules)).text}
    is_open = _is_open(definition, file, rules)
    for overload in definition.further:
        lead = _above(overload, file, rules)
        text = _fitting(_code(overload, file, rules), overload, lead, file)
        plain = _plain(text)
        if overload.is_apart or plain in shown or (is_open and not _is_open(overload, file, rules)):
            continue
        shown.add(plain)
        if not overload.is_apart and definition.kind in ROUTINES:
            text = in_short(text, overload, definition, file)
        description = (
            _about_overload(overload, lead, file, rules)
            if rules.doc
            else read_docstring(_doc(overload, lead, {}, rules)).text
        )
        if description not in described:
            room -= len(description)
            described.add(description)
            comment = description if room > 0 else first_sentence(description)
            text = f"{as_comment(comment, rules.comment)}\n{text}"
        if origin := _origin(overload, file, rules):
            text = f"{as_comment(origin, rules.comment)}\n{text}"
        yield text


def _plain(signature: str) -> str:
    return " ".join(signature.split()).rstrip(" ;{")


def _fitting(text: str, definition: Definition, lead: Above, file: ParsedFile) -> str:
    """Return a signature below its attributes, without lines from its inside if it is long."""
    text = "\n".join((*lead.attributes, text)).replace("\r", "")
    before = file.slice(definition.declared[0], definition.name_start)
    line = before.count("\n") + _lines_of(lead.attributes)
    limit = _SHORT_CHARACTERS if definition.kind in _SHORT else _SIGNATURE_CHARACTERS
    return shortened(text, line, definition.name, limit)


def _code(definition: Definition, file: ParsedFile, rules: Rules, end: int = 0) -> str:
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
    text = rules.shown(definition, text, file) if rules.shown else text
    keyword = file.text(definition.node("keyword"))  # of the group that it stands in
    return f"{keyword} {text}" if keyword else text
