"""The file that the setting `agents_file` names: it gets our block, where that does no harm.

It is the one file that ralf-notes writes outside of the vault. It lies in a repository whose source
is documented, and only a person can name it.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ralf_notes.agents.agents_md.block import with_block
from ralf_notes.agents.agents_md.text import block_text
from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes.disk import below, leftovers, replacing
from ralf_notes.notes.disk.upkeep import errors_for_people
from ralf_notes.source.walk import Tree

_LARGEST = 1_000_000
"""Bytes: a file of instructions has thousands."""
_BUSY = "another program keeps changing it"


def bring_up_to_date(
    config: Config, trees: Sequence[Tree], origin: Path | None, warn: Callable[[str], None]
) -> bool:
    """Put the block into the file; return whether the file changed.

    What a run that was killed meanwhile has left beside it is removed.

    Args:
        config: names the file and the vault.
        trees: what is documented.
        origin: the file of the configuration, None if it has none.
        warn: gets a line for a person if such a run and an editor have met.

    Raises NoteBlocked where the file is to be left alone, and TargetError.
    """
    path = config.agents_file
    if path is None:
        return False
    with errors_for_people(path):
        for pause in replacing.PAUSES:
            time.sleep(pause)
            now, wanted = _compared(config, path, trees, origin)
            for line in leftovers.sweep(path.parent, ()):
                warn(line)
            if wanted == now:
                return False
            if replacing.put(path.parent, path.name, now, wanted):
                return True
        raise NoteBlocked(_BUSY)


def _compared(
    config: Config, path: Path, trees: Sequence[Tree], origin: Path | None
) -> tuple[bytes | None, bytes]:
    """Return what the file holds, None if there is none, and what it should hold.

    Both are from one look at it, so that what another program saves in between is never lost.
    """
    _check_place(path, trees, config.target())
    now = _content(path)
    block = block_text(config, trees, origin, path.parent)
    return now, with_block(_decoded(now or b""), block).encode()


def _check_place(path: Path, trees: Iterable[Tree], target: Path) -> None:
    """Raise NoteBlocked unless a file may be ours to write a block into, by its place."""
    real = os.path.realpath(path)
    if real != os.path.join(os.path.realpath(path.parent), path.name):
        raise NoteBlocked("it is a symbolic link: name the file itself")
    if not path.parent.is_dir():
        raise NoteBlocked("its folder is not there: make it, or name a file elsewhere")
    if path.suffix.lower() not in (".md", ".markdown", ".mdc"):
        raise NoteBlocked("agents_file is a Markdown file, such as AGENTS.md")
    if Path(real).is_relative_to(os.path.realpath(target)):
        raise NoteBlocked("it lies among the notes: name a file of the repository")
    tops = [tree for tree in trees if Path(real).is_relative_to(os.path.realpath(tree.root))]
    if not tops:
        raise NoteBlocked("it lies in no repository that is documented: name a file of one")
    if any(tree.commit for tree in tops):
        raise NoteBlocked("its repository is read at a ref, so nothing in it is written")
    inside = Path(real).relative_to(os.path.realpath(tops[0].root))
    if ".git" in map(str.lower, inside.parts):
        raise NoteBlocked("it lies among the files of git")


def _content(path: Path) -> bytes | None:
    """Return the bytes of the file, None if there is none. Raises NoteBlocked."""
    try:
        status = os.lstat(path)
        if stat.S_ISREG(status.st_mode) and not status.st_mode & stat.S_IWUSR:
            raise NoteBlocked("it is read-only")
        if status.st_size > _LARGEST:
            raise NoteBlocked("it is over 1 MB")
        return below.read(path.parent, path.name)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise NoteBlocked(f"it cannot be read: {exc.strerror or exc}") from exc


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NoteBlocked("it is not UTF-8") from None
    if "\0" in text:
        raise NoteBlocked("it is no text")
    return text
