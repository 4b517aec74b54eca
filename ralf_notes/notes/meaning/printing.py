"""Writes a block as we write Markdown, after a formatter has written it in another way. Pure.

It is for reading the prose of such a block: what else is in it is not as exact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ralf_notes.notes.meaning.blocks import blocks

if TYPE_CHECKING:
    from markdown_it.token import Token

_EMPHASIS = re.compile(r"((?:(`+)(?!`).*?(?<!`)\2(?!`): )?)_(.*)_")
"""Matches emphasis of a paragraph, or of all that follows the name at its start."""
_STRONG = re.compile(r"__(.+?)__(?=: )")
"""Matches strong emphasis of what a paragraph begins with."""
_BREAK = re.compile(r"(?<![ \t\\])[ \t\\]*\n[ \t]*")
_ROW_ENDS = frozenset({"heading_close", "tr_close", "paragraph_close"})
_BLOCK_ENDS = frozenset({
    "blockquote_close", "heading_close", "paragraph_close", "bullet_list_close",
    "ordered_list_close", "table_close", "fence", "code_block", "html_block",
})  # fmt: skip


def in_our_style(body: str) -> str:
    """Return a block with our marks, and each paragraph, item and row of a table on one line."""
    lines, prefix, row, place = list[str](), "", list[str](), _Lists()
    for token in blocks(body):
        place.enter(token)
        if token.type == "blockquote_open":
            prefix += "> "
        elif token.type == "blockquote_close":
            prefix = prefix.removesuffix("> ")
        elif token.type == "inline":
            row.append(_text(token.content))
            continue
        elif token.type in _ROW_ENDS:
            lines.append(f"{prefix}{place.mark()}{_written(token, row)}")
            row = []
        if token.type in ("fence", "code_block", "html_block"):
            lines += (f"{prefix}{line}".rstrip() for line in _verbatim(token))
        if token.type in _BLOCK_ENDS and not place.depth:
            lines.append(prefix.rstrip())
    return "".join(f"{line}\n" for line in lines)


class _Lists:
    """The lists around a place in a block, and the mark of the item that begins there."""

    def __init__(self) -> None:
        self._marks: list[str] = []
        self._begins = False

    @property
    def depth(self) -> int:
        return len(self._marks)

    def enter(self, token: Token) -> None:
        """Go on past a token."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._marks.append("- " if token.type.startswith("bullet") else "1. ")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._marks.pop()
        elif token.type == "list_item_open":
            self._begins = True

    def mark(self) -> str:
        """Return what stands before a line: blanks for the lists around it, and its mark."""
        *outer, last = self._marks or [""]
        shown = last if self._begins else " " * len(last)
        self._begins = False
        return "".join(" " * len(mark) for mark in outer) + shown


def _written(token: Token, row: list[str]) -> str:
    """Return the line that ends with a token: a heading, a row of a table, or a paragraph."""
    text = " | ".join(row)
    if token.type == "heading_close":
        return f"{'#' * int(token.tag[1:])} {text}"
    return f"| {text} |" if token.type == "tr_close" else text


def _text(text: str) -> str:
    """Return a paragraph on one line; emphasis that is certain has our marks."""
    line = _BREAK.sub(" ", text)
    if strong := _STRONG.match(line):
        return f"**{strong[1]}**{line[strong.end() :]}"
    emphasis = _EMPHASIS.fullmatch(line)
    return f"{emphasis[1]}*{emphasis[3]}*" if emphasis else line


def _verbatim(token: Token) -> list[str]:
    text = token.content.rstrip("\n")
    if token.type == "html_block":
        return text.split("\n")
    longest = max(map(len, re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return [f"{ticks}{token.info}", *text.split("\n"), ticks]
