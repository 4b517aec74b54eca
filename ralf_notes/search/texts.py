"""The text of a passage as it may be shown to a person, a model or an agent."""

from __future__ import annotations

import re

from ralf_notes import control_tokens
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.notes import vault
from ralf_notes.notes.diagrams.mermaid import without_flowcharts
from ralf_notes.notes.kept import without_gaps
from ralf_notes.search.index import Index
from ralf_notes.search.passages import Passage
from ralf_notes.source import secrets
from ralf_notes.source.reading import read_content
from ralf_notes.text import visible

_HIDDEN = re.compile(r"^<!-- ralf:.*\n?", re.MULTILINE)
_LINK = re.compile(r"!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]*)\]\]")


def text_of(index: Index, passage: Passage) -> str:
    """Return the text of a passage as it is now, '' if it is gone.

    Secrets are masked, those in the user's own text in a note too; characters that are invisible
    or act at a terminal are left out, and control tokens of chat models are broken.
    """
    if passage.kind == "note":
        return _harmless(_note(index, passage.note))
    source = _source(index, passage)
    first, last = passage.lines
    lines = source.split("\n")  # a form feed, common in C, ends no line of an editor
    return _harmless("\n".join(lines[max(first - 1, 0) : last]))


def _harmless(text: str) -> str:
    return control_tokens.broken(visible(text))


def _note(index: Index, note: str) -> str:
    """Return what a person reads in a note: no properties, links as their names."""
    try:
        document = vault.read_document(index.target, note) if note else None
    except NoteBlocked:
        return ""
    if document is None:
        return ""
    text = "\n\n".join((document.before, without_gaps(document.body), document.after))
    read_by_people = without_flowcharts(_HIDDEN.sub("", text))
    return secrets.mask_note(_LINK.sub(r"\1", read_by_people).strip())


def _source(index: Index, passage: Passage) -> str:
    tree = next((each for each in index.trees if each.name == passage.tree), None)
    file = tree.file(passage.path) if tree else None
    if tree is None or file is None:
        return ""
    try:
        return read_content(tree, file).text
    except SourceUnreadable:
        return ""
