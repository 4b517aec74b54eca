"""The content that only a note holds: the model's prose, and hashes of its subject. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from ralf_notes.notes import markdown
from ralf_notes.notes.hidden.line import read_state
from ralf_notes.notes.hidden.state import State
from ralf_notes.notes.prose.items import KeptItem, read_items
from ralf_notes.notes.prose.parts import KeptPart, read_parts
from ralf_notes.notes.prose.private import read_private
from ralf_notes.notes.prose.story import STORY, read_story
from ralf_notes.notes.wording import in_every_language

_HEADING = re.compile(r"^#{2,6} ", re.MULTILINE)
_SYMBOL_HEADING = re.compile(r"^#{3,6} (?:[a-z]+ )?(`.*)$")
_NOT_PROSE = (">", "|", "#", "- ", "*", "<!--", "```")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a note cannot get from its source: each version takes it from the one before."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    state: State = State()
    items: Mapping[str, tuple[KeptItem, ...]] = field(default_factory=dict)
    """By list that a model was asked for: its items in order."""
    parts: tuple[KeptPart, ...] = ()
    """The parts of a file that is too big for one request, in order."""

    def with_parts(self, parts: Sequence[KeptPart]) -> Kept:
        """Return the same with other parts, in the state as well."""
        rows = tuple((part.size, part.digest) for part in parts)
        return replace(self, parts=tuple(parts), state=replace(self.state, parts=rows))


@dataclass(frozen=True, slots=True)
class Section:
    """What a note says about one symbol, apart from its signature."""

    name: str
    """As `shown_name` returns it."""
    prose: str
    """The model's description, or ''."""
    quote: str
    """The author's description as the note shows it, or ''."""
    table: tuple[str, ...]
    """The lines of the table of parameters."""


def is_pending(body: str) -> bool:
    """Whether a block says that its summary is still to come."""
    # An author's text is escaped, so it never equals one of these.
    return any(f"\n\n{remark}\n\n" in body for remark in in_every_language("remarks.pending"))


def changed_names(body: str) -> tuple[str, ...]:
    """Return the symbols that a block says have changed since it was summed up."""
    line = _outdated().search(body)
    names = line["names"] if line else ""
    return tuple(markdown.un_code_span(names[at:end]) for at, end in markdown.code_at(names))


@cache
def _outdated() -> re.Pattern[str]:
    """Return what matches the line about changed symbols, in any language."""
    lines = (re.escape(line) for line in in_every_language("remarks.outdated"))
    forms = (line.replace(r"\{names\}", "`.*`") for line in lines)
    return re.compile(rf"^(?=(?:{'|'.join(forms)})$)[^`]*(?P<names>.*`)", re.MULTILINE)


def shown_name(name: str) -> str:
    """Return a symbol's name as the heading of its section shows it."""
    return markdown.un_code_span(markdown.code_span(name))


def parse_body(body: str) -> Kept:
    """Return what a block keeps: for a block of ours, exactly what it was rendered from."""
    state = read_state(body)
    exact = {shown_name(name): name for name in state.symbols}
    head, *sections = _split(body)
    paragraphs = _prose(head)
    # The last paragraph is the line of facts below the summary.
    summary = markdown.plain(paragraphs[0]) if len(paragraphs) > 1 else ""
    described = [(section.name, section.prose) for section in _read(sections)]
    symbols = {
        exact.get(name, name): prose
        for name, prose in (*described, *read_private(sections))
        if prose
    }
    of_file = {name: rows for name, rows in state.items.items() if name not in STORY}
    of_story = {name: rows for name, rows in state.items.items() if name in STORY}
    lists = read_items(sections, of_file) | read_story(sections, of_story)
    return Kept(summary, symbols, state, lists, read_parts(sections, state.parts))


def symbol_sections(body: str) -> Iterator[Section]:
    """Yield what a block says about each symbol that has a section of its own."""
    yield from _read(_split(body)[1:])


def _read(sections: Iterable[str]) -> Iterator[Section]:
    for section in sections:
        title, _, text = section.partition("\n")
        if heading := _SYMBOL_HEADING.match(title):
            name = markdown.un_code_span(heading[1])
            for number, twin in enumerate(_remarks("again").split(text), 1):
                lines = twin.split("\n")
                prose = [markdown.plain(paragraph) for paragraph in _prose(twin)[:1]]
                quote = "\n".join(line for line in lines if line.startswith(">"))
                table = tuple(line for line in lines if line.startswith("|"))
                shown = f"{name}#{number}" if number > 1 else name
                yield Section(shown, "".join(prose), quote, table)


def without_gaps(body: str) -> str:
    """Return a block without the lines that say that a model has said nothing, or nothing of use.

    They are about the model's work, not about the source.
    """
    return _remarks("pending", "unusable", "part_pending", "part_unusable").sub("", body)


@cache
def _remarks(*names: str) -> re.Pattern[str]:
    """Return what matches lines that are one of some remarks, in any language."""
    lines = (re.escape(line) for name in names for line in in_every_language(f"remarks.{name}"))
    return re.compile(rf"^(?:{'|'.join(lines)})$\n?", re.MULTILINE)


def _split(body: str) -> list[str]:
    """Return the head of a block, then its sections, all without fenced code."""
    body = markdown.without_fences(body)
    bounds = [0, *(match.start() for match in _HEADING.finditer(body)), len(body)]
    return [body[start:end] for start, end in pairwise(bounds)]


def _prose(section: str) -> list[str]:
    """Return the paragraphs of a section, without quotes, tables, lists and set phrases."""
    paragraphs = (paragraph.strip() for paragraph in section.split("\n\n"))
    return [text for text in paragraphs if text and not text.startswith(_NOT_PROSE)]
