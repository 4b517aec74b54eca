"""Rust: items that stand in the braces of a macro, such as `bitflags! { pub struct Keys: u8 { } }`.

The grammar takes what a macro is given for tokens, so that types and functions in it are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ralf_notes.outline.brackets import Brackets, blank, blocks_of

_MAY_HOLD = re.compile(rb"^[ \t]*+[\w:]++![ \t]*+\{", re.MULTILINE)
_HIDDEN = re.compile(
    rb"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
    rb'|\bb?r(?P<marks>#{0,9})"(?:.*?"(?P=marks)|.*+)|"(?:[^"\\]|\\.)*+"?'
    rb"|'(?:[^'\\\n]|\\(?:.|u\{[^{}\n]{0,9}\}|x\w\w))'",
    re.DOTALL,
)
"""Comments, strings and characters, but no lifetimes."""
_ATTRIBUTE = rb"#!?\[(?:[^\[\]]|\[[^\[\]]*+\])*+\]"
_ITEM = (
    rb"pub\b|(?:(?:unsafe|async|const)\s++)*+(?:struct|enum|union|trait|fn|mod|use|impl|static)\b"
    rb"|extern\s++crate\b|if\s++#\["
)
_CALL = re.compile(
    rb"^[ \t]*+(?P<cut>(?:\w++::)*+(?!quote|parse_quote)\w++![ \t]*+\{)"
    rb"(?=(?:\s++|" + _ATTRIBUTE + rb")*+(?:" + _ITEM + rb"))",
    re.MULTILINE,
)
"""A macro that is given items. Comments are blank already."""
_HOLDS_ITEMS = re.compile(rb"\b(?:mod|impl|trait)\b")
_BRANCH = re.compile(rb"(?P<cut>\b(?:else\s++if|else|if)\s*+(?:" + _ATTRIBUTE + rb"\s*+)?\{)\Z")
"""A branch of `cfg_if!`."""
_FLAGS = re.compile(rb"\bstruct\s++\w++\s*+(?P<cut>:\s*+[\w:]++\s*+)\{")
_FLAG = re.compile(rb"\b(?P<const>const)\s++\w++\s*+(?P<is>=)(?P<value>[^;]{1,300})(?P<end>;)")
_LAZY = re.compile(rb"\bstatic\s++(?P<cut>ref)\b")
_HEAD_BYTES = 400


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source with the items of macros as its own, then the source."""
    if b"!" in source and (opened := _opened(source)) is not None:
        yield opened
    yield source


def _opened(source: bytes) -> bytes | None:
    """Return the source without what is around the items of its macros; None if it has no such."""
    if not _MAY_HOLD.search(source):
        return None
    code = _HIDDEN.sub(lambda match: blank(match[0]), source)
    calls = {match.end("cut") - 1: match for match in _CALL.finditer(code)}
    if not calls:
        return None
    text = bytearray(source)
    around: list[Brackets] = []
    opened: set[int] = set()
    blocks = sorted(blocks_of(code), key=lambda each: each.start)
    ends = {each.start: each.end for each in blocks}
    for block in blocks:
        while around and around[-1].end < block.start:
            around.pop()
        head = calls.get(block.start) or _branch(code, block, around, opened)
        if head and all(_is_of_items(code, each, opened) for each in around):
            opened.add(block.start)
            _cut(text, head.start("cut"), block.start + 1)
            _cut(text, block.end, block.end + 1)
            _rewrite(text, code, block, ends)
        around.append(block)
    return bytes(text) if opened else None


def _branch(
    code: bytes, block: Brackets, around: list[Brackets], opened: set[int]
) -> re.Match[bytes] | None:
    """Return the head of a branch of `cfg_if!`, which stands right in the braces of that."""
    if not around or around[-1].start not in opened:
        return None
    return _BRANCH.search(code, max(around[-1].start, block.start - _HEAD_BYTES), block.start + 1)


def _is_of_items(code: bytes, block: Brackets, opened: set[int]) -> bool:
    head = code[max(0, block.start - _HEAD_BYTES) : block.start]
    head = head[max(head.rfind(mark) for mark in (b";", b"{", b"}")) + 1 :]
    return block.start in opened or bool(_HOLDS_ITEMS.search(head))


def _cut(text: bytearray, start: int, end: int) -> None:
    text[start:end] = blank(bytes(text[start:end]))


def _rewrite(text: bytearray, code: bytes, block: Brackets, ends: Mapping[int, int]) -> None:
    """Rewrite what well-known macros read in another way than Rust does.

    Args:
        ends: where each block ends, by its start.
    """
    start, end = block.start + 1, block.end
    for lazy in _LAZY.finditer(code, start, end):
        _cut(text, *lazy.span("cut"))
    for flags in _FLAGS.finditer(code, start, end):
        _cut(text, *flags.span("cut"))
        for flag in _FLAG.finditer(code, flags.end(), ends.get(flags.end() - 1, end)):
            _as_field(text, flag)


def _as_field(text: bytearray, flag: re.Match[bytes]) -> None:
    """Write `const LEFT = 1;` of `bitflags!` as a field: `pub LEFT : _,`."""
    for group, written in (("const", b"pub"), ("is", b":"), ("end", b","), ("value", b" _")):
        start, end = flag.span(group)
        text[start:end] = written[: end - start] + blank(bytes(text[start:end]))[len(written) :]
