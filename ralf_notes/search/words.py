"""The words of texts and questions: names in their parts, and whole. Pure.

`HTTPServer2` is found as `http`, as `server` and as `httpserver2`. Chinese, Japanese and Korean
texts have no blanks between words: each two neighbouring characters are a word there.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ralf_notes.search import foreign

_NAME = re.compile(r"\w+")
_LOWER = r"[^\W\d_A-Z]"  # letters that are none of A to Z
_PART = re.compile(rf"[A-Z]+(?!{_LOWER})|[A-Z]?{_LOWER}+|[A-Z]+|\d+")
_BETWEEN = re.compile(r"\.|::|#|->|/| › ")
_REPEATED = re.compile(r"#\d+$")
"""What an outline adds to a further symbol of the same name."""
_QUALIFIED = re.compile(rf"(?<!\w)\w++(?:(?:{_BETWEEN.pattern})\w++)+")
_UNSPACED = re.compile(
    "[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_LONGEST = 64
"""Characters of a word: what is longer is data."""
_MOST_ASKED = 48
"""Words of a question: a pasted log holds thousands."""
_STOP_WORDS = """
a about all am an and any are as at be been but by can could did do does doing for from get
give had has have how i if in into is it its itself like made make makes many may me might
mine much must my of on one or our out place please shall she should show so some such tell
than that the their them then there these they this those through to up us use used uses using
was way we were what when where whether which while who whom whose why will with would you
your
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
_WOULD_I = r"(?:would|should|do|can|could|must) (?:i|we|you|one)"
_PHRASE = re.compile(
    rf"\A(?:where {_WOULD_I} (?:add|change|implement|put)"
    rf"|how {_WOULD_I} (?:add|implement)(?= (?:an? new|another) )"
    r"|what (?:breaks|happens) (?:if|when) (?:i|we|you|one) (?:change|remove|rename)"
    r"|(?:who|what) (?:calls|uses)|(?:explain|describe)(?= (?:an?|the|how|what|why|where)\b))"
    r"(?!\S)(?: (?:a|an|the|new|another|flow)(?!\S))*",
    re.IGNORECASE,
)
"""How a question begins that is about what follows: many names hold its words, as `Hub.add`."""
TRY_INSTEAD = "other words, in the language of the code and its notes, or a name as the code has it"
"""What to ask with where nothing was found."""


def words(text: str) -> str:
    """Return the words of a text in lower case, with blanks between them."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(filter(None, map(_split, _NAME.findall(text))))


def without_phrase(question: str) -> str:
    """Return what a question is about; all of it if it has no other words than how it asks."""
    rest = _PHRASE.sub("", " ".join(question.split()))
    return question if STOP_WORDS.issuperset(words(rest).split()) else rest


def question_words(question: str) -> tuple[str, ...]:
    """Return the words that a question looks for, each once, without those that every text has.

    A question of such words alone looks for them. To words of German and French questions their
    English ones are added.
    """
    every = tuple(dict.fromkeys(words(question).split()))
    language = foreign.language_of(every, STOP_WORDS)
    if language:
        telling = foreign.without_little(every, language)
        every = tuple(dict.fromkeys((*telling, *foreign.in_english(telling, language))))
        return every[:_MOST_ASKED]
    return (tuple(word for word in every if word not in STOP_WORDS) or every)[:_MOST_ASKED]


def english_question_words(question: str) -> tuple[str, ...]:
    """Return English words for those of a question, in whichever language it is."""
    return foreign.in_english(words(question).split())[:_MOST_ASKED]


def names(question: str) -> tuple[str, ...]:
    """Return what in a question can be whole names of symbols, as `whole_names` writes them."""
    text = unicodedata.normalize("NFKC", question)
    plain = (name.lower() for name in _NAME.findall(text))
    qualified = (_BETWEEN.sub(".", name.lower()) for name in _QUALIFIED.findall(text))
    telling = (name for name in plain if name not in STOP_WORDS)
    return tuple(dict.fromkeys((*qualified, *telling)))[:_MOST_ASKED]


def whole_names(name: str) -> tuple[str, ...]:
    """Return the names by which a symbol is found as a whole: all of it, and its last part.

    They are in lower case, with dots between their parts: `Bucket::take` is `bucket.take`.
    """
    whole = dotted(name).lower()
    return tuple(dict.fromkeys((whole, whole.rpartition(".")[2]))) if whole else ()


def dotted(name: str) -> str:
    """Return a qualified name with dots between its parts: `Bucket::take` is `Bucket.take`."""
    return ".".join(part for part in _BETWEEN.split(_REPEATED.sub("", name)) if part.strip())


@lru_cache(maxsize=100_000)  # the same names stand in a source again and again
def _split(name: str) -> str:
    """Return the parts of a name, and the whole if it has several; '' if it is no word."""
    if not name.isascii() and _UNSPACED.search(name):
        others = map(_split, _UNSPACED.sub(" ", name).split())
        return " ".join(filter(None, (*map(_pairs, _UNSPACED.findall(name)), *others)))
    if len(name) > _LONGEST:
        return ""
    whole = name.lower()
    if whole.isalpha() and (name == whole or name[1:] == whole[1:]):
        return whole if len(whole) > 1 else ""
    parts = [part.lower() for part in _PART.findall(name) if len(part) > 1]
    whole = whole.strip("_").replace("_", "")
    return " ".join(parts if parts == [whole] or not whole else [*parts, whole])


def _pairs(run: str) -> str:
    return " ".join(run[at : at + 2] for at in range(max(len(run) - 1, 1)))
