"""`read_note`: the text of one note of the vault, found by its own path or by its source's."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import suppress

from ralf_notes.agents.note_text import readable
from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.arguments import BadCall
from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.layout import note_paths, segment
from ralf_notes.notes.note import Document
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.source import secrets
from ralf_notes.source.walk import Tree, walk

_MOST_OTHERS = 5
"""Further notes, or overviews, that are named."""
_FORM = (
    "path is that of a note or of its source, as the tools return it: relative, with /, without .. "
    "and hidden folders"
)


def read_note(config: Config, path: str, offset: int, limit: int) -> str:
    """Return a note, or the part of it from an offset on. Raises BadCall."""
    (note_path, document), *others = _notes_on(config, path)
    text = "\n".join((document.before, document.body, document.after))
    whole = secrets.mask_note(readable(text, note_path, "", vault_place(config).prefix))
    if offset and offset >= len(whole):
        raise BadCall(f"the note has {len(whole)} characters: offset is at most {len(whole) - 1}")
    part, more = handing.page(whole, offset, limit)
    source = frontmatter.values(document.front).get("source", "")
    head = f"Note: {note_path}\nSource: {handing.line(str(source))}\n"
    if others:
        head += f"Also called so: {', '.join(other for other, _ in others[:_MOST_OTHERS])}\n"
    head += "\n"
    return handing.material(f"{head}{part}") + (f"\n{more}" if more else "")


def document_of(config: Config, note_path: str) -> Document | None:
    """Return the pieces of a note; None where there is no note of ours at a path."""
    with suppress(NoteBlocked):
        return vault.read_document(config.target(), note_path)
    return None


def _notes_on(config: Config, path: str) -> list[tuple[str, Document]]:
    """Return the notes that a path can mean, the likeliest first. Raises BadCall without any."""
    if not _is_plain(path):
        raise BadCall(f"{_FORM}. search_notes finds it")
    trees = walk(config).trees
    candidates = dict.fromkeys(_candidates(config, trees, path))
    documents = ((each, document_of(config, each)) for each in candidates)
    if notes := [(each, document) for each, document in documents if document is not None]:
        return notes
    overviews = [
        f"{segment(tree.name)}/"
        for tree in trees
        if any(document_of(config, each) for each in _notes_of(config, tree, ""))
    ]
    if not overviews:
        raise BadCall(
            f"there is no note on {handing.line(path)}, nor any overview: ralf-notes generate "
            "writes them. search_notes and find_symbol answer from the sources"
        )
    raise BadCall(
        f"there is no note on {handing.line(path)}. search_notes finds notes; an overview is "
        + " or ".join(overviews[:_MOST_OTHERS])
    )


def _is_plain(path: str) -> bool:
    """Whether a path can only lead to a place among the notes."""
    if path.startswith(("/", "~")) or "\\" in path or "\0" in path or ":" in path[:3]:
        return False
    return ".." not in path.split("/")


def _candidates(config: Config, trees: tuple[Tree, ...], path: str) -> Iterator[str]:
    """Yield the paths that the note meant by a path may have, the likeliest first."""
    clean = posixpath.normpath(path)
    tops = {segment(tree.name) for tree in trees}
    top, _, below = clean.partition("/")
    is_hidden = any(part.startswith(".") for part in clean.split("/") if part != ".")
    if top in tops and clean.endswith(".md") and not is_hidden:
        yield clean
    for tree in trees:
        inside = below if top == segment(tree.name) else clean
        for each in dict.fromkeys((clean, inside)):
            yield from _notes_of(config, tree, "" if each == "." else each)


def _notes_of(config: Config, tree: Tree, source: str) -> Iterator[str]:
    """Yield the paths that the note on a source of a tree may have."""
    style = config.folder_note_style
    if source:
        yield note_paths(tree.name, [source], style).files[source]
    inner = f"{source}/x" if source else "x"
    yield note_paths(tree.name, [inner], style).folders[source]
