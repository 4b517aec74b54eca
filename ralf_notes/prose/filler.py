"""Recognizes filler, prose that could stand under any file: its words carry little. Pure.

The words of English that carry nothing are listed here, so prose in another language is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ralf_notes.patterns import lazily
from ralf_notes.prose.names import code_names
from ralf_notes.text import sentences

LANGUAGE = "English"
"""The language whose words are known, as the setting `language` names it."""

_LEAST_DENSITY = 0.2
_STOCK_BEGINNING = lazily(
    r"(?:this|the|an?) (?:\S+ ){0,2}?(?:file|module|script|code|program|class|package|project"
    r"|folder|application|repository|library|summary|sample|example)\b"
    # Not before a further noun: `an example command`, `the file watcher`.
    r"(?=\W*$|\s*[^\w\s`]|\s+(?:and|are|as|at|by|can|for|from|has|have|in|is|it|may|of|on|or|that"
    r"|to|was|we|which|will|with|you|\w+(?:ed|ing|s))\b)"
    r"|this (?:is|was)\b|it (?:is|was|provides)\b",
    re.IGNORECASE,
)
_STOCK_PHRASE = lazily(
    r"\b(?:(?:is|are) designed to|can (?:also )?be used"
    r"|(?:allows?|lets|helps?|enables?) (?:you|users?)|how to use|provides? a way"
    r"|(?:a|the) variety of)\b",
    re.IGNORECASE,
)
_SOME_OF = lazily(r"\ba (?:set|number|collection|list) of\b", re.IGNORECASE)
"""Matches plain words that sound like filler only in a text that begins as filler does."""
_STOCK_DESCRIPTION = lazily(
    r"(?:this|it) is an? (?:\S+ ){0,3}?(?:function|method|class|type|interface|struct|enum|constant"
    r"|variable|property|module|file|component|utility)s? (?:(?:that|which) )?"
    r"(?:(?:is|are|can be) used (?:to|for|by)|used (?:to|for)|allows? (?:you|users?)"
    r"|lets (?:you|users?)|helps? (?:you|users?))\b",
    re.IGNORECASE,
)
"""Matches `This is a special function that is used to`: the kind, which the signature shows."""
_RICH_SOURCE = 10
"""Words that carry something; a source with fewer may have none that a summary would use."""
_LEAST_COMMON = 3
"""Words that fit any program which a summary shares with its source, if it shares no other."""
_LEAST_OWN = 0.75
"""Share of the words wanted that are to be none of the repository's line."""
_LEAST_NEW = 2
"""Telling words of a summary that its author's sentence, or a stock beginning, does not have."""
_MOST_REPEATED = 1.7
"""How often a description has each of its telling words on average, at most."""
_FEW_WORDS = 6
_PAUSE = lazily(r"[,;:.!?()–—]")
_JOINTS = frozenset(["and", "because", "but", "if", "or", "so", "that", "when", "which", "while"])
"""Words between two clauses."""
_SAID_TWICE = 5
"""Words at the end of two clauses of one sentence; to contrast things, people end them apart."""
_WORD = lazily(r"[^\W_]+")
_SIGNS = lazily(r"`([^`\w\s]+)`")
"""Matches signs of the source in a text, which carry something: `*`."""
_HUMP = lazily(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\d_A-Z]+|\d+")
_GRAMMAR_TEXT = """
    a about above after again all also am an and any are as at back based be because been before
    being below best better between both but by can common contain containing could custom
    different do does down during each easily easy either else etc every few first following for
    from further get given good great had has have he help helpful helping her here him his how i if
    important in include including inside into is it its itself just large like made main make
    making many may me more most much multiple must my need new next no not of off often on one
    only or other otherwise our out over overall own part piece possible provide provided
    purpose same several she should simple simply single small so some something specific such
    tell than
    that the their them then there these they this those through to together too two under up us
    used useful user using use variety various very via was way we well were what when where
    whether which while who will with within without work would you your
"""
_ANY_PROGRAM_TEXT = """
    allow application array attribute call class code collection component constant constructor
    content create current data default define dictionary design designed describe description
    detail element enable ensure example feature field file format function functionality
    functions general handle handling implement implementation information instance interface
    item key kind library lightweight list manage management manipulate method model module
    name number object operation operator organize output parameter perform process
    program project property purposes represent require result return returned script section
    service set simplify software source store string structure summary support system task
    text thing tool type update utility value variable version friendly experience efficient
    powerful robust seamless crucial essential key overview
"""


