"""What is said of the private symbols of a file: a line each in its note, and read back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.said.linkers import Linker
from ralf_notes.notes.wording import Wording, in_every_language
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind

_ROOM = 8_000
"""Bytes that the lines of private symbols may fill in a note; further ones are names alone."""
_LINE = 150
"""Bytes of a line beside its name."""
_VALUES = frozenset({"constant", "variable", "property"})
_NEVER = frozenset({"section", "property"})
_START = "  - "


@dataclass(frozen=True, slots=True)
class PrivateSymbols:
    """The private symbols of a file."""

    lines: tuple[Symbol, ...]
    """Those that may have a line of their own: their author or a model says something of them."""
    names: tuple[str, ...]
    """Those that are names alone."""


def private_symbols(outline: Outline, kind: Kind) -> PrivateSymbols:
    """Return the private symbols of a file, in source order.

    Those that their author describes have a line; in a program or a script also what stands at the
    top level.
    """
    private = [s for s in outline.symbols if not s.public and s.kind != "section"]
    may_have = [s for s in private if s.kind not in _NEVER] if kind is not Kind.TEST else []
    lines = [symbol for symbol in may_have if symbol.doc]
    if kind is Kind.CODE and is_program(outline):
        lines += [s for s in may_have if not s.doc and _is_asked_about(s, outline)]
    room, chosen = _ROOM, set()
    for symbol in lines:  # the author's words come first
        room -= _LINE + len(symbol.name.encode())
        if room > 0:
            chosen.add(symbol.name)
    return PrivateSymbols(
        tuple(symbol for symbol in private if symbol.name in chosen),
        tuple(symbol.name for symbol in private if symbol.name not in chosen),
    )


def describable_private(outline: Outline, kind: Kind) -> tuple[Symbol, ...]:
    """Return the private symbols that a model may be asked about: of programs and scripts."""
    if kind is not Kind.CODE or not is_program(outline):
        return ()
    lines = private_symbols(outline, kind).lines
    return tuple(symbol for symbol in lines if _is_asked_about(symbol, outline))


def is_program(outline: Outline) -> bool:
    """Whether no other file is meant to use a file, so that what is private in it is all there is.

    That is where a program starts, a package `main` of Go, and a file without anything public.
    """
    if outline.is_entry or (outline.language == "go" and outline.package == "main"):
        return True
    return not any(s.public for s in outline.symbols) and not outline.exports


def _is_asked_about(symbol: Symbol, outline: Outline) -> bool:
    """Whether a symbol stands at the top level, as methods of Go do, and is no value."""
    return symbol.kind not in _VALUES and (not symbol.parent or outline.language == "go")


def private_lines(
    symbols: PrivateSymbols,
    prose: Mapping[str, str],
    elsewhere: Iterable[Symbol],
    link: Linker,
    say: Wording,
) -> list[str]:
    """Return items of a list: a nested one with a line for each symbol, then the other names.

    The words of authors stand in italics, those of a model are plain.

    Args:
        symbols: the private symbols of a file.
        prose: what a model says of symbols.
        elsewhere: those that the note shows with their author's words in another place.
        link: links names in prose.
        say: the words around the names.
    """
    told, names = [], []
    shown = {symbol.name for symbol in elsewhere}
    for symbol in symbols.lines:
        said = prose.get(symbol.name, "")
        doc = "" if symbol.name in shown else symbol.doc
        author = markdown.prose(opening_words(doc)) if doc else ""
        text = markdown.prose(said, link) if said else f"*{author}*" if author else ""
        if text:
            told.append(f"{_START}{markdown.code_span(symbol.name)}: {text}")
        else:
            names.append(symbol.name)
    lines = ["\n".join([say("lists.private_told"), *told])] if told else []
    hidden = markdown.code_spans(n for n in (*names, *symbols.names) if n not in shown)
    return [*lines, say("lists.private", names=hidden)] if hidden else lines


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
        if not line.startswith(_START):
            return
        start, end = next(markdown.code_at(line), (0, 0))
        text = line[end:].removeprefix(": ")
        if start == len(_START) and text and not text.startswith("*"):
            yield markdown.un_code_span(line[start:end]), markdown.plain(text)
