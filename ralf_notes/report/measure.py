"""What of one note is as it should be: the note as it stands against its source as it is."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ralf_notes.notes import links, markdown, render
from ralf_notes.notes.kept import Kept, Section, shown_name, symbol_sections
from ralf_notes.notes.sections import describable, docstring_of, parameter_table, shown_parameters
from ralf_notes.outline.digests import outside
from ralf_notes.outline.parse import Outline, Parameter, Symbol
from ralf_notes.plan import staleness
from ralf_notes.prose.names import Vocabulary, check
from ralf_notes.report import metrics
from ralf_notes.report.gates import Defect, NoteQuality
from ralf_notes.report.metrics import Share
from ralf_notes.source.classify import Kind
from ralf_notes.text import one_line

_SELF_TELLING = frozenset({"constant", "variable", "section"})
"""Kinds of symbols whose own text says what they are: nobody is asked to describe them."""
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Places:
    """Where links of notes count from."""

    target: str
    """The folder of all notes."""
    root: str
    """The vault's, for wikilinks."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands."""

    path: str
    """Below the target."""
    body: str = ""
    """The text of our block."""
    kept: Kept = Kept()
    model: str = ""
    """Who wrote its prose."""
    source_digest: str = ""
    """The hash of its source that it shows."""
    is_there: bool = True

    @property
    def prose(self) -> tuple[str, ...]:
        """What the model says in it: the summary, and the descriptions."""
        return tuple(text for text in (self.kept.summary, *self.kept.symbols.values()) if text)


@dataclass(frozen=True)
class FileNote:
    """A file, and its note."""

    note: Note
    kind: Kind
    digest: str
    """The hash of the file as it is."""
    outline: Outline
    text: str
    vocabulary: Vocabulary
    is_asked: bool
    """A model is to read it."""

    @cached_property
    def sections(self) -> Mapping[str, Section]:
        """What the note says, by each symbol's name as it is shown."""
        return {section.name: section for section in symbol_sections(self.note.body)}

    def section(self, symbol: Symbol) -> Section | None:
        """Return what the note says of a symbol; None if it has no section there."""
        return self.sections.get(shown_name(symbol.name))


def of_file(file: FileNote, places: Places) -> NoteQuality:
    """Return how good a file's note is; one that is missing says nothing."""
    note, prose = file.note, file.note.prose
    precision, recalled, f1, wrong = _parameters(file)
    shares: dict[str, Share] = {
        "parameter_precision": precision,
        "parameter_recall": recalled,
        "parameter_f1": f1,
        "own_words": metrics.own_words(prose, file.text),
        "telling_apart": _telling_apart(file),
    }
    if file.is_asked and file.outline.size:
        shares["coverage"] = Share(staleness.coverage(file.outline, note.kept.state), 1)
    counted = {
        "completeness": _undescribed(file),
        "names": _names(prose, file.vocabulary),
        "links": _links(note, places),
        "freshness": _freshness(file),
    }
    return _quality(note, shares, counted, {"parameter_f1": wrong})


def of_folder(note: Note, material: str, vocabulary: Vocabulary, places: Places) -> NoteQuality:
    """Return how good a folder's note is.

    Args:
        note: the note.
        material: what the model was told of the folder.
        vocabulary: the names that its prose may use.
        places: where links count from.
    """
    counted = {"names": _names(note.prose, vocabulary), "links": _links(note, places)}
    shares = {"own_words": metrics.own_words(note.prose, material)}
    return _quality(note, shares, counted, {})


def of_orphan(note: Note) -> NoteQuality:
    """Return how good a note is whose source is gone: not fresh, and nothing else is known."""
    fresh = {"freshness": Share(0, 1)}
    return NoteQuality(
        note.path, note.model, fresh, (), (Defect("freshness", note.path, "its source is gone"),)
    )


def _quality(
    note: Note,
    shares: Mapping[str, Share],
    counted: Mapping[str, tuple[int, Sequence[str]]],
    more: Mapping[str, Sequence[str]],
) -> NoteQuality:
    """Return a note's quality.

    Args:
        note: the note.
        shares: by metric.
        counted: by metric: how many things were looked at, and what is wrong with some of them.
        more: what is wrong, of metrics that have their share already.
    """
    rest = {metric: Share(count - len(wrong), count) for metric, (count, wrong) in counted.items()}
    told = {metric: wrong for metric, (_, wrong) in counted.items()} | dict(more)
    defects = tuple(Defect(metric, note.path, what) for metric in told for what in told[metric])
    return NoteQuality(note.path, note.model, {**shares, **rest}, note.prose, defects)


