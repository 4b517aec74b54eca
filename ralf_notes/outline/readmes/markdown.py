"""The headings and paragraphs of Markdown, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest

from ralf_notes.outline.readmes.blocks import BREAK, LINK_BEGIN, LINK_END, ReadmeBlock
from ralf_notes.outline.readmes.html import html_blocks, inline_text, without_comments
from ralf_notes.patterns import lazily

_FENCE = lazily(r"\s{0,3}(`{3,}|~{3,})")
_HEADING = lazily(r"\s{0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]#+)?\s*$")
UNDERLINE = lazily(r"\s{0,3}(=+|-{2,})\s*$")
_RULE = lazily(r"\s{0,3}(?:[-*_][ \t]*){3,}$")
_ITEM = lazily(r"\s*(?:[-*+•][ \t]+|\d{1,9}[.)][ \t]+)\S")
_QUOTE = lazily(r"\s{0,3}>[ \t]?")
DEFINITION = lazily(r"\s{0,3}\[[^\]]+\]:")
_HTML = lazily(r"\s*</?[A-Za-z][\w-]*(?=[\s/>])")
_RAW = lazily(r"\s{0,3}<(style|script|textarea)(?=[\s>])", re.IGNORECASE)
"""Matches the beginning of HTML whose text is none, which empty lines do not end."""
_HTML_IN_TEXT = lazily(r"\s*</?(?:a|b|i|em|strong|code|kbd|span|img|sub|sup|br)\b", re.IGNORECASE)
_TABLE = lazily(r"\s*\||.*\|[ \t:]*-{2,}")
_CONTAINER = lazily(r"\s{0,3}(?::{3,}|!!!|\?\?\?)")
_CODE = lazily(r"(?:\t| {4,})\S")
_CODE_MARK = "\x04"
"""Stands for a code span while what is around it is read."""
_SPAN = lazily(r"(?<!`)(`++)([^`]++)\1(?!`)")
_IMAGE = lazily(r"!\[[^\[\]]*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_EMPTY_LINK = lazily(r"\[\s*\](?:\([^()]*\)|\[[^\[\]]*\])")
_LINK = lazily(r"\[([^\[\]]+)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
_SHORT_LINK = lazily(r"(?<!\\)\[(?![ xX]\])([^\[\]]+)\]")
_ADDRESS = lazily(r"<((?:https?://|mailto:)[^<>\s]+)>")
_EMPHASIS = lazily(r"(\*{1,3}|(?<!\w)_{1,3})(?=\S)([^*_]{1,400}?)(?<=\S)\1(?![^\W_])")
_EMPHASIS_OF_PART = lazily(r"(?<![\w*])(\*{1,2})(\w{1,12})\1(?=\w)")
_ALL_EMPHASIS = lazily(r"\s*(\*{1,3}|_{1,3})(?=\S)[^*_]+(?<=\S)\1\s*$")
_ESCAPE = lazily(r"\\([!-/:-@\[-`{-~])")
_EMOJI = lazily(r":[a-z][a-z0-9_+-]{1,30}:")


def markdown_blocks(text: str) -> Iterator[ReadmeBlock]:
    """Yield the headings and paragraphs of Markdown, without code, lists and tables."""
    lines = without_comments(text).splitlines()
    at = _after_front_matter(lines)
    while at < len(lines):
        end = _skipped(lines, at)
        if end > at:
            at = end
        elif heading := _HEADING.match(lines[at]):
            if words := inline(heading[2] or ""):
                yield ReadmeBlock(words, len(heading[1]))
            at += 1
        else:
            end = _paragraph_end(lines, at)
            yield from _paragraph(lines, at, end)
            at = end


def inline(text: str) -> str:
    """Return inline Markdown as text: no images, no emphasis, links marked, no tags."""
    codes: list[str] = []

    def kept(span: re.Match[str]) -> str:
        codes.append(f"`{span[2].strip()}`")
        return _CODE_MARK

    parts = _prose(_SPAN.sub(kept, text.replace(_CODE_MARK, ""))).split(_CODE_MARK)
    # A mark is lost with the image or tag that it stands in: then what follows is not in step.
    if len(parts) != len(codes) + 1:
        return " ".join(parts)
    return "".join(chain.from_iterable(zip_longest(parts, codes, fillvalue="")))


def _prose(text: str) -> str:
    text = _EMPTY_LINK.sub("", _IMAGE.sub("", text))
    for pattern in (_LINK, _ADDRESS, _SHORT_LINK):
        text = pattern.sub(rf"{LINK_BEGIN}\1{LINK_END}", text)
    text = inline_text(_EMOJI.sub("", text))
    text = _EMPHASIS_OF_PART.sub(r"\2", text)
    for _ in range(2):
        text = _EMPHASIS.sub(r"\2", text)
    return _ESCAPE.sub(r"\1", text.replace("\\\n", BREAK))


def _skipped(lines: list[str], at: int) -> int:
    """Return the line after what is neither heading nor paragraph; `at` if it is one of these."""
    line = lines[at]
    if fence := _FENCE.match(line):
        return _after(lines, at + 1, fence[1])
    if raw := _RAW.match(line):
        return _after_tag(lines, at, f"</{raw[1].lower()}")
    if _CONTAINER.match(line):
        return _after_indented(lines, at + 1) if ":::" not in line else _after(lines, at + 1, ":::")
    if _ITEM.match(line) and not _RULE.match(line):
        return _after_list(lines, at + 1)
    is_code = _CODE.match(line) and not _HTML.match(line)
    if not line.strip() or is_code or _RULE.match(line) or DEFINITION.match(line):
        return at + 1
    if _TABLE.match(line):
        return at + 1
    return at


def _after_front_matter(lines: list[str]) -> int:
    if lines and lines[0].strip() in ("---", "+++"):
        end = _after(lines, 1, lines[0].strip())
        return end if end < len(lines) else 0
    return 0


def _after(lines: list[str], at: int, mark: str) -> int:
    """Return the line after the next one that begins with a mark."""
    while at < len(lines) and not lines[at].strip().startswith(mark):
        at += 1
    return at + 1


def _after_tag(lines: list[str], at: int, tag: str) -> int:
    """Return the line after the next one that holds a closing tag."""
    while at < len(lines) and tag not in lines[at].lower():
        at += 1
    return at + 1


def _after_indented(lines: list[str], at: int) -> int:
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith(("    ", "\t"))):
        at += 1
    return at


def _after_list(lines: list[str], at: int) -> int:
    """Return the line after a list: items, their further lines, and what is indented below."""
    while at < len(lines):
        if not lines[at].strip():
            following = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
            if not (following.startswith(("  ", "\t")) or _ITEM.match(following)):
                return at
        elif _HEADING.match(lines[at]) or _FENCE.match(lines[at]):
            return at if not lines[at].startswith((" ", "\t")) else _after_fence(lines, at)
        at += 1
    return at


def _after_fence(lines: list[str], at: int) -> int:
    fence = _FENCE.match(lines[at].lstrip())
    return _after(lines, at + 1, fence[1]) if fence else at + 1


def _paragraph_end(lines: list[str], at: int) -> int:
    """Return the line after a paragraph, a quote or a block of HTML."""
    is_html, is_quote = bool(_HTML.match(lines[at])), bool(_QUOTE.match(lines[at]))
    end = at + 1
    while end < len(lines) and lines[end].strip():
        if not is_html:
            if not is_quote and UNDERLINE.match(lines[end]):
                return end + 1
            if _interrupts(lines[end], is_quote=is_quote):
                break
        end += 1
    return end


def _interrupts(line: str, *, is_quote: bool) -> bool:
    """Whether a line ends the paragraph or quote above it."""
    if _HEADING.match(line) or _FENCE.match(line):
        return True
    if is_quote:
        return False
    if _QUOTE.match(line) or _RULE.match(line) or (_ITEM.match(line) and not line[:1].isdigit()):
        return True
    return _HTML.match(line) is not None and not _HTML_IN_TEXT.match(line)


def _paragraph(lines: list[str], at: int, end: int) -> Iterator[ReadmeBlock]:
    first, last = lines[at], lines[end - 1]
    text = "\n".join(lines[at:end])
    before_list = _is_before_list(lines, end)
    if _HTML.match(first):
        for block in html_blocks(text):
            words = inline(block.text) if not block.level else block.text
            yield replace(block, text=words, before_list=before_list)
        return
    if _QUOTE.match(first):
        inside = "\n".join(_QUOTE.sub("", line) for line in lines[at:end])
        for block in markdown_blocks(inside) if not inside.lstrip().startswith(">") else ():
            if not inside.lstrip().startswith("[!"):
                yield replace(block, level=0, is_tagline=True)
        return
    underline = UNDERLINE.match(last) if end - at > 1 else None
    if underline:
        words = inline(" ".join(lines[at : end - 1]))
        if words.strip():
            yield ReadmeBlock(words, 1 if underline[1][0] == "=" else 2)
        return
    words = inline(text)
    if any(map(str.isalnum, words)):
        yield ReadmeBlock(words, 0, bool(_ALL_EMPHASIS.match(text)), before_list)


def _is_before_list(lines: list[str], end: int) -> bool:
    following = next((line for line in lines[end : end + 3] if line.strip()), "")
    return _ITEM.match(following) is not None
