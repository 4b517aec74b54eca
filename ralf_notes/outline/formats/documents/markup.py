"""reStructuredText and AsciiDoc: headings, the first paragraph, links to files.

Sources: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#sections,
https://docs.asciidoctor.org/asciidoc/latest/sections/titles-and-levels/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.documents.headings import Heading, nest, sections
from ralf_notes.outline.model import Import
from ralf_notes.outline.readmes.introductions import introduction, says_what_follows

_RULE = re.compile(rb"([!-/:-@\[-`{-~])\1{1,}[ \t]*\r?$")
_LINE = re.compile(rb"[^\n]*\n?")
_ADOC_HEADING = re.compile(rb"(={1,6})[ \t]+(\S[^\n]*)")
_ADOC_FENCE = re.compile(
    rb"(-{4,}+|={4,}+|\.{4,}+|\*{4,}+|_{4,}+|\+{4,}+|/{4,}+|```)[ \t]*+\w*+\r?$"
)
_GAP = re.compile(rb"\n[ \t\r]*\n")
_NEAR_TOP = 20_000
_NO_PARAGRAPH = re.compile(rb"[ \t.:|+\-*/=\[<'!_]|\d+[.)] |include::|image:")
_ROLE = re.compile(
    r":[\w.+:-]{1,60}:`([^`<>\n]{1,200})(?:<[^`<>]{1,300}>)?`|`([^`<>\n]{1,200})<[^`<>]{1,300}>`_{1,2}|`{1,2}([^`\n]{1,300})`{1,2}_{0,2}|\|[^|\n]{1,60}\|_?"
)
_ADOC_LINK = re.compile(
    r"(?:https?://|link:|xref:)[^\s\[\]]{1,300}\[([^\]\n]{0,200})\]|<<[^<>,\n]{1,200},?([^<>\n]{0,200})>>"
)
_EMPHASIS = re.compile(r"(?<![\w*])\*{1,2}(?=\S)([^*\n]{1,300})(?<=\S)\*{1,2}(?![\w*])")
_RST_TARGET = re.compile(
    r"^[ \t]*\.\. (?:include|literalinclude)::[ \t]*([^\s<>]{1,300})"
    r"|`[^`<>\n]{0,200}<([^`<>\s]{1,300})>`__?"
    r"|:(?:doc|download):`(?:[^`<>\n]{0,200}<)?([^`<>\s]{1,300})>?`"
    r"|^\.\. _[^:\n]{1,200}:[ \t]+([^\s]{1,300})",
    re.MULTILINE,
)
_ADOC_TARGET = re.compile(r"(?:link|xref|include):{1,2}([^\s\[\]{}]{1,300})\[")


def rst(_path: str, text: str) -> Facts:
    """Return the sections of a reStructuredText document."""
    source = text.encode("utf-8", "replace")
    return _document(source, list(_rst_headings(source)), _rst_words, _targets(_RST_TARGET, text))


def asciidoc(_path: str, text: str) -> Facts:
    """Return the sections of an AsciiDoc document."""
    source = text.encode("utf-8", "replace")
    return _document(
        source, list(_adoc_headings(source)), _adoc_words, _targets(_ADOC_TARGET, text)
    )


def _document(
    source: bytes,
    headings: list[Heading],
    words: Callable[[bytes], str],
    imports: tuple[Import, ...],
) -> Facts:
    nest(headings)
    after = headings[0].line_end if headings else 0
    end = headings[1].start if len(headings) > 1 else len(source)
    if len(headings) > 2 and says_what_follows(headings[1].title):
        end = headings[2].start
    return Facts(
        purpose=introduction(map(words, _paragraphs(source[after:end]))),
        symbols=tuple(sections(headings, source)),
        imports=imports,
    )


def _lines(source: bytes) -> Iterator[tuple[int, bytes]]:
    for match in _LINE.finditer(source):
        if match[0]:
            yield match.start(), match[0]


def _rst_headings(source: bytes) -> Iterator[Heading]:
    """Yield the titles in the order of the text; the order of their styles gives the levels."""
    styles: list[tuple[bytes, bool]] = []
    lines = list(_lines(source))
    at = 0
    while at < len(lines):
        title = _title_at([line for _, line in lines[max(at - 1, 0) : at + 3]], 1 if at else 0)
        if title is None:
            at += 1
            continue
        text, style = title
        if style not in styles:
            styles.append(style)
        start = lines[at][0]
        at += 3 if style[1] else 2
        line_end = lines[at][0] if at < len(lines) else len(source)
        level = styles.index(style) + 1
        yield Heading(start, len(source), line_end, level, _rst_words(text) or "…")


def _title_at(lines: Sequence[bytes], at: int) -> tuple[bytes, tuple[bytes, bool]] | None:
    """Return the title that starts in a line, and its style: the mark, and whether it is above.

    Args:
        at: the index of the line; the one before it decides whether a paragraph goes on.
    """
    over = _RULE.match(lines[at])
    title = (lines[at + 1] if over and len(lines) > at + 2 else lines[at]).rstrip()
    under_at = at + 2 if over else at + 1
    under = _RULE.match(lines[under_at]) if under_at < len(lines) else None
    if under is None or not title.strip() or _RULE.match(title):
        return None
    is_long_enough = len(under[0].strip()) >= min(len(_decoded(title).strip()), 4)
    if over:
        return (title, (under[1], True)) if over[1] == under[1] and is_long_enough else None
    goes_on = at > 0 and bool(lines[at - 1].strip())
    if title[:1] in (b" ", b"\t") or goes_on or not is_long_enough:
        return None
    return title, (under[1], False)


def _adoc_headings(source: bytes) -> Iterator[Heading]:
    fence = b""
    for start, line in _lines(source):
        if match := _ADOC_FENCE.match(line.rstrip()):
            fence = b"" if fence == match[1] else fence or match[1]
        elif not fence and (heading := _ADOC_HEADING.match(line)):
            title = _adoc_words(heading[2]) or "…"
            yield Heading(start, len(source), start + len(line), len(heading[1]), title)


def _paragraphs(source: bytes) -> Iterator[bytes]:
    """Yield the blocks of plain lines, each on one line."""
    for block in _GAP.split(source[:_NEAR_TOP]):
        lines = block.strip(b"\r\n").split(b"\n")
        is_heading = any(_RULE.match(line) or line.startswith(b":") for line in lines)
        if lines[0].strip() and not _NO_PARAGRAPH.match(lines[0]) and not is_heading:
            yield b" ".join(line.strip() for line in lines)


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _rst_words(text: bytes) -> str:
    words = _ROLE.sub(
        lambda m: (m[1] or m[2] or (f"`{m[3]}`" if m[3] else "")).strip(), _decoded(text)
    )
    words = re.sub(r"(?<=\w)__?(?=[\s.,;:)]|$)", "", words)
    return " ".join(_EMPHASIS.sub(r"\1", words).split()).removesuffix("::").strip()


def _adoc_words(text: bytes) -> str:
    words = _ADOC_LINK.sub(lambda m: m[1] or m[2] or "", _decoded(text))
    return " ".join(_EMPHASIS.sub(r"\1", words).split())


def _targets(pattern: re.Pattern[str], text: str) -> tuple[Import, ...]:
    """Return the files that a document links to or includes, as written."""
    targets = []
    for match in pattern.finditer(text):
        written = next(filter(None, match.groups()), "").partition("#")[0]
        if written and "://" not in written and not written.startswith("mailto:"):
            targets.append(written)
    return tuple(map(Import, dict.fromkeys(targets)))
