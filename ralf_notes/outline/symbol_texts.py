"""The texts of a symbol: its signature, with those of its overloads, and its description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from ralf_notes.outline.definitions import Definition, ParsedFile
from ralf_notes.outline.definitions.members import (
    BRACES,
    Member,
    as_comment,
    still_open,
    with_members,
)
from ralf_notes.outline.definitions.overloads import in_short
from ralf_notes.outline.definitions.shortened import shortened
from ralf_notes.outline.documentation import comments, notices
from ralf_notes.outline.documentation.above import (
    DOC_MARK,
    Above,
    above,
    line_before,
    top_of_parent,
)
from ralf_notes.outline.documentation.docstrings import joined_docs, read_docstring
from ralf_notes.outline.documentation.tags import is_placeholder
from ralf_notes.outline.model import ROUTINES
from ralf_notes.outline.rules import Rules
from ralf_notes.text import first_sentence

_OVERLOADED_CHARACTERS = 3_000
"""Of the descriptions of further overloads that a signature shows in full."""
_SHORT = frozenset(("constant", "variable", "property", "macro"))
_SHORT_CHARACTERS = 200
_SIGNATURE_CHARACTERS = 1200
_KIND_WORD = re.compile(
    r"\A(?:the\s+)?(?:class|interface|trait|struct|enum|function|method|module|constructor)\s+(?=\S+\Z)"
    r"|(?<=\w)\s+(?:class|interface|trait|struct|enum|function|method|module)\Z",
    re.IGNORECASE,
)
"""Words around a name that say what the signature says."""
_XML_DOC = "/// <"
"""Begins comments with tags, which read better as plain words."""


def is_reachable(definition: Definition, file: ParsedFile, rules: Rules) -> bool:
    """Whether it is as public as what it is in: by its nature, such as a case, or by its marks."""
    by_nature = definition.is_inherited or "open" in definition.captures
    return by_nature or rules.public(definition, file)


def whole_doc(
    definition: Definition, lead: Above, behind: Mapping[int, str], file: ParsedFile, rules: Rules
) -> str:
    """Return what describes a definition, else one of its further parts: overloads, a setter.

    Docstrings of all parts are joined: a comment above an overload is shown with its signature.
    What is above a group stands above its first name, but says nothing of that one alone.
    """
    if lead.group and not is_reachable(definition, file, rules):  # it is told without the others
        lead = replace(lead, group=())
    doc = doc_of(definition, lead, behind, file, rules)
    further = definition.further
    if _describes_inside(rules):
        inside = (lead.inside, *(_above(one, file, rules).inside for one in further))
        if any(inside):
            return joined_docs(inside)
        return "" if _are_distinct(definition, file, rules) else doc
    if not doc and further and definition.kind != "property":
        form = _plain(code_of(definition, file, rules))
        further = [
            one for one in further if one.is_apart or _plain(code_of(one, file, rules)) == form
        ]
    return doc or next(filter(None, (_own_doc(one, file, rules) for one in further)), "")


def _describes_inside(rules: Rules) -> bool:
    """Whether descriptions are inside of functions, so that comments above have another use."""
    return rules.doc is not None and not rules.describes_above


def _are_distinct(definition: Definition, file: ParsedFile, rules: Rules) -> bool:
    """Whether comments tell the overloads of a function apart: there is one above a further one.

    Only in languages whose docs are inside of functions.
    """
    if not _describes_inside(rules) or definition.kind not in ROUTINES:
        return False
    return any(_words_of(_above(one, file, rules).comments) for one in definition.further)


def about_first(definition: Definition, lead: Above, file: ParsedFile, rules: Rules) -> str:
    """Return what stands above the first of several signatures."""
    about = _words_of(lead.comments) if _are_distinct(definition, file, rules) else ""
    return "\n".join(filter(None, (_origins(definition, file, rules)[0], about)))


def _origins(definition: Definition, file: ParsedFile, rules: Rules) -> list[str]:
    """Return what the first and each further one of several belong to, '' if that is the same."""
    several = (definition, *definition.further)
    origins = [rules.origin(each, file) if rules.origin else "" for each in several]
    return origins if len(set(origins)) > 1 else [""] * len(several)


def _own_doc(definition: Definition, file: ParsedFile, rules: Rules) -> str:
    """Return what describes one of several overloads alone."""
    return doc_of(definition, _above(definition, file, rules), {}, file, rules)


def _above(definition: Definition, file: ParsedFile, rules: Rules) -> Above:
    return above(file, rules, definition, top_of_parent(definition))


def doc_of(
    definition: Definition, lead: Above, behind: Mapping[int, str], file: ParsedFile, rules: Rules
) -> str:
    """Return what describes a definition: inside it, above it, or after it on the same line.

    Args:
        behind: the comments after definitions, by the ends of their declarations.
    """
    if lead.inside:
        return lead.inside
    text = _words_of(lead.comments)
    beside = "" if definition.node("body") else _words_of([behind.get(definition.declared[1], "")])
    if beside and _may_be_of_group(lead.comments, text):
        text = beside
    if not text and not definition.node("body"):
        text = _words_of(lead.group)
    if rules.told:
        text = rules.told(text, definition, file)
    return _without_name(rules.markup(text).strip(), definition.name)


def _may_be_of_group(comments_above: Sequence[str], text: str) -> bool:
    """Whether what is above a definition may be about those below it, too: a remark of one line."""
    is_plain = not any(map(DOC_MARK.match, comments_above))
    return not text or (is_plain and "\n" not in text and not text.endswith((".", "!", "?")))


def _without_name(doc: str, name: str) -> str:
    """Return a description without a first paragraph that only names it: `Class Watch.`"""
    first, _, rest = doc.partition("\n")
    is_name = (
        _KIND_WORD.sub("", first.strip("` .:()")).strip("`").lower() == name.lower()
        and not rest.partition("\n")[0].strip()
    )
    return rest.strip() if is_name else doc


def _words_of(texts: Iterable[str]) -> str:
    """Return what some comments say, without their marks, licences and lines for tools."""
    paragraphs = []
    for comment in texts:
        words = notices.without_pragmas(comments.comment_text(comment))
        is_title = notices.is_label(words) and not (words and DOC_MARK.match(comment))
        if not (is_title or notices.is_licence(words) or is_placeholder(words)):
            paragraphs.append(words)
    return "\n\n".join(paragraphs)


def signature_of(
    definition: Definition, lead: Above, file: ParsedFile, rules: Rules, members: Sequence[Member]
) -> tuple[str, int]:
    """Return the source without the body, and how many lines of that stand above its data.

    A type is shown with its members that are data.
    """
    text = code_of(definition, file, rules)
    listing, head, ending = definition.node("list"), 0, ""
    if listing and (len(text) > _SIGNATURE_CHARACTERS or _XML_DOC in text):
        text = code_of(definition, file, rules, listing.start_byte)
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
    is_braced = listing is not None and file.slice(listing.start_byte, listing.end_byte)[:1] == "{"
    block = BRACES if is_braced and not rules.block.opens else rules.block
    shown = with_members(text, members, rules.comment, block)
    signature = f"{shown}{ending}".replace("\r", "")
    return signature, head if listing or members else 0


def part_starts(parts: Iterable[str]) -> tuple[int, ...]:
    """Return the line, from 0, at which each part of a text begins, but the first one."""
    ends = accumulate(part.count("\n") + 1 for part in parts)
    return tuple(ends)[:-1]


def _lines_of(texts: Iterable[str]) -> int:
    return sum(text.count("\n") + 1 for text in texts)


def overload_signatures(
    definition: Definition, signature: str, file: ParsedFile, rules: Rules
) -> Iterator[str]:
    """Yield the signatures of what is one with a definition, each below its own description.

    Args:
        definition: the first one.
        signature: its signature.
        file: the file.
        rules: the rules of its language.
    """
    for head in rules.heads(definition, file) if rules.heads else ():
        if f"{head} {{" not in signature:  # a block that the signature shows in whole
            yield head.replace("\r", "")
    if not definition.further:
        return
    shown, room = {_plain(signature)}, _OVERLOADED_CHARACTERS
    described = {"", read_docstring(_own_doc(definition, file, rules)).text}
    is_open = is_reachable(definition, file, rules)
    are_told_apart = _are_distinct(definition, file, rules)
    origins = _origins(definition, file, rules)[1:]
    for overload, origin in zip(definition.further, origins, strict=True):
        lead = _above(overload, file, rules)
        text = _fitting(code_of(overload, file, rules), overload, lead, file)
        plain = _plain(text)
        if (
            overload.is_apart
            or plain in shown
            or (is_open and not is_reachable(overload, file, rules))
        ):
            continue
        shown.add(plain)
        if definition.kind in ROUTINES:
            text = in_short(text, overload, definition, file)
        if _describes_inside(rules):
            description = _words_of(lead.comments) if are_told_apart else ""
        else:
            description = read_docstring(doc_of(overload, lead, {}, file, rules)).text
        if description not in described:
            room -= len(description)
            described.add(description)
            comment = description if room > 0 else first_sentence(description)
            text = f"{as_comment(comment, rules.comment)}\n{text}"
        if origin:
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


def code_of(definition: Definition, file: ParsedFile, rules: Rules, end: int = 0) -> str:
    """Return the source of a definition without its body, dedented.

    Args:
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
