"""A note as text: our block between two markers, and what it keeps read back from it. Pure.

    <!-- ralf:begin sum=51d2c0a4 -->
    ... facts and prose ...
    <!-- ralf:state {"v":1,...} -->
    <!-- ralf:end - what you write below stays yours -->

The sum is over the block's text with line endings and link targets normalised, so that a block that
was edited is told from one that Obsidian only renamed a link in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import pairwise
from typing import Any

from ralf_notes import markdown
from ralf_notes.errors import NoteBlocked

END = "<!-- ralf:end - what you write below stays yours -->"
PENDING = "*Not summarised yet.*"
UNUSABLE = "*The model read this, and what it said of it could not be used.*"

_BEGIN = re.compile(r"^<!-- ralf:begin sum=([0-9a-f]{8}) -->$", re.MULTILINE)
_ANY_MARKER = re.compile(r"^<!-- ralf:(begin|end)\b.*$", re.MULTILINE)
_STATE = re.compile(r"^<!-- ralf:state (\{.*\}) -->$", re.MULTILINE)
_FRONT = re.compile(
    r"\A(\ufeff?---[ \t]*\r?\n)(.*?)(^---[ \t]*\r?(?:\n|\Z))", re.DOTALL | re.MULTILINE
)
# Marks that would end the comment, or that Templater, Obsidian and Quartz look for within it.
_IN_STATE = re.compile(r"[<>%-]|(?<=\[)\[")
_WIKILINK_TARGET = re.compile(r"\[\[[^\]|\n]*")
_LINK_TARGET = re.compile(r"\]\([^)\n]*\)")
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
class Document:
    """A note as it stands on disk, taken apart; the pieces joined are the text."""

    opening: str
    """The `---` line that opens the frontmatter, or ''."""
    front: str
    closing: str
    before: str
    """The user's text between frontmatter and our block."""
    body: str
    """The text between our markers, line endings as `\\n`."""
    after: str
    """The user's text below our block."""
    newline: str
    edited: bool
    """Our block is not as we left it."""


def begin(body: str) -> str:
    """Return the marker that opens a block with this body."""
    return f"<!-- ralf:begin sum={checksum(body)} -->"


def checksum(body: str) -> str:
    """Return the hash of a block's text without its line endings and link targets."""
    text = _LINK_TARGET.sub("]()", _WIKILINK_TARGET.sub("[[", body.replace("\r\n", "\n")))
    return sha256(text.encode()).hexdigest()[:8]


def block(body: str, newline: str = "\n") -> str:
    """Return a body between its markers."""
    text = f"{begin(body)}\n{body}{END}\n"
    return text if newline == "\n" else text.replace("\n", newline)


def take_apart(text: str) -> Document:
    """Return the pieces of a note.

    Raises NoteBlocked when it is not a note of ours, or its markers are damaged.
    """
    newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
    found = _FRONT.match(text)
    opening, front, closing = found.groups() if found else ("", "", "")
    rest = text[found.end() :] if found else text
    before, body, after, edited = _block(rest)
    return Document(opening, front, closing, before, body, after, newline, edited)


def state_line(state: State) -> str:
    """Return the hidden line that holds a state."""
    values: dict[str, Any] = {"v": 1} | {k: v for k, v in asdict(state).items() if v}
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=True)
    return f"<!-- ralf:state {_IN_STATE.sub(_json_escape, text)} -->"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def parse(body: str) -> Kept:
    """Return what a block's text keeps; for a body that we rendered, exactly what went in."""
    state = _state(body)
    head, *sections = _sections(_FENCE.sub("", body))
    symbols = {}
    for section in sections:
        heading = _SYMBOL_HEADING.match(section.partition("\n")[0])
        prose = _paragraph(section.partition("\n")[2]) if heading else ""
        if heading and prose:
            symbols[markdown.un_code_span(heading[1])] = prose
    return Kept(_summary(head), symbols, state)


def _block(rest: str) -> tuple[str, str, str, bool]:
    """Return the text before our block, its body, the text after it, and whether it was edited."""
    text = rest.replace("\r\n", "\n") if "\r\n" in rest else rest
    kinds = [m[1] for m in _ANY_MARKER.finditer(text)]
    if not kinds:
        raise NoteBlocked("it is not a note of ralf-notes: move it away, or exclude the source")
    if kinds != ["begin", "end"]:
        raise NoteBlocked("its ralf markers are missing, doubled or nested: mend it, or delete it")
    opened = next(_ANY_MARKER.finditer(text))
    closed = list(_ANY_MARKER.finditer(text))[1]
    body = text[opened.end() + 1 : closed.start()]
    found = _BEGIN.match(opened[0])
    edited = found is None or found[1] != checksum(body)
    before, after = _around(rest, opened[0], closed[0])
    return before, body, after, edited


def _around(rest: str, opened: str, closed: str) -> tuple[str, str]:
    """Return the user's bytes before and after our block, as they stand."""
    before = rest[: rest.index(opened)]
    after = rest[rest.index(closed) + len(closed) :]
    for newline in ("\r\n", "\n"):
        if after.startswith(newline):
            return before, after[len(newline) :]
    return before, after


def _state(body: str) -> State:
    found = _STATE.findall(body)
    if not found:
        return State()
    try:
        values = json.loads(found[-1])
        if not isinstance(values, dict) or values.pop("v", 1) != 1:
            return State()
        return State(**{**values, "unread": tuple(values.get("unread", ()))})
    except (ValueError, TypeError):
        return State()


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
