"""The headings and paragraphs of reStructuredText, AsciiDoc, RDoc, Org and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.readmes.blocks import LINK_BEGIN, LINK_END, ReadmeBlock

_LINE = re.compile(r"([=\-`:.'\"~^_*+#<>])\1{2,}\s*$")
_DIRECTIVE = re.compile(r"\s*\.\.(?:\s|$)")
_FIELD = re.compile(r"\s*:[\w -]+:(?:\s|$)")
_ITEM = re.compile(r"\s*(?:[-*+•.]{1,5}|\d{1,9}[.)]|#\.|\(?[a-z]\))\s+\S")
_ROLE = re.compile(r":[\w:.-]{1,40}:`([^`<]+?)\s*(?:<[^`>]*>)?`")
_TARGET = re.compile(r"`([^`<]{1,200}+)<[^`>]{0,300}+>`__?")
_REFERENCE = re.compile(r"`([^`]+)`__?(?!\w)")
_WORD_REFERENCE = re.compile(r"(?<![\w.-])(\w[\w.-]{0,60}[^\W_])__?(?![\w_])")
_SUBSTITUTION = re.compile(r"\|[^|\s][^|]*\|_?")
_CODE = re.compile(r"``([^`]+)``")
_EMPHASIS = re.compile(r"(\*{1,2})(?=\S)([^*]{1,400}?)(?<=\S)\1")

_ADOC_HEADING = re.compile(r"(={1,6})\s+(.*)$")
_ADOC_FENCE = re.compile(r"(-{4,}|={4,}|\*{4,}|\+{4,}|\.{4,}|_{4,}|\|={3,}|```)\s*$")
_ADOC_DROPPED = re.compile(
    r"\s*(?::[\w-]+!?:|//|\[[^\]]*\]$|(?:image|video|include|ifdef|ifndef|endif|toc)::"
    r"|(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):|\.\w[^.]*$|'{3,}$)"
)
_ADOC_IMAGE = re.compile(r"(?:image|icon):[^\s\[]{0,300}+\[[^\]]{0,300}+\]")
_ADOC_URL = re.compile(r"(?:link:|xref:|mailto:|https?://)[^\s\[\]]{0,300}+\[([^\[\]]{0,300}+)\]")
_ADOC_MARK = re.compile(r"(?<!\w)([*_`+]{1,2})(?=\S)([^*_`+]{1,400}?)(?<=\S)\1(?!\w)")

_ORG_HEADING = re.compile(r"(?:\*+\s+|#\+(?:title|TITLE):\s*)(.+)$")
_RDOC_HEADING = re.compile(r"(={1,6})\s*(\w.*)$")


def rst_blocks(text: str) -> Iterator[ReadmeBlock]:
    """Yield the headings and paragraphs of reStructuredText.

    Source: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
    """
    lines = text.splitlines()
    levels: dict[str, int] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        if _DIRECTIVE.match(line):
            at = _after_indented(lines, at + 1)
        elif _LINE.match(line) or not line.strip() or _FIELD.match(line):
            at += 1
        elif line.startswith((" ", "\t")) or _ITEM.match(line):
            at = _after_paragraph(lines, at)
        elif at + 1 < len(lines) and _LINE.match(lines[at + 1]):
            yield ReadmeBlock(
                _rst_inline(line), levels.setdefault(lines[at + 1][0], len(levels) + 1)
            )
            at += 2
        else:
            end = _after_paragraph(lines, at)
            words = _rst_inline("\n".join(lines[at:end]))
            if any(map(str.isalnum, words)):
                is_before_list = any(map(_ITEM.match, filter(str.strip, lines[end : end + 3])))
                yield ReadmeBlock(words, before_list=is_before_list)
            at = end


def asciidoc_blocks(text: str) -> Iterator[ReadmeBlock]:
    """Yield the headings and paragraphs of AsciiDoc.

    Source: https://docs.asciidoctor.org/asciidoc/latest/
    """
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        line = lines[at]
        if fence := _ADOC_FENCE.match(line):
            at += 1
            while at < len(lines) and lines[at].rstrip() != fence[1]:
                at += 1
            at += 1
        elif heading := _ADOC_HEADING.match(line):
            yield ReadmeBlock(_adoc_inline(heading[2]), len(heading[1]))
            at += 1
        elif not line.strip() or _ADOC_DROPPED.match(line):
            at += 1
        elif line.startswith((" ", "\t")) or _ITEM.match(line):
            at = _after_paragraph(lines, at)
        else:
            end = _after_paragraph(lines, at)
            words = _adoc_inline("\n".join(lines[at:end]))
            if any(map(str.isalnum, words)):
                yield ReadmeBlock(words)
            at = end


def plain_blocks(text: str) -> Iterator[ReadmeBlock]:
    """Yield the headings and paragraphs of plain text, RDoc and Org."""
    lines = text.splitlines()
    at, is_first = 0, True
    while at < len(lines):
        line = lines[at]
        heading = _ORG_HEADING.match(line) or _RDOC_HEADING.match(line)
        if not line.strip() or _LINE.match(line.strip()) or line.startswith("#+"):
            at += 1
            if heading:
                yield ReadmeBlock(heading[heading.re.groups], 1)
            continue
        end = _after_paragraph(lines, at)
        is_title = is_first and end - at == 1 and len(line.split()) <= 6 and line.strip()[-1] != "."
        underlined = at + 1 < len(lines) and _LINE.match(lines[at + 1])
        if heading or is_title or underlined:
            yield ReadmeBlock(
                heading[heading.re.groups] if heading else line.strip(), 1 if is_first else 2
            )
            end = at + (2 if underlined else 1)
        elif not _ITEM.match(line) and (is_first or not line.startswith(("    ", "\t"))):
            yield ReadmeBlock(_EMPHASIS.sub(r"\2", "\n".join(lines[at:end])))
        at, is_first = end, False


def _rst_inline(text: str) -> str:
    text = _SUBSTITUTION.sub("", _CODE.sub(r"`\1`", text))
    text = _ROLE.sub(r"`\1`", text)
    text = _TARGET.sub(lambda match: f"{LINK_BEGIN}{match[1].rstrip()}{LINK_END}", text)
    text = _REFERENCE.sub(rf"{LINK_BEGIN}\1{LINK_END}", text)
    text = _WORD_REFERENCE.sub(rf"{LINK_BEGIN}\1{LINK_END}", text)
    return _EMPHASIS.sub(r"\2", text)


def _adoc_inline(text: str) -> str:
    text = _ADOC_URL.sub(rf"{LINK_BEGIN}\1{LINK_END}", _ADOC_IMAGE.sub("", text))
    return _ADOC_MARK.sub(r"\2", text)


def _after_indented(lines: list[str], at: int) -> int:
    while at < len(lines) and (not lines[at].strip() or lines[at].startswith((" ", "\t"))):
        at += 1
    return at


def _after_paragraph(lines: list[str], at: int) -> int:
    at += 1
    while at < len(lines) and lines[at].strip():
        at += 1
    return at
