"""What the index holds about a file or folder: its words, its symbols, their descriptions."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, markdown
from ralf_notes.notes.kept import Kept, parse_body, without_gaps
from ralf_notes.notes.note import Document
from ralf_notes.notes.quoting.inline import inline_markdown
from ralf_notes.outline.model import Outline
from ralf_notes.search import store
from ralf_notes.search.words import words
from ralf_notes.source import secrets
from ralf_notes.text import first_sentence, one_line

_SOURCE = re.compile(r'^source: "([^"\\\n\u200b]*)"\r?$', re.MULTILINE)


class SymbolEntry(NamedTuple):
    """A symbol as it is shown, and its words as they are searched."""

    name: str
    signature: str
    sentence: str
    first: int
    last: int
    words: tuple[str, str, str]
    """Of its name, its signature, and its description."""
    is_titled: bool
    """Whether its name is a title of a text, which is no name that somebody asks for as a whole."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file or a folder."""

    sentence: str
    text: str
    """The source with its secrets masked, '' for a folder."""
    words: tuple[str, str, str, str]
    """Of its path, its names, what authors say in it, and the facts of its note."""
    prose: str = ""
    """The words of what a model and the user say in its note."""
    symbols: tuple[SymbolEntry, ...] = ()

    def packed_words(self) -> bytes:
        """Return the words that must be given to the index to remove them."""
        return store.packed(
            json.dumps([self.words, self.prose, [each.words for each in self.symbols]])
        )


@dataclass(frozen=True, slots=True)
class NoteText:
    """What a note says, with its secrets masked: those of the user's own text, too."""

    sentence: str = ""
    prose: str = ""
    """What a model and the user say in it."""
    facts: str = ""
    """All that it shows apart from code."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """A model's description of each symbol."""


def of_file(path: str, text: str, outline: Outline, note: NoteText) -> FileEntry:
    """Return the entry of a file.

    Args:
        path: below the root of its tree.
        text: the source with its secrets masked.
        outline: of the text.
        note: what its note says; an empty one if there is none.
    """
    starts, data = _line_starts(text), None
    if len(text) != outline.size:  # offsets count bytes
        data = text.encode()
        starts = _line_starts(data)
    symbols = []
    for symbol in outline.symbols:
        described = note.symbols.get(symbol.name, "")
        sentence = _opening(symbol.doc) or described
        searched = (
            words(symbol.name), words(symbol.signature), words(f"{symbol.doc} {described}")
        )  # fmt: skip
        first = bisect_right(starts, symbol.start)
        last = max(bisect_right(starts, max(symbol.end - 1, symbol.start)), first)
        symbols.append(
            SymbolEntry(
                symbol.name, symbol.signature, one_line(sentence), first, last, searched,
                symbol.kind == "section",
            )
        )  # fmt: skip
    sentence = note.sentence or _opening(outline.purpose) or outline.about
    docs = "\n".join((outline.purpose, *(symbol.doc for symbol in outline.symbols)))
    names = " ".join(symbol.name for symbol in outline.symbols)
    searched_of_file = (
        words(path),
        words(names),
        words(docs),
        words(note.facts),
    )
    return FileEntry(one_line(sentence), text, searched_of_file, words(note.prose), tuple(symbols))


def of_folder(path: str, note: NoteText) -> FileEntry:
    """Return the entry of a folder, by what its note says."""
    searched = words(path), "", "", words(note.facts)
    return FileEntry(one_line(note.sentence), "", searched, words(note.prose))


def of_note(document: Document) -> NoteText:
    """Return what a note says.

    Raises NoteBlocked when its properties cannot be read.
    """
    properties = frontmatter.values(document.front)
    body = secrets.mask_note(document.body) if document.edited else document.body
    kept = parse_body(body) if "ralf_model" in properties or document.edited else Kept()
    own_text = f"{document.before}\n{document.after}".strip()
    sentence = secrets.mask(str(properties.get("description", "")))
    own_text = markdown.plain(secrets.mask_note(own_text)) if own_text else ""
    prose = "\n".join(filter(None, (*_prose_of(kept), own_text)))
    facts = markdown.without_fences(without_gaps(body)).partition("<!-- ralf:state")[0]
    return NoteText(sentence, prose, facts, dict(kept.symbols))


def source_of(head: str) -> str:
    """Return the path of the source that the beginning of a note names, '' if it names none."""
    front = head.removeprefix("\ufeff").removeprefix("---").partition("\n---")[0]
    if plain := _SOURCE.search(front):
        return plain[1]
    try:
        return str(frontmatter.values(front).get("source", ""))
    except NoteBlocked:
        return ""


def _opening(doc: str) -> str:
    """Return the first sentence of an author's words as a note shows it, '' if it is none."""
    sentence = first_sentence(doc)
    if sentence.startswith(("@", ":")):  # a tag such as `@param`
        return ""
    return markdown.plain(inline_markdown(one_line(sentence), {}))


def _prose_of(kept: Kept) -> list[str]:
    """Return what a model has said in a note."""
    items = [item.text for each in kept.items.values() for item in each]
    parts = [part.text for part in kept.parts]
    return [kept.summary, *kept.symbols.values(), *items, *parts]


def _line_starts(text: str | bytes) -> list[int]:
    """Return where each line begins."""
    newline = "\n" if isinstance(text, str) else b"\n"
    starts, at = [0], 0
    while at := text.find(newline, at) + 1:  # type: ignore[arg-type]
        starts.append(at)
    return starts
