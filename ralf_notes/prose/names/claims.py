"""Whether the source bears what a description claims of its symbol. Pure.

The names and numbers in a description exist, but perhaps in another function. `_CLAIMS` lists the
claims that can be checked without a judge, each with what must hold: what a function is said to
call, raise or use stands in its text, or in that of a function of the file that it names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import ROUTINES, Symbol
from ralf_notes.outline.rules import words_of
from ralf_notes.prose.ground import IDENTIFIER, Ground, lines_of, reached, stands_between, text_of
from ralf_notes.prose.names import Name, code_names
from ralf_notes.prose.names.numbers import numbers_in, without_unknown_numbers
from ralf_notes.prose.names.results import contradicts, result_of
from ralf_notes.text import sentences

_NAME = r"`(?:[\w.:]*[.:])?(\w+)(?:\(\))?`"
_DOES = r"(?:{0})e?s|by (?:{0})ing"
"""Matches what a function does: `calls x`, `by calling x`, but not `without calling x`."""
_CALLS = _DOES.format("rais|throw|call|invok")
_BY = r"(?<!ed )(?<!as )(?<!use )(?<!together )(?<!along )(?<!compatible )(?<!consistent )\bwith"
"""Matches what it does it by, but not `called with x`, `as with x`, `for use with x`."""
_OF_LOOKUPS = ("KeyError", "IndexError")
"""What looking something up in brackets raises by itself."""


@dataclass(frozen=True, slots=True)
class _Described:
    """A symbol that a description is about."""

    symbol: Symbol
    ground: Ground
    spans: tuple[tuple[int, int], ...]
    """The lines of the symbol and of what its text leads to; none where these tell nothing."""

    @property
    def is_routine(self) -> bool:
        return self.symbol.kind in ROUTINES

    @property
    def text(self) -> str:
        """The symbol's text and what it leads to."""
        lines = self.ground.lines
        return "\n".join("\n".join(lines[first : last + 1]) for first, last in self.spans)

    @property
    def own(self) -> str:
        return own_name(self.symbol.name)

    def calls(self, name: str) -> list[int]:
        """Return the lines of the symbol's own text on which something is called."""
        first, last = lines_of(self.symbol, self.ground)
        called = re.compile(rf"\b{re.escape(name)}\s?\(")
        places = self.ground.tokens.get(name, ())
        inside = places[bisect_left(places, first) : bisect_left(places, last + 1)]
        lines = [line for line in inside if called.search(self.ground.lines[line])]
        return lines[1:] if name == self.own else lines  # the first is its declaration

    def uses(self, name: str) -> bool:
        """Whether a name stands in the symbol's text, beside its declaration, or is reached."""
        if name == self.own and self.is_routine:  # `fn style(mut self, style: Style)`
            return len(re.findall(rf"\b{re.escape(name)}\b", self.text)) > 1
        if name in IDENTIFIER.findall(self.symbol.name):  # its own type
            return True
        places = self.ground.tokens.get(name, ())
        return any(stands_between(places, *span) for span in self.spans)


def _calls(described: _Described, match: re.Match[str]) -> bool:
    """Whether something is called or raised, or an operation of the language raises it.

    A binding raises `ValueError` by `PyValueError`.
    """
    name = match[1]
    is_language = name in words_of(described.ground.outline.language)
    if described.uses(name) or (name not in described.ground.tokens and is_language):
        return True
    is_of_lookup = name in _OF_LOOKUPS and is_language and "[" in described.text
    return is_of_lookup or (name.endswith("Error") and name in described.text)


def _uses(described: _Described, match: re.Match[str]) -> bool:
    """Whether something is used, if it is one of the file's names at all."""
    return match[1] not in described.ground.tokens or described.uses(match[1])


def _is_marked(described: _Described, match: re.Match[str]) -> bool:
    return match[1].lower() in described.text.lower()


def _is_not_called(described: _Described, match: re.Match[str]) -> bool:
    return not described.calls(match[1])


def _is_in_order(described: _Described, match: re.Match[str]) -> bool:
    """Whether the first of two calls, each on one line, does not stand below the second."""
    first, second = described.calls(match[1]), described.calls(match[3])
    if match[2].lower() == "after":
        first, second = second, first
    return len(first) != 1 or len(second) != 1 or first <= second


def _is_set_to(described: _Described, match: re.Match[str]) -> bool:
    """Whether what is set to true is not only ever set to false, or the other way round."""
    truth = match[2].lower()
    other = "false" if truth == "true" else "true"
    text = described.text.lower()
    if re.search(rf"\b{truth}\b", text) or not described.spans:
        return True
    setting = re.compile(rf"\b{re.escape(match[1].lower())}\b[^\n]{{0,40}}\b{other}\b")
    return setting.search(text) is None


