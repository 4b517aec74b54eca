"""Steps of how a program starts: asked for, and held to the functions that run then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ralf_notes.notes.prose.story import START
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.prose import questions
from ralf_notes.prose.answers import AskModel, Standard, answer
from ralf_notes.prose.ground import ground_of
from ralf_notes.prose.names import Vocabulary
from ralf_notes.prose.story.task import Story, StoryTask

_MOST_OF_ONE = 2_400
"""Bytes of one function; the beginning of a longer one says how it goes on."""


@dataclass(frozen=True, slots=True)
class Running:
    """A function that runs when a program starts."""

    key: str
    """What a note's state calls it."""
    path: str
    name: str
    """Its symbol, or '' for what is outside of all."""
    language: str
    source: str
    number: int = 0
    """In the order of the calls."""


def ask_steps(
    task: StoryTask, functions: Iterable[Running], only: Sequence[str], ask: AskModel
) -> Story:
    """Return the steps of how a program starts, each with the key of the function it stands on.

    Args:
        task: the repository.
        functions: those that run, the most telling ones first.
        only: the keys of those that the steps are to be about; empty for all.
        ask: the model.

    Raises PromptTooLong and the other `AskError`s.
    """
    shown = sorted(_fitting(functions, task.room), key=lambda each: each.number)
    names = _unique_names(shown)
    about = [names[key] for key in only if key in names]
    if not shown or (only and not about):
        return Story({START: ()})
    lines = [f"{each.path}, {names[each.key] or 'top level'}:\n{each.source}\n" for each in shown]
    question = questions.about_list(task.repository, lines, START, about)
    answered = answer(question, ask, _standard(task, shown, names))
    keys = {name: key for key, name in names.items()}
    steps = [replace(item, symbol=keys[item.symbol]) for item in answered.items.get(START, ())]
    return Story({START: steps}, answered.tally)


def _fitting(functions: Iterable[Running], room: int) -> Iterator[Running]:
    """Yield the first functions that together fit into a number of bytes, long ones shortened."""
    for each in functions:
        source = each.source
        if len(source.encode()) > _MOST_OF_ONE:
            beginning = source.encode()[:_MOST_OF_ONE].decode(errors="ignore")
            lines = beginning.rpartition("\n")[0] or beginning
            source = f"{lines}\n…"
        room -= len(f"{each.path}, {each.name}: {source}".encode()) + 16
        if room < 0:
            return
        yield replace(each, source=source)


def _unique_names(functions: Iterable[Running]) -> dict[str, str]:
    """Return a name for each function by its key; a second one of a name has a number."""
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for each in functions:
        bare = each.name.partition("#")[0]
        counts[bare] = counts.get(bare, 0) + 1
        names[each.key] = bare if counts[bare] == 1 else f"{bare}#{counts[bare]}"
    return names


def _standard(task: StoryTask, functions: Sequence[Running], names: Mapping[str, str]) -> Standard:
    """Return what the steps are held to: the functions, one after the other, as one source."""
    text, at = "", 0
    symbols = []
    for each in functions:
        text += f"{each.source}\n"
        end = at + len(f"{each.source}\n".encode(errors="replace"))
        symbols.append(Symbol(names[each.key], "function", "", "", True, (), at, end, ""))
        at = end
    outline = Outline(functions[0].language, "", tuple(symbols), (), "", "", at)
    own_words = [task.repository, *(each.path for each in functions), *names.values()]
    vocabulary = Vocabulary.of(text, names=own_words, elsewhere=task.elsewhere)
    return Standard(vocabulary, task.language, ground_of(text, outline))
