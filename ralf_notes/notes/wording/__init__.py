"""The headings and set phrases of notes, in each language that has a table.

A table is a TOML file in this folder, named after its language. All tables have the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
ENGLISH = "english"
"""The name of the table of English."""
_WORDS = re.compile(r"[^\W\d_]+")
_SHORTEST_NAME = 4
"""Letters of a name that is recognized beside other words; `de` beside others is a word."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The headings and set phrases of notes in one language."""

    language: str
    """The name of its table."""
    names: frozenset[str]
    """What users call the language, in lower case."""
    phrases: Mapping[str, str]
    """By key, such as `headings.links`; of a phrase with a number, by `.one` and `.other`."""

    def __call__(self, key: str, **values: object) -> str:
        """Return a phrase with its placeholders filled."""
        return self.phrases[key].format(**values)

    def counted(self, key: str, count: int, **values: object) -> str:
        """Return a phrase with a number in the form that the number asks for."""
        form = "one" if count == 1 else "other"
        return self.phrases[f"{key}.{form}"].format(count=count, **values)

    def word(self, group: str, word: str) -> str:
        """Return what a word of a group is in this language; itself if the group does not have it.

        Args:
            group: `columns`, `titles` or another part of the table whose keys are words of English.
        """
        return self.phrases.get(f"{group}.{word}", word)

    def joined(self, parts: Sequence[str]) -> str:
        """Return parts of a sentence with commas and `and`."""
        *first, last = parts or [""]
        return self("lists.pair", first=", ".join(first), last=last) if first else last


def wording_for(language: str) -> Wording:
    """Return the wording of a language; that of English if the language has no table.

    Args:
        language: as a user writes it: `German`, `Deutsch`, `de`, `de-AT`, `Swiss German`.
    """
    return _table(_table_of(language))


@cache
def every_wording() -> tuple[Wording, ...]:
    """Return the wordings of all languages, English first: a note may be in any of them."""
    others = sorted(path.stem for path in _FOLDER.glob("*.toml") if path.stem != ENGLISH)
    return tuple(map(_table, (ENGLISH, *others)))


def in_every_language(key: str) -> tuple[str, ...]:
    """Return a phrase as each language has it, English first."""
    return tuple(each.phrases[key] for each in every_wording())


@cache
def _table_of(language: str) -> str:
    name = language.strip().lower()
    if name == ENGLISH:  # nearly always, and it saves reading the others
        return name
    code = re.split(r"[-_]", name, maxsplit=1)[0]
    long = {word for word in _WORDS.findall(name) if len(word) >= _SHORTEST_NAME}
    for each in every_wording():
        if name in each.names or code in each.names or each.names & long:
            return each.language
    return ENGLISH


@cache
def _table(name: str) -> Wording:
    import tomllib

    table = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))
    names = frozenset(map(str.lower, table.pop("names")))
    return Wording(name, names, dict(_flat("", table)))


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the phrases of a table with their keys, parts of a key separated by dots."""
    for key, value in table.items():
        if isinstance(value, str):
            yield f"{above}{key}", value
        else:
            yield from _flat(f"{above}{key}.", value)
