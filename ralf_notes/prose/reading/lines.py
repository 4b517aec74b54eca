"""Reads answers in lines: `name: sentence`, headings, lists, tables, YAML. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.patterns import lazily
from ralf_notes.prose.reading.reasoning import is_reasoning
from ralf_notes.prose.reading.shapes import AnswerTexts
from ralf_notes.text import first_paragraph

_FENCE = lazily(r"[ \t]*+(```+|~~~+)[ \t]*+([\w-]*+)[ \t]*+\Z")
_READ_FENCES = ("", "json", "yaml", "yml", "markdown", "md", "text", "txt", "plaintext", "toml")
_MARK = lazily(r"[ \t]*(?:>[ \t]*)*((?:[-*+•–]|\d{1,3}[.)])[ \t]+)?(#{1,6}[ \t]+)?")
_BOLD = lazily(
    r"(\*\*|__)(?P<key>[^*\n]{1,300}?):?\1(?:\s?\([^()]{0,80}\))?(?::|\s*[-–—])?\s*(?P<rest>.*)"
)
_TICKED = lazily(
    r"`(?P<key>[^`\n]{1,300})`\s*(?:\([^()]{0,40}\)\s*)?(?P<sep>:|[-–—](?=\s)|→|=>|\Z)\s*(?P<rest>.*)"
)
_SEPARATOR = lazily(r"(?<!:):(?!:)|\s[-–—]\s|\s?(?:→|=>)\s")
_MOST_SEPARATORS = 3
"""A name may hold a separator; the text after it certainly may."""
_NAME_LINE = lazily(r"[\"']?(?:name|symbol|function|method|class|key|id)[\"']?\s*:\s*(?P<key>.+)")
_TEXT_LINE = lazily(
    r"[\"']?(?:description|summary|text|sentence|purpose|explanation|doc|value)[\"']?"
    r"\s*:\s*(?P<rest>.*)"
)
_LABEL = lazily(
    r"[\"'*_`]*(?:\w+(?: \w+){0,2}[\"']?:\Z|[\w.$~#]{1,300}(?:\([^()]{0,80}\))?[\"'*_`]*:\s)"
)
"""The beginning of something else, such as `symbols:` in YAML, or of another name."""
_DEFINES = lazily(r"(?:async )?(?:def|func|function|fn|fun|sub) ")
_BLOCK_TEXT = lazily(r"[>|][-+]?")
_CODE = lazily(r"[{}=;]|->|=>|\A\W*(?:return|if|for|while|import|def|let|const|var)\b.*[()\[\]]")
_FEWEST_WORDS = 3


def read_lines(text: str, answer_texts: AnswerTexts) -> None:
    """Take the texts from an answer in lines; from one that begins as a thought, nothing."""
    if is_reasoning(text):
        return
    reader = _Reader(answer_texts)
    for line in _readable(text):
        reader.read(line)
    reader.close()


def bare_prose(text: str) -> str:
    """Return the first paragraph of an answer that is nothing but prose, else ''."""
    paragraph = first_paragraph(text)
    is_marked = any(_FENCE.match(line) or line.startswith(("#", "|")) for line in text.split("\n"))
    return "" if is_marked or not _is_prose(paragraph) else " ".join(paragraph.split())


def _readable(text: str) -> Iterator[str]:
    """Yield the lines of a text, without fences and without the code in them."""
    fence, is_read = "", True
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence, is_read = mark[1][:3], mark[2].lower() in _READ_FENCES
        elif mark and mark[1].startswith(fence) and not mark[2]:
            fence, is_read = "", True
        elif is_read:
            yield line
            continue
        yield ""


class _Reader:
    """Reads line after line. A text ends at a blank line, a heading, an item or another name."""

    def __init__(self, answer_texts: AnswerTexts) -> None:
        self._answer_texts = answer_texts
        self._named: str | None = None
        """What `- name: f` has named, until the line with its text comes."""
        self._key: str | None = None
        """What the text that is being read is about; None for a text that is not taken."""
        self._pieces: list[str] = []

    def read(self, line: str) -> None:
        """Read one line."""
        mark = _MARK.match(line)
        assert mark is not None  # it may be empty
        bare = line[mark.end() :].strip()
        is_item, is_heading = bool(mark[1]), bool(mark[2])
        if not bare:
            self.close(keep_waiting=True)
        elif bare.startswith("|"):
            self._read_row(bare)
        elif begun := self._begun(bare, is_heading=is_heading):
            self.close()
            self._key, rest = begun
            self._pieces = [rest] if rest and not _BLOCK_TEXT.fullmatch(rest) else []
        elif is_heading or (is_item and self._pieces):
            self.close()
        elif self._key is not None:
            self._pieces.append(bare)

    def close(self, *, keep_waiting: bool = False) -> None:
        """Keep what was read; after a blank line, a name alone still waits for its text."""
        if keep_waiting and not self._pieces:
            return
        text = " ".join(self._pieces).lstrip(": ").rstrip(" ,").strip("\"'")
        if self._key is not None and _is_prose(text):
            self._answer_texts.put(self._key, text)
        self._key, self._pieces = None, []

    def _begun(self, bare: str, *, is_heading: bool) -> tuple[str | None, str] | None:
        """Return what a line begins to describe, and the text on it; None if it goes on."""
        if named := _NAME_LINE.fullmatch(bare):
            self._named = self._answer_texts.key(named["key"].strip("\"' ,"))
            if self._named is not None:
                return None, ""
        if self._named is not None and (text := _TEXT_LINE.fullmatch(bare)):
            named_before, self._named = self._named, None
            return named_before, text["rest"]
        for written, rest in _candidates(bare, is_heading=is_heading):
            key = self._answer_texts.key(written)
            if key is not None:
                return key, rest
        is_title = is_heading or _BOLD.fullmatch(bare) or _LABEL.match(bare)
        return (None, "") if is_title else None

    def _read_row(self, row: str) -> None:
        """Take the text from a row of a table: a name, then the first cell that is prose."""
        self.close()
        cells = [cell.strip() for cell in row.split("|")[1:-1]]  # the last one may be cut
        key = self._answer_texts.key(cells[0]) if cells else None
        texts = [cell for cell in cells[1:] if _is_prose(cell)]
        if key is not None and texts:
            self._answer_texts.put(key, texts[0])


def _candidates(bare: str, *, is_heading: bool) -> Iterator[tuple[str, str]]:
    """Yield each way to read a line as a name and a text."""
    if is_heading or " " not in bare.strip("*_`"):
        yield _DEFINES.sub("", bare.rstrip(":")), ""
    if bold := _BOLD.fullmatch(bare):
        yield bold["key"], bold["rest"]
    if ticked := _TICKED.fullmatch(bare):
        yield ticked["key"], ticked["rest"]
    for number, separator in enumerate(_SEPARATOR.finditer(bare)):
        if number == _MOST_SEPARATORS:
            break
        written = bare[: separator.start()]
        if written.count("(") == written.count(")"):  # else it stands between arguments
            yield written, bare[separator.end() :].strip()


def _is_prose(text: str) -> bool:
    """Whether a text may be a sentence, and is no code that was repeated or thought aloud."""
    without_code = re.sub(r"`[^`]*`", "x", text)
    is_long = len(text.split()) >= _FEWEST_WORDS
    return is_long and not _CODE.search(without_code) and not is_reasoning(text)
