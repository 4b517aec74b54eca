"""Hides from the grammars of C and C++ the macros that they take for types, names and functions.

The grammars do not expand macros. `class API Foo {` is a function to them, `EXPORT(foo)` begins the
definition below it, and `int API f(void)` is an error. Macros are recognised by their spelling and
by their place, and overwritten with blanks, so that all offsets stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from ralf_notes.outline.brackets import blank
from ralf_notes.outline.languages.c_family.literals import Lexed
from ralf_notes.outline.languages.c_family.statements import (
    REST_OF_LINE,
    TAGS,
    behind_macros,
    block_end,
    is_structor,
    lone_call,
    loop_macro,
    macro_statement,
    tag_names,
)
from ralf_notes.outline.languages.c_family.tokens import (
    ACCESS,
    ATTRIBUTES,
    QUALIFIERS,
    STATEMENTS,
    Tokens,
    Word,
    is_macro,
    is_name,
    tokens_of,
)
from ralf_notes.outline.languages.c_family.trailing import (
    after_brackets,
    after_parameters,
    old_style,
    parameters_of_operator,
    takes_numbers,
)

_EXPORTS = re.compile(rb"(?:^|_)(?:API|EXPORT|EXTERN|PUBLIC|INLINE|STATIC|DECL|LOCAL|PRIVATE)")
_OF_NAME = re.compile(rb"\(\s*+[A-Za-z_]")
_LISTS = re.compile(rb"(?:LIST|SLIST|STAILQ|TAILQ|SIMPLEQ|CIRCLEQ|RB|RBT|SPLAY|HT)_HEAD")
_BUILT_IN = frozenset(b"void char short int long float double signed unsigned bool auto".split())
_OPENING = frozenset(b"( [".split())
_ENDS = frozenset(b"; { }".split())
_ENUM_WORDS = 8
_MAX_RUN = 40
"""Words; what is longer is no declaration."""


def without_macros(text: Lexed, language: str) -> bytes:
    """Return a source of the same length in which macros in declarations are blank.

    Args:
        text: the source.
        language: `c` or `cpp`.
    """
    blanked = bytearray(text.source)
    tokens = tokens_of(text.code)
    tags = tag_names(tokens) if language == "cpp" else frozenset()
    texts, count = tokens.texts, len(tokens.texts)
    at = depth = 0
    while at < count:
        stop = macro_statement(tokens, at, tags, text)
        if stop == at and language == "c" and depth > 0:
            stop = loop_macro(tokens, at)
        if stop == at:
            stop = lone_call(tokens, at, text)
        if stop > at:
            first, end = tokens.starts[at], tokens.ends[stop - 1]
            blanked[first:end] = _declared_list(tokens, at, stop) or blank(text.source[first:end])
            at = stop
            continue
        begun = at
        if not _is_plain(tokens, at):
            spans, at = _macros(tokens, at, text, tags)
            for first, stop in spans:
                blanked[first:stop] = blank(text.source[first:stop])
        at = _next_statement(tokens, at)
        last = texts[at - 1]
        if last == b"{":
            if b"enum" in texts[max(begun, at - _ENUM_WORDS) : at]:
                at = block_end(tokens, at - 1)  # its names are no statements
            else:
                depth += 1
        elif last == b"}":
            depth -= 1
    return bytes(blanked)


def _declared_list(tokens: Tokens, at: int, stop: int) -> bytes:
    """Return the type that a macro of BSD's queues and trees declares, at the same length, or b"".

    `TAILQ_HEAD(jobs, job);` declares `struct jobs`.
    Source: https://man.freebsd.org/cgi/man.cgi?query=queue&sektion=3
    """
    name, comma, *_ = *tokens.texts[at + 2 : at + 4], b"", b""
    is_declared = tokens.texts[stop - 1] == b";" and comma == b"," and is_name(name)
    if not is_declared or not _LISTS.fullmatch(tokens.texts[at]):
        return b""
    first, end = tokens.starts[at], tokens.ends[stop - 1]
    place, closing = tokens.starts[at + 2] - first, tokens.starts[tokens.closing[at + 1]] - first
    text = bytearray(b"struct".ljust(end - first))
    text[place : place + len(name) + 1] = name + b"{"
    text[closing], text[-1:] = ord("}"), b";"
    return bytes(text)


def _is_plain(tokens: Tokens, at: int) -> bool:
    """Whether the first tokens of a statement show that nothing in it is to be blanked.

    So begin most statements in functions: `if`, `a =`, `a->`, `f(...);`, `int a =`.
    """
    texts = tokens.texts
    first = texts[at]
    if first in STATEMENTS or not is_name(first):
        return first not in _OPENING
    second, third, *_ = *texts[at + 1 : at + 3], b"", b""
    if second == b"(":
        end = tokens.closing.get(at + 1, at)
        return texts[end + 1 : end + 2] == [b";"] and first not in ATTRIBUTES
    if not is_name(second):
        return second != b"["
    if second.endswith(b"operator") or second in STATEMENTS or not third or is_macro(first):
        return False
    return third not in _OPENING and not is_name(third)


def _macros(
    tokens: Tokens, at: int, text: Lexed, tags: frozenset[bytes]
) -> tuple[list[tuple[int, int]], int]:
    """Return the spans of a statement to blank, and an index up to which it was read."""
    words, end, spans = _declaration(tokens, at)
    last = tokens.texts[end] if end < len(tokens) else b""
    has_name = not _is_named_in_parentheses(tokens, end)
    name = words[-1].text if words and has_name and last == b"(" else b""
    if name in tags or is_structor(name):
        extra = [word for word in words[:-1] if word.is_macro]
    else:
        extra = _extra(words, last, has_name)
    takes_names = any(_OF_NAME.search(text.code, *span) for span in spans)
    if takes_names and last == b";" and all(word.is_macro for word in words):
        extra = words  # `STATIC TASK_PROTO(run, arg) PRIVILEGED;`: a macro declares it
    spans += [(word.start, word.end) for word in extra]
    if words and _is_mark(words, tokens.texts[at - 1] if at else b"", text):
        spans.append((words[0].start, words[0].end))
    if last.endswith(b"operator"):  # `T& operator=(const T&) NOEXCEPT;`
        opened = parameters_of_operator(tokens, end)
        end, trailing = after_parameters(tokens, tokens.closing.get(opened, opened) + 1)
        spans += trailing
    elif last == b"[":  # `int a[N] GUARDED_BY(lock);`
        end, trailing = after_brackets(tokens, end)
        spans += trailing
    elif last == b"(" and end in tokens.closing:
        behind = tokens.closing[end] + 1
        if tokens.texts[behind : behind + 1] == [b"("]:  # `int (*name)(int a) MACRO;`
            behind = tokens.closing.get(behind, behind) + 1
        stop, trailing = after_parameters(tokens, behind)
        spans += trailing or old_style(tokens, end, tokens.closing[end])
        end = stop
    return spans, max(at, end)


def _next_statement(tokens: Tokens, at: int) -> int:
    """Return the index after the next `;`, `{`, `}` or label, not counting those in parentheses."""
    texts, marks = tokens.texts, tokens.marks
    place = bisect_left(marks, at)
    while place < len(marks):
        at = marks[place]
        if texts[at] in _ENDS or (texts[at] == b":" and at and texts[at - 1] in ACCESS):
            return at + 1
        end = tokens.closing.get(at)
        place = place + 1 if end is None else bisect_right(marks, end, place)
    return len(texts)


def _declaration(tokens: Tokens, at: int) -> tuple[list[Word], int, list[tuple[int, int]]]:
    """Read the words that begin a statement, up to the token that ends them.

    Returns:
        The words; the index of the token after them; the spans of calls of macros among them.
    """
    words: list[Word] = []
    calls: list[tuple[int, int]] = []
    while at < len(tokens) and len(words) < _MAX_RUN:
        token = tokens[at]
        if words and (token.text == b"operator" or token.text.endswith(b"::operator")):
            is_conversion = tokens.texts[at + 1 : at + 2] and is_name(tokens.texts[at + 1])
            named = [word for word in words if word.is_macro]
            extra = named if is_conversion else _extra([*words, token], b"(", has_name=True)
            return [], at, calls + [(word.start, word.end) for word in extra]
        if token.text in STATEMENTS:
            is_label = b":" in tokens.texts[at + 1 : at + 3]
            is_before = is_label or token.text == b"namespace"
            marks = [(word.start, word.end) for word in words if is_before and word.is_macro]
            return [], at, calls + marks
        if token.text == b"(" and words and at in tokens.closing:
            end = tokens.closing[at]
            if words[-1].text in ATTRIBUTES:
                words.pop()
            elif words[-1].text == b"decltype":  # with its argument, it is a type
                pass
            elif words[-1].is_macro and (spans := _call(words, tokens, at)):
                words.pop()
                calls += spans
            elif takes_numbers(tokens, at) and _is_before_name(tokens, end, len(words)):
                calls.append((words.pop().start, tokens[end].end))
            else:
                break
            at = end + 1
        elif token.is_name:
            words.append(token)
            at += 1
        else:
            break
    return words, at, calls


def _is_before_name(tokens: Tokens, end: int, words: int) -> bool:
    """Whether the call of a macro that ends at an index stands between a type and a name.

    `static void printflike(1, 2) log(const char *form, ...)`
    """
    following, opening, *_ = *tokens.texts[end + 1 : end + 3], b"", b""
    is_called = opening == b"(" and is_name(following) and following not in QUALIFIERS
    return words > 1 and is_called and following not in STATEMENTS and following not in ATTRIBUTES


def _call(words: list[Word], tokens: Tokens, at: int) -> list[tuple[int, int]]:
    """Return what to blank if the last word is the call of a macro in or before a declaration.

    Args:
        words: the words of the declaration; the macro is the last one.
        tokens: the tokens of the source.
        at: the index of the `(` of the arguments.
    """
    end = tokens.closing[at]
    macro, opening, closing = words[-1], tokens[at], tokens[end]
    arguments = tokens.texts[at + 1 : end]
    following = tokens.between(end + 1, end + 3)
    before = [word for word in words[:-1] if word.is_type_or_name]
    is_named = len(before) > 1 and not before[-1].is_macro and before[-1].text not in _BUILT_IN
    if is_named and arguments and arguments[0] == b"(":  # `int f OF((int a));`
        return [(macro.start, opening.end), (closing.start, closing.end)]
    next_token = following[0] if following else None
    if is_named and next_token and next_token.text in (b";", b"="):  # `int a GUARDED_BY(lock);`
        return [(macro.start, closing.end)]
    if next_token and not next_token.is_name and next_token.text != b"}":
        return []
    named = tokens.between(place := behind_macros(tokens, end + 1), place + 2)
    is_typed = len(named) > 1 and named[1].text == b"(" and not named[0].is_macro
    is_typed = is_typed and named[0].text not in STATEMENTS
    if arguments and not before and is_typed and all(map(is_name, arguments)):
        # `PUBLIC(char *) f(int a);`: the argument is the type.
        return [(macro.start, opening.end), (closing.start, named[0].start)]
    return [(macro.start, closing.end)]


def _is_named_in_parentheses(tokens: Tokens, at: int) -> bool:
    """Whether a name in parentheses follows, and then parameters: `int (f)(int a)`."""
    texts = tokens.texts[at : at + 4]
    return len(texts) == 4 and texts[0] == texts[3] == b"(" and texts[2] == b")"


def _extra(words: list[Word], end: bytes, has_name: bool) -> list[Word]:
    """Return the macros that a declaration has beside its type and its name.

    Args:
        words: the words that begin the declaration.
        end: the token after them.
        has_name: whether the last word is the name.
    """
    named = [word for word in words if word.is_type_or_name]
    tags = [index for index, word in enumerate(named) if word.text in TAGS]
    if tags and end in (b"{", b":"):  # a definition: the name is the last word
        return [word for word in named[:-1] if word.is_macro]
    if tags:  # the word after the tag is its name
        after = tags[-1] + 1
        is_forward = len(named) == after + 2 and end == b";" and _EXPORTS.search(named[after].text)
        others = named[: tags[0]] + named[after + (0 if is_forward else 1) : -1]
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
    others = [word for word in before if word not in exports]
    return [*exports, *others[:-1]] if exports and others else before[1:]


def _is_mark(words: list[Word], previous: bytes, text: Lexed) -> bool:
    """Whether the first word is a macro that stands alone on the first line of a class."""
    alone = REST_OF_LINE.match(text.code, words[0].end) is not None
    return len(words) > 1 and words[0].is_macro and alone and previous == b"{"
