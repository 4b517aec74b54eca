"""Hides from the grammars of C and C++ the macros that they take for types, names and functions.

The grammars do not expand macros. `class API Foo {` is a function to them, `EXPORT(foo)` begins the
definition below it, and `int API f(void)` is an error. Macros are recognised by their spelling and
by their place, and overwritten with blanks, so that all offsets stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_HIDDEN = re.compile(
    rb'//[^\n]*+|/\*(?:.*?\*/|.*)|(?<![A-Za-z0-9_])R"([^()\\\s]{0,16})\((?:.*?\)\1"|.*)'
    rb'|"(?:[^"\\\n]|\\.)*+"?|\'(?:[^\'\\\n]|\\.)*+\'?|^[ \t]*+#(?:[^\n\\]|\\\r?\n|\\)*+',
    re.DOTALL | re.MULTILINE,
)
"""Comments, strings and directives: nothing in them is a declaration."""
_TOKEN = re.compile(
    rb"template\s*+<[^;{}]{0,400}?>(?=\s*+[\w~:])|~?[A-Za-z_]\w*+(?:::~?\w++)*+(?:<[^<>;{}()]*+>)?(?:::~?\w++)*+"
    rb"|[;{}:=\[\](),]|[^\s\w*&;{}:=\[\](),]++"
)
_CAST = re.compile(rb"(?<=\w )[A-Z][A-Z_]+(?=[ \t]*+\*[*\s]*+\))")
"""The macro of a cast: `(struct state FAR *)`."""
_EMPTY = re.compile(rb"(?<==)[ \t]*+\{\s*+\}(?=\s*+[,)])")
"""An empty list as the default of a parameter, which the grammar of C++ does not know."""
_VISIBLE = re.compile(rb"[^\r\n]")
_MACRO = re.compile(rb"[A-Z][A-Z0-9_]+|_[A-Z][A-Z0-9_]+|__[a-z]\w*|[a-z]+(?=_)\w*_(?:API|EXPORT)")
_EXPORTS = re.compile(rb"(?:^|_)(?:API|EXPORT|EXTERN|PUBLIC|INLINE|STATIC|DECL|LOCAL|PRIVATE)")
_TAGS = frozenset(b"struct union enum class".split())
_BUILT_IN = frozenset(b"void char short int long float double signed unsigned bool auto".split())
_QUALIFIERS = frozenset(
    b"static inline extern const volatile register typedef constexpr consteval constinit virtual"
    b" explicit friend mutable thread_local restrict noexcept override final typename"
    b" __extension__ __inline __inline__ __restrict __const __volatile__ template _Noreturn".split()
)
_ACCESS = frozenset(b"public private protected signals slots".split())
_STATEMENTS = _ACCESS | frozenset(
    b"return if else for while do switch case goto break continue sizeof throw new delete default"
    b" operator namespace using asm requires concept".split()
)
_ATTRIBUTES = frozenset(b"__attribute__ __attribute __declspec alignas _Alignas".split())
"""Words with an argument that the grammars know."""
_MAX_RUN = 40
"""Words; what is longer is no declaration."""


class _Word(NamedTuple):
    text: bytes
    start: int
    end: int

    @property
    def is_name(self) -> bool:
        return self.text[:1].isalpha() or self.text[:1] in b"_~"

    @property
    def is_macro(self) -> bool:
        """Whether it is spelled as a macro."""
        return (
            _MACRO.fullmatch(self.text) is not None
            and self.text not in _QUALIFIERS
            and self.text not in _ATTRIBUTES
        )

    @property
    def is_type_or_name(self) -> bool:
        is_template = self.text.startswith(b"template") and self.text.endswith(b">")
        return self.text not in _QUALIFIERS and self.text not in _ATTRIBUTES and not is_template


def blank(source: bytes) -> bytes:
    """Return as many blanks, and the same line breaks."""
    return _VISIBLE.sub(b" ", source)


def without_literals(source: bytes) -> bytes:
    """Return a source of the same length whose comments, strings and directives are blank."""
    return _HIDDEN.sub(lambda match: blank(match[0]), source)


def directives(source: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the lines of the preprocessor, each with the lines that continue it."""
    return (match for match in _HIDDEN.finditer(source) if match[0].lstrip().startswith(b"#"))


