"""What a reading of C and C++ hides though it may define something: macros, branches of `#if`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ralf_notes.outline.languages.c_family.conditionals import CONDITION, NEVER
from ralf_notes.outline.languages.c_family.literals import lexed
from ralf_notes.outline.languages.c_family.statements import CALLED_BY_LANGUAGE, block_end
from ralf_notes.outline.languages.c_family.tokens import Tokens, is_macro, is_name, tokens_of

_TESTS = frozenset(b"TEST TESTS SCENARIO SECTION SUBCASE BENCHMARK".split())
"""Words in names of macros whose block is a test: of GoogleTest, Catch2, doctest, Boost.Test."""
_DECLARES = re.compile(rb"DECLARE|DEFINE|IMPLEMENT|PROTOTYPE|GENERATE|MODULE|MOCK|_HEAD\Z")
"""What names of macros hold that declare, also what the rest of the file names."""
_STATES = re.compile(rb"ASSERT|CHECK|EXPECT|DISALLOW|VERIFY|LOG|FLAG")
"""What names of macros hold that say or hold something at their place."""
_BEFORE_CALLS = frozenset(b"return else throw new delete case goto do co_return co_await".split())
_MEMBER_ACCESS = (b"->", b".")
_WORD = re.compile(rb"\w+")


def unknown_lines(source: bytes, text: bytes) -> set[int]:
    """Return the lines, counted from 0, that a reading leaves blank and that may define something.

    What is in a test, in a branch that is never compiled, or what only names what the rest of the
    file holds, as `EXPORT_SYMBOL(f);` does, is known.

    Args:
        source: the source.
        text: the text of the same length that was parsed in its place.
    """
    lines = source.split(b"\n")
    if not any(map(_is_hidden, lines, text.split(b"\n"))):
        return set()
    read = lexed(text).code
    words_read = frozenset(_WORD.findall(read))
    unknown: set[int] = set()
    for first, last in _runs(lines, read.split(b"\n")):
        hidden = b"\n".join(lines[first:last])
        line, at = first, 0
        for start, end in _defining(hidden, words_read):
            line, at = line + hidden.count(b"\n", at, start), start
            unknown.update(range(line, line + hidden.count(b"\n", start, end) + 1))
    return unknown


def _is_hidden(line: bytes, read: bytes) -> bool:
    return not read.strip() and bool(line.strip())


def _runs(lines: list[bytes], read: list[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where each run of lines begins and ends in which a reading has no code."""
    never = _never_compiled(lines)
    is_blank = [not code.strip() and number not in never for number, code in enumerate(read)]
    for blank, run in groupby(range(len(read)), key=is_blank.__getitem__):
        if blank:
            numbers = list(run)
            yield numbers[0], numbers[-1] + 1


def _never_compiled(lines: list[bytes]) -> frozenset[int]:
    """Return the numbers of the lines in branches of `#if 0`."""
    inside: list[int] = []
    depth = 0
    for number, line in enumerate(lines):
        condition = CONDITION.match(line)
        word, test = condition.groups() if condition else (b"", b"")
        if depth:
            inside.append(number)
            if word.startswith(b"if"):
                depth += 1
            elif word == b"endif" or (depth == 1 and word.startswith(b"el")):
                depth -= 1
        elif word == b"if" and NEVER.fullmatch(test):
            depth = 1
    return frozenset(inside)


def _defining(hidden: bytes, words_read: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    """Yield where something stands in hidden code that may define what nothing else names."""
    tokens = tokens_of(lexed(hidden).code)
    texts = tokens.texts
    at = 0
    while at < len(texts):
        if texts[at] == b"template":  # an explicit instantiation: `template class Cart<int>;`
            while at < len(texts) - 1 and texts[at] != b";":
                at += 1
        closing = tokens.closing.get(at + 1) if is_name(texts[at]) else None
        if closing is None:
            at += 1
            continue
        stop = closing + 1
        has_block = texts[stop : stop + 1] == [b"{"]
        end = block_end(tokens, stop) if has_block else stop
        if _may_define(tokens, at, closing, words_read):
            last = end if has_block and _is_scope(tokens, stop + 1, end) else stop
            yield tokens.starts[at], tokens.ends[last - 1]
        at = end


def _may_define(tokens: Tokens, at: int, closing: int, words_read: frozenset[bytes]) -> bool:
    """Whether a call, or what looks like one, may define something that is not known."""
    name, before = tokens.texts[at], tokens.texts[at - 1] if at else b""
    after = tokens.texts[closing + 1 : closing + 2]
    is_test = not _TESTS.isdisjoint(name.split(b"_"))
    is_called = before in _MEMBER_ACCESS
    if is_test or is_called or name in CALLED_BY_LANGUAGE or _STATES.search(name):
        return False
    is_typed = is_name(before) and before not in _BEFORE_CALLS and not is_macro(before)
    if is_typed or after == [b"{"]:
        return name not in words_read
    words = [word for word in tokens.texts[at + 2 : closing] if is_name(word)]
    if not words or (_DECLARES.search(name) and not name.startswith(b"Q_")):
        return bool(words)
    return after == [b";"] and not words_read.issuperset(words)


def _is_scope(tokens: Tokens, first: int, last: int) -> bool:
    """Whether functions are defined between two indices: `NAMESPACE(shop) { int f() { ... } }`."""
    texts = tokens.texts
    for at in range(first + 1, last - 1):
        closing = tokens.closing.get(at + 1)
        if closing is None or texts[closing + 1 : closing + 2] != [b"{"]:
            continue
        words = texts[at - 1 : at + 1]
        if all(is_name(word) and word not in CALLED_BY_LANGUAGE for word in words):
            return True
    return False
