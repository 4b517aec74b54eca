"""Finds what in the macros of C is no name of another file: parameters, and what is pasted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node

Span: TypeAlias = "tuple[int, int]"
_WORD = lazily(rb"[A-Za-z_]\w*+")
_PASTED = lazily(rb"(?<!\w)\w++(?=\s*+##)|##\s*+\w++|(?<!#)#\s*+[A-Za-z_]\w*+")
"""A name beside `##`, which is a part of a longer one, and behind `#`, which becomes a string."""
_CALLED = lazily(rb"(?<!\s)\s*+\(")
_BRACKETS = lazily(rb"[(),]")
_LONGEST_CALL = 2_000


def unnamed_in_macros(macros: Iterable[Node], text: bytes) -> Iterator[Span]:
    """Yield the spans in a source that are no names: macros make other names and strings of them.

    Args:
        macros: the definitions of its macros with parameters.
        text: the source, with comments and strings blank.
    """
    pasting: dict[bytes, list[frozenset[int]]] = {}
    for macro in macros:
        name, head = macro.child_by_field_name("name"), macro.child_by_field_name("parameters")
        body = macro.child_by_field_name("value")
        if name is None or head is None:
            continue
        parameters = _WORD.findall(text, *head.byte_range)
        first, end = body.byte_range if body else (0, 0)
        parts = [part.span() for part in _PASTED.finditer(text, first, end)]
        in_parts = {at for part in parts for at in range(*part)}
        words = [word for word in _WORD.finditer(text, first, end) if word[0] in parameters]
        plain = {word[0] for word in words if word.start() not in in_parts}
        yield from (*parts, *(word.span() for word in words))
        for call in filter(None, (_CALLED.match(text, word.end()) for word in words)):
            # `#define COLORS(it) it(red) it(blue)`: what these mean, the user of it decides.
            yield from _lone_words(text, _arguments(text, call.end()))
        pasted = {word[0] for word in words} - plain
        numbers = frozenset(at for at, each in enumerate(parameters) if each in pasted)
        pasting.setdefault(text[slice(*name.byte_range)], []).append(numbers)
    always = {name: frozenset.intersection(*numbers) for name, numbers in pasting.items()}
    yield from _pasted_arguments({name: each for name, each in always.items() if each}, text)


def _pasted_arguments(pasting: dict[bytes, frozenset[int]], text: bytes) -> Iterator[Span]:
    """Yield the arguments of macros that are only parts of names.

    Args:
        pasting: by the name of the macro, the numbers of these arguments, from 0.
    """
    if not pasting:
        return
    calls = re.compile(rb"(?<!\w)(%b)\s*+\(" % b"|".join(map(re.escape, sorted(pasting))))
    for call in calls.finditer(text):
        arguments = enumerate(_arguments(text, call.end()))
        yield from _lone_words(text, (span for at, span in arguments if at in pasting[call[1]]))


def _lone_words(text: bytes, spans: Iterable[Span]) -> Iterator[Span]:
    return (span for span in spans if _WORD.fullmatch(text[slice(*span)].strip()))


def _arguments(text: bytes, start: int) -> Iterator[Span]:
    """Yield the spans of the arguments of a call, from behind its opening bracket."""
    depth = 0
    for mark in _BRACKETS.finditer(text, start, start + _LONGEST_CALL):
        if mark[0] == b"(":
            depth += 1
        elif depth and mark[0] == b")":
            depth -= 1
        elif not depth:
            yield start, mark.start()
            start = mark.end()
            if mark[0] == b")":
                return