def without_macros(source: bytes) -> bytes:
    """Return a source of the same length in which macros in declarations are blank."""
    code = without_literals(source)
    tokens = [_Word(m[0], m.start(), m.end()) for m in _TOKEN.finditer(code)]
    closing = _closing(tokens)
    blanked = bytearray(source)
    for cast in _CAST.finditer(code):
        blanked[cast.start() : cast.end()] = blank(cast[0])
    for default in _EMPTY.finditer(code):
        blanked[default.start() : default.end()] = b"0" + blank(default[0][1:])
    at = 0
    while at < len(tokens):
        words, end, spans = _declaration(tokens, at, closing)
        last = tokens[end].text if end < len(tokens) else b""
        has_name = not _is_named_in_parentheses(tokens, end)
        spans += [(word.start, word.end) for word in _extra(words, last, has_name)]
        if words and _is_mark(words, tokens[at - 1] if at else None, code):
            spans.append((words[0].start, words[0].end))
        if last == b"[":  # `int a[N] GUARDED_BY(lock);`
            end, trailing = _after_brackets(tokens, end, closing)
            spans += trailing
        elif last == b"(" and end in closing:
            stop, trailing = _after_parameters(tokens, closing[end] + 1, closing)
            spans += trailing or _old_style(tokens, end, closing[end])
            end = stop
        for first, stop in spans:
            blanked[first:stop] = blank(source[first:stop])
        at = _next_statement(tokens, max(at, end), closing)
    return bytes(blanked)


