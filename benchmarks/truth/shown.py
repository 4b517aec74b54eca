"""What a note shows, read as text: headings, fences, lists, links. No code of the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from facts import parts

FENCE = re.compile(r"^(`{3,})[^\n`]*\n(.*?)^\1[ \t]*$", re.M | re.S)
SPAN = re.compile(r"(`+) ?(.+?) ?\1")
LINK = re.compile(r"\[\[([^\]|\\]+)")
WORDS = re.compile(r": \*.*\*$", re.MULTILINE)
"""What the author says of a name in a list."""
MARKDOWN_LINK = re.compile(r"\[([^\]\[]+)\](?:\[[^\]]*\]|\([^)]*\))")
HEADING = re.compile(r"^(#{1,6}) +(.*)$", re.M)
UNREAD = "could not be read by the parser"


@dataclass(frozen=True)
class Section:
    heading: str
    name: tuple[str, ...]
    """The parts of the symbol that the heading names; empty for other headings."""
    code: str
    text: str


@dataclass(frozen=True)
class Note:
    path: str
    source: str
    text: str

    @cached_property
    def sections(self) -> list[Section]:
        """Every heading with what stands below it, up to the next one."""
        # A comment in a fence may look like a heading.
        bare = FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), self.text)
        marks = list(HEADING.finditer(bare))
        ends = [mark.start() for mark in marks[1:]] + [len(self.text)]
        return [
            self._section(mark, self.text[mark.end() : end])
            for mark, end in zip(marks, ends, strict=True)
        ]

    def _section(self, mark: re.Match[str], below: str) -> Section:
        spans = SPAN.findall(mark[2]) if len(mark[1]) > 2 else []
        code = "\n".join(fence[1] for fence in FENCE.findall(below))
        return Section(mark[2], parts(spans[-1][1]) if spans else (), code, below)

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """All names that the note says are declared here, by a heading or in a list."""
        listed = [
            parts(name)
            for section in self.sections
            if section.heading in ("More", "Symbols")
            for _, name in SPAN.findall(WORDS.sub("", FENCE.sub("", section.text)))
        ]
        return [section.name for section in self.sections if section.name] + listed

    @cached_property
    def loose_code(self) -> str:
        """The code that has no heading of its own: "More" and "Constants"."""
        loose = ("More", "Constants")
        return "\n".join(section.code for section in self.sections if section.heading in loose)

    @property
    def uses(self) -> list[str]:
        """What the links of the line "Uses" lead to, as they are written."""
        line = re.search(r"^- Uses (.*)$", self.text, re.M)
        return LINK.findall(line[1]) if line else []

    @property
    def says_unread(self) -> bool:
        """Whether it says that a part of its source was not understood, or all of it."""
        return UNREAD in self.text or "*Not parsed:*" in self.text

    @property
    def unread(self) -> int:
        """How many lines of its source it says that the parser could not read."""
        said = re.search(rf"^\*(.*{UNREAD}.*)\*$", self.text, re.M)
        counts = re.findall(r"\d[\d,]*", SPAN.sub("", said[1])) if said else []
        return sum(int(count.replace(",", "")) for count in counts)

    @cached_property
    def letters(self) -> str:
        """Its letters and digits only: there an author's words are found whatever their markup."""
        return squeeze(MARKDOWN_LINK.sub(r"\1", self.text))


def squeeze(text: str) -> str:
    """Leave out of a text its markup, blanks and all else that is no letter or digit."""
    return re.sub(r"[\W_]+", "", re.sub(r"</?[a-z][^>\n]*>|&\w+;", "", text)).lower()


def notes_of(vault: Path) -> list[Note]:
    """Return the notes about files; those about folders and hidden ones are left out."""
    found = []
    for path in sorted(vault.rglob("*.md")):
        inside = path.relative_to(vault)
        text = path.read_text(encoding="utf-8", errors="replace")
        front, _, body = text.removeprefix("---\n").partition("\n---\n")
        source = re.search(r'^source: "?([^"\n]*)"?$', front, re.M)
        folder = re.search(r"code/(folder|overview)", front)
        if source and not folder and not any(part.startswith(".") for part in inside.parts[:-1]):
            found.append(Note(inside.as_posix(), source[1], body))
    return found
