"""Sums up files from their parts, and folders from their children, both with `fold`."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ralf_notes.errors import AskError, PromptTooLong
from ralf_notes.models.context_window import OVERHEAD
from ralf_notes.notes.prose.parts import KeptPart, names_of
from ralf_notes.outline import languages
from ralf_notes.outline.brackets import without_strings
from ralf_notes.outline.model import MARKDOWN, Outline
from ralf_notes.outline.rules import words_of
from ralf_notes.prose import questions, sameness
from ralf_notes.prose.answers import Answer, AskModel, Standard, answer
from ralf_notes.prose.ground import ground_of
from ralf_notes.prose.items import Claim
from ralf_notes.prose.names import Vocabulary
from ralf_notes.prose.parts import Budget, Part, divide, split
from ralf_notes.prose.parts.known import rows_of, tiles
from ralf_notes.prose.questions import Question
from ralf_notes.prose.surroundings import Neighbourhood, borrowed
from ralf_notes.prose.tally import Tally
from ralf_notes.text import first_sentence

_SMALLEST = 48
"""Bytes of a part that is cut no further."""
_MOST_PIECES = 64
PARTS = "parts:"
"""Stands for the descriptions of a file's parts, among what was answered unusably."""
_MOST_NAMES = 8
"""Most names of symbols that a model reads for each part of a file."""
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
    code: Iterable[str] | None = None
    """The names that stand in its code, not in a comment; None if that is not known."""
    elsewhere: Container[str] = frozenset()
    """The words of the whole repository, for names of files and commands."""
    surroundings: Neighbourhood = Neighbourhood()
    lists: tuple[str, ...] = ()
    """The lists of items to ask for."""
    only: tuple[str, ...] = ()
    """The symbols that the items are to be about; empty for the whole file."""
    known: tuple[KeptPart, ...] = ()
    """The parts of the file, where a model has read some of them as they are."""
    gaps: bool = True
    """Whether to ask about the other parts if no summary is wanted."""

    def standard(self) -> Standard:
        """Return what prose about the file is held to."""
        source = self.data.decode(errors="replace")
        neighbours = self.surroundings.neighbours
        code = None if self.code is None else (*self.code, *self._code_names(), neighbours)
        shown = f"{source}\n{neighbours}"
        vocabulary = file_vocabulary(self.path, self.outline, shown, self.elsewhere, code=code)
        ground = ground_of(source, self.outline, neighbours)
        author = first_sentence(self.outline.purpose)
        return Standard(vocabulary, self.prose_language, ground, author)

    def _code_names(self) -> Iterator[str]:
        """Yield texts with the names of code that are no use of another symbol: fields, imports."""
        language = languages.get(self.outline.language)
        if language.key != MARKDOWN:
            yield from (symbol.name for symbol in self.outline.symbols)
            if language.grammar:
                yield without_strings(self.data, language.comments).decode(errors="replace")

    def borrowed(self, texts: Iterable[str]) -> dict[str, str]:
        """Return the names in prose about the file that only its neighbours have."""
        if not self.surroundings.neighbours:
            return {}
        own_names = file_vocabulary(self.path, self.outline, self.data.decode(errors="replace"))
        return borrowed(texts, own_names, self.surroundings)


@dataclass(frozen=True, slots=True)
class Prose:
    """A model's prose about one file or folder."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    read: tuple[tuple[int, int], ...] = ()
    """The byte spans that the model has read completely, now or earlier."""
    failures: tuple[str, ...] = ()
    tally: Tally = Tally()
    unanswered: Mapping[str, str] = field(default_factory=dict)
    """What was answered unusably, and why; '' is the summary, PARTS what parts of a file do."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Names that only neighbours of the file have, and the path of each."""
    items: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    """By list that was asked for: its items."""
    parts: tuple[KeptPart, ...] = ()
    """All parts of a file, with their descriptions; empty if it was asked about as a whole."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes on the parts of something, to be summed up."""

    kind: str
    """The question of the last level: `fold`, `folder` or `overview`."""
    path: str
    """The file or folder that they are about."""
    lines: Sequence[str]
    lists: tuple[str, ...] = ()
    """The lists of items to ask for on the last level."""


