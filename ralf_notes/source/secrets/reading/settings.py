"""Values without quotes, in files of settings: the rest of a line, a word, lines further in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.names import SecretName
from ralf_notes.source.secrets.reading.literals import line_start
from ralf_notes.source.secrets.reading.syntax import Syntax
from ralf_notes.source.secrets.values import Tie

Piece = tuple[int, int]
"""Where a part of a value starts and ends."""

_MOST_LINES = 400
"""How many lines a value, or a collection of values, may have."""
_LONGEST_WORD = 20_000
"""Characters of a word of a shell: a long line is not read to its end for each name in it."""
_SHELL_WORD = lazily(
    r"""(?:"(?:[^"\\]|\\.){0,4000}"|\$?'[^']{0,4000}'|\\.|\$\([^()\n]*\)|\$\{[^{}\n]*\}
    |[^\s;&|<>()"'\\`#]++|(?<=\S)\#)++""",
    re.VERBOSE | re.DOTALL,
)
_REST = lazily(r"[^\n]{0,4000}")
_COMMENT = lazily(r"(?<![ \t])[ \t]++(?:#.*)?$")
_INI_COMMENT = lazily(r"(?<![ \t])[ \t]++(?:[#;].*)?$")
_FLOW = lazily(r"[^,}\]\n]*")
_YAML_MARKS = lazily(r"(?:[ \t]*+(?:!\S*|&\S+))*[ \t]*")
_BLOCK = lazily(r"[|>][-+0-9]{0,2}[ \t]*+(?:#[^\n]*)?(?=\r?\n)")
_EMPTY = lazily(r"[ \t]*+(?:#[^\n]*)?\r?(?:\n|\Z)")
_KEYED = lazily(r"""[ \t]*+(?:-[ \t]+)?(?:"[^"\n]*"|'[^'\n]*'|[\w.$/-]+)[ \t]*+:(?=\s|\Z)""")
_ITEM = lazily(r"[ \t]*-[ \t]+")
_LINE = lazily(r"[^\n]*")
_SET_QUOTED = lazily(r'set\s+"[\w-]*\Z', re.IGNORECASE)


_OPERATORS = {
    "shell": "=", "docker": "=", "make": "= := ?= ::=", "yaml": ":", "toml": "=", "hcl": "=",
    "ini": "= :", "properties": "= :", "batch": "=", "nginx": "= :",
}  # fmt: skip
_WORD_ONLY = lazily(r"[ \t]+[^\s;]+;?[ \t]*+(?=\r?\n|\Z)")
_SUBSTITUTED = lazily(r"[\"']?(?:\$\(|`)(?P<command>[^\n]{0,400})")
_ECHOED = lazily(
    r"""(?<![\w-])(?:echo|printf)[ \t]++(?:-\w+[ \t]+)?(?:["']?%[sb](?:\\n)?["']?[ \t]+)?"""
    r"""["']?(?P<value>[^\s"'`|)]+)"""
)
_FALLBACK = lazily(r"""["']?\$\{\w+:?[-=]["']?(?P<value>[^\s"'{}]{3,400})["']?\}""")
"""What a shell takes if a variable is not set: `${1:-...}`."""
_ELEMENT = lazily(r"""(?P<quoted>"[^"\n]*"|'[^'\n]*')|(?P<plain>[^\s,"'()\[\]{}]+)""")


def takes_bare(operator: str, name: SecretName, text: str, syntax: Syntax) -> bool:
    """Whether a value behind an operator needs no quotes in this kind of file."""
    if operator == " ":
        is_first = not text[line_start(text, name.start) : name.start].strip(" \t")
        if syntax.family in ("ini", "properties", "nginx"):
            return is_first and bool(_WORD_ONLY.match(text, name.end))
        return syntax.family == "docker"
    return operator in _OPERATORS.get(syntax.family, "").split()


