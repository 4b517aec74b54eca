"""A note as text: our block between two markers, the user's text around it. Pure.

    <!-- ralf:begin sum=51d2c0a4 -->
    ... facts and prose ...
    <!-- ralf:state {"v":1,...} -->
    <!-- ralf:end - what you write below stays yours -->

The sum is over the block's text without line endings, trailing blanks and link targets, so that an
edited block is told from one that a formatter or Obsidian's renaming of a note went over.
A block with a git conflict in it is not lost: both sides are read, and it is written anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import conflicts, frontmatter

END = "<!-- ralf:end - what you write below stays yours -->"

_BREAK = r"(?:\r\n|\r|\n)"
_LINE_START = r"(?:(?<=[\r\n])|\A|(?<=\A\ufeff))"
_MARKER = re.compile(rf"{_LINE_START}<!-- ralf:(begin|end)\b[^\r\n]*?-->")
_SUM = re.compile(r"<!-- ralf:begin sum=([0-9a-f]{8}) -->")
_REST_OF_LINE = re.compile(rf"[ \t]*{_BREAK}")
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
