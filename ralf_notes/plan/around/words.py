"""The words that stand anywhere in a tree, for names that a file's prose may take from elsewhere.

A tree is read for them only when prose has such a name that its own file lacks, and once in a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock

from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_small_file
from ralf_notes.source.walk import Tree

_MOST_BYTES = 200_000
"""Bytes of a file that is read: the names of commands and files stand in small ones too."""
_MOST_WORDS = 500_000
_LONGEST = 60
_TOKEN = re.compile(r"[\w@-]+(?:\.[\w-]+)*")
_PIECE = re.compile(r"[^\W_]\w*")


@dataclass(slots=True)
class TreeWords:
    """The words in the files and the paths of a tree; a container that fills when it is asked."""

    tree: Tree
    _words: set[str] | None = None
    _one: Lock = field(default_factory=Lock)

    def __contains__(self, word: object) -> bool:
        """Whether a word, with its dots and hyphens, stands in the tree; case matters."""
        with self._one:
            if self._words is None:
                self._words = _words_of(self.tree)
        return word in self._words


def _ends(path: str) -> Iterator[str]:
    """Yield the ends of a path at its slashes, each with one in front: `/src/a.py`, `/a.py`."""
    while path:
        yield f"/{path}"
        path = path.partition("/")[2]


def _folders(path: str) -> Iterator[str]:
    """Yield the folders around a path, from the root of the tree: `src/shop`, `src`."""
    while path := path.rpartition("/")[0]:
        yield path


def _words_of(tree: Tree) -> set[str]:
    words = {tree.name}
    for file in tree.files:
        words.update((file.path, *file.path.split("/"), *_ends(file.path)))
        words.update(_folders(file.path))
        is_read = file.kind is not Kind.SKIPPED and file.size <= _MOST_BYTES
        if is_read and len(words) < _MOST_WORDS:
            for token in _TOKEN.findall(read_small_file(tree, file.path) or ""):
                if len(token) <= _LONGEST:
                    words.update((token, *_PIECE.findall(token)))
    return words
