"""Many files, read and outlined: on several cores where that saves time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ralf_notes.machine.cache import Cache, default_path
from ralf_notes.machine.children import ChildFailed, are_copies, children
from ralf_notes.machine.threads import ahead
from ralf_notes.outline import languages
from ralf_notes.plan.outlining.outlined import Outlined, outline_file
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import SourceFile, Tree

_WORTH_CHILDREN = 4_000_000
"""Bytes of source, which take about 6 seconds of processor time.

A child that is a new interpreter takes one second before it answers.
"""
_PER_FILE = 1_000
"""Bytes that take as long as all that is done once for each file."""
_MOST_CHILDREN = 4
"""Each takes 100 to 150 MB, and what follows the outlines runs on one core."""
_CHUNK = 100_000
"""Bytes of source that a child gets at once."""


def outline_files(tree: Tree, sources: Sequence[SourceFile], cache: Cache) -> Iterator[Outlined]:
    """Read and outline files of a tree, and yield what is known of each, in order.

    Args:
        tree: the tree.
        sources: files of it that are new, or have changed since the cache saw them.
        cache: may know outlines of them.
    """
    count = _children_for(tree, sources)
    if not count:
        yield from (outline_file(tree, source, cache.outline) for source in sources)
        return
    # What the first file of a language loads, children that are copies have from the start.
    firsts = _first_of_each_language(sources) if are_copies() else []
    done = {source.path: outline_file(tree, source, cache.outline) for source in firsts}
    cache.release()
    with children(__name__, outline_chunk.__name__, count) as call:
        rest = [source for source in sources if source.path not in done]
        outlined = _outlined_in(call, count, tree, rest, cache)
        for source in sources:
            yield done[source.path] if source.path in done else next(outlined)


def _first_of_each_language(sources: Sequence[SourceFile]) -> list[SourceFile]:
    first: dict[str, SourceFile] = {}
    for source in sources:
        if source.kind is not Kind.SKIPPED:
            first.setdefault(languages.for_path(source.path).key, source)
    return list(first.values())


def _outlined_in(
    call: Callable[[Any], Any],
    count: int,
    tree: Tree,
    sources: Sequence[SourceFile],
    cache: Cache,
) -> Iterator[Outlined]:
    """Yield what children know of files; if one has ended, what is known of them here."""
    bare = replace(
        tree, files=(), selected=frozenset(), around=frozenset()
    )  # all that reading needs

    def ask(chunk: list[SourceFile]) -> list[Outlined] | None:
        try:
            answer: list[Outlined] = call((bare, chunk))
            return answer
        except ChildFailed:
            return None

    chunks = list(_chunks(sources))
    for chunk, answer in zip(chunks, ahead(ask, chunks, 2 * count, count), strict=True):
        yield from answer or [outline_file(tree, source, cache.outline) for source in chunk]


def _children_for(tree: Tree, sources: Sequence[SourceFile]) -> int:
    """Return how many child processes save time; 0 if none does."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    # The bytes of a commit come from a git that only this process talks to. In a frozen program
    # the executable is not Python.
    if not cores or cores == 1 or tree.objects or hasattr(sys, "frozen") or not sys.executable:
        return 0
    weight = sum(source.size + _PER_FILE for source in sources if source.kind is not Kind.SKIPPED)
    return min(cores, _MOST_CHILDREN) if weight >= _WORTH_CHILDREN else 0


def outline_chunk(question: tuple[Tree, list[SourceFile]]) -> list[Outlined]:
    """Read and outline files of a tree, in a child process."""
    tree, sources = question
    cache = _cache_of_child()
    outlined = (outline_file(tree, source, cache.outline) for source in sources)
    return [each._replace(parsed=None) for each in outlined]  # the cache gets it already


@lru_cache
def _cache_of_child() -> Cache:
    """Return the cache as the run finds it; the run alone writes to it."""
    return Cache(default_path())


def _chunks(sources: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    chunk: list[SourceFile] = []
    size = 0
    for source in sources:
        chunk.append(source)
        size += source.size + _PER_FILE
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
