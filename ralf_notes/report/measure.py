"""Measures one note: how much of it agrees with its source."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ralf_notes.notes import links, markdown, render
from ralf_notes.notes.kept import Kept, Section, shown_name, symbol_sections
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.notes.tables import (
    describes_parameters,
    docstring_of,
    shown_parameters,
    shown_type,
)
from ralf_notes.notes.wording import every_wording
from ralf_notes.outline import languages
from ralf_notes.outline.model import Outline, Symbol, Unread
from ralf_notes.plan.detail.digests import coverage
from ralf_notes.prose import filler, names
from ralf_notes.prose.ground import ground_of
from ralf_notes.prose.items import item_of
from ralf_notes.prose.names import Vocabulary
from ralf_notes.report.metrics import Defect, NoteQuality, Share
from ralf_notes.source.classify import Kind
from ralf_notes.text import count_of, one_line

_NEEDS_NO_DESCRIPTION = frozenset({"constant", "variable", "section"})
"""Kinds of symbols whose own text explains them: no model is asked to describe them."""
_TITLES = ("parameter", "type", "default")
"""The columns of a table of parameters that repeat the signature."""

_Measured = tuple[Share, Sequence[str]]
"""The value of a metric, and a text about each thing that is wrong."""
_Row = tuple[str, str, str, str]
"""Symbol, parameter, type and default."""


@dataclass(frozen=True, slots=True)
class LinkRoots:
    """The folders in which the targets of links are looked up."""

    target: str
    """The folder of all notes, for relative links."""
    vault: str
    """The vault, or the part of it that is on this machine, for wikilinks."""
    start: str = ""
    """The path of that part below the vault, with `/` at the end."""


@dataclass(frozen=True, slots=True)
class Note:
    """The content of a note, or a note that does not exist."""

    path: str
    """Its path below the target."""
    body: str = ""
    """The text of our block."""
    kept: Kept = Kept()
    model: str = ""
    """The model that wrote its prose."""
    source_digest: str = ""
    """The hash of its source, as the note shows it."""
    exists: bool = True

    @property
    def prose(self) -> tuple[str, ...]:
        """The texts that a model wrote: the summary and the descriptions."""
        return tuple(text for text in (self.kept.summary, *self.kept.symbols.values()) if text)


@dataclass(frozen=True)
class FileNote:
    """A file and its note."""

    note: Note
    kind: Kind
    digest: str
    """The hash of the file as it is now."""
    outline: Outline
    text: str
    vocabulary: Vocabulary
    is_asked: bool
    """Whether a model is asked about the file."""
    is_silent: bool
    """Whether the parser has nothing to say of it, so that it has no note before a model has."""

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """The sections of the note, by the name of their symbol as the note shows it."""
        return {section.name: section for section in symbol_sections(self.note.body)}

    def section(self, symbol: Symbol) -> Section | None:
        """Return the section about a symbol, None if the note has none."""
        return self.sections.get(shown_name(symbol.name))


def file_quality(file: FileNote, roots: LinkRoots) -> NoteQuality:
    """Return the quality of a file's note; a note that does not exist describes nothing."""
    is_fresh = file.note.source_digest == file.digest[: render.DIGEST_SHOWN]
    stale = "its source has changed" if file.note.exists else "its source has no note yet"
    measured: dict[str, _Measured] = {
        "completeness": _completeness(file),
        "names": _names(file.note, file.vocabulary),
        "density": _density(file.note),
        "items": _items(file),
        "links": _links(file.note, roots),
        **_parameters(file),
        "parsed": _parsed(file),
    }
    if file.note.exists or not file.is_silent:
        measured["freshness"] = _counted(1, [] if file.note.exists and is_fresh else [stale])
    if file.is_asked and file.outline.size:
        share = Share(coverage(file.outline, file.note.kept.state), 1)
        measured["coverage"] = share, ()
    return _quality(file.note, measured)


def folder_quality(note: Note, vocabulary: Vocabulary, roots: LinkRoots) -> NoteQuality:
    """Return the quality of a folder's note.

    Args:
        note: the note.
        vocabulary: the names that its prose may use.
        roots: the folders in which the targets of links are looked up.
    """
    measured = {
        "names": _names(note, vocabulary), "density": _density(note), "links": _links(note, roots),
    }  # fmt: skip
    return _quality(note, measured)


def orphan_quality(note: Note) -> NoteQuality:
    """Return the quality of a note without a source: it is stale, and nothing else is measured."""
    return _quality(note, {"freshness": (Share(0, 1), ["its source is gone"])})


def _quality(note: Note, measured: Mapping[str, _Measured]) -> NoteQuality:
    shares = {metric: share for metric, (share, _) in measured.items()}
    defects = [
        Defect(metric, note.path, what) for metric in measured for what in measured[metric][1]
    ]
    return NoteQuality(note.path, note.model, shares, tuple(defects))


def _counted(count: int, wrong: Sequence[str]) -> _Measured:
    """Return the share of things that are right, given their number and what is wrong."""
    return Share(count - len(wrong), count), wrong


def _completeness(file: FileNote) -> _Measured:
    """Measure how many of the public symbols the note describes."""
    if file.kind is Kind.TEST:
        return Share(), ()
    public = [s for s in file.outline.symbols if s.public and s.kind not in _NEEDS_NO_DESCRIPTION]
    silent = []
    for symbol in public:
        section = file.section(symbol)
        # An author may describe only the parameters: then the description is in the table.
        if not section or not (section.quote or section.prose or (symbol.doc and section.table)):
            silent.append(symbol.name)
    return _counted(len(public), silent)


