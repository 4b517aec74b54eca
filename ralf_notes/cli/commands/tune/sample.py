"""A few files of the user's own, of typical sizes, to try models on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ralf_notes.config.keys import Config
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.outline import parse
from ralf_notes.plan.staleness import undocumented
from ralf_notes.prose.summarize import FileTask
from ralf_notes.source import walk
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import SourceFile, Tree

_SMALL = 0.1
"""Share of the files that are smaller than the smallest one of a sample."""
_OVERHEAD = 600
"""Tokens of system prompt, question and answer around a file."""


def sample(trees: Sequence[Tree], config: Config, count: int, window: int) -> tuple[FileTask, ...]:
    """Return files to ask about, from a small one to the largest that fits: the middle one first.

    Args:
        trees: where to look; only what the run works on, and the model writes about, is taken.
        config: the run's.
        count: how many files, fewer if there are not as many.
        window: the largest context window that is tried, in tokens.

    Raises UsageError when there is no such file.
    """
    files = _fitting(trees, config, window)
    found: dict[int, FileTask] = {}
    for place in _places(count, len(files)):
        for number in sorted(range(len(files)), key=lambda number: abs(number - place)):
            task = None if number in found else _task(*files[number])
            if task is not None:
                found[number] = task
                break
    if not found:
        raise UsageError("tune needs files that a model writes about (prose_for), found none")
    tasks = sorted(found.values(), key=lambda task: len(task.data))
    middle = tasks.pop(len(tasks) // 2)
    return (middle, *reversed(tasks))


def _fitting(trees: Sequence[Tree], config: Config, window: int) -> list[tuple[Tree, SourceFile]]:
    """Return the files that fit a window whole, the smallest first; all, where none does."""
    files = [
        (tree, file)
        for tree in trees
        for file in tree.files
        if file.path in tree.selected and file.size and config.asks_about(file.kind)
    ]
    files.sort(key=lambda each: each[1].size)
    most = (window - _OVERHEAD) * BYTES_PER_TOKEN
    return [each for each in files if each[1].size <= most] or files


def _places(count: int, there: int) -> Iterator[float]:
    """Yield where in a row of files by size those of a sample are."""
    for number in range(min(count, there)):
        share = 0.5 if count == 1 else _SMALL + (1 - _SMALL) * number / (count - 1)
        yield share * (there - 1)


def _task(tree: Tree, file: SourceFile) -> FileTask | None:
    """Return what a run that knows nothing yet asks about a file, None if it asks nothing."""
    try:
        content = walk.content(tree, file)
    except SourceUnreadable:
        return None
    data = content.text.encode(errors="replace")
    if content.kind is Kind.SKIPPED or not data:
        return None
    found = parse.outline(file.path, content.text)
    names = tuple(symbol.name for symbol in undocumented(found, file.kind))
    return FileTask(file.path, found.language, data, found, True, names, names)
