"""Statements of C and C++ that are a macro as a whole, and the names that are no macros."""

from __future__ import annotations

import re
from bisect import bisect_left

from ralf_notes.outline.languages.c_family.literals import Lexed
from ralf_notes.outline.languages.c_family.tokens import (
    ATTRIBUTES,
    QUALIFIERS,
    STATEMENTS,
    Tokens,
    is_macro,
    is_name,
)
from ralf_notes.outline.languages.c_family.trailing import old_style

_TYPES = frozenset(b"typeof __typeof__ __typeof _Atomic _Generic asm __asm__".split())
_NO_LOOPS = STATEMENTS | QUALIFIERS | ATTRIBUTES | _TYPES
_TYPE_CALLS = frozenset(b"decltype requires explicit noexcept static_assert defined".split())
_BEHIND_PARAMETERS = frozenset(b"noexcept try throw requires const override final".split()) | (
    ATTRIBUTES
)
CALLED_BY_LANGUAGE = _NO_LOOPS | _TYPE_CALLS
"""Words with parentheses behind them that no macro has as its name."""
TAGS = frozenset(b"struct union enum class".split())
REST_OF_LINE = re.compile(rb"[ \t\r]*+(?=\n|\Z)")
_DIRECTIVE = re.compile(rb"\s*+#")
_EMPTY_LINE = re.compile(rb"\n[ \t\r]*+\n")
_AFTER_MARK = re.compile(
    rb"\s*+(?:_*[A-Z][A-Z0-9_]++(?:\([^()]*+\))?+[ \t\r]*+\n\s*+)*+(?:\}|\Z|\[\[|(?:template|using"
    rb"|namespace|class|struct|union|enum|typedef|extern|public|private|protected|friend|module|export"
    rb"|inline|static|constexpr|import|for|while|do|if|switch|return)\b)"
)


def is_structor(name: bytes) -> bool:
    """Whether a name is that of a constructor outside of its class, or of a destructor."""
    opened, closed = name.find(b"<"), name.rfind(b">")
    plain = name[:opened] + name[closed + 1 :] if 0 <= opened < closed else name
    *owners, last = plain.split(b"::")
    return last.startswith(b"~") or owners[-1:] == [last]


def tag_names(tokens: Tokens) -> frozenset[bytes]:
    """Return the words that may be names of classes: a call of such a name is a constructor."""
    texts = tokens.texts
    tags = [index for index, text in enumerate(texts) if text in TAGS]
    named = (text for index in tags for text in texts[index + 1 : index + 3])
    return frozenset(text.partition(b"<")[0] for text in named if is_name(text))


def macro_statement(tokens: Tokens, at: int, tags: frozenset[bytes], text: Lexed) -> int:
    """Return the index after a statement that is a macro, or `at` if it is none.

    `MOCK_METHOD(int, now, ());` declares, and `TEST(Clock, Ticks) {` defines, what only the
    preprocessor knows. The block goes too. A macro alone on its line (`BEGIN_DECLS`) is a statement
    if what follows is an empty line, a directive, the end of a block, or begins with a keyword.
    """
    texts = tokens.texts
    if (
        not (b"A" <= texts[at] < b"a" or b"_" in texts[at])
        or not is_macro(texts[at])
        or texts[at] in tags
    ):
        return at
    if texts[at + 1 : at + 2] == [b"{"]:
        return at + 1
    if texts[at + 1 : at + 2] != [b"("] or at + 1 not in tokens.closing:
        end = tokens.ends[at]
        is_alone = REST_OF_LINE.match(text.code, end) is not None
        is_last = _AFTER_MARK.match(text.code, end) or _DIRECTIVE.match(text.source, end)
        is_last = is_last or _EMPTY_LINE.match(text.source, max(text.code.find(b"\n", end), end))
        return at + 1 if is_alone and is_last else at
    stop = tokens.closing[at + 1] + 1
    after = texts[stop] if stop < len(texts) else b""
    if after == b"{":
        return block_end(tokens, stop)
    return stop + 1 if after == b";" else at


def lone_call(tokens: Tokens, at: int, text: Lexed) -> int:
    """Return the index after a call without a `;` that is alone on its line, or `at`.

    It is a macro: `DISABLE_COPY(Cart)`, `info_decl(name("cart"))`. The next line begins with a
    word; after a constructor there is none, and after parameters of old C their declarations.
    """
    texts = tokens.texts
    if texts[at + 1 : at + 2] != [b"("] or at + 1 not in tokens.closing:
        return at
    if not is_name(texts[at]) or texts[at] in _NO_LOOPS or texts[at] in _TYPE_CALLS:
        return at
    stop = tokens.closing[at + 1] + 1
    after, further, *_ = *texts[stop : stop + 2], b"", b""
    if after == texts[at]:  # two of them
        return stop
    is_alone = REST_OF_LINE.match(text.code, tokens.ends[stop - 1]) is not None
    if not is_alone or not (is_name(after) or after in (b"", b"}")):
        return at
    if after in _BEHIND_PARAMETERS or further in (b"{", b":"):
        return at
    arguments = texts[at + 2 : stop - 1]
    has_words = bool(arguments) and all(is_name(each) or each in (b",", b"*") for each in arguments)
    named = behind_macros(tokens, stop)
    name, opening, *_ = *texts[named : named + 2], b"", b""
    is_type = has_words and b"," not in arguments and opening == b"(" and name not in STATEMENTS
    is_type = is_type and not is_structor(name) and not _is_apart(text, tokens.ends[stop - 1])
    return at if is_type or (has_words and old_style(tokens, at + 1, stop - 1)) else stop


def behind_macros(tokens: Tokens, at: int) -> int:
    """Return the index of the first token from an index on that is no macro with a word behind it.

    `ATTR_MALLOC ATTR_SIZE(3) get(int a)`: that of `get`.
    """
    while at < len(tokens) and is_macro(tokens.texts[at]):
        behind = tokens.closing.get(at + 1, at) + 1
        if behind >= len(tokens) or not is_name(tokens.texts[behind]):
            break
        at = behind
    return at


def _is_apart(text: Lexed, end: int) -> bool:
    """Whether a directive or an empty line follows: no type stands so far from its function."""
    return _DIRECTIVE.match(text.source, end) is not None or (
        _EMPTY_LINE.match(text.source, max(text.source.find(b"\n", end), end)) is not None
    )


def loop_macro(tokens: Tokens, at: int) -> int:
    """Return the index after a macro that begins a statement inside a C function, or `at`.

    No call can stand there: `list_for_each(item, list) {`, `every_second(5) update();`.
    """
    texts = tokens.texts
    if texts[at + 1 : at + 2] != [b"("] or not is_name(texts[at]) or texts[at] in _NO_LOOPS:
        return at
    if at + 1 not in tokens.closing:
        return at
    stop = tokens.closing[at + 1] + 1
    after, further, *_ = *texts[stop : stop + 2], b"", b""
    is_statement = after in STATEMENTS or (is_name(after) and further == b"(")
    return stop if after == b"{" or is_statement else at


def block_end(tokens: Tokens, at: int) -> int:
    """Return the index after the `}` of the `{` at an index."""
    depth = 0
    for place in range(bisect_left(tokens.marks, at), len(tokens.marks)):
        index = tokens.marks[place]
        text = tokens.texts[index]
        depth += 1 if text == b"{" else -1 if text == b"}" else 0
        if depth == 0:
            return index + 1
    return len(tokens)
