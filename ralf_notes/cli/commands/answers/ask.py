"""`ask`: how an answer is put into lines, each sentence with the place that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ralf_notes.control_tokens import broken
from ralf_notes.escapes import shown
from ralf_notes.paths import from_here
from ralf_notes.prose.cited.checking import Judged
from ralf_notes.run.answering import Answered, Chosen
from ralf_notes.search.words import TRY_INSTEAD
from ralf_notes.text import count_of

_TAB = 4
"""Columns of a tab in code that is shown."""


def sentence_line(chosen: Sequence[Chosen], sentence: Judged) -> str:
    """Return a sentence with its citation, which a reader can open."""
    place = citation(chosen[sentence.number - 1])
    return f"{sentence.text} {place if place.startswith('[[') else f'[{place}]'}"


def citation(chosen: Chosen) -> str:
    """Return where a passage is: `path:line` from the current folder, or a note's wikilink."""
    passage = chosen.passage
    if passage.kind == "note" and chosen.link:
        return chosen.link
    return passage.placed(from_here(chosen.file))


def place_lines(answered: Answered) -> Iterator[str]:
    """Yield each place that an answer cites, with its symbol and note, in the order of use."""
    for number in dict.fromkeys(each.number for each in answered.sentences):
        yield f"  {_place(answered.chosen[number - 1])}"


def passage_lines(answered: Answered) -> Iterator[str]:
    """Yield the passages that were found, each with its text, the best first."""
    for number, each in enumerate(answered.chosen, 1):
        if number > 1:
            yield ""
        yield f"{number}. {_place(each)}"
        for line in broken(each.excerpt.text).expandtabs(_TAB).split("\n"):
            yield f"    {line}".rstrip()


def _place(chosen: Chosen) -> str:
    where = citation(chosen)
    parts = (where, chosen.passage.symbol, chosen.link if chosen.link != where else "")
    return shown(broken("  ".join(filter(None, parts))))


def why_none(answered: Answered) -> Iterator[str]:
    """Yield why there is no answer, if a model was to give one and the server did not fail."""
    if not answered.chosen:
        no_model = ", so no model was asked" if not answered.model else ""
        yield f"nothing in the notes and sources answers that{no_model}. Try {TRY_INSTEAD}"
    elif answered.model and not answered.sentences and answered.problem is None:
        if answered.dropped:
            yield f"no sentence by {answered.model} holds. These are the passages that it had read:"
        else:
            yield f"{answered.model} finds no answer in these passages:"


def dropped_lines(answered: Answered, *, verbose: bool) -> Iterator[str]:
    """Yield how many sentences were dropped and why; with `verbose`, each of them."""
    if not answered.dropped:
        return
    verb = "was" if len(answered.dropped) == 1 else "were"
    reasons = "; ".join(dict.fromkeys(each.why for each in answered.dropped))
    yield f"{count_of(len(answered.dropped), 'sentence')} {verb} dropped: {reasons}"
    for each in answered.dropped if verbose else ():
        yield f"  {each.text} ({each.why})"
