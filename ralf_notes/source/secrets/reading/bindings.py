# ruff: noqa: E501 - a pattern stands on one line
"""How a text goes from the name of a secret to its value: `=`, a type and `=`, a call, a tag..."""

from __future__ import annotations

import re
from typing import NamedTuple

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.letters import word_set
from ralf_notes.source.secrets.names import SecretName
from ralf_notes.source.secrets.reading.syntax import Syntax
from ralf_notes.source.secrets.values import Tie


class Binding(NamedTuple):
    """What binds a value to a name."""

    at: int
    """Where the value starts, or what leads to it."""
    tie: Tie
    inside: str = ""
    """`args` if the value is an argument: its expression ends with the call; `next` if with the comma."""
    operator: str = ""
    closed: int = -1
    """Where the quote is that ends the name, if the name is a string of its own."""
    is_bare: bool = False
    """Whether the value may stand there without quotes."""


_QUOTE = lazily(r"""\\*["'`]""")
_LABEL_BEFORE = lazily(
    r"""(?P<open>\\{0,56}["'`])(?:[@$:#.-]{0,2}|[\w*]{0,12}\[\w{1,12}=)(?:[\w.:/$@-]|(?<=\w) (?=\w)){0,48}\Z"""
)
_BRACKETS = lazily(
    r"""(?:[ \t]*+[\])}]){1,3}(?=[ \t]*+(?:\n[ \t]*+)?(?:[=:?|.<]|or\b|->|//[ \t]*+["']|,[ \t]*+["'])|[ \t]+["']|\{)"""
)
_INDEX = lazily(r"(?:\[\w{0,20}\]){1,2}")
_TYPE = lazily(
    r"""[ \t]*+[?!]?[ \t]*+:[ \t]*+(?!["'=:])[\w.&<>\[\]|?,!*()'" ]{1,80}?[ \t]*+(?==[^=>~])
    | [ \t]++(?:[Aa][Ss][ \t]+\w+|(?!or\b|and\b|is\b|in\b)[A-Za-z][\w.]*(?:\(\d+\))?)[ \t]*+(?=:?=[^=~])
    | [ \t]*\{[^{}]{0,160}\}\s*+(?==)""",
    re.VERBOSE,
)
"""The type of a name, or its accessors, before what it is given."""
_BODY = lazily(
    r"""(?: \([^()\n]{0,120}\)[ \t]*+(?:(?:->|:)?[ \t]*+[\w<>\[\]&?*.' ]{1,40}?)?\s*+(?:\bthrows[ \t]+\w+\s*)?
            (?:\{|=>|=|->|:|,[ \t]*do:|\n|\bdo\b)
      | [ \t]*+(?::[ \t]*+[\w<>?.]{1,40}\s*)?(?:\{|\bget\b(?:\(\))?[ \t]*+(?:=|\{|=>)|\bby[ \t]+lazy[ \t]*\{|,[ \t]*do:)
    )\s*+(?:\bget\b\s*+(?:\{|=>)\s*)?(?:\breturn\b|\byield\b)?\s*+(?=[@$\w]{0,2}\#?["'`])""",
    re.VERBOSE,
)
"""From the name of a function or a property to the string that it returns."""
_LET = lazily(r"\)[ \t]*(?:\{|do\b)\s*+(?=[\"'%])")
"""From a name that a test of Ruby gives a value: `let(:password) { '...' }`."""
_RUBY_BODY = lazily(r"[ \t]*\n[ \t]*+(?:return[ \t]+)?(?=[\"'%])")
_OPERATOR = lazily(
    r"""[ \t]*+(?:\r?\n[ \t]*+)?
    (?P<op>\?\?=? | \|\|=? | //(?=[ \t]*+["']) | [：＝] | ::?= | => | -> | <- | ~> | \+= | \.= | \?= | \|= | <<<(?=[ \t]*["']) | <<(?![<A-Z\'"-])
      | [!=]==? | =~ | = | ::? | :- | \?: | \? | \|(?=[ \t]*+(?:default|d)\b) | ,
      | (?:or|eq|ne|is|is[ ]not|equals|orelse|else)\b(?=[ \t]*+["'(@]) | -eq\b | -ne\b )
    | [ \t]*+(?P<call>\()
    | [ \t]*+(?P<block>\{)
    | (?P<method>\??\.\w{1,30})(?P<args>\()?""",
    re.VERBOSE,
)
_COMPARING = frozenset({"==", "===", "!=", "!==", "=~", "eq", "ne", "is", "is not", "equals", "-eq",
                        "-ne"})  # fmt: skip
