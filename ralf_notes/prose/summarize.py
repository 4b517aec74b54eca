"""Sums up files from their parts, and folders from their children, both with `fold`."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ralf_notes.errors import AskError, PromptTooLong
from ralf_notes.models.context_window import OVERHEAD
from ralf_notes.outline.model import Outline
from ralf_notes.outline.rules import words_of
from ralf_notes.prose import questions, sameness
from ralf_notes.prose.answers import Answer, AskModel, Standard, answer
from ralf_notes.prose.items import Claim, ground_of
from ralf_notes.prose.names import Vocabulary
from ralf_notes.prose.parts import Budget, Part, divide, split
from ralf_notes.prose.surroundings import Neighbourhood, borrowed
from ralf_notes.prose.tally import Tally

_SMALLEST = 48
"""Bytes of a part that is cut no further."""
_MOST_PIECES = 64
_FILLED = 0.9
"""Share of the window that a piece fills on average: they are not all alike."""


@dataclass(frozen=True, slots=True)
class FileTask:
    """What to ask about one file."""

    path: str
    language: str
    """The key of its language."""
    data: bytes
    """The text of the file in UTF-8."""
    outline: Outline
    summary: bool
    symbols: tuple[str, ...]
    describable: tuple[str, ...]
    """All symbols that could be asked about. The parts depend on these, not on `symbols`."""
    prose_language: str = "English"
    elsewhere: Container[str] = frozenset()
    """The words of the whole repository, for names of files and commands."""
    surroundings: Neighbourhood = Neighbourhood()
    lists: tuple[str, ...] = ()
    """The lists of items to ask for, if the file is asked about as a whole."""
    only: tuple[str, ...] = ()
    """The symbols that the items are to be about; empty for the whole file."""

    def standard(self) -> Standard:
        """Return what prose about the file is held to."""
        own = self.data.decode(errors="replace")
        shown = f"{own}\n{self.surroundings.neighbours}"
        vocabulary = file_vocabulary(self.path, self.outline, shown, self.elsewhere)
        ground = ground_of(own, self.outline) if self.lists else None
        return Standard(vocabulary, self.prose_language, ground)

    def borrowed(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the names in prose about the file that only its neighbours have."""
        if not self.surroundings.neighbours:
            return {}
        own = file_vocabulary(self.path, self.outline, self.data.decode(errors="replace"))
        return borrowed(texts, own, self.surroundings)


@dataclass(frozen=True, slots=True)
class Prose:
    """A model's prose about one file or folder."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    read: tuple[tuple[int, int], ...] = ()
    """The byte spans that the model has read completely."""
    failures: tuple[str, ...] = ()
    tally: Tally = Tally()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """What was answered unusably, and why; '' is the summary."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Names that only neighbours of the file have, and the path of each."""
    items: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    """By list that was asked for: its items."""


def needed(task: FileTask, budget: Budget) -> tuple[Part, ...]:
    """Return the parts of a file to send: all for a summary, else only those with symbols."""
    asked = frozenset(task.symbols)
    parts = [
        replace(part, symbols=tuple(name for name in part.symbols if name in asked))
        for part in split(task.data, task.outline, task.describable, budget)
    ]
    # A file that is split is not asked for lists: no part of it knows the order of the whole.
    all_are = task.summary or (bool(task.lists) and len(parts) == 1)
    return tuple(part for part in parts if all_are or part.symbols)


def is_whole(task: FileTask, parts: Sequence[Part]) -> bool:
    """Return whether a file has a single part that covers all of it."""
    return len(parts) == 1 and (parts[0].start, parts[0].end) == (0, len(task.data))


def read_parts(task: FileTask, parts: Sequence[Part], ask: AskModel) -> None:
    """Ask about the parts of a file; `ask` keeps the answers, which are not returned.

    Raises BreakerOpen and OutOfTime.
    """
    _read(task, parts, ask, task.standard())


def summarize_file(task: FileTask, parts: Sequence[Part], budget: Budget, ask: AskModel) -> Prose:
    """Return the model's prose about a file of any size.

    Args:
        task: what to ask.
        parts: its `needed` parts.
        budget: how much one request may hold.
        ask: the model.

    Raises BreakerOpen and OutOfTime; other errors are in the `failures` of the prose.
    """
    standard = task.standard()
    answers, read, failures = _read(task, parts, ask, standard)
    symbols = {name: text for each in answers for name, text in each.symbols.items()}
    unanswered = {name: why for each in answers for name, why in each.unanswered.items()}
    summary = Prose()
    if task.summary and len(answers) == 1:
        summary = Prose(answers[0].summary)
    elif task.summary and (lines := [f"- {each.summary}" for each in answers if each.summary]):
        summary = fold("fold", task.path, lines, budget, ask, standard)
        unanswered.pop("", None)  # of some parts; the whole has a summary all the same
    described = sameness.distinct(symbols)
    items = dict(answers[0].items) if len(answers) == 1 else {}
    return Prose(
        summary.summary,
        described,
        read,
        failures + summary.failures,
        sum((each.tally for each in answers), summary.tally),
        unanswered | dict(summary.unanswered),
        task.borrowed((summary.summary, *described.values(), *_texts(items))),
        items,
    )


