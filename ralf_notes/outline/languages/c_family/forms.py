"""Rewrites forms of C and C++ that the grammars do not know, at the same length.

Such as pointers to members, lists of `using`, and macros in place of a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.literals import Lexed
from ralf_notes.outline.languages.c_family.preprocessed import Edit

_Form = tuple[bytes, bytes, re.Pattern[bytes]]
"""What a source must hold to have it, which is quick to find; what replaces it; the form."""
_ARGUMENTS = rb"\((?:[^(){};]++|\((?:[^(){};]++|\([^(){};]*+\))*+\))*+\)"
_BOTH: tuple[_Form, ...] = (
    (b"__volatile", b"volatile", re.compile(rb"\b(?P<cut>__volatile(?:__)?+)\b")),
    (b"__signed", b"signed", re.compile(rb"\b(?P<cut>__signed(?:__)?+)\b")),
    # A sentence in a branch that no compiler should reach.
    (
        b".\n",
        b"",
        re.compile(
            rb"(?:^|(?<=\n))[ \t]*+(?P<cut>[A-Z][a-z]++(?:[ \t,]++[A-Za-z]\w*+){3,40}+\.)"
            rb"[ \t]*+(?=\n)"
        ),
    ),
    # Texts of macros side by side: `= VERSION SUFFIX;`.
    (
        b"=",
        b"",
        re.compile(rb"=\s*+[A-Z_][A-Z0-9_]*+(?P<cut>(?:\s++[A-Z_][A-Z0-9_]*+)++)(?=\s*+;)"),
    ),
)
_CPP: tuple[_Form, ...] = (
    # A pointer to a member: `bool (Cart::*test)(int) const`.
    (
        b"::",
        b"",
        re.compile(rb"\(\s*+(?P<cut>(?:\w++\s*+(?:<[^<>;{}()]*+>\s*+)?+::\s*+)++)(?=\*)"),
    ),
    # What stands behind the parameters of such a pointer.
    (
        b"*",
        b"",
        re.compile(
            rb"\(\s*+[\w\s:<>,]*+\*[\s*]*+\w*+\s*+\)\s*+\((?:[^(){};]++|\([^(){};]*+\))*+\)"
            rb"(?P<cut>(?:\s*+(?:const|volatile|noexcept)\b|\s*+&)++)(?=\s*+[;,)=])"
        ),
    ),
    # All of a pack: `using T::operator()...;`
    (
        b"...",
        b"",
        re.compile(
            rb"(?P<cut>\busing\s++(?:[\w<>]{1,80}+::){1,8}+operator\b[^;={}.]{1,20}+\.\.\.\s*+;)"
        ),
    ),
    # Several names that one `using` brings, or all of a pack: `using a::b, c::d;`.
    (
        b"using",
        b"",
        re.compile(
            rb"\busing\s++(?!namespace\b)(?:typename\s++)?+[\w:<>]{1,200}+"
            rb"(?P<cut>\s*+,[^;={}]{1,800}+|\s*+\.\.\.\s*+)(?=;)"
        ),
    ),
    # What says that a member is a template: `stack.template push<char>(1)`.
    (b"template", b"", re.compile(rb"(?:\.|->|::)\s*+(?P<cut>template)(?=\s++\w)")),
    # A macro that is an `if`: `SHOP_IF_CONSTEXPR (sizeof(int) == 4) {`.
    (
        b"IF",
        b"if",
        re.compile(
            rb"[;{}]\s*+(?P<cut>(?:[A-Z][A-Z0-9_]{0,40}?_)?IF(?:_[A-Z]++)?+)(?=\s*+"
            + _ARGUMENTS
            + rb"\s*+\{)"
        ),
    ),
    # A macro that is the type of an operator: `friend ENABLE_IF((is_cart<T>), (bool)) operator==(`.
    (
        b"operator",
        b"int",
        re.compile(
            rb"(?:[>;{}]|\b(?:friend|inline|static|constexpr))\s*+(?P<cut>[A-Z_][A-Z0-9_]++\s*+"
            + _ARGUMENTS
            + rb")(?=\s*+operator\b)"
        ),
    ),
)
_BETWEEN_TEXTS = re.compile(rb"\"\s*+(?P<cut>[A-Z_]\w*+)(?=\s*+\")")
"""A macro between two texts: `"%" PRId64 " left"`."""
_FURTHER = re.compile(rb"\n[ \t]*+#[ \t]*+define[ \t]++(\w++)[ \t]++,")
"""A macro that stands for further parameters or arguments: `#define MORE , struct info *info`."""
_DECLTYPE = re.compile(rb"\bdecltype\s*+\(")
_BRACKET = re.compile(rb"[();{}]")
_LONGEST_TYPE = 400
_EXPORT_BLOCK = re.compile(rb"(?:^|(?<=\n))[ \t]*+export\s*+\{")


def form_edits(text: Lexed, language: str) -> Iterator[Edit]:
    """Yield the edits of a source, each an offset and the bytes that replace as many there."""
    code = text.code
    for needed, new, pattern in (*_BOTH, *(_CPP if language == "cpp" else ())):
        yield from cuts(code, needed, pattern, new)
    if further := frozenset(_FURTHER.findall(text.source)):
        for word in re.finditer(rb"\b(?:%b)\b" % b"|".join(further), code):
            yield word.start(), blank(word[0])
    if language == "cpp":
        for macro in _BETWEEN_TEXTS.finditer(text.source):
            if code.startswith(macro["cut"], macro.start("cut")):
                yield macro.start("cut"), blank(macro["cut"])
        yield from _lists_in_decltype(code)
        yield from _exported_blocks(code)


def cuts(
    code: bytes, needed: bytes, pattern: re.Pattern[bytes], new: bytes = b""
) -> Iterator[Edit]:
    """Yield the edits that blank what a pattern calls `cut`, or put something shorter there.

    Args:
        code: the code.
        needed: what the code must hold for the pattern to match, which is quick to find.
        pattern: has a group `cut`.
        new: what stands there instead.
    """
    if needed in code:
        for match in pattern.finditer(code):
            yield match.start("cut"), new + blank(match["cut"][len(new) :])


def _lists_in_decltype(code: bytes) -> Iterator[Edit]:
    """Yield what stands for several expressions: `decltype(a.size(), true)`."""
    for begun in _DECLTYPE.finditer(code) if b"decltype" in code else ():
        if end := _closing(code, begun.end(), b"()", _LONGEST_TYPE):
            inside = code[begun.end() : end]
            if b"," in inside:
                yield begun.end(), b"0" + blank(inside[1:])


def _exported_blocks(code: bytes) -> Iterator[Edit]:
    """Yield the edits that leave what stands in `export { ... }`."""
    for block in _EXPORT_BLOCK.finditer(code) if b"export" in code else ():
        if end := _closing(code, block.end(), b"{}", len(code)):
            yield block.start(), blank(block[0])
            yield end, b" "


def _closing(code: bytes, start: int, pair: bytes, most: int) -> int:
    """Return the offset of the bracket that closes the one before an offset, or 0.

    Args:
        code: the code.
        start: the offset.
        pair: the opening bracket and the closing one. Parentheses hold no statements.
        most: how many bytes to look at.
    """
    depth = 1
    for mark in _BRACKET.finditer(code, start, start + most):
        depth += (mark[0] == pair[:1]) - (mark[0] == pair[1:])
        if depth == 0:
            return mark.start()
        if pair == b"()" and mark[0] in b";{}":
            return 0
    return 0