def bare_values(
    text: str, at: int, name: SecretName, syntax: Syntax
) -> Iterator[tuple[Tie, tuple[Piece, ...]]]:
    """Yield the value without quotes that starts at a place, or each one of a list."""
    bracket = text[at : at + 1]
    if (syntax.family == "shell" and bracket == "(") or (
        syntax.family == "yaml" and bracket in ("[", "{") and text[at + 1 : at + 2] != "{"
    ):
        end = text.find({"(": ")", "[": "]", "{": "}"}[bracket], at, at + 4000)
        for element in _ELEMENT.finditer(text, at + 1, max(end, at + 1)):
            quotes = 1 if element["quoted"] else 0
            yield Tie.LISTED, ((element.start() + quotes, element.end() - quotes),)
    elif match := _FALLBACK.match(text, at):
        yield Tie.SETTING, (match.span("value"),)
    elif syntax.family in ("shell", "docker") and (match := _SUBSTITUTED.match(text, at)):
        for echoed in _ECHOED.finditer(text, *match.span("command")):
            yield Tie.SETTING, (echoed.span("value"),)
    elif piece := bare_value(text, at, name, syntax):
        yield Tie.SETTING, (piece,)


def bare_value(text: str, at: int, name: SecretName, syntax: Syntax) -> Piece | None:
    """Return the value without quotes that starts at a place; None if there is none on its line."""
    family = syntax.family
    start = line_start(text, name.start)
    blank = re.compile(r"[ \t]*").match(text, at)
    at = blank.end() if blank else at
    if family in ("shell", "nginx", "docker") and not _is_env_line(text, start, name, family):
        match = _SHELL_WORD.match(text, at, at + _LONGEST_WORD)
        return _unquoted(text, *match.span()) if match else None
    if family == "yaml":
        at = _YAML_MARKS.match(text, at).end()  # type: ignore[union-attr]
        if _in_flow(text, start, name.start):
            match = _FLOW.match(text, at)
            return _trimmed(text, *match.span()) if match else None
    rest = _REST.match(text, at)
    assert rest is not None
    end = rest.end()
    if family not in ("properties", "batch"):
        end = _before_comment(text, at, end, ini=family == "ini")
    end = _continued(text, end, family)
    if family == "batch" and _SET_QUOTED.search(text, start, name.start):
        end = text.rfind('"', at, end) if '"' in text[at:end] else end
    return _unquoted(text, at, end)


def _before_comment(text: str, at: int, end: int, *, ini: bool) -> int:
    """Return where a value ends, without the comment and the blanks behind it."""
    if "#" in text[at:end] or (ini and ";" in text[at:end]):
        comment = (_INI_COMMENT if ini else _COMMENT).search(text, at, end)
        return comment.start() if comment else end
    return at + len(text[at:end].rstrip(" \t"))


def _is_env_line(text: str, start: int, name: SecretName, family: str) -> bool:
    """Whether a line of a Dockerfile gives one variable the rest of the line: `ENV NAME value`."""
    return family == "docker" and text[name.end : name.end + 1] in (" ", "\t")


def _in_flow(text: str, start: int, at: int) -> bool:
    line = text[start:at]
    return line.count("{") > line.count("}") or line.count("[") > line.count("]")


def _continued(text: str, end: int, family: str) -> int:
    """Return where a value ends that goes on in the lines after a backslash."""
    while (
        family in ("properties", "make", "shell", "docker", "ini") and text[end - 1 : end] == "\\"
    ):
        following = _REST.match(text, end + 1)
        if following is None or not following[0]:
            break
        end = following.end()
    return end


def _trimmed(text: str, start: int, end: int) -> Piece | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _unquoted(text: str, start: int, end: int) -> Piece | None:
    piece = _trimmed(text, start, end)
    if piece is None:
        return None
    start, end = piece
    quote = text[start]
    if (
        quote in "\"'"
        and end - start > 2
        and text[end - 1] == quote
        and quote not in text[start + 1 : end - 1]
    ):
        return start + 1, end - 1
    return piece


# --- YAML -------------------------------------------------------------------------------------


def is_block(text: str, at: int) -> bool:
    """Whether the value of a key of YAML stands in the lines below it."""
    at = _YAML_MARKS.match(text, at).end()  # type: ignore[union-attr]
    return bool(_EMPTY.match(text, at) or _BLOCK.match(text, at))


