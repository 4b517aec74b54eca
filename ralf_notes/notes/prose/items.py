"""How a file works, by a model: lists as sections of a note, and read back. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.prose.linkers import Linker
from ralf_notes.notes.prose.reading import listed, section_under
from ralf_notes.notes.wording import Wording

STEPS = "steps"
"""The list whose items follow each other."""
LISTS = (STEPS, "gotchas")
"""The lists that a model may be asked for, in the order of their sections."""
BETWEEN = " · "
"""Stands between what a model said and the place that it stands on."""


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A step or a thing to know: a sentence that stands on a symbol of its source."""

    text: str
    """'' where the sentence fell, because its symbol changed: another one may take its place."""
    symbol: str
    """The name of the symbol, '' outside of all."""
    digest: str
    """Hash of the symbol's text, or of the text outside of symbols; '' without a text."""


def item_sections(
    lists: Mapping[str, Sequence[KeptItem]], link: Linker, say: Wording
) -> list[tuple[str, str, Sequence[str]]]:
    """Return the heading, the remark and the lines of each list that has items.

    Args:
        lists: the items, by list.
        link: links names to the sections of the note, and to other files.
        say: the words of headings and remarks.
    """
    sections: list[tuple[str, str, Sequence[str]]] = []
    for name in LISTS:
        items = [item for item in lists.get(name, ()) if item.text]
        marks = (f"{number}." if name == STEPS else "-" for number in range(1, len(items) + 1))
        lines = [f"{mark} {_line(item, link)}" for mark, item in zip(marks, items, strict=True)]
        if lines:
            sections.append((say(f"headings.{name}"), say(f"remarks.{name}"), lines))
    return sections


def read_items(
    sections: Sequence[str], rows: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, tuple[KeptItem, ...]]:
    """Return the items of a note, whose headings may be in any language.

    Args:
        sections: of the note's block, each with its heading.
        rows: what the note's state says of its items.
    """

    def texts_of(name: str, symbols: Sequence[str]) -> list[str]:
        section = section_under(f"headings.{name}", sections) if name in LISTS else ""
        return [_text(*pair) for pair in zip(listed(section), symbols, strict=False)]

    return with_texts(rows, texts_of)


def with_texts(
    rows: Mapping[str, Sequence[tuple[str, str]]],
    texts_of: Callable[[str, Sequence[str]], Iterable[str]],
) -> dict[str, tuple[KeptItem, ...]]:
    """Return the items of lists with their texts.

    Args:
        rows: what a note's state says of its items.
        texts_of: returns the texts of a list, by its name and the symbols of its items.
    """
    lists = {}
    for name, pairs in rows.items():
        texts = iter(texts_of(name, [symbol for symbol, digest in pairs if digest]))
        lists[name] = tuple(
            KeptItem(next(texts, "") if digest else "", symbol, digest) for symbol, digest in pairs
        )
    return lists


def _line(item: KeptItem, link: Linker) -> str:
    """Return an item with its names as links; its symbol follows if the text does not name it."""
    text = markdown.prose(item.text, link)
    name = own_name(item.symbol)
    if not item.symbol or any(f"`{each}`" in item.text for each in (name, item.symbol)):
        return text
    return f"{text}{BETWEEN}{link(item.symbol) or markdown.code_span(item.symbol)}"


def _text(line: str, symbol: str) -> str:
    """Return the prose of a line, which may end with its symbol."""
    text, mark, end = line.rpartition(BETWEEN)
    is_symbol = end == markdown.code_span(symbol) or markdown.plain(end) == f"`{symbol}`"
    return markdown.plain(text if mark and symbol and is_symbol else line)
