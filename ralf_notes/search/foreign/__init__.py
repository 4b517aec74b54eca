"""Questions in German or French: their words in English, which sources are written in. Pure.

The tables beside this module hold parts of words that developers ask with. Of a question in another
language nothing is known but the names in it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

_ASKING = {
    "german": """
warum wann welche welchem welchen welcher welches wem wer wie wieso wo wodurch woher wohin womit
worin wozu
""",
    "french": "combien ou pourquoi quand quel quelle quelles quels quoi qui",
}
_MEANINGLESS = {
    "german": """
als am an auch auf aus bei bis da damit dann das dass dem den der des die dies diese dieser dieses
durch ein eine einem einen einer eines er es fur geht gibt hat haben ich ihr im in ist kann macht
man mein mit nach nicht noch nur ob oder ohne schon seit sein seine sich sie sind so soll uber um
und uns unter vom von vor war was weil wenn werden wird wurde wurden zu zum zur zwischen
""",
    "french": """
ai alors apres au aux avant avec ce ces cet cette chez comment dans de des dont du elle elles en
entre est et fait font il ils je la le les leur lors mais mes mon ne nos notre nous on par pas
pendant peut pour qu que sa sans se ses si son sont sous sur te tous tout toute toutes tu un une
vers vos votre vous
""",
}
_QUESTION_WORDS = {language: frozenset(every.split()) for language, every in _ASKING.items()}
_LITTLE = {
    language: frozenset(every.split()) | _QUESTION_WORDS[language]
    for language, every in _MEANINGLESS.items()
}
"""Words without a meaning of their own."""
_OF_ENGLISH = """
am an as comment den die dies en es hat her im in ma man me mine on or par pas pour sa se so son
sur te tout tu um war was y
"""
_ALSO_ENGLISH = frozenset(_OF_ENGLISH.split())
_FEWEST = 2
"""Such words that tell a language, unless one of them asks."""
_SHORT, _SHORTEST_INSIDE = 3, 5
"""Letters of a part: a short one is a whole word, a longer one may stand within another word."""
_ENDINGS = 2
"""Letters that a whole word may have more."""


def language_of(question: Sequence[str], english: frozenset[str]) -> str:
    """Return the language of a question: `german`, `french` or ''.

    Args:
        question: its words in lower case.
        english: words without a meaning of their own in English.
    """
    folded = [*map(_folded, question)]
    best, most = "", sum(word in english for word in folded)
    for language in _ASKING:
        telling = [word for word in folded if word in _LITTLE[language]]
        count = sum(word not in _ALSO_ENGLISH for word in telling)
        is_asked = not _QUESTION_WORDS[language].isdisjoint(telling)
        if count > most - sum(word in english for word in telling) and (
            is_asked or count >= _FEWEST
        ):
            best, most = language, count
    return best


def without_little(question: Sequence[str], language: str) -> list[str]:
    """Return the words of a question that have a meaning of their own."""
    return [word for word in question if _folded(word) not in _LITTLE[language]]


def in_english(question: Sequence[str], language: str = "") -> tuple[str, ...]:
    """Return the English words for those of a question, each once, as far as they are known.

    Args:
        question: its words in lower case.
        language: `german` or `french`; '' is any of them.
    """
    english_words = (
        english
        for each in ([language] if language else _ASKING)
        for word in question
        for english in _translated(_folded(word), each)
    )
    return tuple(dict.fromkeys(english_words))


def _folded(word: str) -> str:
    """Return a word without accents and umlauts."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("œ", "oe"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _translated(word: str, language: str) -> Iterator[str]:
    """Yield the English words for the parts of a word, the longest parts there are."""
    table = _table(language)
    parts = [part for part in table if _holds(word, part)]
    for part in parts:
        if not any(part != other and part in other for other in parts):
            yield from table[part].split()


def _holds(word: str, part: str) -> bool:
    if len(part) <= _SHORT:
        return word.startswith(part) and len(word) - len(part) <= _ENDINGS
    return word.startswith(part) or (len(part) >= _SHORTEST_INSIDE and part in word)


@cache
def _table(language: str) -> Mapping[str, str]:
    """Return the English words by part of a word."""
    import tomllib

    return tomllib.loads(Path(__file__).with_name(f"{language}.toml").read_text("utf-8"))
