"""Descriptions of the private symbols of a file: a line each in its note, and read back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.beyond import beyond_line
from ralf_notes.notes.lists.members import own_name, owner_of
from ralf_notes.notes.lists.named import is_test_function
from ralf_notes.notes.prose.linkers import Linker
from ralf_notes.notes.wording import Wording, in_every_language
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.model import KINDS, ROUTINES, TYPES, Outline, Symbol
from ralf_notes.source.classify import Kind

_ROOM = 8_000
"""Bytes that the lines of private symbols may fill in a note; further ones are names alone, and no
model is asked about them."""
_MOST_NAMES = 5_000
"""Names that a note lists; only files that a program wrote have more."""
_LINE = 150
"""Bytes of a line beside its name."""
_OF_MARK = 2
"""A type, and what other files name, weighs as much as what is four times as big."""
VALUES = frozenset({"constant", "variable", "property"})
"""The kinds of symbols in which nothing happens."""
_NEVER = frozenset({"section", "property"})
_START = "  - "
_FOR_TESTS = "#[cfg(test)]"
"""Marks a module of Rust that is only compiled for tests."""
_MANY_METHODS = 10
"""More methods of one type stand below it."""
_FEW = 8
"""Names that one list may have without a word on what they are."""
_GROUPS = {
    "types": frozenset(KINDS) - ROUTINES - VALUES - _NEVER,
    "functions": frozenset({"function"}),
    "methods": frozenset({"method", "constructor"}),
    "values": VALUES,
}
"""By key of the phrase before their names: the kinds of symbols, in the order of the lines."""


@dataclass(frozen=True, slots=True)
class PrivateSymbols:
    """The private symbols of a file."""

    lines: tuple[Symbol, ...]
    """Those that may have a line of their own: their author or a model says something of them."""
    others: tuple[Symbol, ...]
    """Those that are names alone."""


def private_symbols(outline: Outline, kind: Kind) -> PrivateSymbols:
    """Return the private symbols of a file, in source order.

    Those that their author describes have a line; in a program or a script also what stands at the
    top level. If there is no room for all, those that weigh most get it.
    """
    private = [s for s in outline.symbols if not s.public and s.kind != "section"]
    may_have = [s for s in private if s.kind not in _NEVER] if kind is not Kind.TEST else []
    lines = [symbol for symbol in may_have if symbol.doc]
    if kind is Kind.CODE and is_program(outline):
        lines += [s for s in may_have if not s.doc and is_at_top(s, outline)]
    room, chosen = _ROOM, set()
    for symbol in sorted(lines, key=_rank_in(outline)):
        room -= _LINE + len(symbol.name.encode())
        if room > 0:
            chosen.add(symbol.name)
    return PrivateSymbols(
        tuple(symbol for symbol in private if symbol.name in chosen),
        tuple(symbol for symbol in private if symbol.name not in chosen),
    )


def _rank_in(outline: Outline) -> Callable[[Symbol], tuple[bool, int, int]]:
    """Return a function that says how early a private symbol gets room: values come last.

    A symbol weighs more the bigger it is, if it is a type, and if other files or a README name it.
    Sizes are rough, so that a small edit does not change the choice.
    """

    def rank(symbol: Symbol) -> tuple[bool, int, int]:
        marks = (symbol.kind in TYPES) + (symbol.name in outline.known)
        weight = (symbol.end - symbol.start).bit_length() + _OF_MARK * marks
        return symbol.kind in VALUES, -weight, symbol.start

    return rank


def describable_private(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the private symbols that a model may be asked about: of programs and scripts."""
    if kind is not Kind.CODE or not is_program(outline):
        return ()
    lines = private_symbols(outline, kind).lines
    return tuple(symbol for symbol in lines if is_at_top(symbol, outline))


def is_program(outline: Outline) -> bool:
    """Whether no other file is meant to use a file, so that what is private in it is all there is.

    That is where a program starts, a package `main` of Go, and a file without anything public.
    """
    if outline.is_entry or (outline.language == "go" and outline.package == "main"):
        return True
    return not any(s.public for s in outline.symbols) and not outline.exports


def is_at_top(symbol: Symbol, outline: Outline) -> bool:
    """Whether a symbol stands at the top level, as methods of Go do, and is no value."""
    return symbol.kind not in VALUES and (not symbol.parent or outline.language == "go")


