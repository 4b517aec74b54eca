"""The content that only a note holds: the model's prose, and hashes of its subject. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from itertools import pairwise
from typing import Any

from ralf_notes.notes import markdown
from ralf_notes.notes.said.items import KeptItem, read_items
from ralf_notes.notes.said.parts import KeptPart, read_parts
from ralf_notes.notes.said.private import read_private
from ralf_notes.notes.said.story import STORY, read_story
from ralf_notes.notes.wording import in_every_language
from ralf_notes.text import count_of

_STATE = re.compile(r"^<!-- ralf:state (\{.*\}) -->$", re.MULTILINE)
# Marks that would end the comment, or that Templater, Obsidian and Quartz look for inside it.
_IN_STATE = re.compile(r"[<>%-]|(?<=\[)\[")
_HEADING = re.compile(r"^#{2,6} ", re.MULTILINE)
_SYMBOL_HEADING = re.compile(r"^#{3,6} (?:[a-z]+ )?(`.*)$")
_NOT_PROSE = (">", "|", "#", "- ", "*", "<!--", "```")


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What a model was asked about a note's subject and answered unusably."""

    pieces: tuple[str, ...] = ()
    """The symbols that still have no prose; '' is the summary. Without any, nothing is open."""
    why: str = ""
    """What was wrong with the last answer, in words that fit after "it was"."""
    tries: int = 0
    """In how many runs one recipe has failed on one subject."""
    recipe: str = ""
    """Hash of the prompts and the model that failed."""
    about: str = ""
    """Hash of the subject then: the whole file, or the children of a folder."""

    @property
    def words(self) -> str:
        """What is open, for a person; '' if nothing is."""
        count = count_of(len(self.pieces), "piece")
        return f"{count} of prose, the answer was {self.why}" if self.pieces else ""


@dataclass(frozen=True, slots=True)
class State:
    """Hashes of the material that a note's prose describes, in one hidden line of the note."""

    summary: str = ""
    """Hash of the outline, or of the children's descriptions, that the summary was made from."""
    text: str = ""
    """Hash of the text outside of symbols."""
    seen: str = ""
    """Short hashes of everything that the model has read, joined without a separator."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """Hash of each symbol that a model was asked about, by name, even if no answer was usable."""
    unread: tuple[str, ...] = ()
    """For a person: what the model could not read, and why."""
    recipe: str = ""
    """Hash of the prompts and the model that wrote the prose."""
    open: OpenWork = OpenWork()
    parser: str = ""
    """Version of the parser whose outline the hashes are of; '' for versions before 5."""
    items: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By list that a model was asked for (`steps`, `gotchas`): the symbol that each item stands on,
    and its hash."""
    borrowed: Mapping[str, str] = field(default_factory=dict)
    """Names in the prose that only other files have, and the path of the file that has each."""
    parts: tuple[tuple[int, str], ...] = ()
    """The parts in which a model has read a file that is too big for one request: size in bytes,
    and hash; '' where it is still to read one."""


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
        """Return the same with other parts, and with what the state says of them."""
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


def state_line(state: State, sentence: str = "") -> str:
    """Return a state as the hidden line of a note.

    Args:
        state: what the prose of the note is about.
        sentence: the description in English, if the note shows it in another language.
    """
    given = ((each.name, getattr(state, each.name)) for each in fields(state))
    values: dict[str, Any] = {"v": 1} | {name: value for name, value in given if value}
    if state.open.pieces:
        values["open"] = asdict(state.open)
    else:
        del values["open"]
    if sentence:
        values["sentence"] = sentence
    if state.items:  # flat, as `[[` would be a link, and its escape no JSON outside of a text
        values["items"] = {
            name: [f"{digest} {symbol}" for symbol, digest in rows]
            for name, rows in state.items.items()
        }
    if state.parts:
        values["parts"] = [f"{size} {digest}".rstrip() for size, digest in state.parts]
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=True)
    text = _IN_STATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f"<!-- ralf:state {text} -->"


