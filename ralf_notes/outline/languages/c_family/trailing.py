"""What follows the parameters or the brackets of a declaration in C and C++, and its macros."""

from __future__ import annotations

from ralf_notes.outline.languages.c_family.tokens import ATTRIBUTES, QUALIFIERS, Tokens, is_name


def after_parameters(tokens: Tokens, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the index of the token after what follows parameters, and the macros among that."""
    macros: list[tuple[int, int]] = []
    while at < len(tokens):
        token, end = tokens[at], tokens.closing.get(at + 1, at)
        is_known = token.text in QUALIFIERS or token.text in ATTRIBUTES
        is_call = end > at and token.is_name and takes_numbers(tokens, at + 1)
        if not (is_known or is_call or token.is_macro):
            break
        if not is_known:
            macros.append((token.start, tokens[end].end))
        at = end + 1
    ends = at >= len(tokens) or tokens.texts[at] in (b"{", b";", b"=", b":", b"->")
    return at, macros if ends else []


def after_brackets(tokens: Tokens, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Return the index of the token after the brackets of an array, and the macros after them."""
    while at < len(tokens) and tokens.texts[at] == b"[":
        while at < len(tokens) and tokens.texts[at] not in (b"]", b";", b"{", b"}"):
            at += 1
        if at < len(tokens) and tokens.texts[at] == b"]":
            at += 1
    return after_parameters(tokens, at)


def parameters_of_operator(tokens: Tokens, at: int) -> int:
    """Return the index of the `(` of the parameters of an operator, or `at` if there is none."""
    first = tokens.texts[at + 1 : at + 4]
    start = at + 3 if first[:2] == [b"(", b")"] and first[2:] == [b"("] else at + 1
    places = range(start, min(start + 4, len(tokens)))
    return next((place for place in places if place in tokens.closing), at)


def takes_numbers(tokens: Tokens, at: int) -> bool:
    """Whether the parentheses at an index hold arguments, and none of these has a word."""
    end = tokens.closing[at]
    are_marks = all(text == b"," for text in tokens.texts[at + 1 : end])
    return are_marks and tokens.starts[end] > tokens.ends[at]


def old_style(tokens: Tokens, opening: int, closing: int) -> list[tuple[int, int]]:
    """Return the span of the declarations of parameters between `)` and `{` in old C.

    Source: C90, 6.7.1: `int f(a, b) int a; char *b; {`.
    """
    texts = tokens.texts
    names = texts[opening + 1 : closing]
    if not names or closing + 1 >= len(texts) or not is_name(texts[closing + 1]):
        return []
    if not all(is_name(text) or text == b"," for text in names):
        return []
    for at in range(closing + 1, min(closing + 20 * len(names) + 20, len(tokens))):
        if texts[at] == b"{":
            is_declared = texts[at - 1] == b";"
            return [(tokens[closing].end, tokens[at].start)] if is_declared else []
        if not is_name(texts[at]) and texts[at] not in (b";", b",", b"[", b"]", b"(", b")"):
            break
    return []
