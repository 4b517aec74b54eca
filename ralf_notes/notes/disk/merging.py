"""Merges what two programs made of one note, apart from its generated block. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter, note, properties
from ralf_notes.notes.note import Document


def merged(before: bytes, theirs: bytes, now: bytes) -> bytes | None:
    """Return a note with what an editor changed in it, None if that is unclear.

    Args:
        before: the note that the editor read.
        theirs: what it saved.
        now: the note as it is, made from the same one by somebody else.
    """
    texts = (data.decode(errors="surrogateescape") for data in (before, theirs, now))
    with suppress(NoteBlocked):
        old, edited, current = map(note.take_apart, texts)
        together = _together(old, edited, current)
        if together is not None:
            text = _text(together)
            note.take_apart(text)  # what was put together is a note of ours
            return text.encode(errors="surrogateescape")
    return None


def _together(old: Document, edited: Document, current: Document) -> Document | None:
    if (edited.body, edited.other_body) != (old.body, old.other_body):
        return None  # our own block, which has two versions then
    front = _front(old.front, edited.front, current.front)
    if front is None or (front and not current.closing):
        return None
    before = _lines(old.before, edited.before, current.before)
    after = _lines(old.after, edited.after, current.after)
    return replace(current, front=front, before=before, after=after)


def _front(old: str, theirs: str, ours: str) -> str | None:
    """Merge three lists of properties, None if one key has two values then.

    Where only we changed one of our own properties, all three get its new line first.
    """
    for line in ours.splitlines(keepends=True):
        key = line.partition(":")[0]
        if key in frontmatter.ALL_KEYS:
            before = [each for each in old.splitlines(keepends=True) if each.startswith(f"{key}:")]
            if len(before) == 1 and before[0] in theirs.splitlines(keepends=True):
                old, theirs = old.replace(before[0], line), theirs.replace(before[0], line)
    merged_lines = _lines(old, theirs, ours)
    keys = [entry.key for entry in properties.parsed(merged_lines).entries]
    return merged_lines if len(keys) == len({*keys}) else None


def _text(document: Document) -> str:
    d = document
    return f"{d.opening}{d.front}{d.closing}{d.before}{d.raw}{d.after}"


def _lines(old: str, theirs: str, ours: str) -> str:
    """Merge the lines of three texts; where both sides differ, all lines are kept, theirs last."""
    if theirs in (old, ours):
        return ours
    if old == ours:
        return theirs
    texts = [text.splitlines(keepends=True) for text in (old, theirs, ours)]
    merged_lines: list[str] = []
    for was, one, other in _chunks(*texts):
        if one in (was, other):
            merged_lines += other
        elif other == was:
            merged_lines += one
        else:
            merged_lines += [*_ended(other), *one[_common(one, other) :]]
    return "".join(merged_lines)


def _ended(lines: list[str]) -> list[str]:
    """Return lines of which the last has a line break too."""
    if lines and not lines[-1].endswith(("\n", "\r")):
        return [*lines[:-1], f"{lines[-1]}\n"]
    return lines


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines at the start of two texts are equal."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _chunks(
    old: list[str], theirs: list[str], ours: list[str]
) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Yield the stretches of three texts that belong together, in order.

    Source: Khanna, Kunal and Pierce, A Formal Investigation of Diff3 (2007), section 2.
    """
    one, other = _places(old, theirs), _places(old, ours)
    was = at = by = 0
    for line in (*sorted(one.keys() & other.keys()), len(old)):
        to, until = one.get(line, len(theirs)), other.get(line, len(ours))
        yield old[was:line], theirs[at:to], ours[by:until]
        yield old[line : line + 1], theirs[to : to + 1], ours[until : until + 1]
        was, at, by = line + 1, to + 1, until + 1


def _places(old: list[str], new: list[str]) -> dict[int, int]:
    """Return where in a new text the lines of an old one are, by their number."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
