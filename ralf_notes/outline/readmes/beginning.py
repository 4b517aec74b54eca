"""The beginning of a README as plain text, for a model that reads what a repository is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.readmes.blocks import plain
from ralf_notes.outline.readmes.html import without_comments
from ralf_notes.outline.readmes.markdown import DEFINITION, UNDERLINE, inline
from ralf_notes.patterns import lazily

_FENCE = lazily(r"\s*(`{3,}|~{3,})")
_BLANK = lazily(r"\n[ \t]*\n")
_HEADING = lazily(r"\s{0,3}#{1,6}[ \t]++(?P<title>.*)")
_ASIDE = lazily(
    r"install|licen[cs]e|contribut|sponsor|backer|acknowledg|credit|change ?log|table of contents"
    r"|contents$|badge|code of conduct|translation|star history|\bfaq\b",
    re.IGNORECASE,
)
"""Titles of sections that say how to get a project and who made it, not what it is."""
_RULE = lazily(r"(?=[^|\n]*\|)(?=[^-\n]*-)[ \t|:+=-]+")
"""Matches the line below the head of a table."""
_SENTENCE_END = lazily(r"[.!?](?=\s)|。")
_WORD = lazily(r"[^\W\d_]{2,}")
_MOST_CHARACTERS = 40_000
"""Code and asides may stand before what is wanted, yet not without end."""


def beginning(text: str, most_bytes: int) -> str:
    """Return what a README says first, on one line: prose and lists, no markup and no code.

    Badges, pictures, HTML, and the sections on installation, licence and people are left out.

    Args:
        text: of the README.
        most_bytes: of what is returned.
    """
    passages: list[str] = []
    room = most_bytes + 1  # no blank follows the last passage
    for passage in _passages(text):
        size = len(passage.encode())
        room -= size + 1
        if room < 0:
            has_prose = any(not each.endswith(":") for each in passages)
            cut = _cut(passage, room + size, is_first=not has_prose)
            if cut:
                passages.append(cut)
            break
        passages.append(passage)
    while passages and passages[-1].endswith(":") and room < 0:  # what it announces has no room
        passages.pop()
    return " ".join(passages)


def _cut(passage: str, most_bytes: int, *, is_first: bool) -> str:
    """Return the sentences of a passage that have room; '' for none, as of a row of a table.

    Args:
        is_first: whether nothing is said before, so that a part of a sentence is better than
            nothing.
    """
    cut = passage.encode()[:most_bytes].decode(errors="ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(cut)]
    if ends:
        return cut[: ends[-1]].strip()
    return (cut.rpartition(" ")[0] or cut).strip() if is_first else ""


def _passages(text: str) -> Iterator[str]:
    """Yield titles and paragraphs as plain text, but for those of sections that are aside."""
    is_aside = False
    for paragraph in _BLANK.split(_prose(without_comments(text[:_MOST_CHARACTERS]))):
        for piece in _headings_apart(paragraph):
            heading = _HEADING.fullmatch(piece)
            words = plain(inline(heading["title"] if heading else piece))
            if heading:
                is_aside = _ASIDE.search(words) is not None
            if not is_aside and _WORD.search(words):
                yield f"{words}:" if heading and words[-1].isalnum() else words


def _headings_apart(paragraph: str) -> Iterator[str]:
    """Yield the headings of a paragraph and what is between them."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if _HEADING.fullmatch(line):
            yield "\n".join(lines)
            lines = []
            yield line
        else:
            lines.append(line)
    if len(lines) > 1 and any(map(_RULE.fullmatch, lines)):  # a table: each row stands for itself
        yield from (line.strip(" |") for line in lines if not _RULE.fullmatch(line))
    else:
        yield "\n".join(lines)


def _prose(text: str) -> str:
    """Return Markdown without its fenced blocks and addresses of links, titles marked by `#`."""
    plain_lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif UNDERLINE.match(line) and plain_lines and plain_lines[-1].strip():
            plain_lines[-1] = f"# {plain_lines[-1].strip()}"
        elif not DEFINITION.match(line):
            plain_lines.append(line)
    return "\n".join(plain_lines)
