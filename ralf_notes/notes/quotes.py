"""Quotes an author's docstring: its code as code, everything else as plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from ralf_notes.notes.markdown import code_span, escape_inline, fence, guard
from ralf_notes.text import visible

# An author's fence may ask for a renderer (`dataviewjs`, `mermaid`), so only these names are kept.
_FENCE_LANGUAGES_TEXT = """
    bash c console cpp csharp css diff go html ini java javascript js json jsx kotlin php python rb
    rs ruby rust scala sh shell sql swift text toml ts tsx typescript xml yaml yml
"""
_FENCE_LANGUAGES = frozenset(_FENCE_LANGUAGES_TEXT.split())
_FENCE = re.compile(r"\s*(`{3,}(?!.*`)|~{3,})\s*([\w+-]*)")
_UNDERLINE = re.compile(r"""\s*([-=~^"*#])\1{2,}\s*$""")
_TITLE = re.compile(r"#{1,6} +(\w[^#*`]*?)\s*#*$")
_BULLET = re.compile(r"\s*(?:[-*+•]|([0-9]{1,9}[.)]))\s+(?=\S)")
# `:param x: ...`, `@param x ...`, and `x (int): ...` below a line such as `Args:`
_FIELD = re.compile(r"\s*(?::\w[^:`]*:|@\w+)(?:\s|$)")
_ENTRY = re.compile(r"\s+\*{0,2}\w[\w.]*(?: \([^)]*\))?: ")
_INLINE = re.compile(
    r"""
    (?P<role>:[\w+.:-]+:)?(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)(?P<link>__?(?!\w))?
  | \{@(?:code|literal)\s+(?P<literal>[^{}]+)\}
  | \{@link(?:plain)?\s+(?P<target>[^\s{}]+)\s*(?P<label>[^{}]*)\}
    """,
    re.VERBOSE,
)


def quote(doc: str, max_lines: int = 0) -> str:
    """Return an author's docstring as a block quote, '' for a docstring without text.

    max_lines: lines of the docstring that are shown; what is longer ends in `…`. 0 shows all.
    """
    lines = visible(doc).expandtabs(4).strip("\n").split("\n")
    is_cut = 0 < max_lines < len(lines)
    blocks: list[str] = []
    for block in _blocks(lines[:max_lines] if is_cut else lines):
        if block or (blocks and blocks[-1]):  # one blank line between two, none at the top
            blocks.append(block)
    shown = [line for block in blocks for line in block.split("\n")]
    while shown and not shown[-1]:
        shown.pop()
    if is_cut:
        shown += ["", "…"]
    return "\n".join(f"> {line}".rstrip() for line in shown)


def _blocks(lines: list[str]) -> Iterator[str]:
    """Yield lines of Markdown, and blocks of code each as one string, so that blank lines stay."""
    at, in_item = 0, False
    while at < len(lines):
        line = lines[at]
        was_item, in_item = in_item, False
        if code := _code_at(lines, at):
            at, block = code
            yield from ("", block, "")
        elif title := _title_at(lines, at):
            yield from ("", f"**{_inline(title)}**", "")
            at += 1
        elif line.strip() and at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            yield from ("", f"**{_inline(line.strip())}**", "")
            at += 2
        elif item := _item(line):
            yield from (item,) if was_item else ("", item)
            at, in_item = at + 1, True
        else:
            in_item = was_item and line.startswith(" ")
            text = line.strip()
            if text.endswith("::"):  # reStructuredText: code follows
                text = "" if text == "::" else text[:-1]
            yield ("  " if in_item else "") + guard(_inline(text))
            at += 1


def _title_at(lines: list[str], at: int) -> str:
    """Return the text of a Markdown heading that stands alone, '' if there is none."""
    around = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
    title = _TITLE.match(lines[at])
    return title[1] if title and not any(map(str.strip, around)) else ""


def _item(line: str) -> str:
    """Return the line as an item of a list, '' if it is none."""
    if bullet := _BULLET.match(line):
        return f"{bullet[1] or '-'} {guard(_inline(line[bullet.end() :].rstrip()))}"
    is_field = _FIELD.match(line) or _ENTRY.match(line)
    return f"- {guard(_inline(line.strip()))}" if is_field else ""


def _inline(line: str) -> str:
    """Return a line of a docstring as Markdown: code spans, roles and `{@code}` as code spans."""
    pieces, at = [], 0
    for match in _INLINE.finditer(line):
        pieces += [escape_inline(line[at : match.start()]), _inline_code(match)]
        at = match.end()
    return "".join(pieces) + escape_inline(line[at:])


def _inline_code(match: re.Match[str]) -> str:
    if match["label"]:
        return escape_inline(match["label"].strip())
    code = str(match["code"] or match["literal"] or match["target"]).strip()
    if match["link"] or match["role"]:
        if titled := re.fullmatch(r"(.+?)\s*<[^<>]+>", code):
            return escape_inline(titled[1])
        # Sphinx shows the last part of `~a.b`, and makes no link of `!a`.
        code = code.rpartition(".")[2] if code.startswith("~") else code.removeprefix("!")
    return code_span(code)


def _code_at(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return the line after a block of code, and the block as a fence; None for other lines."""
    line, language = lines[at], ""
    first = end = at
    if opening := _FENCE.match(line):
        mark, first = opening[1], at + 1
        language = opening[2].lower() if opening[2].lower() in _FENCE_LANGUAGES else ""
        while (end := end + 1) < len(lines):
            text = lines[end].strip()
            if text.startswith(mark) and not text.strip(mark[0]):
                break
        after = end + 1
    elif line.lstrip().startswith(">>>"):
        language = "python"
        while end < len(lines) and lines[end].strip():
            end += 1
        after = end
    elif (least := _code_indent(lines, at)) and _indent(line) >= least:
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) >= least):
            end += 1
        after = end
    else:
        return None
    return after, fence(dedent("\n".join(lines[first:end])), language)


def _code_indent(lines: list[str], at: int) -> int:
    """Return the least indentation that makes a line code; 0 if it cannot be code."""
    if at == 0 or lines[at - 1].strip() or not lines[at].strip():
        return 0
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    if _BULLET.match(before) or _FIELD.match(before):
        return 0
    return _indent(before) + (1 if before.rstrip().endswith("::") else 4)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
