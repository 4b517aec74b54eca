"""A note as text: our block between two markers, and the user's text around it. Pure.

    <!-- ralf:begin sum=51d2c0a4 text=9e0c11aa -->
    ... facts and prose ...
    <!-- ralf:state {...} -->
    <!-- ralf:end - what you write below stays yours -->

The first sum ignores line endings, trailing blanks and link targets: Obsidian changes these when it
renames a note. The second one is that of the block's meaning, which no formatter changes; it is
looked at only where the first one does not fit. A block that fits neither was edited by a person.
A block with a git conflict in it is not lost: both sides are read, and the block is written again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import conflicts, frontmatter
from ralf_notes.notes.markdown import outside_code
from ralf_notes.notes.meaning.printing import in_our_style
from ralf_notes.notes.meaning.sums import meaning, meaning_sum
from ralf_notes.notes.properties import Value
from ralf_notes.patterns import lazily
from ralf_notes.text import short_sum

END = "<!-- ralf:end - what you write below stays yours -->"

_BREAK = r"(?:\r\n|\r|\n)"
_LINE_START = r"(?:(?<=[\r\n])|\A|(?<=\A\ufeff))"
_AT_LINE_START = lazily(_LINE_START)
_MARKER = lazily(r"<!--[ \t]*ralf:(begin|end)\b((?:(?!<!--)[^\r\n])*?)-->")
_END_WORDS = lazily(r"\s*(?:-\s*what you write below stays yours)?\s*")
_SUMS = lazily(r"\s*sum=([0-9a-f]{8})(?:\s+text=([0-9a-f]{8}))?\s*")
"""The second one is missing in notes of earlier versions."""
_REST_OF_LINE = lazily(rf"[ \t]*{_BREAK}")
_FRONT = lazily(
    rf"\A(\ufeff?---[ \t]*{_BREAK})(.*?)({_LINE_START}---[ \t]*(?:{_BREAK}|\Z))", re.DOTALL
)
_OUR_KEY = lazily(rf"{_LINE_START}(?:ralf_(?:source|model):|source: \"|description: \")")
_TARGET = lazily(r"(?P<link>\[\[)[^\]|\n]*|\]\((?:[^()\n]|\([^()\n]*\))*+\)")


@dataclass(frozen=True, slots=True)
class Document:
    """The pieces of a note on disk; joined, they are its text."""

    opening: str
    """The `---` line that opens the frontmatter, or ''."""
    front: str
    closing: str
    before: str
    """The user's text between frontmatter and our block."""
    body: str
    """The text between our markers, line endings as `\\n`; in our style if it was formatted."""
    after: str
    """The user's text below our block; the line break after our end marker is theirs too."""
    newline: str
    """The line ending of our block."""
    edited: bool
    """Whether somebody changed our block."""
    other_body: str | None = None
    """The body on the other side of a git conflict, None without a conflict."""
    raw: str = ""
    """Our block as it stands in the file, with both markers."""
    total: str = ""
    """The checksum of our block as we wrote it, if its marker has both sums."""


def begin(body: str) -> str:
    """Return the marker that opens a block with this body."""
    return f"<!-- ralf:begin sum={checksum(body)} text={meaning_sum(body)} -->"


def checksum(body: str) -> str:
    """Return the hash of a block's text without line endings, trailing blanks and link targets."""
    # What looks like a link inside code is not one, so code counts unchanged.
    text = outside_code(unified(body), partial(_TARGET.sub, lambda m: m["link"] or "]()"))
    lines = (line.rstrip(" \t") for line in text.split("\n"))
    return short_sum("\n".join(lines))


