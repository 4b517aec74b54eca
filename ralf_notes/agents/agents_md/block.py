"""Our block in a text of somebody else's: found, put in, replaced; all around it stays. Pure."""

from __future__ import annotations

import re

from ralf_notes.errors import NoteBlocked
from ralf_notes.source.own_files.fences import lines_outside_fences
from ralf_notes.text import short_sum

BEGIN = "<!-- ralf-notes:begin -->"
"""The line before the block; its checksum is put in when the block is."""
END = "<!-- ralf-notes:end -->"
_MARK = re.compile(r"ralf-notes:(?:begin|end)\b")
_MARKER = re.compile(r"<!-- ralf-notes:(begin|end)(?: sum=([0-9a-f]{8}))? -->[ \t]*")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_SPACE = re.compile(r"\s+")


def with_block(text: str, block: str) -> str:
    """Return a text with our block in the place of the one it has, or at its end.

    Everything around the block stays as it is, byte for byte.

    Args:
        text: of the file; '' for a new one.
        block: ours, between both markers.

    Raises NoteBlocked where the text is to be left alone.
    """
    begins, ends = _place(text)
    if begins == ends:
        longer = f"{text}{_gap(text)}{_as_in(text, _with_sum(block))}{_newline(text)}"
        try:
            _place(longer)
        except NoteBlocked:
            raise NoteBlocked(
                "a code block in it is not closed, so the block would be code: close it"
            ) from None
        return longer
    present = text[begins:ends]
    marker = _MARKER.match(present)
    if marker is None or marker[2] != _sum(present):
        raise NoteBlocked(
            "the block of ralf-notes in it was edited by hand: undo that, or delete the block"
        )
    wanted = _with_sum(block)
    if _SPACE.sub(" ", present) == _SPACE.sub(" ", wanted):
        return text  # a formatter may have wrapped it
    return f"{text[:begins]}{_as_in(text, wanted)}{text[ends:]}"


def _place(text: str) -> tuple[int, int]:
    """Return where our block begins and ends; both are the end of a text without one."""
    total = len(_MARK.findall(text))
    if not total:
        return len(text), len(text)
    markers = [
        (match[1], start, start + len(match[0].rstrip()))
        for start, line in lines_outside_fences(text)
        if (match := _MARKER.fullmatch(line))
    ]
    if total != 2 or [name for name, *_ in markers] != ["begin", "end"]:
        raise NoteBlocked(
            "its ralf-notes markers are broken, doubled or in a code block: mend or delete them"
        )
    return markers[0][1], markers[1][2]


def _with_sum(block: str) -> str:
    return block.replace(BEGIN, BEGIN.replace(" -->", f" sum={_sum(block)} -->"), 1)


def _sum(block: str) -> str:
    """Return the checksum of a block, apart from white space and its first line."""
    words = _SPACE.sub(" ", block.partition("-->")[2]).strip()
    return short_sum(words)


def _newline(text: str) -> str:
    """Return the line ending of a text."""
    match = _NEWLINE.search(text)
    return match[0] if match else "\n"


def _as_in(text: str, block: str) -> str:
    """Return a block with the line endings of a text."""
    return block.replace("\n", _newline(text))


def _gap(text: str) -> str:
    """Return what stands between a text and a block after it: an empty line."""
    newline = _newline(text)
    if not text.removeprefix("\ufeff"):
        return ""
    if text.endswith(newline * 2):
        return ""
    return newline if text.endswith(newline) else newline * 2
