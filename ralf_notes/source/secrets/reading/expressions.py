# ruff: noqa: E501 - a pattern stands on one line
"""The strings of an expression, and how closely each is tied to the name that it is for.

The expression is read token by token, in any language: strings joined by `+`, `.`, `..`, `&`, `~` or
side by side make one value, a string after `??`, `||`, `or`, `?:` is one that is used in the name's
absence, and brackets say whether a string is an element, an argument or a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.letters import word_set
from ralf_notes.source.secrets.reading.literals import Literal, literal_at
from ralf_notes.source.secrets.reading.syntax import Syntax
from ralf_notes.source.secrets.values import Tie


class Value(NamedTuple):
    """A value of one or more strings that are joined."""

    pieces: tuple[tuple[int, int], ...]
    """Where each string's content starts and ends."""
    tie: Tie


class Bounds(NamedTuple):
    """How far an expression may be read."""

    limit: int
    """Where to stop at the latest; -1 for the end of the text."""
    read: set[int]
    """Where the strings start that were read before: a long collection is read once, not once for
    each name in it.
    """
    tokens: int = 80
    """How far to read past the last string."""


_DEEPEST = 60
"""Brackets within brackets: the tie of a string depends on all that are open."""
_FURTHEST = 4000
"""Characters from the name to the start of a string, unless strings follow one another."""
_TOKEN = lazily(
    r"""(?P<blank>[ \t\r\f\\]+) | (?P<line>\n)
    | (?P<comment>//[^\n]* | /\*(?:[^*]|\*(?!/)){0,400}\*/ | (?<![^\s])(?:\#|--)[ \t][^\n]*)
    | (?P<word>[A-Za-z_$@\u00aa-\uffff][\w$]*[?!]?(?=\W|\Z)|[A-Za-z_$@\u00aa-\uffff][\w$]*)
    | (?P<number>\d[\w.]*)
    | (?P<compare>[=!]==? | =~ | <= | >=)
    | (?P<join>\+ | \.\.(?!\.) | \.(?=\s*["'$]) | &(?!&) | ~ | <> | \|\|=? | \?\?=? | \?: | \?(?![.\w(\[])
      | << | \+\+)
    | (?P<arrow>=> | -> | :: | :=)
    | (?P<open>[(\[{]) | (?P<close>[)\]}]) | (?P<end>;) | (?P<comma>,) | (?P<sign>[=:]) | (?P<dot>\??\.) | (?P<other>.)""",
    re.VERBOSE,
)
_GOES_ON = lazily(
    r"[ \t\r\n]*(?:\+|\.\.?(?=[ \t]*[\"'\w])|\|\||\?\?|\?[.:]?|&(?!&)|~|<>|<<|(?:or|and|else|if|unless)\b"
    r"|\\\n)"
)
"""What begins a line that belongs to the expression of the line before."""
_KEY = lazily(r"\s*(?:=>|:(?!:)|=(?![=~]))")
_JOIN_WORDS = word_set(
    "or else if unless and orelse return await new case default then when get yield to"
)
_VALUE_KEYS = word_set(
    "default value val default_value defaultvalue initial fallback content secret_string "
    "secretstring string text data plaintext initialvalue initial_value secret_data _text "
    "raw"
)
_PLAIN_KEYS = word_set(
    "id rawid type name kind user username email host port url version path role "
    "userhandle challenge alg kty use"
)
_GETTERS = word_set(
    "getenv get env fetch getordefault get_or_default var lookup setdefault getstring "
    "environ getproperty config dig pop get_env envordefault getenvordefault "
    "env_or_default pick str coalesce ifnull nvl if_empty orelse getenvdefault get_env_or "
    "stringvar string option withdefault with_default from_env read required optional"
)
"""Calls whose second argument is used in the absence of the first."""
_WRAPPERS = word_set(
    "string str secretstr secretstring some ok just of ofnullable orelse or unwrap_or "
    "unwrap_or_else default defaultvalue b bytes bytearray lit new lazy nonsensitive "
    "sensitive from quote n text value literal append concat format sprintf join "
    "base64encode fromstring valueof protectedstring securestring strdup withdefault "
    "setvalue set convertto tochararray parse buffer field password secret or_else "
    "unwrap_or_default else ref usestate signal observable stringvalue"
)
"""Calls that give back what they are given."""
_BUILDERS = word_set(
    "append concat join format push write sprintf strcat implode add paste paste0 cat "
    "string fromcharcode plus"
)


