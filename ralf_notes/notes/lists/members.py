"""The members of a type that has no section of its own, in few lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from ralf_notes.notes.lists.attributes import attribute_lines
from ralf_notes.notes.lists.uncommented import MARK, line_comment, marked
from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import without_pragmas
from ralf_notes.outline.documentation.words import opening_words
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import TYPES, Symbol
from ralf_notes.patterns import lazily
from ralf_notes.text import indentation

_WITH_DATA = TYPES | {"type"}
_NUMBER = lazily(r"#\d+")
_OPERATOR = lazily(r"\boperator\b.*", re.DOTALL)
_ENDS = ("end", "@end")
_GROUP = lazily(r"(?:impl|.*\b(?:companion object|extension))\b")
"""Matches the head of a block of members inside a type, or after it, if a `{` is at its end."""
_OF_CLASS = "class <<"
"""Begins a block of members of the class itself, in Ruby."""
_BLOCK_INDENT = 4
_NAME_AND_TYPE = lazily(r"[^:=(]*\w\??:\s.")
_TYPE_FIRST = lazily(r"(?:[\w:]++[ *&]++)++([\w\[\]+*, ]+)")
_TYPE_LAST = lazily(r"(?:[a-z]+ )*+(\w+\??): [^=]*")
"""Matches what declares names and their type, with nothing else."""
_VALUE = lazily(r"\s(?:=|\{)\s")
_VARIANT = lazily(r"(\w+) \{ (.*) \}", re.DOTALL)
_FIELD = lazily(r"(?:\A|, )(\w+): ")
_LAST_COMMA = lazily(r",? }$")
_NESTED = lazily(r"((?:struct|union|enum)\b[^{}]*\{)(.*)(\}[^{}]*\w[^{}]*)", re.DOTALL)
"""Matches a member of C whose own members stand in front of its name: `struct { ... } buffer`."""
_DECLARED = lazily(r"(\A|[{};])\s*+(?:[\w:]++[ *&]++)++(\w[\w\[\]+*, ]*+)(?=;)")
_WIDTH = 100
_MOST_OF_MEMBER = 80
_MOST_OF_MANY = 40
"""Characters of each member of a type whose members take more than `_MOST`."""
_MOST_NESTED = 200
"""Characters of the names of the members of a member."""
_MOST = 2_000
_MOST_TYPED = 4_000
"""Beyond that many characters, the names of the members stand alone."""
_MOST_DESCRIBED = 6_000
"""Characters of the members of one type together, with their comments."""


def member_rows(symbol: Symbol, language: Language) -> list[str]:
    """Return the data that a type shows in its signature, several to a line; nothing for others.

    A member with a comment has a line of its own, below the comment's first sentence.
    """
    if symbol.kind not in _WITH_DATA or not symbol.head:
        return []
    below = "\n".join(symbol.signature.split("\n")[symbol.head :])
    text, comments = marked(below, language)
    written = text.split("\n")
    attributes = attribute_lines(written, language)
    lines = [
        line for number, line in enumerate(written) if line.strip() and number not in attributes
    ]
    members = list(_members(lines[1:] if lines and lines[0].strip() == "{" else lines))
    described = _described(members, comments, language)
    if sum(map(len, described)) <= _MOST_DESCRIBED:
        return described
    shown = [MARK.sub("", each).strip() for each in members]
    texts = [_cut(each, _MOST_OF_MEMBER) for each in shown]
    if len("; ".join(texts)) > _MOST:
        texts = [_cut(each, _MOST_OF_MANY) for each in shown]
    if len("; ".join(texts)) > _MOST_TYPED:
        texts = [_names_in(each, language) or _cut(each, _MOST_OF_MANY) for each in shown]
    return _filled(texts)


def _filled(members: Iterable[str]) -> list[str]:
    """Return members, several to a line; one that a line has room for is on one line."""
    lines: list[str] = []
    for member in members:
        if lines and len(f"{lines[-1]}; {member};") <= _WIDTH:
            lines[-1] += f"; {member}"
        else:
            lines[-1:] = [f"{line};" for line in lines[-1:]]
            lines.append(member)
    return [row for line in lines for row in _rows(line)]


def _rows(text: str) -> list[str]:
    return wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _described(members: Iterable[str], comments: Sequence[str], language: Language) -> list[str]:
    """Return members, each below its comment; those without comments share lines."""
    rows: list[str] = []
    alone: list[str] = []
    for member in members:
        text = _cut(_on_a_line(member), _MOST_OF_MEMBER)
        comment = _nearest_comment([comments[int(mark[1])] for mark in MARK.finditer(member)])
        if not comment:
            alone.append(text)
            continue
        rows += _filled(alone)
        alone = []
        rows += with_words(text, comment_rows(comment, language))
    return [*rows, *_filled(alone)]


def _on_a_line(member: str) -> str:
    """Return a member without marks and what ends it: `Rect { width: f64 }`."""
    return _LAST_COMMA.sub(" }", " ".join(MARK.sub(" ", member).split()).rstrip(" ,;"))


def comment_rows(text: str, language: Language) -> list[str]:
    """Return a text as lines of comments; none for ''."""
    return [line_comment(language, line) for line in _rows(text)]


def with_words(line: str, comment_lines: list[str]) -> list[str]:
    """Return a line with its comment behind it, or above it where the two are long."""
    is_short = len(comment_lines) == 1 and len(line) + len(comment_lines[0]) < _WIDTH
    return [f"{line}  {comment_lines[0]}"] if is_short else [*comment_lines, line]


def _nearest_comment(comments: Sequence[str]) -> str:
    """Return the first sentence of the last of some comments that says anything."""
    nearest: list[str] = []
    for comment in reversed(comments):
        is_block = comment.startswith("/*")
        if nearest and (is_block or nearest[0].startswith("/*")):
            break
        if without_pragmas(comment_text(comment)):
            nearest.insert(0, comment)
    return opening_words(comment_text("\n".join(nearest))) if nearest else ""


def _members(lines: Sequence[str]) -> Iterator[str]:
    """Yield each member on one line."""
    first = indentation(lines[0]) if lines else 0
    level, member, above = first, "", ""
    for line in lines:
        if not MARK.sub("", line).strip():  # a comment, which is about what follows
            above += line.strip()
            continue
        text, depth = line.strip(), indentation(line)
        is_head = text.startswith(_OF_CLASS) or (text.endswith("{") and _GROUP.match(text))
        is_group = bool(is_head) and depth <= first
        is_closing = text.startswith((")", "]", "}"))
        is_end = (
            text in _ENDS
            or (is_closing and depth < first)
            or (text.rstrip(";") == "}" and depth < level)
        )
        if is_end or is_group or (depth <= level and not is_closing):
            yield from filter(None, (member.rstrip(" ,;"),))
            level, member = max(depth, first), ""
        if is_group:
            level = depth + _BLOCK_INDENT
        elif not is_end:
            if member.count("{") > member.count("}"):  # words about what stands inside of it
                above, text = "", MARK.sub("", text).strip()
            member = f"{above}{member} {text}".strip()
            above = ""
    yield from filter(None, (member.rstrip(" ,;"),))


def _cut(member: str, most: int) -> str:
    """Return a member without its value or the end of its type, if it is long; its names stay."""
    if len(member) <= most:
        return member
    if nested := _NESTED.fullmatch(member):
        inside = _DECLARED.sub(r"\1 \2", nested[2])
        return f"{nested[1]}{inside if len(inside) <= _MOST_NESTED else ' … '}{nested[3]}"
    if variant := _VARIANT.fullmatch(member):
        names = ", ".join(_FIELD.findall(variant[2]))
        return f"{variant[1]} {{ {names if 0 < len(names) <= _MOST_NESTED else '…'} }}"
    if _NAME_AND_TYPE.match(member[:most]):
        return f"{member[:most].rstrip()}…"
    value = _VALUE.search(member)
    return f"{member[: value.start()]} …" if value else member


def _names_in(member: str, language: Language) -> str:
    """Return the names that a member declares without its type, '' where that is not certain."""
    is_type_first = language.rules == "c_family"
    declared = _TYPE_FIRST.fullmatch(member) if is_type_first else _TYPE_LAST.fullmatch(member)
    return declared[1] if declared else ""


def own_name(qualified: str) -> str:
    """Return the name of a symbol as its signature has it: `f` for `a::B<int>::f#2`."""
    path = _NUMBER.sub("", qualified)
    operator = _OPERATOR.search(path) if "operator" in path else None
    if operator and path.count("<", 0, operator.start()) == path.count(">", 0, operator.start()):
        return operator[0]
    name = _without_arguments(path) if "<" in path else path
    return name.replace("::", ".").rpartition(".")[2] or path


def _without_arguments(path: str) -> str:
    """Return a qualified name without what stands in angle brackets."""
    name, depth = "", 0
    for character in path:
        depth += character == "<"
        name += "" if depth > 0 else character
        depth -= character == ">" and depth > 0
    return name


def owner_of(qualified: str) -> str:
    """Return the name of what a symbol is a member of, '' for one at the top: `A` for `A::f#2`."""
    return _NUMBER.sub("", qualified).removesuffix(own_name(qualified)).rstrip(".:")