_COMPARES = word_set(
    "equals equalsignorecase eq is compare compareto startswith endswith contains match "
    "matches tobe toequal isequalto includes indexof split replace startwith find test "
    "starts_with ends_with strip trim should has in"
)
_SETS = lazily(
    r"(?i)(?<![a-z])(?:set|put|setenv|putenv|set_?property|set_?item|set_?default|set_?attr|getenv|env|get|fetch"
    r"|get_?or_?default|get_?or_?else|get_?property|define|store|get_?env|string|lookup|dig|entry|pair|header)[!?]?\s*\(\s*"
    r"(?:[\w.\[\]&$]{1,40}\s*,\s*|\"[\w.-]{1,40}\",\s*|'[\w.-]{1,40}',\s*)?\\*[\"'`][\w.:$@/-]{0,40}\Z"
)
"""A call that gives its first argument the second as its value, or as the one to use in its absence."""
_GIVES = lazily(
    r"append|concat|set|or|else|unwrap_or|value|of|from|put|add|push|assign|default|with|next|text|type|fill|send|enter|input"
)
_SETTER = lazily(r"(?i)(?:set|with|use|add|put|update|change|new|default)[_-]?")
_DEFINES = lazily(
    r"(?i)(?:^|\n)[ \t]*+(?:#[ \t]*define|%?define|set|setenv|const|let|export|global)(?:[ \t]+-\w+)*[ \t]+[\w.$:@-]{0,40}\Z"
)
_OPTION = lazily(r"(?:^|[\s\"'`(=,])-{1,2}[\w-]{0,40}\Z")
_ATTRIBUTE = lazily(r"""[ \t]+[A-Za-z][\w:-]{0,40}=\\?["']""")
"""Follows a string in a tag: the next attribute, which says nothing about the string."""
_SPACE = lazily(r"""[ \t]++(?:(?:is|was|of|to|as|ist|lautet|est|es|è|jest|=)[ \t]+)?(?=\S)""")
_BARE = word_set("= : := => ?= :: || :- ： ＝")
"""Operators that may have a value without quotes."""
_TUPLE = lazily(
    r"(?:^|\n|[(\[])[ \t]*+(?:(?:let|const|var|local|my|auto)\s*+[\[(]?)?(?:[\w.$@]+[ \t]*,[ \t]*+){1,8}[$@]?\Z"
)
"""The names before one that a statement gives values side by side: `user, password = ...`."""
_EMPHASIS = lazily(r"\*{1,3}|_{1,2}(?=\W)")
_DASH = lazily(r"[ \t]{1,4}(?P<sign>--?|[–—→⇒⟶➜»]|[-=]>)[ \t]{1,4}(?=\S)")
"""What leads to a value in running text: `Token - ...`, `password → ...`."""
_ASSIGNS = word_set(
    "= := :: : => -> <- ~> ?? ??= || ||= or ?: ?= :- | ::= orelse else // ： ＝ <<<"
)


def binding_of(text: str, name: SecretName, syntax: Syntax) -> Binding | None:
    """Return what binds a value to a name; None if nothing does."""
    at, is_quoted, closed = name.end, False, -1
    if text[at : at + 1] == "]" and (quote := _QUOTE.match(text, at + 1)):  # of a selector
        at += 1
    if quote := _QUOTE.match(text, at):
        opened = _LABEL_BEFORE.search(text, max(0, name.start - 56), name.start)
        if opened is None or opened["open"] != quote[0]:
            return None  # the name ends a longer string: what follows belongs to another
        at, is_quoted, closed = quote.end(), True, quote.end() - 1
    binding = _binding(text, name, at, is_quoted, syntax)
    return binding and binding._replace(closed=closed)


def _binding(
    text: str, name: SecretName, at: int, is_quoted: bool, syntax: Syntax
) -> Binding | None:
    """Return what binds a value to a name that ends, with its quote, at a place."""
    if emphasis := _EMPHASIS.match(text, at):
        at = emphasis.end()
    if brackets := _BRACKETS.match(text, at):
        at = brackets.end()
        if text[at : at + 1] == "{":  # of TeX
            return Binding(at + 1, Tie.NEARBY, operator=" ", is_bare=True)
    elif index := _INDEX.match(text, at):
        at = index.end()
    if syntax.family in ("docs", "") and (dash := _DASH.match(text, at)):
        is_code = dash["sign"] in _ASSIGNS  # as `'token' => '...'`, which a document may quote
        is_string = text[dash.end()] in "\"'"
        tie = Tie.ASSIGNED if is_code and is_string else Tie.BARE
        return Binding(dash.end(), tie, operator=dash["sign"], is_bare=not is_string)
    if not syntax.is_data:
        if declared := _TYPE.match(text, at):
            at = declared.end()
        elif returned := _returned(text, name, at, is_quoted):
            return returned
    return _by_operator(text, name, at, is_quoted)


