"""Parses the Markdown of a block as CommonMark, with the tables of GFM.

Wikilinks are links here, as they are for Obsidian and for formatters that know it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

WIKILINK = re.compile(r"\[\[([^\[\]|\n]*+)(?:\|([^\[\]\n]*+))?\]\]")
"""With its target and its label."""


def blocks(body: str) -> list[Token]:
    """Return the tokens of a block, whose lines of text are not parsed yet."""
    return _parser(True).parse(body)


@lru_cache(maxsize=4096)  # the types in tables, and names, recur
def inline(text: str) -> tuple[Token, ...]:
    """Return the tokens of a line of text; a token `wikilink` has the target and the label."""
    (token,) = _parser(False).parseInline(text)
    return tuple(token.children or ())


@cache
def _parser(is_for_blocks: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    if is_for_blocks:
        parser.disable(["inline", "text_join"])
    else:
        parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.parse("x")  # compiles the lists of rules, half of which another thread would see
    return parser


def _wikilink(state: StateInline, silent: bool) -> bool:
    """Read a wikilink where the parser stands; the signature is that of markdown-it's rules."""
    match = WIKILINK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        token.content, token.info = match[2] or "", match[1]
    state.pos = match.end()
    return True