def _texts(lists: Mapping[str, Sequence[Claim]]) -> Iterator[str]:
    return (item.text for items in lists.values() for item in items)


def _read(
    task: FileTask, parts: Sequence[Part], ask: AskModel, standard: Standard
) -> tuple[list[Answer], tuple[tuple[int, int], ...], tuple[str, ...]]:
    """Return the answers about some parts, the spans that the model read, and what failed."""
    answers: list[Answer] = []
    read: list[tuple[int, int]] = []
    failures: list[str] = []
    waiting = deque(parts)
    while waiting:
        part = waiting.popleft()
        text = task.data[part.start : part.end].decode(errors="replace")
        if (part.start, part.end) == (0, len(task.data)):
            question = questions.about_file(
                task.path, task.language, text, part.symbols, task.summary
            )
            question = replace(question, surroundings=task.surroundings)
            question = questions.with_lists(question, task.lists, task.only)
        else:
            question = questions.about_part(
                task.path, part.inside, text, part.symbols, task.summary
            )
            # Its neighbours are those of the whole file.
            question = replace(question, surroundings=Neighbourhood(task.surroundings.repository))
        try:
            answers.append(answer(question, ask, standard))
            read.append((part.start, part.end))
        except PromptTooLong as exc:
            if part.end - part.start > _SMALLEST:
                pieces = divide(task.data, part, task.outline, pieces_for(exc))
                waiting.extendleft(reversed(pieces))
            else:
                # It is not the text that is too long, so the rest of the file is not tried.
                end = waiting[-1].end if waiting else part.end
                failures.append(f"bytes {part.start} to {end} were not read: {exc}")
                break
        except AskError as exc:
            failures.append(f"bytes {part.start} to {part.end} were not read: {exc}")
    return answers, tuple(read), tuple(failures)


def pieces_for(exc: PromptTooLong) -> int:
    """Return into how many pieces to cut what was too long, by the server's own counts."""
    if not 0 < exc.window <= exc.tokens:
        return 2
    room = max(exc.window - OVERHEAD, exc.window // 4, 1)
    needed = math.ceil((exc.tokens - min(OVERHEAD, exc.window // 2)) / (room * _FILLED))
    return min(max(needed, 2), _MOST_PIECES)


def fold(
    kind: str,
    path: str,
    lines: Sequence[str],
    budget: Budget,
    ask: AskModel,
    standard: Standard,
) -> Prose:
    """Return one summary of many notes, summed up level by level until one request can hold them.

    Args:
        kind: the question of the last level: `fold`, `folder` or `overview`.
        path: the file or folder that the notes are about.
        lines: the notes, one line each.
        budget: how much one request may hold.
        ask: the model.
        standard: what the summary is held to.
    """
    tally = Tally()
    while len(groups := list(_groups(lines, budget.room))) > 1:
        if len(groups) == len(lines):
            return Prose(failures=(f"num_ctx is too small to sum up the notes on {path}",))
        folded = [fold("group", path, group, budget, ask, standard) for group in groups]
        failures = [failure for level in folded for failure in level.failures]
        tally = sum((level.tally for level in folded), tally)
        lines = [f"- {level.summary}" for level in folded if level.summary]
        if failures or not lines:
            unanswered = next((level.unanswered for level in folded if level.unanswered), {})
            return Prose(failures=tuple(failures), tally=tally, unanswered=unanswered)
    try:
        reply = answer(questions.about_notes(kind, path, lines), ask, standard)
    except AskError as exc:
        is_divisible = len(lines) > 1 and budget.room >= len(lines[0])
        if not isinstance(exc, PromptTooLong) or not is_divisible:
            return Prose(failures=(str(exc),), tally=tally)
        size = sum(len(line.encode()) + 1 for line in lines)
        room = max(size // pieces_for(exc), len(lines[0]))
        prose = fold(kind, path, lines, replace(budget, room=room), ask, standard)
        return replace(prose, tally=tally + prose.tally)
    return Prose(reply.summary, tally=tally + reply.tally, unanswered=reply.unanswered)


def _groups(lines: Sequence[str], room: int) -> Iterator[list[str]]:
    """Group adjacent lines so that each group fits into one request."""
    group: list[str] = []
    size = 0
    for line in lines:
        more = len(line.encode()) + 1
        if group and size + more > room:
            yield group
            group, size = [], 0
        group.append(line)
        size += more
    yield group


def file_vocabulary(
    path: str,
    outline: Outline,
    text: str,
    elsewhere: Container[str] = frozenset(),
    *,
    borrowed: Iterable[str] = (),
) -> Vocabulary:
    """Return the names that prose about a file may use.

    Args:
        path: of the file.
        outline: its outline.
        text: its text.
        elsewhere: the words of the whole repository.
        borrowed: names that its neighbours have.
    """
    symbols = [symbol.name for symbol in outline.symbols]
    imported = [f"{each.module}.{name}" for each in outline.imports for name in each.names]
    names = [path, *symbols, *imported, *words_of(outline.language), *borrowed]
    return Vocabulary.of(text, names=names, elsewhere=elsewhere)
