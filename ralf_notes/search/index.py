"""The index of a vault and its sources, brought up to date when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked, SourceUnreadable
from ralf_notes.events import Event
from ralf_notes.notes import frontmatter, vault
from ralf_notes.notes.kept import Kept, parse_body
from ralf_notes.notes.note import take_apart
from ralf_notes.outline import parse
from ralf_notes.search.passages import Passage
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import SourceFile, Tree, walk
from ralf_notes.text import first_sentence


@dataclass(frozen=True, slots=True)
class Index:
    """What can be found, and the text of each that is searched."""

    config: Config
    trees: tuple[Tree, ...]
    passages: tuple[tuple[Passage, str], ...]


@contextmanager
def opened(config: Config, tell: Callable[[Event], None] = lambda event: None) -> Iterator[Index]:
    """Open the index of the configured sources and their notes, up to date with both.

    Args:
        config: names the sources and the vault, which are only read.
        tell: gets how far it is.

    Raises UsageError when no source or no target is named.
    """
    target, walked = config.target(), walk(config)
    found: list[tuple[Passage, str]] = []
    for tree in walked.trees:
        notes: dict[str, tuple[str, str, Kept]] = {}
        for note_path in vault.markdown_files(target, tree.name):
            try:
                document = take_apart(vault.read_text(target, note_path) or "")
            except NoteBlocked:
                continue
            source = str(frontmatter.values(document.front).get("source", ""))
            notes[source] = note_path, document.body, parse_body(document.body)
        for file in tree.files:
            if file.kind is not Kind.SKIPPED and file.path in tree.selected:
                found += _of_file(tree, file, *notes.get(file.path, ("", "", Kept())))
    yield Index(config, walked.trees, tuple(found))


def _of_file(
    tree: Tree, file: SourceFile, note: str, body: str, kept: Kept
) -> Iterator[tuple[Passage, str]]:
    try:
        content = read_content(tree, file)
    except SourceUnreadable:
        return
    if content.kind is Kind.SKIPPED:
        return
    outline, data = parse.outline(file.path, content.text), content.text.encode()
    said = kept.summary or first_sentence(outline.purpose) or outline.about
    yield Passage("note", tree.name, file.path, note, "", "", said, (0, 0)), body
    for symbol in outline.symbols:
        first = data.count(b"\n", 0, symbol.start) + 1
        last = first + data.count(b"\n", symbol.start, symbol.end)
        said = first_sentence(symbol.doc) or kept.symbols.get(symbol.name, "")
        text = data[symbol.start : symbol.end].decode(errors="replace")
        yield (
            Passage(
                "symbol", tree.name, file.path, note,
                symbol.name, symbol.signature, said, (first, last),
            ),
            text,
        )  # fmt: skip