def _closing(tokens: list[_Word]) -> dict[int, int]:
    """Return the index of the `)` of each `(`."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.text == b"(":
            opened.append(index)
        elif token.text == b")" and opened:
            closing[opened.pop()] = index
        elif token.text in (b"{", b"}"):  # no parenthesis of a declaration spans a block
            opened.clear()
    return closing


def _next_statement(tokens: list[_Word], at: int, closing: dict[int, int]) -> int:
    """Return the index after the next `;`, `{`, `}` or label, not counting those in parentheses."""
    while at < len(tokens) and tokens[at].text not in (b";", b"{", b"}"):
        if tokens[at].text == b":" and at and tokens[at - 1].text in _ACCESS:
            break
        at = closing.get(at, at) + 1
    return at + 1


def _declaration(
    tokens: list[_Word], at: int, closing: dict[int, int]
) -> tuple[list[_Word], int, list[tuple[int, int]]]:
    """Read the words that begin a statement, up to the token that ends them.

    Returns:
        The words; the index of the token after them; the spans of calls of macros among them.
    """
    words: list[_Word] = []
    calls: list[tuple[int, int]] = []
    while at < len(tokens) and len(words) < _MAX_RUN:
        token = tokens[at]
        if token.text in _STATEMENTS:
            is_label = [each.text for each in tokens[at + 1 : at + 2]] == [b":"]
            marks = [(word.start, word.end) for word in words if is_label and word.is_macro]
            return [], at, calls + marks
        if token.text == b"(" and words and at in closing:
            end = closing[at]
            following = tokens[end + 1 : end + 3]
            if words[-1].text in _ATTRIBUTES:
                words.pop()
            elif spans := _call(words, tokens[at : end + 1], following):
                words.pop()
                calls += spans
            else:
                break
            at = end + 1
        elif token.is_name:
            words.append(token)
            at += 1
        else:
            break
    return words, at, calls


def _call(
    words: list[_Word], arguments: list[_Word], following: list[_Word]
) -> list[tuple[int, int]]:
    """Return what to blank if the last word is the call of a macro in or before a declaration.

    Args:
        words: The words of the declaration; the macro is the last one.
        arguments: The tokens from `(` to `)`.
        following: The next two tokens.
    """
    macro, opening, closing = words[-1], arguments[0], arguments[-1]
    if not macro.is_macro:
        return []
    before = [word for word in words[:-1] if word.is_type_or_name]
    is_named = len(before) > 1 and not before[-1].is_macro and before[-1].text not in _BUILT_IN
    if is_named and len(arguments) > 2 and arguments[1].text == b"(":  # `int f OF((int a));`
        return [(macro.start, opening.end), (closing.start, closing.end)]
    next_token = following[0] if following else None
    if is_named and next_token and next_token.text in (b";", b"="):  # `int a GUARDED_BY(lock);`
        return [(macro.start, closing.end)]
    if next_token and not next_token.is_name and next_token.text != b"}":
        return []
    is_typed = len(following) > 1 and following[1].text == b"(" and not following[0].is_macro
    if not before and is_typed and all(word.is_name for word in arguments[1:-1]):
        # `PUBLIC(char *) f(int a);`: the argument is the type.
        return [(macro.start, opening.end), (closing.start, closing.end)]
    return [(macro.start, closing.end)]


def _is_named_in_parentheses(tokens: list[_Word], at: int) -> bool:
    """Whether a name in parentheses follows, and then parameters: `int (f)(int a)`."""
    texts = [token.text for token in tokens[at : at + 4]]
    return len(texts) == 4 and texts[0] == texts[3] == b"(" and texts[2] == b")"


def _extra(words: list[_Word], end: bytes, has_name: bool) -> list[_Word]:
    """Return the macros that a declaration has beside its type and its name.

    Args:
        words: The words that begin the declaration.
        end: The token after them.
        has_name: Whether the last word is the name.
    """
    named = [word for word in words if word.is_type_or_name]
    tags = [index for index, word in enumerate(named) if word.text in _TAGS]
    if tags and end in (b"{", b":"):  # a definition: the name is the last word
        return [word for word in named[:-1] if word.is_macro]
    if tags:  # the word after the tag is its name
        others = named[: tags[0]] + named[tags[-1] + 2 : -1]
        return [word for word in others if word.is_macro]
    before = named[:-1] if has_name else named
    if any(word.text in _BUILT_IN for word in before):  # `local int f(void)`: the type is `int`
        return [word for word in before if word.text not in _BUILT_IN]
    if len(before) < 2:
        return []
    if plain := [word for word in before if not word.is_macro]:  # the last one is the type
        return [word for word in before if word is not plain[-1]]
    # All are spelled as macros: one of them is the type.
    exports = [word for word in before if _EXPORTS.search(word.text)]
    return exports if 0 < len(exports) < len(before) else before[1:]


def _is_mark(words: list[_Word], previous: _Word | None, code: bytes) -> bool:
    """Whether the first word is a macro that stands alone on the first line of a class."""
    first = words[0]
    line_end = code.find(b"\n", first.end)
    alone = not code[first.end : max(line_end, first.end)].strip()
    return (
        len(words) > 1
        and first.is_macro
        and alone
        and previous is not None
        and previous.text == b"{"
    )


def _after_brackets(
    tokens: list[_Word], at: int, closing: dict[int, int]
) -> tuple[int, list[tuple[int, int]]]:
    """Return the index of the token after the brackets of an array, and the macros after them."""
    while at < len(tokens) and tokens[at].text == b"[":
        while at < len(tokens) and tokens[at].text not in (b"]", b";", b"{", b"}"):
            at += 1
        if at < len(tokens) and tokens[at].text == b"]":
            at += 1
    return _after_parameters(tokens, at, closing)


def _old_style(tokens: list[_Word], opening: int, closing: int) -> list[tuple[int, int]]:
    """Return the span of the declarations of parameters between `)` and `{` in old C.

    Source: C90, 6.7.1: `int f(a, b) int a; char *b; {`.
    """
    names = tokens[opening + 1 : closing]
    following = tokens[closing + 1 : closing + 2]
    if not names or not following or not following[0].is_name:
        return []
    if not all(token.is_name or token.text == b"," for token in names):
        return []
    for at in range(closing + 1, min(closing + 20 * len(names) + 20, len(tokens))):
        if tokens[at].text == b"{":
            is_declared = tokens[at - 1].text == b";"
            return [(tokens[closing].end, tokens[at].start)] if is_declared else []
        if not tokens[at].is_name and tokens[at].text not in (b";", b",", b"[", b"]", b"(", b")"):
            break
    return []


def _after_parameters(
    tokens: list[_Word], at: int, closing: dict[int, int]
) -> tuple[int, list[tuple[int, int]]]:
    """Return the index of the token after what follows parameters, and the macros among that."""
    macros: list[tuple[int, int]] = []
    while at < len(tokens) and (tokens[at].is_macro or tokens[at].text in _QUALIFIERS):
        token, end = tokens[at], at
        if at + 1 < len(tokens) and tokens[at + 1].text == b"(" and at + 1 in closing:
            end = closing[at + 1]
        if token.is_macro:
            macros.append((token.start, tokens[end].end))
        at = end + 1
    ends = at >= len(tokens) or tokens[at].text in (b"{", b";", b"=", b":", b"-")
    return at, macros if ends else []
