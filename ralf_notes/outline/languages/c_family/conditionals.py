"""Hides from the grammars of C and C++ the branches of `#if` that leave braces open.

The grammars parse all branches of a condition, each as whole statements. `#ifdef A` / `if (a) {` /
`#else` / `if (b) {` / `#endif` opens two blocks and closes one: the function around it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.literals import Lexed, lexed
from ralf_notes.outline.languages.c_family.tokens import is_macro

CONDITION = re.compile(
    rb"\s*#\s*(ifdef|ifndef|if|elifdef|elifndef|elif|elseif|else|endif)\b(.*)", re.DOTALL
)
NEVER = re.compile(rb"\s*(?:0|false)\s*(?:/[/*].*)?", re.DOTALL)
"""What stands behind `#if` where no compiler reads the branch."""
_UNFINISHED = (b")", b"&", b"|", b"=")
_LAST_WORD = re.compile(rb"(?<!\w)(\w+)\s*\Z")
_HALF = re.compile(
    rb"\s*+(?:(?:__attribute__\s*+\(\((?:[^();{}]++|\([^();{}]*+\))*+\)\)|__declspec\s*+\([^()]*+\)|\[\[[^\]]*+\]\]"
    rb"|static|inline|extern|constexpr|const|virtual|explicit)\s*+)++"
)
"""A branch that holds only the beginning of the definition behind it."""
_GOES_ON = re.compile(rb"\s{0,400}+[,)|&]")
"""What begins no statement: `#ifdef A` / `, icon {}` / `#endif` among the initializers."""
_ENDED = re.compile(rb"\s{0,400}+;")
"""What ends a statement that began before a condition, or in it."""
_STATEMENT_BYTES = 8_000
_TWO_BRANCHES = 3
"""Directives of a condition with one `#else`."""
_WORD_BYTES = 80
_BRACE = re.compile(rb"[{}]")


@dataclass(slots=True)
class _Condition:
    """One `#if` up to its `#endif`."""

    depth: int
    """How many blocks were open in front of it."""
    directives: list[tuple[int, int]] = field(default_factory=list)
    is_never: bool = False
    """Whether its first branch is never compiled: `#if 0`."""
    is_zero: bool = False
    """Whether it is `#if 0` itself, so that no compiler reads its first branch."""
    is_torn: bool = False
    """Whether a branch opens or closes a block of another one."""
    end_depth: int | None = None
    """How many blocks the branch that is kept leaves open."""


def whole_branches(source: bytes) -> Iterator[bytes]:
    """Yield a source, then with one branch of torn conditions, then of all conditions in blocks."""
    yield source
    text = lexed(source)
    yield without_torn_branches(text, "")
    yield without_torn_branches(text, "", all_in_blocks=True)


def without_torn_branches(text: Lexed, language: str, all_in_blocks: bool = False) -> bytes:
    """Return a source of the same length in which one branch is left of each torn condition.

    Args:
        text: the source.
        language: in `c`, `#ifdef __cplusplus` is false.
        all_in_blocks: whether to treat all conditions inside blocks as torn.
    """
    source = text.source
    blanked = bytearray(source)
    open_conditions: list[_Condition] = []
    depth = at = 0
    for span in text.directives:
        match = CONDITION.match(source, *span)
        if match is None:
            continue
        depth = _scan(text.code, at, span[0], depth, open_conditions)
        at, word, test = span[1], match[1], match[2]
        if word.startswith(b"if"):
            is_zero = word == b"if" and NEVER.fullmatch(test) is not None
            is_of_cpp = language == "c" and word != b"ifndef" and b"__cplusplus" in test
            condition = _Condition(depth, [span], is_zero or is_of_cpp, is_zero)
            is_inside = _is_inside_statement(text.code, *span)
            condition.is_torn = (all_in_blocks and depth > 0) or is_inside
            open_conditions.append(condition)
        elif open_conditions:
            condition = open_conditions[-1]
            condition.is_torn |= depth != condition.depth
            # `int f(int a)` / `#else` / `int f(long a)` / `#endif` / `{`: half a statement.
            before = text.code[condition.directives[-1][1] : span[0]].rstrip()
            condition.is_torn |= word != b"endif" and bool(before) and before[-1:] in _UNFINISHED
            condition.is_torn |= _HALF.fullmatch(before) is not None
            condition.is_torn |= word == b"endif" and _ENDED.match(text.code, span[1]) is not None
            condition.directives.append(span)
            keeps = len(condition.directives) - 2 == int(condition.is_never)
            if keeps:
                condition.end_depth = depth
            if word != b"endif":
                depth = condition.depth
                continue
            open_conditions.pop()
            depth = condition.depth if condition.end_depth is None else condition.end_depth
            if condition.is_torn or (
                condition.is_zero and len(condition.directives) <= _TWO_BRANCHES
            ):
                _keep_one_branch(condition, blanked, source)
    return bytes(blanked)


def _is_inside_statement(code: bytes, at: int, end: int) -> bool:
    """Whether a directive is between parentheses, or behind what a statement goes on with."""
    before = code[max(0, at - _STATEMENT_BYTES) : at]
    statement = before[1 + max(map(before.rfind, (b";", b"{", b"}"))) :]
    if statement.count(b"(") > statement.count(b")"):
        return True
    if statement.rstrip().endswith(_UNFINISHED[1:]) or _GOES_ON.match(code, end):
        return True
    word = _LAST_WORD.search(statement[-_WORD_BYTES:])
    return word is not None and not is_macro(word[1])


def _scan(code: bytes, start: int, end: int, depth: int, open_conditions: list[_Condition]) -> int:
    """Return how many blocks are open after some code, and notice the branches that it tears."""
    for brace in _BRACE.finditer(code, start, end):
        depth += 1 if brace[0] == b"{" else -1
        if open_conditions and depth < open_conditions[-1].depth:
            open_conditions[-1].is_torn = True
    return depth


def _keep_one_branch(condition: _Condition, blanked: bytearray, source: bytes) -> None:
    """Blank a condition but for its first branch, or the second one if the first is `#if 0`."""
    branch = int(condition.is_never)
    for index, (start, end) in enumerate(condition.directives):
        is_last = index == len(condition.directives) - 1
        stop = end if index == branch or is_last else condition.directives[index + 1][0]
        blanked[start:stop] = blank(source[start:stop])