@dataclass(slots=True)
class _Reading:
    """How far an expression is read."""

    tie: Tie
    stack: list[str] = field(default_factory=list)
    """For each open bracket: `call NAME`, `index`, `list`, `group`."""
    commas: list[int] = field(default_factory=list)
    """How many commas each open bracket has had."""
    keys: list[str] = field(default_factory=list)
    """The key of the value that comes next, in each open bracket."""
    last: str = "join"
    """The kind of the last token that is neither blank nor comment."""
    word: str = ""
    is_compared: bool = False
    values: list[tuple[Tie, list[tuple[int, int]]]] = field(default_factory=list)
    passed: list[tuple[int, int]] = field(default_factory=list)
    """Strings given to calls that build one string of many."""


def values_after(
    text: str,
    at: int,
    syntax: Syntax,
    tie: Tie,
    inside: str = "",
    bounds: Bounds | None = None,
) -> Iterator[Value]:
    """Yield the values of the expression that starts at a place.

    Args:
        text: the text of the file.
        at: where the expression starts: behind the operator.
        syntax: how the file writes strings.
        tie: how closely the expression is tied to its name.
        inside: what kind of bracket the expression stands in, if its end is the bracket's:
            `args`, `next` for one argument alone, or `list`.
        bounds: how far to read.
    """
    limit, read, most_tokens = bounds or Bounds(-1, set[int]())
    limit = len(text) if limit < 0 else limit
    reading = _Reading(tie)
    if inside:
        _push(reading, inside)
    base, tokens, furthest = len(reading.stack), 0, at + _FURTHEST
    while at < limit and tokens < most_tokens and at < furthest:
        literal = literal_at(text, at, syntax)
        if literal and literal.after <= limit:
            if _add(text, literal, at, reading) and literal.start not in read:
                tokens, furthest = 0, literal.after + _FURTHEST
                read.add(literal.start)
            at = literal.after
            tokens += 1
            if reading.last == "stop":
                break
            continue
        token = _TOKEN.match(text, at, limit)
        assert token is not None
        at = token.end()
        tokens += 1
        goes_on = _goes_on(text, token, reading, base, syntax)
        if not goes_on or len(reading.stack) > _DEEPEST:
            break
    for value_tie, pieces in reading.values:
        yield Value(tuple(pieces), value_tie)
    if len(reading.passed) > 1:
        yield Value(tuple(reading.passed), Tie.PASSED)


def _add(text: str, literal: Literal, at: int, reading: _Reading) -> bool:
    """Take a string as a value, or as the next piece of the last one; return whether it is one."""
    top = reading.stack[-1] if reading.stack else ""
    if top == "index" or "index" in reading.stack:
        reading.last = "literal"
        return False
    if top == "next" and _KEY.match(text, literal.after):
        reading.last = "stop"  # the next key of an object
        return False
    if top in ("list", "block") and _KEY.match(text, literal.after):
        reading.keys[-1] = text[literal.start : literal.end].lower()[:40]
        reading.last = "key"
        return False
    piece = (literal.start, literal.end)
    joined = reading.last in ("literal", "joined") and reading.values
    if joined:
        reading.values[-1][1].append(piece)
    else:
        # A string behind a word, without an operator, is an argument: `include "name"`.
        tie = _tie(reading)
        if reading.last in ("word", "closed", "argument"):
            reading.values.append((max(tie, Tie.NEARBY), [piece]))
            reading.last = "argument"
            return True
        if reading.keys and reading.keys[-1] in _PLAIN_KEYS:
            reading.last = "literal"
            return False
        reading.values.append((tie, [piece]))
    if any(each.startswith("call") and each[5:] in _BUILDERS for each in reading.stack):
        reading.passed.append(piece)
    reading.last = "literal"
    return True


