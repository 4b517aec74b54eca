"""Quotes an author's docstring: code as code, everything else as plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from ralf_notes.notes.markdown import code_span, escape_inline, fence, guard
from ralf_notes.text import visible

# A fence can start a renderer (`dataviewjs`, `mermaid`), so only these languages are kept.
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
    (?P<role>:[\w+.:-]{1,60}:)?(?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)(?P<link>__?(?!\w))?
  | \{@(?:code|literal)\s++(?P<literal>[^{}]++)\}
  | \{@link(?:plain)?\s++(?P<target>[^\s{}]++)\s*+(?P<label>[^{}]*+)\}
    """,
    re.VERBOSE,
)


def quote(doc: str, max_lines: int = 0) -> str:
    """Return an author's docstring as a block quote, '' for a docstring without text.

    max_lines: lines of the docstring to show; a longer one ends in `…`. 0 shows all lines.
    """
    lines = visible(doc).expandtabs(4).strip("\n").split("\n")
    is_cut = 0 < max_lines < len(lines)
    blocks: list[str] = []
    for block in _blocks(lines[:max_lines] if is_cut else lines):
        if block or (blocks and blocks[-1]):  # one blank line between blocks, none at the top
            blocks.append(block)
    shown = [line for block in blocks for line in block.split("\n")]
    while shown and not shown[-1]:
        shown.pop()
    if is_cut:
        shown += ["", "…"]
    return "\n".join(f"> {line}".rstrip() for line in shown)


def _blocks(lines: list[str]) -> Iterator[str]:
    """Yield lines of Markdown; a block of code is one string, so that its blank lines stay."""
    at, in_item = 0, False
    while at < len(lines):
        line = lines[at]
        was_item, in_item = in_item, False
        title, bullet = _TITLE.match(line), _BULLET.match(line)
        around = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        if code := _code_at(lines, at):
            at, block = code
            yield from ("", block, "")
        elif title and not any(map(str.strip, around)):  # a Markdown heading stands alone
            yield from ("", f"**{_inline(title[1])}**", "")
            at += 1
        elif line.strip() and at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
            yield from ("", f"**{_inline(line.strip())}**", "")
            at += 2
        elif bullet or _FIELD.match(line) or _ENTRY.match(line):
            text = line[bullet.end() :].rstrip() if bullet else line.strip()
            item = f"{bullet[1] or '-' if bullet else '-'} {guard(_inline(text))}"
            yield from (item,) if was_item else ("", item)
            at, in_item = at + 1, True
        else:
            in_item = was_item and line.startswith(" ")
            text = line.strip()
            if text.endswith("::"):  # reStructuredText: code follows
                text = "" if text == "::" else text[:-1]
            yield ("  " if in_item else "") + guard(_inline(text))
            at += 1


def _inline(line: str) -> str:
    """Return a line of a docstring as Markdown: code spans, roles and `{@code}` as code spans."""
    pieces, at = [], 0
    for match in _INLINE.finditer(line):
        pieces.append(escape_inline(line[at : match.start()]))
        at = match.end()
        code = str(match["code"] or match["literal"] or match["target"]).strip()
        is_reference = match["link"] or match["role"]
        if match["label"]:
            pieces.append(escape_inline(match["label"].strip()))
        elif is_reference and (title := _title_of(code)):
            pieces.append(escape_inline(title))
        else:
            if is_reference:  # Sphinx shows the last part of `~a.b`, and does not link `!a`
                code = code.rpartition(".")[2] if code.startswith("~") else code.removeprefix("!")
            pieces.append(code_span(code))
    return "".join(pieces) + escape_inline(line[at:])


def _title_of(reference: str) -> str:
    """Return the words of a reference with a target, `title <target>`; '' for any other."""
    title, _, target = reference.rpartition("<")
    is_target = len(target) > 1 and target.find(">") == len(target) - 1
    return title.rstrip() if is_target else ""


def _code_at(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return the index after a block of code, and the block fenced; None if no code begins here."""
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
    """Return the indentation from which a line is code; 0 if the line cannot begin code."""
    if at == 0 or lines[at - 1].strip() or not lines[at].strip():
        return 0
    before = next((lines[n] for n in range(at - 1, -1, -1) if lines[n].strip()), "")
    if _BULLET.match(before) or _FIELD.match(before):
        return 0
    return _indent(before) + (1 if before.rstrip().endswith("::") else 4)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