def _stem(word: str) -> str:
    """Return a word without the endings of plurals and verbs."""
    if word.removesuffix("s") == "note":  # `not` is a word of grammar
        return "note"
    if len(word) > 6 and word.endswith("ings"):
        word = word[:-1]  # `settings` has the stem of `setting`
    for ending, least in (("ing", 6), ("ies", 5), ("ed", 5), ("es", 5), ("s", 4), ("e", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


_ANY_PROGRAM = frozenset(_stem(word) for word in _ANY_PROGRAM_TEXT.split())
_LITTLE = _ANY_PROGRAM.union(_stem(word) for word in _GRAMMAR_TEXT.split())


def is_filler(text: str, source: str, path: str, *, repository: str = "", author: str = "") -> bool:
    """Whether an English summary says nothing particular to what it sums up.

    Of a text that explains something, a fifth of the words are distinct and carry something: no
    word of grammar, none that fits any file, and none of the path, which the reader sees anyway.
    Half as many are enough for a text that does not sound like filler, and half as many again are
    wanted if it does twice: `This file is designed to`.
    A summary also shares something with its source.

    Args:
        text: the summary, cleaned: the names in it exist.
        source: the text that it is about, with what was shown beside it; '' if it is about notes,
            which have other words.
        path: of the file or folder.
        repository: what is said of the whole repository, whose words tell nothing about one file.
        author: what the author says of the file, which stands above the summary.
    """
    fresh = _fresh(text, path)
    of_file = fresh - telling_stems(repository)
    if author and len(of_file - telling_stems(author)) < _LEAST_NEW:
        return True
    begins_so = _STOCK_BEGINNING.match(text) is not None
    says_so = _STOCK_PHRASE.search(text) or (begins_so and _SOME_OF.search(text))
    signs = len({*_SIGNS.findall(text)})
    least = _LEAST_DENSITY * (0.5, 1, 1.5)[begins_so + bool(says_so)] * len(text.split()) - signs
    if begins_so and not code_names(text):
        least = max(least, _LEAST_NEW)  # `This is a wedding.`
    if len(fresh) < least or len(of_file) < least * _LEAST_OWN:
        return True
    return len(telling_stems(source)) >= _RICH_SOURCE and not _shares(text, source)


def _shares(text: str, source: str) -> bool:
    """Whether a summary has a telling word, a name, or some words of any program from a source."""
    if telling_stems(text) & telling_stems(source) or code_names(text):
        return True
    return len(stems(text) & stems(source) & _ANY_PROGRAM) >= _LEAST_COMMON


def without_empty(text: str) -> str:
    """Return an English summary without sentences such as `This file is a code that tells us.`

    One of such sentences alone stays as it is: it is filler as a whole.
    """
    return " ".join(each for each in sentences(text) if not _is_empty_stock(each)) or text


def _is_empty_stock(sentence: str) -> bool:
    """Whether a sentence begins as filler does, has no name, and no word that carries anything."""
    if not _STOCK_BEGINNING.match(sentence) or code_names(sentence):
        return False
    return not telling_stems(sentence)


def density(text: str, path: str) -> tuple[int, int]:
    """Return how many distinct words of an English summary carry something, and of how many words.

    Args:
        text: the summary.
        path: of the file or folder that it is about.
    """
    return len(_fresh(text, path)), len(text.split())


def _fresh(text: str, path: str) -> frozenset[str]:
    """Return the words of a text that carry something and do not stand in its path."""
    return telling_stems(text) - telling_stems(path.rpartition(".")[0] or path)


def is_empty(description: str, repository: str = "") -> bool:
    """Whether an English description of a symbol is a stock phrase, or no word carries anything.

    In a program that talks to models, `model` does, beside two more words that fit any program.

    Args:
        description: of the symbol.
        repository: what is said of the whole repository.
    """
    if _STOCK_DESCRIPTION.match(description):
        return True
    common = stems(description) & _ANY_PROGRAM
    is_of_repository = len(common) >= _LEAST_COMMON and not common.isdisjoint(stems(repository))
    return not telling_stems(description) and not is_of_repository


def goes_in_circles(description: str) -> bool:
    """Whether an English description says the same few words again and again.

    `Adds the duration of a note to the note's duration and the duration.` Names do not count.
    """
    for name in reversed(code_names(description)):
        description = f"{description[: name.start]} {description[name.end :]}"
    telling = [stem for stem in _all_stems(description) if stem not in _LITTLE]
    return len(telling) >= _FEW_WORDS and len(telling) >= _MOST_REPEATED * len({*telling})


def ends_clauses_alike(text: str) -> bool:
    """Whether two clauses of a sentence in an English text end in the same words.

    `The server uses it to keep track of requests, and the client to keep track of requests.` A
    model that says this goes round in a loop, and the rest of its text is no better.
    """
    return any(_ends_twice(sentence) for sentence in sentences(text))


def _ends_twice(sentence: str) -> bool:
    ends: list[tuple[str, ...]] = []
    for piece in _PAUSE.split(sentence.lower()):
        words = _WORD.findall(piece)
        joints = [at for at, word in enumerate(words) if word in _JOINTS]
        long_enough = (at for at in (*joints, len(words)) if at >= _SAID_TWICE)
        ends += (tuple(words[at - _SAID_TWICE : at]) for at in long_enough)
    telling = [end for end in ends if len(telling_stems(" ".join(end))) >= _LEAST_NEW]
    return len({*telling}) < len(telling)


def only_repeats(comment: str, name: str) -> bool:
    """Whether an author's comment says no more than the name of its symbol: `Start.`."""
    return len(comment.split()) <= _FEW_WORDS and not telling_stems(comment) - telling_stems(name)


def stems(text: str) -> frozenset[str]:
    """Return the stems of the words in a text, names in their parts."""
    parts = (part.lower() for word in _WORD.findall(text) for part in _HUMP.findall(word))
    return frozenset(_stem(part) for part in parts)


@lru_cache(maxsize=4)  # the texts about one file are compared with the same source
def telling_stems(text: str) -> frozenset[str]:
    """Return the stems of the words in a text that carry something, names in their parts."""
    return frozenset(stem for stem in _all_stems(text) if stem not in _LITTLE)


def common_stems(text: str) -> frozenset[str]:
    """Return the stems of the words in a text that fit any program: `output`, `format`, `help`."""
    return stems(text) & (_ANY_PROGRAM | {"help"})


def _all_stems(text: str) -> Iterator[str]:
    parts = (part.lower() for word in _WORD.findall(text) for part in _HUMP.findall(word))
    return (_stem(part) for part in parts if part.isalpha() and len(part) > 1)
