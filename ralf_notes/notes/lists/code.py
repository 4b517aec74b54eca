"""Symbols without a section of their own, as fenced code: their signatures and first sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from textwrap import wrap

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.attributes import attribute_lines
from ralf_notes.notes.lists.members import comment_rows, member_rows, own_name, with_words
from ralf_notes.notes.lists.uncommented import MARK, line_comment, marked, uncommented
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import ROUTINES, Symbol
from ralf_notes.text import one_line

_INDENT = "    "
_WORD = re.compile(r"\w+")
_WIDTH = 100
_LEAST_ALIKE = 4
_MOST_OF_LINE = 160
_CALLED_WITH = re.compile(r"#[ \t]*define[ \t]+\w+\([^()]{0,200}\)")
_MOST_OF_MACRO = 100
_ROOM = 6_000
"""Bytes of constants that are shown as they are written; further ones are shortened."""
_PROPERTY = re.compile(r"@[\w.]*property\b.*")
_GOES_ON = re.compile(r"[\w:.]")
"""What before a name makes it a part of another, or of its qualified name."""
_NOISE = re.compile(r"^\s*(?:@|#!?\[|\[[A-Z]|//|/\*|\*)")


def constants_block(symbols: Sequence[Symbol], language: Language) -> str:
    """Return constants as one fenced block, each below its author's comment; '' for none."""
    lines: list[str] = []
    room, last = _ROOM, ""
    for symbol in symbols:
        if symbol.signature == last:  # `const a, b = 1, 2` declares both
            continue
        last = symbol.signature
        room -= len(symbol.signature.encode())
        is_beside = _letters(opening_words(symbol.doc)) in _letters(symbol.signature)
        lines += () if is_beside else doc_rows(symbol.doc, language)
        lines.append(symbol.signature if room > 0 else head_line(symbol, language))
    return markdown.fence("\n".join(lines), language.fence) if lines else ""


def further_block(symbols: Sequence[Symbol], language: Language) -> str:
    """Return symbols as one fenced block, a line each with signature and first sentence.

    The data of a type follows it.
    """
    lines = further_lines(symbols, language)
    return markdown.fence("\n".join(lines), language.fence) if lines else ""


def further_lines(symbols: Sequence[Symbol], language: Language) -> list[str]:
    """Return the lines of the block of `further_block`: each run of members below its type."""
    lines: list[str] = []
    above = ""
    for alike in _alike(symbols, language):
        if alike[0].parent != above:
            above = alike[0].parent
            if above:
                lines.append(line_comment(language, above))
        indent = _INDENT if above else ""
        if len(alike) > 1:
            lines += [f"{indent}{text}" for text in _folded(alike, language)]
            continue
        lines += [f"{indent}{text}" for text in further_rows(alike[0], language)]
    return lines


def further_rows(symbol: Symbol, language: Language) -> list[str]:
    """Return the signature and the first sentence of a symbol, and the data of a type below it."""
    rows: list[str] = []
    for doc, signature in _overloads(symbol, language):
        mark = _PROPERTY.match(signature)  # without it, it reads as a method
        rows += (mark[0],) if mark and symbol.kind == "property" else ()
        line = head_line(replace(symbol, signature=signature), language)
        rows += with_words(line, doc_rows(doc, language))
    return [*rows, *(f"{_INDENT}{text}" for text in member_rows(symbol, language))]


def _alike(symbols: Sequence[Symbol], language: Language) -> Iterator[Sequence[Symbol]]:
    """Yield functions that differ by their names alone together, all other symbols by themselves.

    Such as the commands of a server: `void getCommand(client *c);`.
    """
    for key, group in groupby(symbols, key=lambda each: _form(each, language)):
        alike = list(group)
        if key and len(alike) >= _LEAST_ALIKE:
            yield alike
        else:
            yield from ([each] for each in alike)


def _form(symbol: Symbol, language: Language) -> tuple[str, str] | None:
    """Return the parent and the signature without the name of a function that nobody describes."""
    if symbol.kind not in ROUTINES or symbol.doc or symbol.parts:
        return None
    line = head_line(symbol, language)
    if "…" in line:  # what it leaves out may differ
        return None
    form = _without_name(line, own_name(symbol.name))
    return (symbol.parent, form) if form else None


def _without_name(line: str, name: str) -> str:
    """Return the line of a function with `…` in place of its name; '' if it is not there."""
    at = line.find(name)
    while at >= 0:
        before, after = line[:at], line[at + len(name) :]
        # Each name would be a pattern of its own: to compile these takes longer than all else.
        if after.startswith(("(", "<")) and not _GOES_ON.search(before[-1:]):
            return f"{before}…{after}"
        at = line.find(name, at + 1)
    return ""


