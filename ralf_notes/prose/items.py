"""Steps and things to know: which of a model's sentences stand on the source, and where. Pure.

A sentence stands on the source if two of the names and numbers in it stand there within a few lines
of each other or in one function; without any, if it goes on with words of the function of the step
before. So it is about something, and the place can be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes.lists.members import own_name
from ralf_notes.outline.model import ROUTINES, Symbol
from ralf_notes.outline.rules import words_of
from ralf_notes.patterns import lazily
from ralf_notes.prose.filler import common_stems, stems, telling_stems
from ralf_notes.prose.ground import (
    IDENTIFIER,
    Ground,
    bare_number,
    lines_of,
    places_near,
    stands_between,
    text_of,
)
from ralf_notes.prose.names import code_names, identifiers_in, is_proper, members_of_family
from ralf_notes.prose.names.numbers import numbers_in
from ralf_notes.prose.names.subjects import SAME_OF_EACH, is_of_another
from ralf_notes.prose.names.well_known import COMMON, is_well_known

_MOST_PLACES = 50
"""Places among which one in a function is looked for, the densest ones."""
_LEAST_NUMBER = 3
"""A smaller number stands everywhere: it counts as no place, though it has to be there."""
_LEAST_WORDS = 2
"""Words that a sentence without any name shares with a symbol that it is about."""
_MOST_OF_LANGUAGE = 3
"""Lines on which a name of the language stands where it tells something."""
_SIGNS = lazily(r"`([^`\s]+)`")
_CONSTRUCTOR = lazily(r"\b[Tt]he constructor\b")
_CONSTRUCTORS = ("constructor", "__init__", "__construct", "initialize", "new", "init")
"""What languages call a constructor, apart from the name of its type."""
_FILE = lazily(r"[\w./-]*\w\.[a-z]\w{0,5}")


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that stands on the source."""

    text: str
    symbol: str
    """The name of the symbol around its place, '' outside of all."""


def item_of(
    sentence: str,
    ground: Ground,
    written: str = "",
    before: str | None = None,
    *,
    knows_words: bool = True,
) -> Claim | None:
    """Return a sentence with the symbol that it stands on; None if it stands on nothing.

    A number that is not in the source makes it false.

    Args:
        sentence: cleaned: its names exist.
        ground: the source of the file.
        written: as the model wrote it: names that are only plain words to the source count, too.
        before: the symbol of the step before, which a step may go on about: `It then ...`; None for
            the first.
        knows_words: whether words of the sentence can be compared with words of the source.
    """
    numbers = [bare_number(number.replace(",", "")) for number in numbers_in(sentence)]
    if any(
        number not in ground.tokens and number not in ground.numbers_beside for number in numbers
    ):
        return None
    telling_numbers = [
        number for number in numbers if "." in number or int(number) >= _LEAST_NUMBER
    ]
    common = _common_words(ground)
    names = [name for name in _names_in(sentence, ground) if name not in common]
    as_names = (name for name in _names_in(written, ground) if name not in common)
    beside = _owners_elsewhere(sentence, ground)
    all_tokens = dict.fromkeys(
        token for token in (*names, *telling_numbers, *as_names) if token not in beside
    )
    tokens = [token for token in all_tokens if token in ground.tokens]
    if not all_tokens:
        claim = _in_words(sentence, before, ground)
        return _beyond_constructor(claim, ground) if claim and knows_words else claim
    if not tokens:
        return None
    needed = 1 if _shown_together(all_tokens, tokens, ground) else min(len(all_tokens), 2)
    places = {token: ground.tokens[token] for token in tokens}
    named = _named_in(sentence, before, ground)
    around = (symbol for symbol in named if _stand_in(symbol, tokens, ground) >= needed)
    symbol = next(around, None)
    claim = Claim(sentence, symbol.name) if symbol else None
    claim = claim or _claim_near(sentence, places, needed, ground)
    claim = claim or _of_each(sentence, all_tokens, ground)
    if claim is None or not knows_words:
        return claim
    hangs = _hangs_on_a_word(claim, all_tokens, ground)
    is_astray = hangs or is_of_another(sentence, [*_names_in(sentence, ground)], ground)
    return None if is_astray else _beyond_constructor(claim, ground)


def _hangs_on_a_word(claim: Claim, names: Collection[str], ground: Ground) -> bool:
    """Whether a sentence has one name, which any source may have, and little else of this one.

    `run` is one, `run_all` none. Of the other words none is in the symbol, and few in the source.
    """
    name = next(iter(names))
    words = telling_stems(claim.text) - telling_stems(name)
    is_word = len(names) == 1 and name.isalpha() and name.islower()
    if not is_word or len(words) < _LEAST_WORDS or _owners_elsewhere(claim.text, ground):
        return False
    symbol = ground.symbols.get(claim.symbol)
    in_symbol = telling_stems(text_of(symbol, ground)) if symbol is not None else frozenset()
    in_source = sum(word in ground.words for word in words)
    return words.isdisjoint(in_symbol) and 2 * in_source < len(words)