def is_pending(body: str) -> bool:
    """Return whether a block says that its summary is still to come."""
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
    state = _state(body)
    exact = {shown_name(name): name for name in state.symbols}
    head, *sections = _split(body)
    paragraphs = _prose(head)
    # The last paragraph is the line of facts below the summary.
    summary = markdown.plain(paragraphs[0]) if len(paragraphs) > 1 else ""
    told = [(section.name, section.prose) for section in _read(sections)]
    symbols = {
        exact.get(name, name): prose for name, prose in (*told, *read_private(sections)) if prose
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
            lines = text.split("\n")
            prose = [markdown.plain(paragraph) for paragraph in _prose(text)[:1]]
            quote = "\n".join(line for line in lines if line.startswith(">"))
            table = tuple(line for line in lines if line.startswith("|"))
            yield Section(markdown.un_code_span(heading[1]), "".join(prose), quote, table)


def _split(body: str) -> list[str]:
    """Return the head of a block, then its sections, all without fenced code."""
    body = markdown.without_fences(body)
    bounds = [0, *(match.start() for match in _HEADING.finditer(body)), len(body)]
    return [body[start:end] for start, end in pairwise(bounds)]


def _prose(section: str) -> list[str]:
    """Return the paragraphs of a section, without quotes, tables, lists and set phrases."""
    paragraphs = (paragraph.strip() for paragraph in section.split("\n\n"))
    return [text for text in paragraphs if text and not text.startswith(_NOT_PROSE)]


def english_sentence(body: str) -> str:
    """Return the description in English of what a block shows in another language, or ''."""
    sentence = _hidden_values(body).get("sentence", "")
    return sentence if isinstance(sentence, str) else ""


def _state(body: str) -> State:
    """Return the state in a block's hidden line; an empty one if we did not write the line."""
    try:
        return state_of(_hidden_values(body))
    except (TypeError, ValueError, AttributeError):
        return State()


def _hidden_values(body: str) -> Mapping[str, Any]:
    """Return what the hidden line of a block holds; nothing if we did not write the line."""
    lines = _STATE.findall(body)
    try:
        values = json.loads(lines[-1]) if lines else {}
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def state_of(values: Mapping[str, Any]) -> State:
    """Return a state from its fields as JSON has them; raise ValueError or TypeError for others."""
    given = {key: value for key, value in values.items() if key not in ("v", "sentence")}
    if values.get("v", 1) != 1:
        raise ValueError(values)
    symbols, unread, work = given.get("symbols", {}), given.get("unread", []), given.get("open", {})
    borrowed, pieces = given.get("borrowed", {}), [*work.get("pieces", ())]
    items = {
        name: tuple(_item_row(row) for row in rows) for name, rows in given.get("items", {}).items()
    }
    parts = tuple(_part_row(row) for row in given.get("parts", ()))
    nested = ("symbols", "unread", "open", "borrowed", "items", "parts")
    texts = [value for key, value in given.items() if key not in nested]
    texts += [value for key, value in work.items() if key not in ("pieces", "tries")]
    texts += [*symbols.values(), *borrowed.values(), *unread, *pieces]
    texts += [text for rows in items.values() for row in rows for text in row]
    texts += [digest for _, digest in parts]
    if not all(isinstance(text, str) for text in texts) or isinstance(unread, str):
        raise ValueError(values)
    open_work = OpenWork(**{**work, "pieces": tuple(pieces), "tries": int(work.get("tries", 0))})
    given |= {"unread": tuple(unread), "open": open_work, "items": items, "parts": parts}
    return State(**given)


def _item_row(row: object) -> tuple[str, str]:
    """Return the symbol and the hash of an item; from the cache they come as a pair."""
    if isinstance(row, str):
        digest, _, symbol = row.partition(" ")
        return symbol, digest
    symbol, digest = row  # type: ignore[misc]
    return symbol, digest


def _part_row(row: object) -> tuple[int, str]:
    """Return the size and the hash of a part; from the cache they come as a pair."""
    if isinstance(row, str):
        size, _, digest = row.partition(" ")
    else:
        size, digest = row  # type: ignore[misc]
    if int(size) < 1:
        raise ValueError(row)
    return int(size), digest