def unified(text: str) -> str:
    """Return a text with `\\n` as its only line ending."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def block(body: str, newline: str = "\n") -> str:
    """Return a body between its markers; no line break follows the end marker."""
    text = f"{begin(body)}\n{body}{END}"
    return text if newline == "\n" else text.replace("\n", newline)


def framed(
    document: Document | None,
    properties: Mapping[str, Value],
    tags_prefix: str,
    former: Mapping[str, Value] = MappingProxyType({}),
) -> Document:
    """Return a note with new values for our properties, and without the text of our block.

    Args:
        document: the note as it is now, None for a new one.
        properties: our properties, as for `frontmatter.merge`.
        tags_prefix: the first part of our tags.
        former: values that earlier versions gave to properties, as for `frontmatter.merge`.

    Raises NoteBlocked when the properties cannot be changed without harm to the user's.
    """
    if document is None:
        front = frontmatter.merge("", properties, tags_prefix)
        return Document("---\n", front, "---\n", "", "", "\n", "\n", edited=False)
    opening, closing = document.opening, document.closing
    if not closing:  # no frontmatter; a byte order mark stays the first thing in the file
        opening, closing = f"{opening}---{document.newline}", f"---{document.newline}"
    newline = opening[len(opening.rstrip("\r\n")) :]
    front = frontmatter.merge(document.front, properties, tags_prefix, newline, former=former)
    ours = replace(document, opening=opening, front=front, closing=closing, body="")
    return replace(ours, edited=False, other_body=None, raw="")


def untouched_block(text: str, *, is_known: bool = False) -> str | None:
    """Return the body of our block in a note, None unless it is as we wrote it.

    It costs a fraction of `take_apart`.

    Args:
        text: of the note.
        is_known: whether it is known already that nobody has changed the block.
    """
    markers = [*_MARKER.finditer(text)]
    if [m[1] for m in markers] != ["begin", "end"]:
        return None
    begins, ends = markers
    line_end = _REST_OF_LINE.match(text, begins.end())
    sums = _SUMS.fullmatch(begins[2])
    body = unified(text[line_end.end() if line_end else begins.end() : ends.start()])
    return body if is_known or (sums and sums[1] == checksum(body)) else None


def is_formatted(document: Document, body: str) -> bool:
    """Whether a block on disk is one with this body, and only a formatter has changed it."""
    if document.edited or document.other_body is not None or document.total != checksum(body):
        return False
    as_it_stands = unified(document.raw).partition("-->")[2].rpartition("<!--")[0]
    return meaning(as_it_stands, with_targets=True) == meaning(body, with_targets=True)


def joined(frame: Document, body: str, raw: str = "") -> str:
    """Return the text of a note.

    Args:
        frame: the note without our block, as `framed` returns it.
        body: the text of our block.
        raw: our block as it stands in the file, if it stays as it is.
    """
    marked = raw or block(body, frame.newline)
    return f"{frame.opening}{frame.front}{frame.closing}{frame.before}{marked}{frame.after}"


def take_apart(text: str) -> Document:
    """Return the pieces of a note.

    Raises NoteBlocked when it is not a note of ours, when its markers are damaged, or when a git
    conflict reaches beyond our block and our properties.
    """
    both = conflicts.sides(text)
    if both is None:
        return _document(text)
    with suppress(NoteBlocked):  # the conflict may cut through our markers
        document = _document(text)
        if not any(map(conflicts.has_conflict, (document.front, document.body))):
            return document  # the conflict is in the user's text, and stays there
    ours, theirs = map(_document, both)
    kept_by_user = [(d.before, d.after, frontmatter.of_user(d.front)) for d in (ours, theirs)]
    if kept_by_user[0] != kept_by_user[1]:
        raise NoteBlocked("a git conflict reaches into text or properties of yours: resolve it")
    return replace(ours, edited=False, other_body=theirs.body)


def _document(text: str) -> Document:
    """Return the pieces of a note without a git conflict."""
    # The pattern does not check that a marker begins a line: it would take 40 times as long.
    markers = [m for m in _MARKER.finditer(text) if _AT_LINE_START.match(text, m.start())]
    if not markers:
        raise NoteBlocked("it is not a note of ralf-notes: move it away, or exclude the source")
    if [m[1] for m in markers] != ["begin", "end"]:
        raise NoteBlocked(
            "its ralf markers are missing, doubled or nested: fix them, or move the note away"
        )
    begins, ends = markers
    head = text[: begins.start()]
    if match := _FRONT.match(head):
        opening, front, closing = match.groups()
    elif _OUR_KEY.search(head):
        raise NoteBlocked("its properties are not between two `---` lines at the top: fix it")
    else:
        opening, front, closing = "\ufeff" if head.startswith("\ufeff") else "", "", ""
    before = head[len(opening) + len(front) + len(closing) :]
    line_end = _REST_OF_LINE.match(text, begins.end())
    body = unified(text[line_end.end() if line_end else begins.end() : ends.start()])
    sums = _SUMS.fullmatch(begins[2]) if line_end else None
    edited = sums is None or sums[1] != checksum(body)
    if edited and sums and sums[2] and sums[2] == meaning_sum(body):
        edited, body = False, in_our_style(body)
    newline = line_end[0].lstrip(" \t") if line_end else "\n"
    after, raw = _words_in(ends[2]) + text[ends.end() :], text[begins.start() : ends.end()]
    total = sums[1] if sums and sums[2] else ""
    return Document(
        opening, front, closing, before, body, after, newline, edited, raw=raw, total=total
    )


def _words_in(end_marker: str) -> str:
    """Return what somebody wrote into the comment of our end marker: it goes after the marker."""
    words = _END_WORDS.sub("", end_marker, count=1).rstrip()
    return f" {words}" if words else ""