def private_lines(
    symbols: PrivateSymbols,
    prose: Mapping[str, str],
    elsewhere: Iterable[Symbol],
    link: Linker,
    say: Wording,
) -> list[str]:
    """Return items of a list: a nested one with a line for each symbol, then the other names.

    The words of authors stand in italics, those of a model are plain. What a model once said stays,
    even where there would be no room for it.

    Args:
        symbols: the private symbols of a file.
        prose: what a model says of symbols.
        elsewhere: those that the note shows with their author's words in another place.
        link: links names in prose.
        say: the words around the names.
    """
    texts: dict[str, str] = {}
    shown = {symbol.name for symbol in elsewhere}
    have_lines = {symbol.name for symbol in symbols.lines}
    for symbol in (*symbols.lines, *symbols.others):
        is_quoted = symbol.name in have_lines and symbol.name not in shown
        of_model, doc = prose.get(symbol.name, ""), symbol.doc if is_quoted else ""
        author = markdown.prose(opening_words(doc)) if doc else ""
        if text := markdown.prose(of_model, link) if of_model else f"*{author}*" if author else "":
            texts[symbol.name] = text
    lines = ["\n".join([say("lists.private_told"), *_below_types(texts, say)])] if texts else []
    every = (*symbols.lines, *symbols.others)
    hidden = [s for s in every if s.name not in texts and s.name not in shown]
    tests, hidden = _apart_from_tests(hidden)
    if hidden:
        lines.append(say("lists.private", names=_by_kind(hidden[:_MOST_NAMES], say)))
    if beyond := hidden[_MOST_NAMES:]:
        lines.append(beyond_line((own_name(symbol.name) for symbol in beyond), say))
    if tests:
        names = markdown.code_spans(own_name(symbol.name) for symbol in tests[:_MOST_NAMES])
        lines.append(say("facts.tests", names=names))
    return lines


def _apart_from_tests(symbols: Sequence[Symbol]) -> tuple[list[Symbol], list[Symbol]]:
    """Return the tests of Rust that stand in the file that they test, and the other symbols.

    The modules for tests say nothing that the names of the tests do not.
    """
    modules = tuple(
        f"{s.name}::" for s in symbols if s.kind == "module" and _FOR_TESTS in s.signature
    )
    inside = [symbol for symbol in symbols if f"{symbol.name}::".startswith(modules)]
    tests = [symbol for symbol in inside if is_test_function(symbol)]
    apart = {test.name for test in tests} | {
        symbol.name for symbol in inside if symbol.kind == "module"
    }
    return tests, [symbol for symbol in symbols if symbol.name not in apart or not tests]


def _by_kind(symbols: Sequence[Symbol], say: Wording) -> str:
    """Return the names of symbols: of many, those of each kind together.

    Members stand behind the type that they are in.
    """
    if len(symbols) <= _FEW:
        return markdown.code_spans(symbol.name for symbol in symbols)
    texts = []
    for key, kinds in _GROUPS.items():
        of_kind = [symbol for symbol in symbols if symbol.kind in kinds]
        rows: dict[str, list[str]] = {}
        for symbol in of_kind:
            is_inside = bool(symbol.parent) and symbol.name.startswith(symbol.parent)
            name = own_name(symbol.name) if is_inside else symbol.name
            rows.setdefault(symbol.parent if is_inside else "", []).append(name)
        shown = [markdown.code_spans(rows.pop(""))] if "" in rows else []
        shown += [
            f"{markdown.code_span(each)} ({markdown.code_spans(rows[each])})" for each in rows
        ]
        if shown:
            texts.append(say(f"lists.{key}", names=", ".join(shown)))
    return ". ".join(texts)


def _below_types(texts: Mapping[str, str], say: Wording) -> Iterator[str]:
    """Yield a line for each symbol; the methods of a type that has very many stand below it."""
    inside: dict[str, list[str]] = {}
    for name in texts:
        inside.setdefault(owner_of(name), []).append(name)
    many = {owner for owner, names in inside.items() if owner and len(names) > _MANY_METHODS}
    owners = {owner for owner in many if owner_of(owner) not in many}
    for name, text in texts.items():
        if name in owners or owner_of(name) not in owners:
            yield _line(name, text, say)
        if name in owners:
            yield from (f"  {_line(each, texts[each], say)}" for each in inside[name])
    for owner in sorted(owners - texts.keys()):
        yield f"{_START}{markdown.code_span(owner)}"
        yield from (f"  {_line(each, texts[each], say)}" for each in inside[owner])


def _line(name: str, text: str, say: Wording) -> str:
    return _START + say("lists.named", name=markdown.code_span(name), text=text)


def read_private(sections: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the private symbols of a note's block that a model describes, with what it says.

    The names are as the note shows them.
    """
    heads = {f"- {head}" for head in in_every_language("lists.private_told")}
    for section in sections:
        lines = section.split("\n")
        for at, line in enumerate(lines):
            if line in heads:
                yield from _read_lines(lines[at + 1 :])


def _read_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        item = line.removeprefix("  ") if line.startswith(f"  {_START}") else line
        if not item.startswith(_START):
            return
        start, end = next(markdown.code_at(item), (0, 0))
        text = item[end:].lstrip(" :")
        if start == len(_START) and text and not text.startswith("*"):
            yield markdown.un_code_span(item[start:end]), markdown.plain(text)
