"""A note as text: our block between two markers, and what it keeps read back from it. Pure.

    <!-- ralf:begin sum=51d2c0a4 -->
    ... facts and prose ...
    <!-- ralf:state {"v":1,...} -->
    <!-- ralf:end - what you write below stays yours -->

The sum is over the block's text without line endings, trailing blanks and link targets, so that an
edited block is told from one that a formatter or Obsidian's renaming of a note went over.
A block with a git conflict in it is not lost: both sides are read, and it is written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import sha256
from itertools import pairwise
from typing import Any

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import conflicts, frontmatter, markdown

END = "<!-- ralf:end - what you write below stays yours -->"
PENDING = "*Not summarised yet.*"
UNUSABLE = "*The model read this, and what it said of it could not be used.*"

_BREAK = r"(?:\r\n|\r|\n)"
_LINE_START = r"(?:(?<=[\r\n])|\A|(?<=\A\ufeff))"
_MARKER = re.compile(rf"{_LINE_START}<!-- ralf:(begin|end)\b[^\r\n]*?-->")
_SUM = re.compile(r"<!-- ralf:begin sum=([0-9a-f]{8}) -->")
_REST_OF_LINE = re.compile(rf"[ \t]*{_BREAK}")
_STATE = re.compile(r"^<!-- ralf:state (\{.*\}) -->$", re.MULTILINE)
_FRONT = re.compile(
    rf"\A(\ufeff?---[ \t]*{_BREAK})(.*?)({_LINE_START}---[ \t]*(?:{_BREAK}|\Z))", re.DOTALL
)
_OUR_KEY = re.compile(rf"{_LINE_START}(?:ralf_source:|source: \")")
_TARGET_OR_CODE = re.compile(
    r"(?P<code>^(?P<fence>`{3,})[^\n`]*\n.*?^(?P=fence)[ \t]*$"
    r"|(?<!`)(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<link>\[\[)[^\]|\n]*"
    r"|\]\((?:[^()\n]|\([^()\n]*\))*\)",
    re.DOTALL | re.MULTILINE,
)
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
    """The user's text below our block; the line break after our end marker is theirs too."""
    newline: str
    """The line ending of our block."""
    edited: bool
    """Our block is not as we left it."""
    other_body: str | None = None
    """The body on the other side of a git conflict; None if there is no conflict."""


def begin(body: str) -> str:
    """Return the marker that opens a block with this body."""
    return f"<!-- ralf:begin sum={checksum(body)} -->"


def checksum(body: str) -> str:
    """Return the hash of a block's text without line endings, trailing blanks and link targets.

    Code is taken as it is: what looks like a link there is none.
    """
    text = _TARGET_OR_CODE.sub(lambda m: m["code"] or m["link"] or "]()", unified(body))
    lines = (line.rstrip(" \t") for line in text.split("\n"))
    return sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()[:8]


def unified(text: str) -> str:
    """Return a text with `\\n` as its only line ending."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def block(body: str, newline: str = "\n") -> str:
    """Return a body between its markers, without a line break after the last."""
    text = f"{begin(body)}\n{body}{END}"
    return text if newline == "\n" else text.replace("\n", newline)


def take_apart(text: str) -> Document:
    """Return the pieces of a note.

    Raises NoteBlocked when it is not a note of ours, its markers are damaged, or a git conflict in
    it is not about our block and our properties alone.
    """
    both = conflicts.sides(text)
    if both is None:
        return _document(text)
    try:
        document = _document(text)
    except NoteBlocked:
        return _reconciled(*map(_document, both))
    if any(map(conflicts.has_conflict, (document.front, document.body))):
        return _reconciled(*map(_document, both))
    return document  # the conflict is in the user's text, and stays there


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
    exact = {shown_name(name): name for name in state.symbols}
    head = _sections(_FENCE.sub("", body))[0]
    said = ((section.name, section.prose) for section in sections(body) if section.prose)
    return Kept(_summary(head), {exact.get(name, name): prose for name, prose in said}, state)


def sections(body: str) -> Iterator[Section]:
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


def kept(document: Document | None) -> tuple[Kept, ...]:
    """Return what a note keeps; of a note with a git conflict, what each side keeps."""
    if document is None:
        return (Kept(),)
    bodies = (document.body, document.other_body)
    return tuple(parse(body) for body in bodies if body is not None)


def _reconciled(ours: Document, theirs: Document) -> Document:
    """Return a conflicting note as our side has it, if only what we write is in conflict."""
    if _of_user(ours) != _of_user(theirs):
        raise NoteBlocked("a git conflict reaches into text or properties of yours: resolve it")
    return replace(ours, edited=False, other_body=theirs.body)


def _of_user(document: Document) -> tuple[object, ...]:
    return document.before, document.after, frontmatter.of_user(document.front)


def _document(text: str) -> Document:
    markers = list(_MARKER.finditer(text))
    if not markers:
        raise NoteBlocked("it is not a note of ralf-notes: move it away, or exclude the source")
    if [m[1] for m in markers] != ["begin", "end"]:
        raise NoteBlocked(
            "its ralf markers are missing, doubled or nested: mend them, or move the note away"
        )
    opened, closed = markers
    opening, front, closing = _front(text[: opened.start()])
    before = text[len(opening) + len(front) + len(closing) : opened.start()]
    broken = _REST_OF_LINE.match(text, opened.end())
    body = unified(text[broken.end() if broken else opened.end() : closed.start()])
    said = _SUM.fullmatch(opened[0])
    edited = not broken or said is None or said[1] != checksum(body)
    newline = broken[0].lstrip(" \t") if broken else "\n"
    after = text[closed.end() :]
    return Document(opening, front, closing, before, body, after, newline, edited)


def _front(head: str) -> tuple[str, str, str]:
    """Return the opening line, the lines and the closing line of the frontmatter above a block."""
    found = _FRONT.match(head)
    if found:
        return found[1], found[2], found[3]
    if _OUR_KEY.search(head):
        raise NoteBlocked("its properties are not between two `---` lines at the top: mend it")
    return "\ufeff" if head.startswith("\ufeff") else "", "", ""


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
