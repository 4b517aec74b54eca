"""The meaning of a block as one text, in which nothing is left that formatters change. Pure.

Two blocks with the same words, links, code and structure have the same meaning. Blank lines, line
breaks in a paragraph, the padding of tables, the marks of lists, emphasis, headings and fences,
numbers of lists, and escapes are not in it; nor are the targets of links, which Obsidian changes
when a note is renamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ralf_notes.notes.meaning.blocks import WIKILINK, inline
from ralf_notes.notes.meaning.usual import UsualBlock, tokens_of
from ralf_notes.patterns import lazily
from ralf_notes.text import short_sum

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLAIN = lazily(r"[^\\`*_\[\]<>!&~\n]*")
_CODE = lazily(r"`([^`\\\n]+)`")
_SIMPLE = lazily(
    r"(?:[^\\`*_\[\]<>!&~]++|(?<!`)`[^`\\\n]++`(?!`)"
    r"|\[\[[^\[\]|\n\\`]*+(?:\|[^\[\]\n\\`]*+)?\]\])*+"
)
"""Text, code and wikilinks, with nothing else in it that Markdown knows: most of what notes say. To
take it apart here takes a tenth of the time of a parser."""
_BROKEN_URL = lazily(r"<((?:[\w+.-]+:)?//[^\s<>]*)>")
"""An address that does not work as one, such as ours are, in the brackets that a formatter adds."""
_ELLIPSIS = lazily(r"(?:\. ?){2}\.")
_EAST_ASIAN = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff65"
_BESIDE_EAST_ASIAN = lazily(rf"(?<=[{_EAST_ASIAN}]) | (?=[{_EAST_ASIAN}])")
_TYPOGRAPHY = str.maketrans({"…": "...", "‘": "'", "’": "'", "“": '"', "”": '"'})
_MARKS = {
    "em_open": "\x02*", "em_close": "*\x03", "strong_open": "\x02**", "strong_close": "**\x03",
    "s_open": "\x02~", "s_close": "~\x03", "softbreak": " ", "hardbreak": " ",
    "link_close": "]\x03",
}  # fmt: skip
_STRUCTURE = {
    "blockquote_open": ">", "blockquote_close": "</>", "list_item_close": "</->", "hr": "---",
    "table_open": "table", "table_close": "</table>", "tr_open": "row", "td_open": "|",
    "th_open": "|", "heading_close": "</#>",
}  # fmt: skip
_FORMATTED = frozenset((
    "css", "graphql", "html", "javascript", "js", "json", "json5", "jsonc", "jsx", "less",
    "markdown", "md", "mdx", "scss", "ts", "tsx", "typescript", "vue", "yaml", "yml",
))  # fmt: skip
"""Languages whose code formatters of Markdown rewrite as well."""
_STYLE_OF_CODE = lazily(
    r"\((?=\s*\w+\s*\)\s*=>) | \)(?=\s*=>) | ,(?=\s*[)\]}>]) | ,(?=\s*\Z) | [\s;]+", re.VERBOSE
)
"""What they add and leave out: blanks, semicolons, last commas, brackets of a single parameter."""
_BRACKETS_AROUND_DEFAULT = lazily(
    r"(?<=[(,])\((\w+=(?![=>])[^()]*+(?:\([^()]*+\)[^()]*+)*+)\)(?=[,)])"
)
"""What they add to `total(count = 1)`, the signature of a method, which they take for a call."""


def meaning_sum(body: str) -> str:
    """Return a short hash of the meaning of a block."""
    return short_sum(meaning(body))


def meaning(body: str, *, with_targets: bool = False) -> str:
    """Return the meaning of a block as one text.

    Args:
        with_targets: whether the targets of links are part of it.
    """
    return "\n".join(_pieces(tokens_of(body), with_targets))


def _pieces(tokens: Iterable[Token | UsualBlock], with_targets: bool) -> Iterator[str]:
    lists: list[str] = []
    for token in tokens:
        if token.type == "inline":
            yield _text_of(token.content, with_targets)
        elif token.type in ("fence", "code_block"):
            yield _code(token)
        elif token.type == "html_block":
            yield " ".join(token.content.split())
        elif token.type == "heading_open":
            yield f"<{'#' * int(token.tag[1:])}>"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("-" if token.type.startswith("bullet") else "1.")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            yield lists[-1]
        elif token.type in _STRUCTURE:
            yield _STRUCTURE[token.type]


def _text_of(text: str, with_targets: bool) -> str:
    """Return the meaning of a paragraph, a heading or a cell."""
    if _PLAIN.fullmatch(text):
        return _plain(text)
    if code := _CODE.fullmatch(text):
        return _code_span(code[1])
    if _SIMPLE.fullmatch(text):
        whole = _CODE.sub(lambda code: _code_span(code[1]), text) if "`" in text else text
    else:
        whole = _parsed(text, with_targets)
    # What is a wikilink only now: a formatter that does not know them has escaped its brackets.
    if "[[" in whole:
        whole = WIKILINK.sub(partial(_wikilink, with_targets), whole)
    return _plain(whole)


def _parsed(text: str, with_targets: bool) -> str:
    """Return the meaning of a line of text before its wikilinks are read again."""
    pieces = []
    for token in inline(text):
        if token.type == "code_inline":
            pieces.append(_code_span(token.content))
        elif token.type == "wikilink":
            pieces.append(f"[[{token.info}|{token.content}]]")
        elif token.markup == "autolink":
            continue
        elif token.type == "link_open":
            pieces.append(f"\x02[{token.attrGet('href') if with_targets else ''}|")
        elif token.type == "image":
            pieces.append(f"\x02![{token.attrGet('src')}|{token.content}]\x03")
        else:
            pieces.append(_MARKS.get(token.type, token.content))
    return "".join(pieces)


def _wikilink(with_target: bool, link: re.Match[str]) -> str:
    return f"\x02[[{link[1] if with_target else ''}|{link[2] or ''}]]\x03"


def _plain(text: str) -> str:
    if not (is_ascii := text.isascii()):
        text = text.translate(_TYPOGRAPHY)
    text = " ".join(text.split())
    if "//" in text:
        text = _BROKEN_URL.sub(r"\1", text)
    if ". ." in text:
        text = _ELLIPSIS.sub("...", text)
    return text if is_ascii else _BESIDE_EAST_ASIAN.sub("", text)


def _code_span(code: str) -> str:
    return f"\x02`{' '.join(code.split())}`\x03"


def _code(token: Token | UsualBlock) -> str:
    """Return the meaning of a block of code: its language, and its lines."""
    language, _, _ = token.info.strip().partition(" ")
    if language.lower() in _FORMATTED:
        code = _STYLE_OF_CODE.sub("", token.content).replace("'", '"')
        code = _BRACKETS_AROUND_DEFAULT.sub(r"\1", code)
    else:
        lines = (" ".join(line.split()) for line in token.content.split("\n"))
        code = "\n".join(filter(None, lines))
    return f"\x02```{language}\n{code}\x03"