_CLAIMS = tuple((re.compile(claim, re.IGNORECASE), holds) for claim, holds in (
    (rf"(?<!never )\b(?:{_CALLS}) (?!to |of |from )(?:\w+ ){{0,2}}?{_NAME}", _calls),
    (rf"(?:\b{_DOES.format('us')}|{_BY}) (?:the )?{_NAME}", _uses),
    (rf"\b(?:{_DOES.format('increment|count|set|add|writ')}) [^`.,;]{{0,30}}{_NAME}", _uses),
    (rf"\b(?:{_DOES.format('set')}) {_NAME} (?:back )?to `?(true|false)\b", _is_set_to),
    (rf"\b(?:if|unless) (?:the )?{_NAME} (?:is|has|was) ", _uses),
    (rf"\b(?:never|does not) (?:call|use|invoke)s? {_NAME}(?=[.,;]|$)", _is_not_called),
    (rf"{_NAME}[^`.;]{{0,40}}\b(then|before|after)\b[^`.;]{{0,30}}{_NAME}", _is_in_order),
    (r"(?<!not )\b(deprecat)ed\b(?! `)", _is_marked),
))  # fmt: skip
"""Claims, and whether a symbol bears one."""
_OF_OWN_TEXT = (_is_not_called, _is_in_order)
"""What a symbol's own text decides, whatever it leads to."""


def without_false_claims(description: str, symbol: str, ground: Ground) -> str:
    """Return a description without the sentences that the text of its symbol contradicts.

    Args:
        description: of the symbol, cleaned.
        symbol: the name of it.
        ground: the source of its file.
    """
    return " ".join(s for s in sentences(description) if _is_borne(s, symbol, ground))


def is_false_step(step: str, symbol: str, ground: Ground) -> bool:
    """Whether the text of a symbol contradicts a step that has it as its subject.

    Args:
        step: cleaned.
        symbol: the name of the symbol that it stands on.
        ground: the source of its file.
    """
    first = next(iter(code_names(step)), None)
    if first is None or _is_object(first, step):
        return False
    named = first.text.removesuffix("()")
    if own_name(named) == own_name(symbol):
        return not _is_borne(step, symbol, ground)
    subjects = ground.called.get(own_name(named), ())
    is_alone = first.start == 0 and len(subjects) == 1 and subjects[0].kind in ROUTINES
    if not is_alone or _is_a_key(own_name(named), symbol, ground):
        return False
    return not _is_borne(step, subjects[0].name, ground)


def _is_a_key(name: str, symbol: str, ground: Ground) -> bool:
    """Whether a symbol has a name as that of a value: `args["shown"]`; a function may have it."""
    bearer = ground.symbols.get(symbol)
    if bearer is None:
        return False
    key = rf"[\"'@]{re.escape(name)}\b(?!\()"
    return re.search(key, text_of(bearer, ground)) is not None


def _is_object(name: Name, sentence: str) -> bool:
    """Whether a claim is about a name and no more: `Missing folders are made with add_child`."""
    matches = (match for claim, _ in _CLAIMS for match in claim.finditer(sentence))
    return any(match.start() < name.start < match.end() for match in matches)


def _is_borne(sentence: str, symbol: str, ground: Ground) -> bool:
    """Whether a symbol bears all that a sentence claims of it, as far as its text tells.

    Args:
        sentence: cleaned.
        symbol: the name of the symbol.
        ground: the source of its file.
    """
    bearer = ground.symbols.get(symbol)
    if bearer is None:
        return True
    result = result_of(bearer, ground.outline.language) if bearer.kind in ROUTINES else None
    body = text_of(bearer, ground).partition(f"{own_name(bearer.name)}(")[2]
    if contradicts(sentence, result, ground.outline.language, body):
        return False
    claims = [(match, holds) for claim, holds in _CLAIMS for match in claim.finditer(sentence)]
    numbers = [number for number in numbers_in(sentence) if _is_telling(number, sentence)]
    if not (claims or numbers):
        return True
    described = _Described(bearer, ground, tuple(reached(symbol, ground)))
    if not described.spans:
        numbers = []
        claims = [(match, holds) for match, holds in claims if holds in _OF_OWN_TEXT]
    return all(holds(described, match) for match, holds in claims) and all(
        without_unknown_numbers(number, ground.outside)
        or without_unknown_numbers(number, described.text)
        for number in numbers
    )


def _is_telling(number: str, sentence: str) -> bool:
    """Whether a number is the symbol's own: no small one, no version and no date."""
    is_alone = re.search(rf"(?<![\w.-]){re.escape(number)}(?!\w|\.\d|-\w| bit)", sentence)
    return number.isdigit() and len(number) > 1 and is_alone is not None
