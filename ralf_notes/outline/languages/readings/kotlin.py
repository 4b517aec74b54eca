"""Kotlin: guards, context parameters, strings with `$$`, and what stands on a line of its own:
constructors, results of function types, the end of type parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank

_TEXTS = re.compile(
    rb"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
    rb'|(?P<dollars>\${0,9}+)"""(?P<raw>(?:[^"]|"(?!""))*+)"""++'
    rb'|(?P<more>\${0,9}+)"(?P<plain>(?:[^"\\\n$]|\\.|\$\{(?:[^{}"\n]|"(?:[^"\\\n]|\\.)*+"|\{[^{}\n]*+\})*+\}'
    rb"|\$)*+)\"|'(?:[^'\\\n]|\\.)++'",
    re.DOTALL,
)
_PARENTHESES = rb"\((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+\)"
_GUARD = re.compile(
    rb"^[ \t]*+(?:else\b|!?is\b|!?in\b|[\w\"'.])[^\n{}=;]{0,99}?"
    rb"(?P<cut>\bif\b[^\n{}]{0,200}?)(?=->)",
    re.MULTILINE,
)
"""`is Int if it > 0 ->`"""
_CONTEXT = re.compile(
    rb"^[ \t]*+(?P<cut>context\s*+" + _PARENTHESES + rb")(?=\s*+[@\w])", re.MULTILINE
)
"""`context(log: Logger)` before a declaration."""
_CONSTRUCTOR = re.compile(
    rb"\bclass\s++\w++(?:<(?:[^{}()<>]|<[^{}()<>]{0,99}+>){0,99}+>)?"
    rb"(?P<cut>[ \t]*+\n\s*+"
    rb"(?:(?!constructor\b)(?:@[\w.]++(?:" + _PARENTHESES + rb")?|[a-z]++)\s++){0,9}+constructor)"
    rb"(?=\s*+\()"
)
"""A constructor on a line below the name, with what stands before it."""
_CALL = re.compile(
    rb"^[ \t]*+(?P<name>get|set)(?=[ \t]*+\{|\(\s*+(?:[\"\d]|\w++\s*+[,.(\"]))", re.MULTILINE
)
"""A call of `get` or `set` below a declaration, which the grammar takes for its accessor."""
_FUNCTION_TYPE = re.compile(rb":\s*+(?P<cut>suspend)(?=\s*+\(\()")
"""`val f: suspend ((A) -> B)?`"""

_DELEGATE = re.compile(rb"(?<=[\w>)]) ++(?P<cut>by\s++[\w.]++)(?=\s*+(?:,|\{))")
"""`class A : Tags by tags, Named {`"""
_ANNOTATIONS = rb"(?:@\w++(?:\([^()\n]*+\))?+\s++){1,4}+"
_ACCESSOR = re.compile(
    rb"^[ \t]*+(?P<cut>" + _ANNOTATIONS + rb"(?:(?:inline|internal|private|protected)[ \t]++){0,2}+"
    rb"(?:get|set)\b(?:[ \t]*+\()?)",
    re.MULTILINE,
)
"""`@Synchronized set(value) {`, `@JvmSynthetic inline set(value) {`, `@Inject protected set`"""
_EMPTY = re.compile(rb"=[ \t]*+(?P<cut>\[\s*+\])")
"""`annotation class A(val of: Array<Int> = [])`"""
_LAST_COMMA = re.compile(rb"(?<=[\w>?)*])[ \t]*+(?P<cut>,)(?=\s*+>)")
"""`fun <\n A,\n B,\n> f()`"""
_RESULT = re.compile(rb"(?<=\))(?P<cut>[ \t\r]*+\n\s*+->)")
"""The result of a function type on a line of its own, where the grammar ends the declaration."""


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then one with empty strings and without what the grammar does not know."""
    yield source
    text = bytearray(source)
    code = bytearray(source)
    for match in _TEXTS.finditer(source):
        code[match.start() : match.end()] = blank(match[0])
        for group in ("dollars", "raw", "more", "plain"):
            if match[group]:
                start, end = match.span(group)
                text[start:end] = blank(match[group])
    hidden = bytes(code)
    for pattern in (_GUARD, _CONTEXT, _FUNCTION_TYPE, _DELEGATE, _LAST_COMMA):
        for match in pattern.finditer(hidden):
            text[match.start("cut") : match.end("cut")] = blank(match["cut"])
    for pattern, other in _REPLACED:
        for match in pattern.finditer(hidden):
            text[match.start("cut") : match.end("cut")] = other(match["cut"])
    for call in _CALL.finditer(source):
        text[call.start("name") : call.end("name")] = b"got"
    yield bytes(text)


def _beside_name(constructor: bytes) -> bytes:
    """Return `constructor` on the line of the class, with the line breaks before it behind it.

    The grammar ends a class inside of a class at the end of the line.
    """
    word = b" constructor"
    breaks = constructor.count(b"\n")
    gap = len(constructor) - len(word) - breaks
    return word + b" " * gap + b"\n" * breaks if gap >= 0 else constructor


def _before_annotations(accessor: bytes) -> bytes:
    """Return an accessor where its annotations begin, so that they do not stand in the property.

    One on a line of its own stays there, as the grammar wants its parenthesis on the same line; one
    without parenthesis stays at the end of its property.
    """
    annotations = re.match(_ANNOTATIONS, accessor)
    start = annotations.end() if annotations else 0
    if b"\n" in accessor or not accessor.endswith(b"("):
        return blank(accessor[:start]) + accessor[start:]
    return accessor[start:-1] + blank(accessor[:start]) + b"("


_REPLACED = (
    (_EMPTY, lambda brackets: b"0" + blank(brackets[1:])),
    (_RESULT, lambda arrow: b"->" + blank(arrow[:-2])),
    (_ACCESSOR, _before_annotations),
    (_CONSTRUCTOR, _beside_name),
)