def _beyond_constructor(claim: Claim, ground: Ground) -> Claim:
    """Return a claim on a constructor with the method of its type that has more of its words.

    A constructor has the names of types and fields which methods work with.
    """
    maker = ground.symbols.get(claim.symbol)
    is_maker = maker is not None and own_name(maker.name) in _CONSTRUCTORS
    if maker is None or not is_maker or _CONSTRUCTOR.search(claim.text):
        return claim
    if any(own_name(maker.name) in IDENTIFIER.findall(n.text) for n in code_names(claim.text)):
        return claim
    words = telling_stems(claim.text)
    members = (s for s in ground.outline.symbols if s.parent == maker.parent and s.kind in ROUTINES)
    most = max((maker, *members), key=lambda each: len(words & stems(text_of(each, ground))))
    return Claim(claim.text, most.name)


def _of_each(sentence: str, names: Collection[str], ground: Ground) -> Claim | None:
    """Return a sentence that says the same of several symbols, with the first of them.

    Each of its names is one of these, and each of these has a telling word of the sentence.
    """
    symbols = [next(iter(ground.called.get(name, ())), None) for name in names]
    words = telling_stems(sentence) - telling_stems(" ".join(names))
    if not SAME_OF_EACH.match(sentence) or not all(
        symbol is not None and words & telling_stems(text_of(symbol, ground)) for symbol in symbols
    ):
        return None
    return Claim(sentence, next(iter(filter(None, symbols))).name)


def _common_words(ground: Ground) -> frozenset[str]:
    """Return the names that say nothing about a source: they belong to its language.

    One of several words that stands there in few places does: `NotImplementedError`.
    """
    words = COMMON.union(words_of(ground.outline.language)) - ground.called.keys()
    few = range(1, _MOST_OF_LANGUAGE + 1)
    telling = (w for w in words if is_proper(w) and len(ground.tokens.get(w, ())) in few)
    return words.difference(telling)


def _claim_near(
    sentence: str, places_of: Mapping[str, Sequence[int]], needed: int, ground: Ground
) -> Claim | None:
    """Return a sentence with the symbol in which enough of its tokens stand near each other."""
    place = _place_of(places_of, needed, ground)
    if place is None:
        return None
    return Claim(sentence, _symbol_around(place, places_of, ground))


def _in_words(sentence: str, before: str | None, ground: Ground) -> Claim | None:
    """Return a sentence without any name, if words of it stand near each other in the source.

    In the symbol of the step before, and in the constructor if it is about that, two are enough;
    elsewhere it takes more than half of its words.
    """
    words = telling_stems(sentence)
    signs = [sign for sign in _SIGNS.findall(sentence) if not IDENTIFIER.search(sign)]
    for symbol in filter(None, (ground.symbols.get(before or ""), _constructor(sentence, ground))):
        text = text_of(symbol, ground)
        source = stems(text)
        shared = len(words & source) + sum(sign in text for sign in signs)
        common = len(common_stems(sentence) & source)
        if shared >= _LEAST_WORDS or (shared and common >= _LEAST_WORDS):
            return Claim(sentence, symbol.name)
    numbers = [bare_number(number) for number in numbers_in(sentence)]
    everything = len(words) + len(signs) + len(numbers)
    needed = everything // 2 + 1
    places = {
        **{word: ground.words[word] for word in words if word in ground.words},
        **{number: ground.tokens[number] for number in numbers if number in ground.tokens},
        **ground.lines_with(signs),
    }
    return _claim_near(sentence, places, max(needed, _LEAST_WORDS), ground)


def _constructor(sentence: str, ground: Ground) -> Symbol | None:
    """Return the constructor that a sentence calls so, if the source has one and no other."""
    if not _CONSTRUCTOR.search(sentence):
        return None
    found = [symbol for name in _CONSTRUCTORS for symbol in ground.called.get(name, ())]
    return found[0] if len(found) == 1 else None


def _shown_together(names: Iterable[str], tokens: Sequence[str], ground: Ground) -> bool:
    """Whether a neighbour's name stands beside one of the source in a line that was shown of it."""
    foreign = {name for name in names if name not in ground.tokens}
    lines = (frozenset(IDENTIFIER.findall(line)) for line in ground.neighbours.split("\n"))
    return bool(foreign) and any(
        not foreign.isdisjoint(line) and not line.isdisjoint(tokens) for line in lines
    )


