"""Comments: taken out of their marks, and told apart from licences and pragmas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

_LINE_MARK = re.compile(r"^(?:/{2,}!?|#+!?|--+|;+)(?:<(?!\w))?")
_OPENING = re.compile(r"^(?:/\*+!?<?|<!--+)")
_CLOSING = re.compile(r"(?:\*+/|--+>)$")
_STAR = re.compile(r"^[ \t]*\*+(?!\S*\*) ?", re.MULTILINE)
_RULE = re.compile(r"^[\s=\-*#~_+/.]{3,}$")

_LICENCE = re.compile(
    r"copyright|SPDX-|licen[cs]ed? under|all rights reserved|permission is hereby granted"
    r"|apache license|gnu (?:lesser |affero )?general public|mit license|bsd.style license"
    r"|mozilla public license|this file is part of|redistribution and use in source",
    re.IGNORECASE,
)
_PRAGMA = re.compile(
    r"^(?:-\*-|vim?:|ex:|coding[:=]|eslint|jshint|jslint|globals? |exported |prettier|tslint"
    r"|istanbul|c8 |v8 |@ts-|ts-|@flow|@jsx|<reference|pylint|flake8|mypy|ruff|noqa|type:"
    r"|isort|fmt:|yapf|pyright|pragma|nosec|nolint|go:|\+build|cgo |clang-format|shellcheck"
    r"|rubocop|frozen_string_literal|encoding:|warn_indent|typed:|phpcs|phpstan|psalm|swiftlint|ktlint"
    r"|swift-tools|sourceMappingURL|@generated|region\b|endregion\b|!/)",
    re.IGNORECASE,
)
_SKIPPED = re.compile(
    r"""\s*(?:<\?php\b|<\?xml[^>]*>|<!doctype[^>]*>|declare\s*\([^)]*\)\s*;"""
    r"""|['"]use strict['"]\s*;?|\#!(?!\[)[^\n]*|\#pragma\s+once"""
    r"""|---[ \t]*(?=[\r\n])|\#ifndef\s+(\w+)[ \t]*\r?\n\s*\#define\s+\1\b[^\n]*)""",
    re.IGNORECASE,
)
_FILE_TAG = re.compile(
    r"^[ \t]*[@\\](?:file|fileoverview|overview|packageDocumentation|module|brief)\b[ \t]*",
    re.MULTILINE,
)
_FLAVOUR = re.compile(r"//[/!]")
_BLOCKS = {"/*": "*/", "<!--": "-->"}


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment, or a run of line comments without a gap."""

    start: int
    """Index of its first character in the text that it was found in."""
    end: int
    text: str
    """As written."""


def clean(comment: str) -> str:
    """Return what a comment says: without marks, drawn lines and shared indentation."""
    comment = comment.strip().replace("\r\n", "\n").replace("\r", "\n")
    if _OPENING.match(comment):
        return _tidy(_clean_block(comment))
    return _tidy("\n".join(_LINE_MARK.sub("", line.strip()) for line in comment.split("\n")))


def _clean_block(comment: str) -> str:
    inner = _CLOSING.sub("", _OPENING.sub("", comment))
    first, newline, rest = inner.partition("\n")
    lines = rest.split("\n")
    if all(line.lstrip().startswith("*") or not line.strip() for line in lines):
        rest = _STAR.sub("", rest)
    return first.strip() + newline + dedent(rest)


def _tidy(text: str) -> str:
    lines = ["" if _RULE.match(line) else line.rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    return dedent("\n".join(lines)).strip()


def is_notice(text: str) -> bool:
    """Say whether a cleaned comment is a licence or an order to a tool, and describes nothing."""
    return bool(_LICENCE.search(text)) or not without_pragmas(text)


def without_pragmas(text: str) -> str:
    """Return a cleaned comment without the lines that are orders to linters and compilers."""
    kept = [line for line in text.split("\n") if not _PRAGMA.match(line.strip())]
    return "\n".join(kept).strip()


def without_file_tags(text: str) -> str:
    """Return a cleaned comment without the tags that say that it is about the file."""
    return _FILE_TAG.sub("", text).strip()


def leading(text: str, marks: tuple[str, ...]) -> Iterator[Remark]:
    """Yield the comments that stand before anything else in a file.

    marks: what starts a comment in its language, see `Language.comments`.
    """
    position = _skip(text, 0)
    while position < len(text):
        end = _comment_end(text, position, marks)
        if end == position:
            return
        yield Remark(position, end, text[position:end])
        position = _skip(text, end)


def _skip(text: str, position: int) -> int:
    """Return where the next word starts, past white space and what may stand above a purpose."""
    while skipped := _SKIPPED.match(text, position):
        position = skipped.end()
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _comment_end(text: str, start: int, marks: tuple[str, ...]) -> int:
    for opening, closing in _BLOCKS.items():
        if opening in marks and text.startswith(opening, start):
            end = text.find(closing, start + len(opening))
            return len(text) if end < 0 else end + len(closing)
    lines = [mark for mark in marks if mark not in _BLOCKS and text.startswith(mark, start)]
    return _run_end(text, start, lines[0]) if lines else start


def _run_end(text: str, start: int, mark: str) -> int:
    """Return the end of the lines of one kind of comment, from the one at `start` on."""
    flavour = _FLAVOUR.match(text, start)
    mark = flavour[0] if flavour else mark
    end = start
    while text.startswith(mark, start) and (len(mark) > 2 or not text.startswith("//!", start)):
        newline = text.find("\n", start)
        end = len(text) if newline < 0 else newline
        start = end + 1
        while start < len(text) and text[start] in " \t":
            start += 1
    return end
