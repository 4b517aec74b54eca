"""An author's docstring as a block quote: code in it as code, all else as plain text. Pure."""

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
# `:param x: ...`, `@param x ...`, and below a line such as `Args:` also `x (int): ...`
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
    """Return an author's docstring as a block quote, code in it as code, all else as plain text.

    Nothing is returned for a docstring without text.
    max_lines: lines of the docstring that are shown; what is longer ends in `…`. 0 shows all.
    """
    lines = visible(doc).expandtabs(4).strip("\n").split("\n")
    is_cut = 0 < max_lines < len(lines)
    shown: list[str] = []
    for line in _quoted_lines(lines[:max_lines] if is_cut else lines):
        if line or (shown and shown[-1]):
            shown.append(line)
    shown = [line for block in shown for line in block.split("\n")]
    while shown and not shown[-1]:
        shown.pop()
    if is_cut:
        shown += ["", "…"]
    return "\n".join(f"> {line}".rstrip() for line in shown)


def _quoted_lines(lines: list[str]) -> Iterator[str]:
    """Yield Markdown lines; a block of code comes as one string, so that its blank lines stay."""
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
            yield f"  {_paragraph_line(line)}" if in_item else _paragraph_line(line)
            at += 1


def _title_at(lines: list[str], at: int) -> str:
    """Return the text of a Markdown heading that stands alone, or nothing if there is none."""
    around = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
    found = _TITLE.match(lines[at])
    return found[1] if found and not any(map(str.strip, around)) else ""


def _item(line: str) -> str:
    """Return the line as an item of a list, or nothing if it is none."""
    if bullet := _BULLET.match(line):
        return f"{bullet[1] or '-'} {guard(_inline(line[bullet.end() :].rstrip()))}"
    is_field = _FIELD.match(line) or _ENTRY.match(line)
    return f"- {guard(_inline(line.strip()))}" if is_field else ""


def _paragraph_line(line: str) -> str:
    text = line.strip()
    if text == "::":
        return ""
    return guard(_inline(text[:-1] if text.endswith("::") else text))


def _inline(line: str) -> str:
    """Return a line of a docstring as Markdown: code spans, roles and `{@code}` as code spans."""
    done, at = [], 0
    for match in _INLINE.finditer(line):
        done += [escape_inline(line[at : match.start()]), _inline_code(match)]
        at = match.end()
    return "".join(done) + escape_inline(line[at:])


def _inline_code(match: re.Match[str]) -> str:
    if match["label"]:
        return escape_inline(match["label"].strip())
    code = str(match["code"] or match["literal"] or match["target"]).strip()
    if match["link"] or match["role"]:
        if titled := re.fullmatch(r"(.+?)\s*<[^<>]+>", code):
            return escape_inline(titled[1])
        code = code.rpartition(".")[2] if code.startswith("~") else code.removeprefix("!")
    return code_span(code)


def _code_at(lines: list[str], at: int) -> tuple[int, str] | None:
    """Return the line after the block of code that starts here, and the block as a fence."""
    if opening := _FENCE.match(lines[at]):
        return _fenced(lines, at, opening[1], opening[2].lower())
    if lines[at].lstrip().startswith(">>>"):
        end = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
        return end, _dedented_fence(lines[at:end], "python")
    least = _literal_indent(lines, at)
    if least and _indent(lines[at]) >= least:
        outside = (n for n in range(at, len(lines)) if lines[n].strip())
        end = next((n for n in outside if _indent(lines[n]) < least), len(lines))
        return end, _dedented_fence(lines[at:end], "")
    return None


def _fenced(lines: list[str], at: int, mark: str, language: str) -> tuple[int, str]:
    def closes(line: str) -> bool:
        text = line.strip()
        return text.startswith(mark) and not text.strip(mark[0])

    end = next((n for n in range(at + 1, len(lines)) if closes(lines[n])), len(lines))
    known = language if language in _FENCE_LANGUAGES else ""
    return end + 1, _dedented_fence(lines[at + 1 : end], known)


def _literal_indent(lines: list[str], at: int) -> int:
    """Return the indentation from which a line after a blank one is code; 0 where none can be."""
    if at == 0 or lines[at - 1].strip() or not lines[at].strip():
        return 0
    before = next((line for line in reversed(lines[:at]) if line.strip()), "")
    if _BULLET.match(before) or _FIELD.match(before):
        return 0
    return _indent(before) + (1 if before.rstrip().endswith("::") else 4)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _dedented_fence(lines: list[str], language: str) -> str:
    return fence(dedent("\n".join(lines)), language)
