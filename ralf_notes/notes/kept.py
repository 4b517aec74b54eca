"""What a note keeps that cannot be computed from the source: its prose, read back from it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from typing import Any

from ralf_notes.notes import markdown
from ralf_notes.notes.note import Document

PENDING = "*Not summarised yet.*"
UNUSABLE = "*The model read this, and what it said of it could not be used.*"

_STATE = re.compile(r"^<!-- ralf:state (\{.*\}) -->$", re.MULTILINE)
# Marks that would end the comment, or that Templater, Obsidian and Quartz look for within it.
_IN_STATE = re.compile(r"[<>%-]|(?<=\[)\[")
_HEADING = re.compile(r"^#{2,6} ", re.MULTILINE)
_SYMBOL_HEADING = re.compile(r"^#{3,6} (?:[a-z]+ )?(`.*)$")
_FENCE = re.compile(r"^(`{3,})[^\n`]*\n.*?^\1[ \t]*\n?", re.DOTALL | re.MULTILINE)
_NOT_PROSE = (">", "|", "#", "- ", "*", "<!--", "```")


@dataclass(frozen=True, slots=True)
class State:
    """What the prose of a note was written about: hashes, in one hidden line of the note."""

    summary: str = ""
    """Hash of the outline, or of the children's descriptions, that the summary is about."""
    text: str = ""
    """Hash of the text outside symbols."""
    seen: str = ""
    """Short hashes of everything that the model has read, run together."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Hash of each symbol that was asked about, whether or not the answer could be used."""
    unread: tuple[str, ...] = ()
    """What could not be read, in words."""
    recipe: str = ""
    """Hash of the prompts and the model that wrote the prose."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a note holds that cannot be computed from the source: read back, and written again."""

    summary: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)
    state: State = State()


@dataclass(frozen=True, slots=True)
class Section:
    """What a note says of one symbol, beside its signature."""

    name: str
    """As `shown_name` returns it."""
    prose: str
    """The model's description, or ''."""
    quote: str
    """The author's as it stands there, or ''."""
    table: tuple[str, ...]
    """The lines of the table of parameters."""


def state_line(state: State) -> str:
    """Return the hidden line that holds a state."""
    values: dict[str, Any] = {"v": 1} | {k: v for k, v in asdict(state).items() if v}
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=True)
    return f"<!-- ralf:state {_IN_STATE.sub(_json_escape, text)} -->"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def parse_body(body: str) -> Kept:
    """Return what a block's text keeps; for a body that we rendered, exactly what went in."""
    state = _state(body)
    exact = {shown_name(name): name for name in state.symbols}
    head = _sections(_FENCE.sub("", body))[0]
    said = ((section.name, section.prose) for section in symbol_sections(body) if section.prose)
    return Kept(_summary(head), {exact.get(name, name): prose for name, prose in said}, state)


def symbol_sections(body: str) -> Iterator[Section]:
    """Yield what a block says of each symbol that has a section of its own."""
    for section in _sections(_FENCE.sub("", body))[1:]:
        title, _, text = section.partition("\n")
        if heading := _SYMBOL_HEADING.match(title):
            lines = text.split("\n")
            quote = "\n".join(line for line in lines if line.startswith(">"))
            table = tuple(line for line in lines if line.startswith("|"))
            yield Section(markdown.un_code_span(heading[1]), _paragraph(text), quote, table)


def shown_name(name: str) -> str:
    """Return a symbol's name as its section has it: what is not seen is not there."""
    return markdown.un_code_span(markdown.code_span(name))


def is_pending(body: str) -> bool:
    """Tell whether a block says that the model has yet to sum up: no author's text can look so."""
    return f"\n\n{PENDING}\n\n" in body


def kept_of(document: Document | None) -> tuple[Kept, ...]:
    """Return what a note keeps; of a note with a git conflict, what each side keeps."""
    if document is None:
        return (Kept(),)
    bodies = (document.body, document.other_body)
    return tuple(parse_body(body) for body in bodies if body is not None)


def _state(body: str) -> State:
    found = _STATE.findall(body)
    try:
        values = json.loads(found[-1]) if found else {}
    except (ValueError, RecursionError):
        return State()
    if values.pop("v", 1) != 1 or not _is_state(values):
        return State()
    return State(**{**values, "unread": tuple(values.get("unread", ()))})


def _is_state(values: Mapping[str, object]) -> bool:
    """Tell whether what stands in the hidden line is as we write it: anyone can edit a note."""
    symbols, unread = values.get("symbols", {}), values.get("unread", [])
    texts = [value for key, value in values.items() if key not in ("symbols", "unread")]
    if not isinstance(symbols, dict) or not isinstance(unread, list):
        return False
    known = {each.name for each in fields(State)}
    return known.issuperset(values) and all(
        isinstance(text, str) for text in (*texts, *symbols.values(), *unread)
    )


def _sections(body: str) -> list[str]:
    starts = [m.start() for m in _HEADING.finditer(body)]
    bounds = [0, *starts, len(body)]
    return [body[start:end] for start, end in pairwise(bounds)]


def _summary(head: str) -> str:
    """Return the prose of the head: the paragraph before the last, which is the line of facts."""
    paragraphs = [p.strip() for p in head.split("\n\n")]
    plain = [p for p in paragraphs if p and not p.startswith(_NOT_PROSE)]
    return markdown.plain(plain[0]) if len(plain) > 1 else ""


def _paragraph(section: str) -> str:
    paragraphs = (p.strip() for p in section.split("\n\n"))
    prose = [p for p in paragraphs if p and not p.startswith(_NOT_PROSE)]
    return markdown.plain(prose[0]) if prose else ""