def _folded(alike: Sequence[Symbol], language: Language) -> list[str]:
    """Return functions that differ by their names alone as their signature above the names."""
    form = _form(alike[0], language)
    names = wrap(", ".join(own_name(each.name) for each in alike), _WIDTH, break_long_words=False)
    return [form[1] if form else "", *(f"{_INDENT}{row}" for row in names)]


def _overloads(symbol: Symbol, language: Language) -> list[tuple[str, str]]:
    """Return the signatures of a function and its overloads.

    Returns:
        What each comment says, and the code below it; for the first, what describes the symbol.
    """
    if symbol.kind == "property" and symbol.parts and _PROPERTY.match(symbol.signature):
        lines = symbol.signature.split("\n")[: symbol.parts[0]]
        return [(symbol.doc, "\n".join(lines))]  # what it returns, its setter takes
    if symbol.kind not in ROUTINES or not symbol.parts:
        return [(symbol.doc, symbol.signature)]
    text, comments = marked(symbol.signature, language)
    parts: list[tuple[list[str], list[str]]] = [([], [])]
    pairs = zip(text.split("\n"), symbol.signature.split("\n"), strict=False)
    for number, (line, written) in enumerate(pairs):
        comment = MARK.fullmatch(line)
        if number in symbol.parts:
            parts.append(([], []))
        if comment and len(parts) > 1 and not parts[-1][1]:
            parts[-1][0].append(comments[int(comment[1])])
        else:
            parts[-1][1].append(written)
    docs = [
        symbol.doc,
        *(comment_text("\n".join(above)) for above, _ in parts[1:]),
    ]
    return [(doc, "\n".join(code)) for doc, (_, code) in zip(docs, parts, strict=True) if code]


def head_line(symbol: Symbol, language: Language) -> str:
    """Return a signature on one line, without decorators and data, cut around the name."""
    name = own_name(symbol.name)
    if symbol.kind == "macro":
        return _macro_line(symbol, name)
    lines = symbol.signature.split("\n")
    head = lines[: symbol.head or None]
    attributes = attribute_lines(head, language)
    head = [line for number, line in enumerate(head) if number not in attributes] or head
    while len(head) > 1 and _NOISE.match(head[0]) and name not in head[0]:
        head = head[1:]
    shown = uncommented("\n".join(head), language).split("\n")
    line = one_line(_joined(text.strip() for text in shown if text.strip()))
    line = line.removesuffix("{").rstrip(" =") if symbol.head else line
    if symbol.head and name not in line and name in lines[-1]:  # `typedef struct {` ... `} name;`
        line = f"{line} {{ … {lines[-1].strip()}"
    return _cut_around(line or symbol.name.partition("#")[0], name)


def _joined(lines: Iterable[str]) -> str:
    """Return lines of code as one, without blanks inside the brackets around them."""
    text = ""
    for line in lines:
        if line.startswith(")"):
            text = f"{text.removesuffix(',')}{line}"
        else:
            text += line if not text or text.endswith("(") else f" {line}"
    return text


def _macro_line(symbol: Symbol, name: str) -> str:
    """Return a macro on one line; of a long one with parameters, what it is called with."""
    line = " ".join(symbol.signature.replace("\\\n", " ").split())
    called = _CALLED_WITH.match(line)
    return f"{called[0]} …" if called and len(line) > _MOST_OF_MACRO else _cut_around(line, name)


def _cut_around(line: str, name: str) -> str:
    """Return a line without its middle if it is long; the name stays."""
    if len(line) <= _MOST_OF_LINE:
        return line
    start = max(line.find(name), 0)
    if start > _MOST_OF_LINE // 2:
        line, start = f"… {line[start:]}", 2
    if len(line) <= _MOST_OF_LINE:
        return line
    tail = line[-_MOST_OF_LINE // 4 :].partition(" ")[2] or line[-_MOST_OF_LINE // 4 :]
    room = max(_MOST_OF_LINE - len(tail), start + len(name) + 1)
    # No word is cut, unless it is the name with what adjoins it.
    whole = max(line.rfind(" ", 0, room + 1), start + len(name))
    return f"{line[:whole].rstrip()} … {tail}"


def _letters(text: str) -> str:
    """Return a text without what may differ where a comment is written twice."""
    return "".join(_WORD.findall(text))


def doc_rows(doc: str, language: Language) -> list[str]:
    """Return the first sentence of an author's description of a symbol, as lines of comments."""
    return comment_rows(opening_words(doc), language)
