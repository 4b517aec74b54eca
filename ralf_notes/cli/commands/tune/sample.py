"""A few of the user's own files, of typical sizes, to try models on."""

from __future__ import annotations

from collections.abc import Sequence

from ralf_notes.config.keys import Config
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.models.context_window import BYTES_PER_TOKEN, OVERHEAD
from ralf_notes.outline import parse
from ralf_notes.plan.staleness import undocumented
from ralf_notes.prose.summarize import FileTask
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import SourceFile, Tree

_SMALL = 0.1
"""Share of the files that are smaller than the smallest one of a sample."""


def sample(trees: Sequence[Tree], config: Config, count: int, window: int) -> tuple[FileTask, ...]:
    """Return files to ask about, from a small one to the largest that fits: the middle one first.

    Args:
        trees: where to look, among the files that a run asks a model about.
        config: the run's configuration.
        count: how many files; there may be fewer.
        window: the largest context window that is tried, in tokens.

    Raises UsageError when there is no such file.
    """
    files = [
        (tree, file)
        for tree in trees
        for file in tree.selected_files()
        if file.size and config.asks_about(file.kind)
    ]
    files.sort(key=lambda each: each[1].size)
    largest = (window - OVERHEAD) * BYTES_PER_TOKEN
    files = [each for each in files if each[1].size <= largest] or files
    chosen: dict[int, FileTask] = {}
    for number in range(min(count, len(files))):
        share = 0.5 if count == 1 else _SMALL + (1 - _SMALL) * number / (count - 1)
        position = share * (len(files) - 1)
        for index in sorted(range(len(files)), key=lambda index: abs(index - position)):
            task = None if index in chosen else _task(*files[index])
            if task is not None:
                chosen[index] = task
                break
    if not chosen:
        raise UsageError("tune needs files that a model writes about (prose_for), found none")
    tasks = sorted(chosen.values(), key=lambda task: len(task.data))
    middle = tasks.pop(len(tasks) // 2)
    return (middle, *reversed(tasks))


def _task(tree: Tree, file: SourceFile) -> FileTask | None:
    """Return what a first run asks about a file, None if it asks nothing."""
    try:
        content = read_content(tree, file)
    except SourceUnreadable:
        return None
    data = content.text.encode(errors="replace")
    if content.kind is Kind.SKIPPED or not data:
        return None
    outline = parse.outline(file.path, content.text)
    names = tuple(symbol.name for symbol in undocumented(outline, file.kind))
    return FileTask(file.path, outline.language, data, outline, True, names, names)