def needed(task: FileTask, budget: Budget) -> tuple[Part, ...]:
    """Return the parts of a file to send: those with something new to say, or with symbols."""
    parts = split(task.data, task.outline, task.describable, budget)
    if task.known and not (task.summary and len(parts) == 1):
        parts = tiles(task.known, task.data, task.outline, task.describable, budget)
    if not task.summary and not (task.known and task.gaps):
        parts = tuple(replace(part, is_new=False) for part in parts)
    wanted = frozenset(task.symbols)
    parts = tuple(
        replace(part, symbols=tuple(name for name in part.symbols if name in wanted))
        for part in parts
    )
    return tuple(p for p in parts if p.is_new or p.symbols or _has_items(task, p, parts))


def _has_items(task: FileTask, part: Part, parts: Sequence[Part]) -> bool:
    """Whether to ask a part for items, of which it has the symbols; the first ones come later.

    Of a file that is split, no part knows the order of the whole: the sum of its parts does.
    """
    return bool(task.lists) and (len(parts) == 1 or bool(_only_in(task, part)))


def _only_in(task: FileTask, part: Part) -> tuple[str, ...]:
    """Return the symbols that items are to be about, of those that begin in a part."""
    only = {*task.only}
    inside = (s.name for s in task.outline.symbols if part.start <= s.start < part.end)
    return tuple(name for name in inside if name in only)


def is_whole(task: FileTask, parts: Sequence[Part]) -> bool:
    """Whether a file has a single part that covers all of it."""
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
    answered, failures = _read(task, parts, ask, standard)
    answers = [each for _, each in answered]
    symbols = {name: text for each in answers for name, text in each.symbols.items()}
    unanswered = {name: why for each in answers for name, why in each.unanswered.items()}
    whole = next((each for part, each in answered if is_whole(task, [part])), None)
    rows = () if whole else _rows(task, answered)
    summary = Prose(whole.summary) if whole else Prose()
    if whole is None and (why := unanswered.pop("", "")):
        unanswered[PARTS] = why
    if whole is None and task.summary:
        lists = () if task.only else task.lists
        lines = list(_lines_of_parts(task, rows, with_names=bool(lists)))
        if lines:
            notes = Notes("fold", task.path, lines, lists)
            summary = fold(notes, budget, ask, standard)
        unanswered |= {} if lines else {"": unanswered[PARTS]} if PARTS in unanswered else {}
    described = sameness.distinct(symbols)
    items = _together((summary.items, *(each.items for each in answers)))
    texts = (
        summary.summary,
        *described.values(),
        *(item.text for items in items.values() for item in items),
        *(row.text for row in rows),
    )
    return Prose(
        summary.summary,
        described,
        _read_spans(task, answered),
        failures + summary.failures,
        sum((each.tally for each in answers), summary.tally),
        unanswered | dict(summary.unanswered),
        task.borrowed(texts),
        items,
        rows,
    )


def _lines_of_parts(task: FileTask, rows: Sequence[KeptPart], *, with_names: bool) -> Iterator[str]:
    """Yield the description of each part of a file, with its names where steps are wanted."""
    for row, symbols in zip(rows, names_of(rows, task.outline), strict=True):
        names = ", ".join(symbol.name for symbol in symbols[:_MOST_NAMES]) if with_names else ""
        if row.text:
            yield f"- {row.text} ({names})" if names else f"- {row.text}"


def _together(answers: Iterable[Mapping[str, tuple[Claim, ...]]]) -> dict[str, tuple[Claim, ...]]:
    """Return the items of several answers, by list."""
    items: dict[str, tuple[Claim, ...]] = {}
    for each in answers:
        for name, claims in each.items():
            items[name] = items.get(name, ()) + claims
    return items


def _rows(task: FileTask, answered: Iterable[tuple[Part, Answer]]) -> tuple[KeptPart, ...]:
    """Return all parts of a file after some were read; nothing if only symbols were asked about."""
    summaries = {
        (part.start, part.end): each.summary
        for part, each in answered
        if part.is_new and "" not in each.unanswered
    }
    return rows_of(task.known, summaries, task.data) if task.known or task.summary else ()


def _read_spans(
    task: FileTask, answered: Iterable[tuple[Part, Answer]]
) -> tuple[tuple[int, int], ...]:
    """Return the byte spans that a model has read, now or earlier."""
    spans, at = {(part.start, part.end) for part, _ in answered}, 0
    for row in task.known:
        if row.digest:
            spans.add((at, at + row.size))
        at += row.size
    return tuple(sorted(spans))