def _names_in(sentence: str, ground: Ground) -> Iterator[str]:
    """Yield the identifiers of the code-like names in a sentence, in order; no names of files."""
    for name in code_names(sentence):
        if is_well_known(name.text.strip("`")) and name.text not in ground.tokens:
            continue
        parts = identifiers_in(name.text)
        if "*" in name.text:
            parts = members_of_family(name.text, ground.called)[:1]
        is_code = name.text in ground.symbols or _stand_on_a_line(parts, ground)
        if is_code or not _FILE.fullmatch(name.text):
            yield from parts


def _owners_elsewhere(sentence: str, ground: Ground) -> set[str]:
    """Return the types of members that a sentence names in full, if the source has them nowhere.

    A method may be shown without the type that it stands in.
    """
    named = {name.text.removesuffix("()") for name in code_names(sentence)}
    words = (IDENTIFIER.findall(name) for name in named & ground.symbols.keys())
    return {word for each in words for word in each[:-1] if word not in ground.tokens}


def _stand_on_a_line(parts: Sequence[str], ground: Ground) -> bool:
    """Whether the parts of a dotted name stand on one line, as in `app.run`; `run.py` is a file."""
    lines = [ground.tokens.get(part, ()) for part in parts]
    return bool(parts) and bool(set(lines[0]).intersection(*lines[1:]))


def _named_in(sentence: str, before: str | None, ground: Ground) -> Iterator[Symbol]:
    """Yield the symbols that a sentence names, then that of the step before, which it goes on with.

    `Client.open` names that one only, `open` each member of that name.
    """
    for name in code_names(sentence):
        whole = ground.symbols.get(name.text.removesuffix("()"))
        if whole is not None and own_name(whole.name) != whole.name:
            yield whole
            continue
        for part in IDENTIFIER.findall(name.text):
            yield from ground.called.get(part, ())
    yield from filter(None, [ground.symbols.get(before or "")])


def _stand_in(symbol: Symbol, tokens: Iterable[str], ground: Ground) -> int:
    """Return how many of some tokens stand in a symbol's lines or its name.

    A method may be written without the type that it belongs to.
    """
    first, last = lines_of(symbol, ground)
    words = IDENTIFIER.findall(symbol.name)
    return sum(t in words or stands_between(ground.tokens[t], first, last) for t in tokens)


def _place_of(
    places_of: Mapping[str, Sequence[int]], needed: int, ground: Ground
) -> tuple[int, int] | None:
    """Return the lines where most of some tokens stand near each other, if enough of them do.

    A place in a function goes before an import or the fields of a type. One that opens a block is
    near to all in the block.
    """
    places = [place for place in places_near(places_of) if place[2] >= needed]
    if not places and needed > 1:
        places = [place for place in _blocks(places_of, ground) if place[2] >= needed]
    densest = sorted(places, key=lambda place: -place[2])[:_MOST_PLACES]
    spans = [lines_of(symbol, ground) for symbol in ground.routines]
    inside = (p for p in densest if any(a <= p[0] and p[1] <= b for a, b in spans))
    place = next(inside, densest[0] if densest else None)
    return place[:2] if place is not None else None


def _blocks(
    places_of: Mapping[str, Sequence[int]], ground: Ground
) -> Iterator[tuple[int, int, int]]:
    """Yield the first and last line of each block that a token opens, and how many are in it."""
    for line in dict.fromkeys(
        line for lines in places_of.values() for line in lines[:_MOST_PLACES]
    ):
        last = ground.end_of_block(line)
        if last > line:
            yield line, last, _count_in(places_of, line, last)


def _symbol_around(
    place: tuple[int, int], places_of: Mapping[str, Sequence[int]], ground: Ground
) -> str:
    """Return the innermost symbol around a place, else the one in it with most tokens, or ''."""
    first, last = place
    spans = [(symbol, *lines_of(symbol, ground)) for symbol in ground.outline.symbols]
    around = [s for s, begin, end in spans if begin <= first and last <= end]
    if around:
        return min(around, key=lambda symbol: symbol.end - symbol.start).name
    inside = [(s.name, begin, end) for s, begin, end in spans if begin <= last and first <= end]
    most = max(inside, key=lambda each: _count_in(places_of, *each[1:]), default=("", 0, 0))
    return most[0]


def _count_in(places_of: Mapping[str, Sequence[int]], first: int, last: int) -> int:
    """Return how many tokens stand in some lines."""
    return sum(stands_between(lines, first, last) for lines in places_of.values())
