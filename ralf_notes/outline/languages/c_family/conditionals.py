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
_OF_DOCS = re.compile(rb"\s*+(?:defined\b\s*+\(?+\s*+)?+_*+DOXYGEN(?:_\w*+)?+\s*+\)?+\s*+")
"""What stands behind `#ifdef` where only Doxygen reads the branch."""
_DEAD = re.compile(rb"#[ \t]*+if[ \t]++(?:0|false)\b")
_NAME = re.compile(rb"[^\W\d]\w*+")
_HEAD_END = re.compile(rb"[:({=]")
"""What the bases of a type, parameters and values begin with."""
_CODE = re.compile(rb"\s*+(?!//|/\*|\*|@|#|new\b\s*\()[^\s{}()\[\];,]")
"""A line that may define something: no comment, attribute or directive, and more than brackets."""
_UNFINISHED = (b")", b"&", b"|", b"=")
_LAST_WORD = re.compile(rb"(?<!\w)(\w+)\s*\Z")
_HALF = re.compile(
    rb"\s*+(?:(?:__attribute__\s*+\(\((?:[^();{}]++|\([^();{}]*+\))*+\)\)|__declspec\s*+\([^()]*+\)|\[\[[^\]]*+\]\]"
    rb"|static|inline|extern|constexpr|const|virtual|explicit"
    rb"|(?:void|unsigned|signed|long|short|int|char|float|double|bool)\b|\w++(?<=_t)|\w++\s*+\*|\*)\s*+)++"
)
"""A branch that holds only the beginning of the definition behind it."""
_GOES_ON = re.compile(rb"\s{0,400}+[,)|&]")
"""What begins no statement: `#ifdef A` / `, icon {}` / `#endif` among the initializers."""
_DECLARES = re.compile(rb"\s*+[A-Za-z_]")
"""How a list of variables begins: `static int a,` / `#ifdef B` / `b,` / `#endif` / `c;`."""
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


def whole_branches(source: bytes, language: str = "") -> Iterator[bytes]:
    """Yield a source, then with one branch of torn conditions, then of all conditions in blocks.

    What no compiler reads is in none of them: the branch of `#if false`.
    """
    source = without_dead_branches(source)
    yield source
    text = lexed(source)
    yield without_torn_branches(text, language)
    yield without_torn_branches(text, language, all_in_blocks=True)


def without_dead_branches(source: bytes) -> bytes:
    """Return a source of the same length without what stands between `#if false` and `#else`."""
    if not _DEAD.search(source):
        return source
    blanked = bytearray(source)
    open_conditions: list[int | None] = []
    for start, end in lexed(source).directives:
        match = CONDITION.match(source, start, end)
        if match is None:
            continue
        word = match[1]
        if word.startswith(b"if"):
            is_dead = word == b"if" and NEVER.fullmatch(match[2]) is not None
            open_conditions.append(end if is_dead else None)
        elif open_conditions:
            dead = open_conditions.pop()
            if dead is not None:
                blanked[dead:start] = blank(source[dead:start])
            if word != b"endif":
                open_conditions.append(None)
    return bytes(blanked)


def hidden_branches(source: bytes, text: bytes) -> set[int]:
    """Return the lines, counted from 0, of branches that a reading leaves out, and not for dead.

    Those that name only what stands in the reading too, as the twin of a function does, are known.

    Args:
        source: the source.
        text: the text of the same length that was parsed in its place.
    """
    if b"#if" not in source:
        return set()
    heads: dict[int, bytes] = {}
    is_left_out: list[bool] = []
    lines = without_dead_branches(source).split(b"\n")
    for number, (line, read) in enumerate(zip(lines, text.split(b"\n"), strict=False)):
        directive = CONDITION.match(line)
        if directive and is_left_out and not directive[1].startswith(b"if"):
            is_left_out.pop()
        if directive and directive[1] != b"endif":
            is_left_out.append(not read.strip())
        elif not directive and any(is_left_out) and not read.strip() and _CODE.match(line):
            heads[number] = _HEAD_END.split(line, maxsplit=1)[0]
    known = frozenset(_NAME.findall(text)) if heads else frozenset()
    return {number for number, head in heads.items() if not known.issuperset(_NAME.findall(head))}


def without_torn_branches(text: Lexed, language: str, all_in_blocks: bool = False) -> bytes:
    """Return a source of the same length in which one branch is left of each torn condition.

    Args:
        text: the source.
        language: in `c`, `#ifdef __cplusplus` is false; in `swift`, a line ends a statement.
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
            condition = _Condition(depth, [span], _is_never(word, test, language), is_zero)
            is_inside = _is_inside_statement(text.code, *span, ends_by_line=language == "swift")
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


def _is_never(word: bytes, test: bytes, language: str) -> bool:
    """Whether a compiler of the language never reads what is below a condition."""
    if word == b"ifndef":
        return False
    is_of_cpp = language == "c" and b"__cplusplus" in test
    is_zero = word == b"if" and NEVER.fullmatch(test) is not None
    return is_zero or is_of_cpp or _OF_DOCS.fullmatch(test) is not None


def _is_inside_statement(code: bytes, at: int, end: int, ends_by_line: bool) -> bool:
    """Whether a directive is between parentheses, or behind what a statement goes on with.

    Args:
        code: the code without directives.
        at: where the directive starts.
        end: where it ends.
        ends_by_line: whether a word may be the last one of a statement, as in `import Shop`.
    """
    before = code[max(0, at - _STATEMENT_BYTES) : at]
    statement = before[1 + max(map(before.rfind, (b";", b"{", b"}"))) :]
    if statement.count(b"(") > statement.count(b")"):
        return True
    if statement.rstrip().endswith(_UNFINISHED[1:]) or _GOES_ON.match(code, end):
        return True
    is_list = not ends_by_line and statement.rstrip().endswith(b",")
    if is_list and _DECLARES.match(statement) and not before[: -len(statement)].endswith(b"{"):
        return True
    word = None if ends_by_line else _LAST_WORD.search(statement[-_WORD_BYTES:])
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
