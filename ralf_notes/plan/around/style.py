"""Sentences of a repository's authors that show a model the style to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine.cache import Cache
from ralf_notes.outline.documentation.words import plain
from ralf_notes.outline.model import Outline
from ralf_notes.plan import survey
from ralf_notes.plan.survey import Project
from ralf_notes.prose import filler
from ralf_notes.source.classify import Kind
from ralf_notes.text import first_sentence

_MOST_READ = 24
"""Files that are looked at: a style shows in a few."""
_FEWEST = 4
"""Good sentences without which a repository has no style to follow."""
_MOST = 2
_SHORTEST, _LONGEST = 30, 90
"""Characters of a sentence."""
_PLAIN = re.compile(r"[A-Z][a-z]+(?:,? [a-z]+(?:-[a-z]+|'s)?){4,}\.")
"""Matches a sentence of plain words: no name in it can pass for one of another file."""
_OF_ENGLISH = frozenset(("a", "an", "the", "of", "to", "for", "with", "from", "in", "that"))
_DESCRIBED = frozenset(("function", "method", "class", "struct", "interface", "trait"))


@dataclass(slots=True)
class Style:
    """Sentences by the authors of a tree on its symbols, chosen at the first use."""

    _chosen: tuple[tuple[str, str], ...] | None = None
    _one: Lock = field(default_factory=Lock)

    def sentences(self, project: Project, cache: Cache, path: str) -> tuple[str, ...]:
        """Return up to two sentences of other files; none where few of a tree's are good.

        Args:
            project: the tree.
            cache: has the outlines of its files.
            path: the file that they are for.
        """
        with self._one:
            if self._chosen is None:
                self._chosen = _chosen(project, cache)
        return tuple(sentence for of, sentence in self._chosen if of != path)


def _chosen(project: Project, cache: Cache) -> tuple[tuple[str, str], ...]:
    """Return sentences with their files. Hashes decide: most changes of a tree leave the choice."""
    code = [path for path, file in project.files.items() if file.kind is Kind.CODE]
    path_of: dict[str, str] = {}
    for path in sorted(code, key=_order)[:_MOST_READ]:
        try:
            outline = survey.outline_of(project, path, cache)
        except SourceUnreadable:
            continue
        path_of.update((sentence, path) for sentence in _good_sentences(outline))
    if len(path_of) < _FEWEST:
        return ()
    return tuple((path_of[each], each) for each in sorted(path_of, key=_order)[:_MOST])


def _good_sentences(outline: Outline) -> Iterator[str]:
    """Yield the sentences that say what a public symbol is for, in plain English."""
    for symbol in outline.symbols:
        if not symbol.public or symbol.kind not in _DESCRIBED or not symbol.doc:
            continue
        sentence = first_sentence(plain(symbol.doc), _LONGEST + 1)
        is_plain = len(sentence) in range(_SHORTEST, _LONGEST) and _PLAIN.fullmatch(sentence)
        own_name = symbol.name.replace("::", ".").rpartition(".")[2]
        is_named = sentence.partition(" ")[0].lower() == own_name.lower()  # as Go's comments begin
        is_english = len(_OF_ENGLISH.intersection(sentence.split())) > 1
        says_little = filler.is_filler(sentence, "", "") or filler.only_repeats(
            sentence, symbol.name
        )
        if is_plain and is_english and not (is_named or says_little):
            yield sentence


def _order(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