def _tie(reading: _Reading) -> Tie:
    """Return how closely the string that comes next is tied to the name."""
    if reading.is_compared:
        return Tie.COMPARED
    for number in range(len(reading.stack) - 1, -1, -1):
        bracket = reading.stack[number]
        if reading.keys[number] in _VALUE_KEYS and number == 0:
            return Tie.ASSIGNED
        if bracket in ("args", "next"):
            return Tie.NEARBY if reading.commas[number] else reading.tie
        if bracket.startswith("call"):
            called = bracket[5:]
            if called in _GETTERS and reading.commas[number] == 1:
                return Tie.ASSIGNED
            return Tie.PASSED if called in _WRAPPERS else Tie.NEARBY
        if bracket in ("list", "block"):
            return max(reading.tie, Tie.LISTED) if bracket == "list" else Tie.NEARBY
    return reading.tie


def _goes_on(text: str, token: re.Match[str], reading: _Reading, base: int, syntax: Syntax) -> bool:
    """Note a token; return whether the expression goes on behind it."""
    kind = token.lastgroup or ""
    if kind in ("blank", "comment"):
        return True
    if kind == "line":
        is_open = bool(reading.stack) and reading.stack != ["next"]
        return is_open or _line_goes_on(text, token.end(), reading, syntax)
    if kind == "open":
        _open(token[0], reading)
        return True
    if kind == "close":
        if len(reading.stack) <= base:
            return False
        reading.stack.pop()
        reading.commas.pop()
        reading.keys.pop()
        reading.last = "closed"
        return True
    is_behind_value = reading.last == "literal" and len(reading.stack) <= base
    if kind == "word" and is_behind_value and token[0].lower() not in _JOIN_WORDS:
        return False
    if kind == "end":
        return len(reading.stack) > base and reading.stack[-1] == "block"
    if kind == "comma":
        return _comma(reading, base)
    _note(token, kind, reading)
    return True


def _comma(reading: _Reading, base: int) -> bool:
    reading.last, reading.is_compared = "comma", False
    if not reading.stack or reading.stack[-1] == "next":
        return False
    reading.commas[-1] += 1
    reading.keys[-1] = ""
    return True


def _note(token: re.Match[str], kind: str, reading: _Reading) -> None:
    """Note a token within an expression."""
    if kind == "word":
        word = token[0].lower().rstrip("!?")
        if word in _BUILDERS and reading.last == "dot":
            reading.passed += [
                each for tie, pieces in reading.values if tie >= Tie.LISTED for each in pieces
            ]
        if word in _JOIN_WORDS and (not reading.stack or word not in _VALUE_KEYS):
            reading.last = "or"
            return
        reading.word, reading.last = word, "macro" if token[0].endswith("!") else "word"
    elif kind == "compare":
        reading.last, reading.is_compared = "compare", True
    elif kind == "join":
        starts_anew = token[0] not in ("+", ".", "..", "&", "~", "<>", "<<", "++")
        reading.last = "joined" if reading.last == "literal" and not starts_anew else "join"
        reading.is_compared = reading.is_compared and not starts_anew
    elif kind in ("sign", "arrow"):
        if reading.last == "word" and reading.stack and reading.stack[-1] != "index":
            reading.keys[-1] = reading.word
        reading.last = "key"
    else:
        reading.last = kind


def _open(bracket: str, reading: _Reading) -> None:
    if bracket == "(":
        what = f"call {reading.word}" if reading.last in ("word", "macro", "closed") else "group"
    elif bracket == "[":
        what = "index" if reading.last in ("word", "closed", "literal") else "list"
    else:
        what = "block" if reading.last in ("closed", "word", "literal") else "list"
    if bracket == "[" and reading.last == "macro":
        what = "list"  # `vec![...]`
    _push(reading, what)
    reading.last = "open"


def _push(reading: _Reading, what: str) -> None:
    reading.stack.append(what)
    reading.commas.append(0)
    reading.keys.append("")


def _line_goes_on(text: str, at: int, reading: _Reading, syntax: Syntax) -> bool:
    """Whether an expression goes on in the next line, outside all brackets."""
    if text[at - 2 : at - 1] == "\\" or text[at - 3 : at - 1] == "\\\r":
        return True
    if reading.last in ("join", "joined", "key", "or", "compare"):
        return True
    if _GOES_ON.match(text, at):
        return not syntax.is_data
    if reading.last == "literal" and syntax.family in ("code", ""):
        # Strings side by side, as C joins them; a key of JSON is none.
        following = _ADJACENT.match(text, at)
        return bool(following)
    return False


_ADJACENT = lazily(r"""[ \t\r\n]*L?@?(["'])[^"'\n]*\1[ \t]*(?:[;)\n]|\Z)""")
