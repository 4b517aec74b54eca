"""R: functions at the left margin with their roxygen comments, packages and sourced files.

Source: https://roxygen2.r-lib.org/articles/formatting.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blocks_of, without_strings
from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import

_FUNCTION = re.compile(
    rb"^([A-Za-z.][\w.]{0,100})[ \t]*(?:<-|=)[ \t\r\n]*(?:function[ \t]*|\\)\(", re.MULTILINE
)
_DOC = re.compile(r"(?:^[ \t]*#'[^\n]*\n)+(?=[ \t]*\Z)", re.MULTILINE)
_MARK = re.compile(r"^[ \t]*#'[ ]?", re.MULTILINE)
_TAG = re.compile(r"^@(?P<tag>\w+)[ \t]*", re.MULTILINE)
_TOLD = ("title", "description", "details")
_MACRO = re.compile(r"\\(?:code|link|pkg|emph|strong|file)\{([^{}\n]{0,200})\}|\\cr\b|\\([\[\]])")
_SOURCED = re.compile(r"^source\([ \t]*[\"']([^\"'\n]{1,200})[\"']", re.MULTILINE)
_MOST_OF_DOC = 8_000


def facts(_path: str, text: str) -> Facts:
    """Return the facts of a script or a file of a package in R."""
    is_documented = text.lstrip().startswith("#'")  # that is about what stands below it
    return Facts(
        purpose="" if is_documented else None,
        symbols=symbols_of(list(_functions(text)), text),
        imports=tuple(Import(match[1]) for match in _SOURCED.finditer(text)),
    )


def _functions(text: str) -> Iterator[Draft]:
    """Yield the functions at the left margin of a source."""
    # One byte for each character, so that places in the code are places in the text.
    code = without_strings(text.encode("latin-1", "replace"), ("#",))
    ends = {block.start: block.end for block in blocks_of(code)}
    before = 0
    for match in _FUNCTION.finditer(code):
        opening = match.end() - 1
        closing = ends.get(opening)
        if closing is None or match.start() < before:
            continue
        body = closing + 1
        while body < len(code) and code[body : body + 1].isspace():
            body += 1
        line_end = code.find(b"\n", body)
        end = ends.get(body, (len(code) if line_end < 0 else line_end) - 1) + 1
        above = text[max(before, match.start() - _MOST_OF_DOC) : match.start()]
        comment = _DOC.search(above)
        start = match.start() - len(comment[0]) if comment else match.start()
        doc = _told(_MARK.sub("", comment[0])) if comment else ""
        signature = text[match.start() : closing + 1]
        yield Draft("function", match[1].decode(), signature, start, end, doc)
        before = end


def _told(comment: str) -> str:
    """Return the words of a roxygen comment on a function and what it takes and returns."""
    first, *parts = _TAG.split(comment.replace("\r", ""))
    told = [first.strip()]
    for tag, words in zip(parts[::2], parts[1::2], strict=True):
        name, _, meaning = " ".join(words.split()).partition(" ")
        if tag == "param":
            told.append(f"- `{name}`: {meaning}")
        elif tag.startswith("return"):
            told.append(f"Returns: {name} {meaning}")
        elif tag in _TOLD:
            told.append(words.strip())
    text = "\n\n".join(filter(None, told))
    return _MACRO.sub(lambda match: match[1] or match[2] or "", text)