def _read(
    task: FileTask, parts: Sequence[Part], ask: AskModel, standard: Standard
) -> tuple[list[tuple[Part, Answer]], tuple[str, ...]]:
    """Return the parts that the model read with its answers, and what failed."""
    answers: list[tuple[Part, Answer]] = []
    failures: list[str] = []
    waiting = deque(parts)
    while waiting:
        part = waiting.popleft()
        try:
            answers.append((part, answer(_question(task, part), ask, standard)))
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
    return answers, tuple(failures)


def _question(task: FileTask, part: Part) -> Question:
    """Return the question about a part of a file, or about all of it."""
    text = task.data[part.start : part.end].decode(errors="replace")
    if is_whole(task, [part]):
        question = questions.about_file(task.path, task.language, text, part.symbols, part.is_new)
        question = replace(question, surroundings=task.surroundings)
        return questions.with_lists(question, task.lists, task.only)
    question = questions.about_part(task.path, part.inside, text, part.symbols, part.is_new)
    if only := _only_in(task, part):
        question = questions.with_lists(question, task.lists, only)
    # Its neighbours are those of the whole file.
    return replace(question, surroundings=Neighbourhood(task.surroundings.repository))


def pieces_for(exc: PromptTooLong) -> int:
    """Return into how many pieces to cut what was too long, by the server's own counts."""
    if not 0 < exc.window <= exc.tokens:
        return 2
    room = max(exc.window - OVERHEAD, exc.window // 4, 1)
    needed = math.ceil((exc.tokens - min(OVERHEAD, exc.window // 2)) / (room * _FILLED))
    return min(max(needed, 2), _MOST_PIECES)


def fold(notes: Notes, budget: Budget, ask: AskModel, standard: Standard) -> Prose:
    """Return one summary of many notes, summed up level by level until one request can hold them.

    Args:
        notes: what to sum up.
        budget: how much one request may hold.
        ask: the model.
        standard: what the summary is held to.
    """
    path, lines, tally = notes.path, notes.lines, Tally()
    while len(groups := list(_groups(lines, budget.room))) > 1:
        if len(groups) == len(lines):
            return Prose(failures=(f"num_ctx is too small to sum up the notes on {path}",))
        parts = [Notes("group", path, group) for group in groups]
        folded = [fold(part, budget, ask, standard) for part in parts]
        failures = [failure for level in folded for failure in level.failures]
        tally = sum((level.tally for level in folded), tally)
        lines = [f"- {level.summary}" for level in folded if level.summary]
        if failures or not lines:
            unanswered = next((level.unanswered for level in folded if level.unanswered), {})
            return Prose(failures=tuple(failures), tally=tally, unanswered=unanswered)
    question = questions.about_notes(notes.kind, path, lines)
    question = questions.with_lists(question, notes.lists, ())
    try:
        reply = answer(question, ask, standard)
    except AskError as exc:
        is_divisible = len(lines) > 1 and budget.room >= len(lines[0])
        if not isinstance(exc, PromptTooLong) or not is_divisible:
            return Prose(failures=(str(exc),), tally=tally)
        size = sum(len(line.encode()) + 1 for line in lines)
        room = max(size // pieces_for(exc), len(lines[0]))
        prose = fold(replace(notes, lines=lines), replace(budget, room=room), ask, standard)
        return replace(prose, tally=tally + prose.tally)
    tally += reply.tally
    return Prose(reply.summary, tally=tally, unanswered=reply.unanswered, items=reply.items)


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
    code: Iterable[str] | None = None,
) -> Vocabulary:
    """Return the names that prose about a file may use.

    Args:
        path: of the file.
        outline: its outline.
        text: its text.
        elsewhere: the words of the whole repository.
        borrowed: names that its neighbours have.
        code: the names in the text that are code; None if all names are.
    """
    symbols = [symbol.name for symbol in outline.symbols]
    imported = [f"{each.module}.{name}" for each in outline.imports for name in each.names]
    names = [path, *symbols, *imported, *words_of(outline.language), *borrowed]
    return Vocabulary.of(text, names=names, code=code, elsewhere=elsewhere)
