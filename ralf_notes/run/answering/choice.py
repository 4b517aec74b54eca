"""Chooses the passages that answer a question: the best that fit, none of them cut inside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain
from pathlib import Path

from ralf_notes import control_tokens
from ralf_notes.prose.cited import Excerpt
from ralf_notes.prose.cited import request as cited
from ralf_notes.prose.filler import stems, telling_stems
from ralf_notes.run.answering import Chosen
from ralf_notes.search.index import Index
from ralf_notes.search.lookups import overview_of, symbols_beside
from ralf_notes.search.passages import Hit, Passage
from ralf_notes.search.texts import text_of
from ralf_notes.source.classify import Kind, kind_by_path
from ralf_notes.text import one_line

MOST = 18
"""Passages that one question is answered from: benchmarks/README.md has what fewer leave out."""
MOST_BYTES = 9_000
"""Of all of them together, however big the context window is: each token takes time to read."""
_LONGEST = 4_500
"""Bytes of one passage: a longer one leaves no room for others."""
_MOST_TESTED = 3
"""Symbols in the place of a test."""
_MOST_NOTES = 2
"""Files of which the note is read besides their symbols and lines."""
_TEST_SYMBOL = re.compile(r"(?:^|[.:])(?:tests?|specs?)[.:]|(?:^|[.:])test_|_tests?[._]|Test\b")
_SHORTEST_HEAD = 30
_SHORTEST_NOTE = 80
"""Characters; a shorter one says no more than its title."""
_LONGEST_NOTE = 1_500
"""Characters of a note from which on only the parts count that are about the question."""


def choose(
    index: Index, hits: Iterable[Hit], question: str, room: int, prefix: str
) -> tuple[Chosen, ...]:
    """Return the best passages that fit, each whole, the best first.

    Of one that is too long, or holds another that was chosen, only its head counts: signature and
    sentence.

    Args:
        index: where they were found.
        hits: the passages that were found, best first.
        question: what they are to answer.
        room: bytes that a request has for them.
        prefix: the path of the target below the top of its vault, with `/` at the end, or ''.
    """
    passages = [hit.passage for hit in hits]
    overview = overview_of(index, passages[0].tree) if passages else None
    if overview is None:
        return tuple(_that_fit(index, _in_order(index, passages, question), question, room, prefix))
    others = [each for each in passages if each.note != overview.note]
    candidates = chain([overview], _in_order(index, others, question))
    chosen = _that_fit(index, candidates, question, room, prefix)
    # It is chosen first, so that it has room, and read last: most questions are about a part.
    is_first = chosen and chosen[0].passage == overview
    return (*chosen[1:], chosen[0]) if is_first else tuple(chosen)


def _that_fit(
    index: Index, passages: Iterable[Passage], question: str, room: int, prefix: str
) -> list[Chosen]:
    """Return the first passages that fit; see `choose`."""
    bytes_left = min(room, MOST_BYTES)
    chosen: list[Chosen] = []
    whole: list[Passage] = []
    for passage in passages:
        if any(_is_within(passage, each) for each in whole):
            continue
        holds_another = any(_is_within(each.passage, passage) for each in chosen)
        text = "" if holds_another else _text(index, passage, question)
        excerpt = _excerpt(index, passage, text, bytes_left)
        if excerpt is None:
            continue
        link = f"[[{prefix}{passage.note}]]" if passage.note else ""
        file = index.roots.get(passage.tree, Path()) / passage.path
        chosen.append(Chosen(passage, excerpt, file, link))
        if len(chosen) == MOST:
            break
        if excerpt.text == text:
            whole.append(passage)
        bytes_left -= cited.size(excerpt)
    return chosen


def _excerpt(index: Index, passage: Passage, text: str, bytes_left: int) -> Excerpt | None:
    """Return what fits of a passage: all of its text, else its head, else nothing.

    Args:
        index: where it was found.
        passage: what is to be read.
        text: all of it; '' if only its head counts.
        bytes_left: bytes that there is room for.
    """
    names = _names_in(index, passage)
    for body in (text if len(text.encode()) <= _LONGEST else "", _head(passage)):
        excerpt = Excerpt(_place(passage), body, names)
        if body.strip() and cited.size(excerpt) <= bytes_left:
            return excerpt
    return None


def _in_order(index: Index, passages: Sequence[Passage], question: str) -> Iterator[Passage]:
    """Yield passages as they are to be read, and what the notes of the best files say.

    A test stands for what it tests: symbols of its file come in its place, it comes at the end.

    Args:
        index: where they were found.
        passages: best first.
        question: one about tests wants them where they are.
    """
    question_stems = telling_stems(question)
    tests = [] if "test" in question_stems else [each for each in passages if _is_test(each)]
    noted: set[str] = set()
    for passage in passages:
        yield from [passage] if passage not in tests else _tested(index, passage, question_stems)
        is_new = passage.note and passage.note not in noted and passage.kind != "note"
        if is_new and len(noted) < _MOST_NOTES and not _is_in_tests(passage):
            noted.add(passage.note)
            yield replace(
                passage, kind="note", symbol="", signature="", sentence="", lines=(0, 0)
            )  # fmt: skip
    yield from tests


def _tested(index: Index, test: Passage, question_stems: Set[str]) -> list[Passage]:
    """Return the symbols beside a test that share most words with a question."""

    def shared(each: Passage) -> int:
        return len(question_stems & stems(f"{each.symbol} {each.signature} {each.sentence}"))

    others = [each for each in symbols_beside(index, test) if not _is_test(each)]
    return sorted(others, key=lambda each: -shared(each))[:_MOST_TESTED]


def _is_test(passage: Passage) -> bool:
    return _is_in_tests(passage) or _TEST_SYMBOL.search(passage.symbol) is not None


def _is_in_tests(passage: Passage) -> bool:
    return kind_by_path(passage.path)[0] is Kind.TEST


def _is_within(passage: Passage, other: Passage) -> bool:
    """Whether a passage is a part of another one; a note is one of its own."""
    if (passage.tree, passage.path) != (other.tree, other.path):
        return False
    if not passage.lines[0] or not other.lines[0]:
        return passage.kind == other.kind == "note"
    return other.lines[0] <= passage.lines[0] and passage.lines[1] <= other.lines[1]


def _place(passage: Passage) -> str:
    return one_line(f"{passage.path or passage.tree} {passage.symbol}".strip())


def _names_in(index: Index, passage: Passage) -> tuple[str, ...]:
    """Return the names of the symbols that a passage holds."""
    if not passage.lines[0]:
        return ()
    return tuple(
        each.symbol for each in symbols_beside(index, passage) if _is_within(each, passage)
    )


def _head(passage: Passage) -> str:
    """Return what shows a symbol without its text, '' if that is hardly more than its name."""
    head = "\n".join(filter(None, (passage.signature, passage.sentence)))
    return control_tokens.broken(head) if len(head) >= _SHORTEST_HEAD else ""


def _text(index: Index, passage: Passage, question: str) -> str:
    text = text_of(index, passage).strip("\n")
    if passage.kind == "note":
        sections = text.split("\n## ") if len(text) > _LONGEST_NOTE else [text]
        text = _most_about(sections, "\n## ", question)
        return text if len(text) >= _SHORTEST_NOTE else ""
    is_document = kind_by_path(passage.path)[0] is Kind.DOCS
    if is_document and len(text.encode()) > _LONGEST:
        return _most_about(text.split("\n\n"), "\n\n", question)
    sentence = control_tokens.broken(passage.sentence)
    has_sentence = not sentence or sentence in " ".join(text.split())
    return text if has_sentence or not text else f"{sentence}\n\n{text}"


def _most_about(parts: Sequence[str], between: str, question: str) -> str:
    """Return the first part of a text, and those after it that share most words with a question.

    Args:
        parts: of the text.
        between: what stands between them.
        question: what they are to be about.
    """
    question_stems = telling_stems(question)
    shared = [len(question_stems & telling_stems(each)) for each in parts]
    chosen = {0}
    characters_left = _LONGEST_NOTE - len(parts[0])
    for at in sorted(range(1, len(parts)), key=lambda at: -shared[at]):
        if shared[at] and len(parts[at]) <= characters_left:
            chosen.add(at)
            characters_left -= len(parts[at])
    return between.join(parts[at] for at in sorted(chosen))