def block_values(text: str, at: int, name: SecretName) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield what stands below a key of YAML, further in: the key of each value, and its pieces.

    One text of several lines, as `|`, `>` or a plain scalar give it, has several pieces and no key.
    """
    at = _YAML_MARKS.match(text, at).end()  # type: ignore[union-attr]
    is_scalar = bool(_BLOCK.match(text, at))
    first = line_start(text, name.start)
    indent = _indent(text, first)
    is_item = bool(_ITEM.match(text, first))
    scalar: list[Piece] = []
    at = text.find("\n", at) + 1
    for _ in range(_MOST_LINES):
        if not at or at >= len(text):
            break
        line = _LINE.match(text, at)
        assert line is not None
        piece = _trimmed(text, at, line.end())
        if piece:
            inner = piece[0] - at
            if inner < indent or (
                inner == indent and (is_item or text[piece[0]] != "-" or is_scalar)
            ):
                break
            if is_scalar or (not _ITEM.match(text, at) and not _KEYED.match(text, at)):
                scalar.append(piece)
            else:
                yield from _child(text, at, line.end())
        at = line.end() + 1
    if scalar:
        yield "", tuple(scalar)


def _child(text: str, at: int, end: int) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    key = ""
    if keyed := _KEYED.match(text, at, end):
        key = keyed[0].strip(" \t-:\"'")
        at = keyed.end()
    elif item := _ITEM.match(text, at, end):
        at = item.end()
    at = _YAML_MARKS.match(text, at, end).end()  # type: ignore[union-attr]
    comment = _COMMENT.search(text, at, end)
    if piece := _unquoted(text, at, comment.start() if comment else end):
        yield key.lower(), (piece,)


def _indent(text: str, start: int) -> int:
    at = start
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at - start


_SECRET_KIND = lazily(r"""^kind:[ \t]*+["']?Secret["']?[ \t]*+(?:#.*)?$""", re.MULTILINE)
_DATA = lazily(r"^(?:data|stringData):[ \t]*$", re.MULTILINE)
_DOCUMENT = lazily(r"^---", re.MULTILINE)


def kubernetes_values(text: str) -> Iterator[tuple[Piece, ...]]:
    """Yield the values of Kubernetes' objects of the kind Secret."""
    if "Secret" not in text or "ata:" not in text:
        return
    borders = [0, *(document.start() for document in _DOCUMENT.finditer(text)), len(text)]
    for start, end in itertools.pairwise(borders):
        if not _SECRET_KIND.search(text, start, end):
            continue
        for data in _DATA.finditer(text, start, end):
            yield from _data_values(text, data.end(), end)


def _data_values(text: str, at: int, last: int) -> Iterator[tuple[Piece, ...]]:
    """Yield the values of one `data:`; the lines of a block are one value."""
    block: list[Piece] = []
    at = text.find("\n", at) + 1
    first = 0
    while at and at < last:
        line = _LINE.match(text, at, last)
        assert line is not None
        if piece := _trimmed(text, at, line.end()):
            inner = piece[0] - at
            first = first or inner
            if not inner:
                break
            keyed = _KEYED.match(text, at, line.end()) if inner == first else None
            if keyed:
                yield tuple(block)
                block = []
                value = _unquoted(text, keyed.end(), line.end())
                if value and text[value[0]] not in "|>":
                    block = [value]
            else:
                block.append(piece)
        at = line.end() + 1
    yield tuple(block)


# --- sections ---------------------------------------------------------------------------------

_HEAD = lazily(r"""^[ \t]*\[+[\w.\- "':]*\Z""")
_HEAD_END = lazily(r"""[\w.\- "':]*\]+[ \t]*+(?:[#;][^\n]*)?(?=\r?\n|\Z)""")
_SETTING = lazily(r"""[ \t]*+(?P<key>[\w.$"'/-]+)[ \t]*+[=:][ \t]*+(?P<value>[^\n]*)""")


def section_values(text: str, name: SecretName) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """Yield the keys and values of the section that a name heads: `[secrets]`."""
    start = line_start(text, name.start)
    if not _HEAD.search(text, start, name.start) or not (end := _HEAD_END.match(text, name.end)):
        return
    at = text.find("\n", end.end()) + 1
    for _ in range(_MOST_LINES):
        if not at or at >= len(text) or text[at] == "[":
            return
        line = _LINE.match(text, at)
        assert line is not None
        if setting := _SETTING.match(text, at, line.end()):
            comment = _INI_COMMENT.search(text, setting.start("value"), line.end())
            value_end = comment.start() if comment else line.end()
            if piece := _unquoted(text, setting.start("value"), value_end):
                yield setting["key"].strip("\"'").lower(), (piece,)
        at = line.end() + 1