def _parsed(file: FileNote) -> _Measured:
    """Measure how many lines of a file the parser could read, if it reads its language."""
    outline = file.outline
    if not languages.get(outline.language).grammar:
        return Share(), ()
    lines = max(file.text.count("\n"), 1)
    if outline.unparsed:
        return Share(0, lines), [f"not parsed: {outline.unparsed}"]
    places = [f"{count_of(each.lines, 'line')} {_place(each)}" for each in outline.unread]
    return Share(max(lines - outline.unread_lines, 0), lines), places


def _place(unread: Unread) -> str:
    """Return where lines are that the parser could not read."""
    if not unread.symbol:
        return "at the top"
    return f"{'in' if unread.inside else 'after'} {unread.symbol}"


def _names(note: Note, vocabulary: Vocabulary) -> _Measured:
    """Measure how many of the code-like names in the prose exist."""
    checks = [names.check_names(text, vocabulary) for text in note.prose]
    offenders = [name for check in checks for name in check.offenders]
    return _counted(sum(check.names for check in checks), offenders)


def _density(note: Note) -> _Measured:
    """Measure how many distinct words of the summary carry something."""
    summary = note.kept.summary
    if not summary:
        return Share(), ()
    carrying, words = filler.density(summary, note.path)
    says_little = filler.is_filler(summary, "", note.path)
    return Share(carrying, words), ["its summary could stand under any file"] if says_little else []


def _items(file: FileNote) -> _Measured:
    """Measure how many steps and things to know stand on the source as it is."""
    texts = [item.text for items in file.note.kept.items.values() for item in items if item.text]
    if not texts:
        return Share(), ()
    # A note keeps which names its neighbours have, not the lines that they stood on.
    symbol_names = (symbol.name for symbol in file.outline.symbols)
    beside = " ".join((*file.note.kept.state.borrowed, *symbol_names))
    ground = ground_of(file.text, file.outline, beside)
    # In which language it is written is not known.
    return _counted(
        len(texts), [text for text in texts if item_of(text, ground, knows_words=False) is None]
    )


def _links(note: Note, roots: LinkRoots) -> _Measured:
    """Measure how many of the links lead to an existing file."""
    count, broken = 0, []
    for link in links.wikilinks(note.body):
        count += 1
        path = f"{roots.vault}/{link.strip().removeprefix(roots.start)}"
        if not (os.path.isfile(path) or os.path.isfile(f"{path}.md")):
            broken.append(link)
    for link, path in links.relative_links(note.path, note.body):
        count += 1
        if not os.path.isfile(f"{roots.target}/{path}"):
            broken.append(link)
    return _counted(count, broken)


# --- parameters -------------------------------------------------------------------------------


def _parameters(file: FileNote) -> dict[str, _Measured]:
    """Measure how well the tables of parameters agree with the signatures."""
    wanted: list[_Row] = []
    for symbol in describable(file.outline, file.kind):
        section = file.section(symbol)
        has_table = section is not None and section.table
        doc = docstring_of(symbol)
        if has_table or describes_parameters(symbol, doc):
            for row in shown_parameters(symbol, doc):
                name, kind, default = map(one_line, (row.name, shown_type(row, doc), row.default))
                wanted.append((shown_name(symbol.name), name, kind, default))
    listed = [
        (name, *cells)
        for name, section in file.sections.items()
        for cells in parameter_rows(section.table)
    ]
    added, missing = Counter(listed) - Counter(wanted), Counter(wanted) - Counter(listed)
    wrong = [
        f"{symbol}: {lacks} {name}{f': {kind}' if kind else ''}{f' = {default}' if default else ''}"
        for rows, lacks in ((added, "its signature has no"), (missing, "its table has no"))
        for symbol, name, kind, default in rows.elements()
    ]
    precision, recall, f1 = agreement(listed, wanted)
    return {
        "parameter_precision": (precision, ()),
        "parameter_recall": (recall, ()),
        "parameter_f1": (f1, wrong),
    }


def parameter_rows(table: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield parameter, type and default from each row of a table, which is given as lines."""
    if len(table) < 3:
        return
    written, *lines = (
        [cell.strip() for cell in markdown.BAR.split(line.strip())[1:-1]] for line in table
    )
    columns = _columns()
    titles = [columns.get(title, title) for title in written]
    for line in lines[1:]:  # the first line is the rule below the titles
        cells = dict(zip(titles, line, strict=False))
        code = (cells.get(title, "").replace("\\|", "|") for title in _TITLES)
        name, kind, default = map(markdown.un_code_span, code)
        yield name, kind, default


@cache
def _columns() -> Mapping[str, str]:
    """Return the titles of columns by how they are written in any language."""
    return {say.word("columns", title): title for say in every_wording() for title in _TITLES}


def agreement(listed: Iterable[object], wanted: Iterable[object]) -> tuple[Share, Share, Share]:
    """Return precision, recall and F1 of a list; repeated items count each time.

    Args:
        listed: the items that a note lists.
        wanted: the items that it should list.
    """
    ours, theirs = Counter(listed), Counter(wanted)
    right, ours_all, theirs_all = (ours & theirs).total(), ours.total(), theirs.total()
    return (
        Share(right, ours_all),
        Share(right, theirs_all),
        Share(2 * right, ours_all + theirs_all),
    )