def _undescribed(file: FileNote) -> tuple[int, list[str]]:
    """Return how many public symbols there are, and those that the note says nothing about."""
    if file.kind is Kind.TEST:
        return 0, []
    public = [s for s in file.outline.symbols if s.public and s.kind not in _SELF_TELLING]
    silent = [s.name for s in public if not _is_described(s, file.section(s))]
    return len(public), silent


def _is_described(symbol: Symbol, said: Section | None) -> bool:
    """Tell whether a section has a description; the author's may be one of the parameters alone."""
    return said is not None and bool(said.quote or said.prose or (symbol.doc and said.table))


def _names(prose: Iterable[str], vocabulary: Vocabulary) -> tuple[int, list[str]]:
    checks = [check(text, vocabulary) for text in prose]
    return sum(check.names for check in checks), [o for check in checks for o in check.offenders]


def _links(note: Note, places: Places) -> tuple[int, list[str]]:
    """Return how many links a note has, and those that lead to no file."""
    leads = [(link, _wikilink_leads(link, places)) for link in links.wikilinks(note.body)]
    leads += [
        (link, os.path.isfile(f"{places.target}/{lead}"))
        for link, lead in links.relative_links(note.path, note.body)
    ]
    return len(leads), [link for link, leads_somewhere in leads if not leads_somewhere]


def _wikilink_leads(link: str, places: Places) -> bool:
    path = f"{places.root}/{link.strip()}"
    return os.path.isfile(path) or os.path.isfile(f"{path}.md")


def _freshness(file: FileNote) -> tuple[int, list[str]]:
    """Return 1, and why the note is not of its source as it is."""
    if not file.note.is_there:
        return 1, ["its source has no note yet"]
    is_true = file.note.source_digest == file.digest[: render.DIGEST_SHOWN]
    return 1, [] if is_true else ["its source has changed"]


def _telling_apart(file: FileNote) -> Share:
    """Return how well the model's descriptions tell the symbols of a file apart."""
    descriptions = file.note.kept.symbols
    if not descriptions:
        return Share()
    data = file.text.encode("utf-8", "replace")
    shown = [s for s in describable(file.outline, file.kind) if file.section(s)]
    texts = {symbol.name: _own_text(symbol, file.outline, data) for symbol in shown}
    return metrics.telling_apart(descriptions, texts)


def _own_text(symbol: Symbol, outline: Outline, data: bytes) -> str:
    """Return a symbol's text without that of the symbols in it."""
    inside = [(s.start, s.end) for s in outline.symbols if s.parent == symbol.name]
    return outside(data, symbol.start, symbol.end, inside)


# --- parameters -------------------------------------------------------------------------------


def _parameters(file: FileNote) -> tuple[Share, Share, Share, list[str]]:
    """Return precision, recall and F1 of the tables of parameters, and what is wrong in them."""
    right = [row for s in describable(file.outline, file.kind) for row in _due(file, s)]
    found = [(name, *cells) for name, said in file.sections.items() for cells in rows(said.table)]
    wrong = Counter(found) - Counter(right)
    missing = Counter(right) - Counter(found)
    told = [f"{row[0]}: its signature has no {_told(row)}" for row in wrong.elements()]
    told += [f"{row[0]}: its table has no {_told(row)}" for row in missing.elements()]
    return *metrics.agreement(found, right), told


_Row = tuple[str, str, str, str]
"""Symbol, parameter, type and default."""


def _due(file: FileNote, symbol: Symbol) -> Iterator[_Row]:
    """Yield the parameters of a signature that a table is to list."""
    said = file.section(symbol)
    if (said and said.table) or parameter_table(symbol, docstring_of(symbol)):
        for each in shown_parameters(symbol):
            yield shown_name(symbol.name), *_written(each)


def _written(parameter: Parameter) -> tuple[str, str, str]:
    name, kind, default = map(one_line, (parameter.name, parameter.type, parameter.default))
    return name, kind, default


def rows(table: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield parameter, type and default of each row of a table of parameters, given in lines."""
    if len(table) < 3:
        return
    titles = _cells(table[0])
    for line in table[2:]:
        cells = dict(zip(titles, _cells(line), strict=False))
        name, kind, default = (_code(cells.get(t, "")) for t in ("parameter", "type", "default"))
        yield name, kind, default


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _BAR.split(line.strip())[1:-1]]


def _code(cell: str) -> str:
    return markdown.un_code_span(cell.replace("\\|", "|"))


def _told(row: _Row) -> str:
    _, name, kind, default = row
    return f"{name}{f': {kind}' if kind else ''}{f' = {default}' if default else ''}"
