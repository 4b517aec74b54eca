"""The recursive summarizer: a file from its parts, a folder from its children, by one fold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ralf_notes.errors import AskError, PromptTooLong
from ralf_notes.outline.parse import Outline
from ralf_notes.prose import questions, sameness
from ralf_notes.prose.answers import Answer, Ask, answer
from ralf_notes.prose.names import Vocabulary
from ralf_notes.prose.parts import Budget, Part, halve, split
from ralf_notes.prose.questions import Question
from ralf_notes.prose.tally import Tally


@dataclass(frozen=True, slots=True)
class FileTask:
    """What is to be asked about one file."""

    path: str
    language: str
    """Key of its language."""
    data: bytes
    """Its text in UTF-8."""
    outline: Outline
    summary: bool
    symbols: tuple[str, ...]
    describable: tuple[str, ...]
    """All that could be asked about: the parts do not depend on what of it is asked this time."""


@dataclass(frozen=True, slots=True)
class Prose:
    """What the model had to say about one file or folder."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    read: tuple[tuple[int, int], ...] = ()
    """Byte spans that the model evaluated uncut."""
    failures: tuple[str, ...] = ()
    tally: Tally = Tally()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What came of a file's parts so far."""

    answers: tuple[Answer, ...] = ()
    read: tuple[tuple[int, int], ...] = ()
    failures: tuple[str, ...] = ()


def needed(task: FileTask, budget: Budget) -> tuple[Part, ...]:
    """Return the parts of a file to send: all for a summary, else those asked about."""
    asked = frozenset(task.symbols)
    parts = [
        replace(part, symbols=tuple(name for name in part.symbols if name in asked))
        for part in split(task.data, task.outline, task.describable, budget)
    ]
    return tuple(part for part in parts if task.summary or part.symbols)


def is_whole(task: FileTask, parts: Sequence[Part]) -> bool:
    """Tell whether a file is asked about in one piece."""
    return len(parts) == 1 and (parts[0].start, parts[0].end) == (0, len(task.data))


def read_parts(task: FileTask, parts: Sequence[Part], ask: Ask) -> None:
    """Ask about the parts of a file, for answers that are remembered by whoever is asked.

    Raises BreakerOpen and OutOfTime.
    """
    _read(task, parts, ask, _vocabulary(task))


def summarize_file(task: FileTask, parts: Sequence[Part], budget: Budget, ask: Ask) -> Prose:
    """Return the model's prose about a file of any size.

    Args:
        task: what to ask.
        parts: its `needed` parts.
        budget: what one request may hold.
        ask: the model.

    Raises BreakerOpen and OutOfTime and no other error: what goes wrong with a part is told in
    `failures`.
    """
    vocabulary = _vocabulary(task)
    reading = _read(task, parts, ask, vocabulary)
    symbols = {name: text for a in reading.answers for name, text in a.symbols.items()}
    summary = _file_summary(task, reading, budget, ask, vocabulary)
    tally = sum((a.tally for a in reading.answers), summary.tally)
    return Prose(
        summary.summary,
        sameness.distinct(symbols),
        reading.read,
        reading.failures + summary.failures,
        tally,
    )


def fold(
    kind: str, path: str, lines: Sequence[str], budget: Budget, ask: Ask, vocabulary: Vocabulary
) -> Prose:
    """Return one summary of many notes, level by level until they fit into one request.

    Args:
        kind: the question of the last level: `fold`, `folder` or `overview`.
        path: what the notes are about.
        lines: one note each.
        budget: what one request may hold.
        ask: the model.
        vocabulary: the names that exist in it.
    """
    tally = Tally()
    while len(groups := list(_groups(lines, budget.room))) > 1:
        if len(groups) == len(lines):
            return Prose(failures=(f"num_ctx is too small to sum up the notes on {path}",))
        folded = [fold("group", path, group, budget, ask, vocabulary) for group in groups]
        failures = [failure for level in folded for failure in level.failures]
        tally = sum((level.tally for level in folded), tally)
        lines = [f"- {level.summary}" for level in folded if level.summary]
        if failures or not lines:
            return Prose(failures=tuple(failures), tally=tally)
    return _fold_once(kind, path, lines, budget, ask, vocabulary, tally)


def _fold_once(
    kind: str,
    path: str,
    lines: Sequence[str],
    budget: Budget,
    ask: Ask,
    vocabulary: Vocabulary,
    tally: Tally,
) -> Prose:
    try:
        reply = answer(questions.about_notes(kind, path, lines), ask, vocabulary)
    except PromptTooLong as exc:
        if budget.room < len(lines[0]) or len(lines) < 2:
            return Prose(failures=(str(exc),), tally=tally)
        smaller = replace(budget, room=sum(len(line.encode()) + 1 for line in lines) // 2)
        return fold(kind, path, lines, smaller, ask, vocabulary)
    except AskError as exc:
        return Prose(failures=(str(exc),), tally=tally)
    return Prose(reply.summary, tally=tally + reply.tally)


def _read(task: FileTask, parts: Sequence[Part], ask: Ask, vocabulary: Vocabulary) -> _Reading:
    """Ask about every part; one that the server finds too long is cut in two."""
    reading = _Reading()
    waiting = deque(parts)
    while waiting:
        part = waiting.popleft()
        try:
            reply = answer(_question(task, part), ask, vocabulary)
        except PromptTooLong as exc:
            halves = halve(task.data, part, task.outline)
            waiting.extendleft(reversed(halves or ()))
            if not halves:
                reading = _failed(reading, part, exc)
        except AskError as exc:
            reading = _failed(reading, part, exc)
        else:
            span = (part.start, part.end)
            reading = replace(
                reading, answers=(*reading.answers, reply), read=(*reading.read, span)
            )
    return reading


def _failed(reading: _Reading, part: Part, exc: AskError) -> _Reading:
    message = f"bytes {part.start} to {part.end} were not read: {exc}"
    return replace(reading, failures=(*reading.failures, message))


def _file_summary(
    task: FileTask, reading: _Reading, budget: Budget, ask: Ask, vocabulary: Vocabulary
) -> Prose:
    """Fold the parts' summaries into the file's."""
    if not task.summary:
        return Prose()
    if len(reading.answers) == 1:
        return Prose(reading.answers[0].summary)
    lines = [f"- {a.summary}" for a in reading.answers if a.summary]
    return fold("fold", task.path, lines, budget, ask, vocabulary) if lines else Prose()


def _question(task: FileTask, part: Part) -> Question:
    text = task.data[part.start : part.end].decode(errors="replace")
    if (part.start, part.end) == (0, len(task.data)):
        return questions.about_file(task.path, task.language, text, part.symbols, task.summary)
    return questions.about_part(task.path, part.inside, text, part.symbols, task.summary)


def _vocabulary(task: FileTask) -> Vocabulary:
    return vocabulary_of(task.path, task.outline, task.data.decode(errors="replace"))


def vocabulary_of(path: str, outline: Outline, text: str) -> Vocabulary:
    """Return the names that prose about a file may use."""
    from ralf_notes.outline import languages

    words = languages.get(outline.language).keywords
    names = [symbol.name for symbol in outline.symbols]
    return Vocabulary.of(text, path, names=[*names, *words])


def _groups(lines: Sequence[str], room: int) -> Iterator[list[str]]:
    """Group neighbouring lines so that each group fits."""
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
