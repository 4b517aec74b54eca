"""A note as text: our block between two markers, and the user's text around it. Pure.

    <!-- ralf:begin sum=51d2c0a4 -->
    ... facts and prose ...
    <!-- ralf:state {"v":1,...} -->
    <!-- ralf:end - what you write below stays yours -->

The sum leaves out line endings, trailing blanks and link targets. So a block still counts as ours
after a formatter changed its white space, or after Obsidian renamed a note that it links to.
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
_MARKER = re.compile(r"<!-- ralf:(begin|end)\b[^\r\n]*?-->")
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
    """The pieces of a note as it is on disk; joined, they are its text."""

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
    """Whether somebody changed our block."""
    other_body: str | None = None
    """The body on the other side of a git conflict, None without a conflict."""


def begin(body: str) -> str:
    """Return the marker that opens a block with this body."""
    return f"<!-- ralf:begin sum={checksum(body)} -->"


def checksum(body: str) -> str:
    """Return the hash of a block's text without line endings, trailing blanks and link targets."""
    # What looks like a link in code is none, so code counts as it is.
    text = _TARGET_OR_CODE.sub(lambda m: m["code"] or m["link"] or "]()", unified(body))
    lines = (line.rstrip(" \t") for line in text.split("\n"))
    return sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()[:8]


def unified(text: str) -> str:
    """Return a text with `\\n` as its only line ending."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def block(body: str, newline: str = "\n") -> str:
    """Return a body between its markers; no line break follows the end marker."""
    text = f"{begin(body)}\n{body}{END}"
    return text if newline == "\n" else text.replace("\n", newline)


def take_apart(text: str) -> Document:
    """Return the pieces of a note.

    Raises NoteBlocked when it is not a note of ours, when its markers are damaged, or when a git
    conflict reaches into something else than our block and our properties.
    """
    both = conflicts.sides(text)
    if both is None:
        return _document(text)
    try:
        document = _document(text)
    except NoteBlocked:
        pass  # the conflict cuts through our markers
    else:
        if not any(map(conflicts.has_conflict, (document.front, document.body))):
            return document  # the conflict is in the user's text, and stays there
    ours, theirs = map(_document, both)
    if _of_user(ours) != _of_user(theirs):
        raise NoteBlocked("a git conflict reaches into text or properties of yours: resolve it")
    return replace(ours, edited=False, other_body=theirs.body)


def _of_user(document: Document) -> tuple[object, ...]:
    return document.before, document.after, frontmatter.of_user(document.front)


def _document(text: str) -> Document:
    """Return the pieces of a note without a git conflict."""
    # The pattern does not check that a marker begins a line: it would take 40 times as long.
    markers = [m for m in _MARKER.finditer(text) if _is_at_line_start(text, m.start())]
    if not markers:
        raise NoteBlocked("it is not a note of ralf-notes: move it away, or exclude the source")
    if [m[1] for m in markers] != ["begin", "end"]:
        raise NoteBlocked(
            "its ralf markers are missing, doubled or nested: mend them, or move the note away"
        )
    begins, ends = markers
    head = text[: begins.start()]
    opening, front, closing = _front(head)
    before = head[len(opening) + len(front) + len(closing) :]
    line_end = _REST_OF_LINE.match(text, begins.end())
    body = unified(text[line_end.end() if line_end else begins.end() : ends.start()])
    total = _SUM.fullmatch(begins[0])
    edited = not line_end or total is None or total[1] != checksum(body)
    newline = line_end[0].lstrip(" \t") if line_end else "\n"
    return Document(opening, front, closing, before, body, text[ends.end() :], newline, edited)


def _is_at_line_start(text: str, at: int) -> bool:
    return not at or text[at - 1] in "\r\n" or (at == 1 and text[0] == "\ufeff")


def _front(head: str) -> tuple[str, str, str]:
    """Return the opening line, the lines and the closing line of the frontmatter above a block."""
    if match := _FRONT.match(head):
        return match[1], match[2], match[3]
    if _OUR_KEY.search(head):
        raise NoteBlocked("its properties are not between two `---` lines at the top: mend it")
    return "\ufeff" if head.startswith("\ufeff") else "", "", ""