def _by_operator(text: str, name: SecretName, at: int, is_quoted: bool) -> Binding | None:
    operator = _OPERATOR.match(text, at)
    if operator is None or (operator["block"] and not is_quoted):
        return _spaced(text, name, at, is_quoted)
    if operator["block"]:
        return Binding(operator.start("block"), Tie.NEARBY)
    if operator["call"]:
        return _called(text, name, operator.end())
    if operator["method"]:
        return _of_method(text, operator)
    return _operated(text, name, operator, is_quoted)


def _returned(text: str, name: SecretName, at: int, is_quoted: bool) -> Binding | None:
    """Return how the string that a function with the name gives back is bound to it."""
    body = None if is_quoted else _BODY.match(text, at)
    if body is None and text[name.start - 1 : name.start] == ":":
        body = _LET.match(text, at)
    if body is None and text[max(0, name.start - 4) : name.start] == "def ":
        body = _RUBY_BODY.match(text, at)
    return Binding(body.end(), Tie.PASSED) if body else None


def _called(text: str, name: SecretName, at: int) -> Binding:
    if "and" in text[name.start : name.end].lower():  # `with_user_and_password`
        return Binding(at, Tie.NEARBY, "args")
    is_setter = _SETTER.match(text, name.start) or text[name.start - 1 : name.start] in (".", ">")
    return Binding(at, Tie.GIVEN if is_setter else Tie.PASSED, "args")


def _of_method(text: str, operator: re.Match[str]) -> Binding | None:
    """Return how the argument of a method of what has the name, or its property, is bound to it."""
    if operator["args"]:
        return Binding(
            operator.end(), _tie_of_method(operator["method"].lstrip("?.").lower()), "args"
        )
    further = _OPERATOR.match(text, operator.end())
    if further is None or not further["op"] or further["op"] == ",":
        return None
    return Binding(further.end(), Tie.COMPARED if further["op"] in _COMPARING else Tie.PASSED)


def _operated(
    text: str, name: SecretName, operator: re.Match[str], is_quoted: bool
) -> Binding | None:
    at, op = operator.end(), operator["op"]
    if op in _COMPARING:
        return Binding(at, Tie.COMPARED)
    before = text[max(0, name.start - 120) : name.start]
    if op == ",":
        sets = is_quoted and _SETS.search(before)
        return Binding(at, Tie.ASSIGNED if sets else Tie.NEARBY, "next")
    if emphasis := _EMPHASIS.match(text, at):
        at = emphasis.end()
    if op == "=" and _TUPLE.search(before):
        return Binding(at, Tie.NEARBY, "args")
    if op in _ASSIGNS:
        return Binding(at, Tie.ASSIGNED, operator=op, is_bare=op in _BARE)
    return Binding(at, Tie.PASSED if op != "?" else Tie.NEARBY)


def _tie_of_method(method: str) -> Tie:
    if method in _COMPARES:
        return Tie.COMPARED
    return Tie.PASSED if _GIVES.match(method) else Tie.NEARBY


def _spaced(text: str, name: SecretName, at: int, is_quoted: bool) -> Binding | None:
    """Return how a value behind nothing but a blank is bound to a name."""
    space = _SPACE.match(text, at)
    if space is None or (is_quoted and _ATTRIBUTE.match(text, at)):
        return None
    before = text[max(0, name.start - 60) : name.start]
    if _DEFINES.search(before) or (_OPTION.search(before) and not is_quoted):
        return Binding(space.end(), Tie.ASSIGNED, operator=" ", is_bare=True)
    if text[name.start : name.end].endswith("auth") and text[space.end()] in "\"'":
        return Binding(space.end(), Tie.NEARBY, "args", " ")  # `basic_auth "user", "password"`
    starts_line = not before.rpartition("\n")[2].strip(" \t\"'`:")
    tie = Tie.PASSED if starts_line else Tie.NEARBY
    return Binding(space.end(), tie, operator=" ", is_bare=True)
