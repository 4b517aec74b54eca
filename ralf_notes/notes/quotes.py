"""Quotes an author's docstring as Markdown that looks as it was meant, and in which nothing acts.

Emphasis, lists, tables and code stay what they are. Links become their text and a code span with
the address; everything else is plain text. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from textwrap import dedent

from ralf_notes.notes.markdown import fence, guard
from ralf_notes.notes.quoting.blocks import drawing_end, table_at
from ralf_notes.notes.quoting.inline import inline_markdown
from ralf_notes.patterns import lazily
from ralf_notes.text import indentation, visible

# A fence can start a renderer (`dataviewjs`, `mermaid`), so only these languages are kept.
_FENCE_LANGUAGES_TEXT = """
    bash c console cpp csharp css diff go html ini java javascript js json jsx kotlin php python rb
    rs ruby rust scala sh shell sql swift text toml ts tsx typescript xml yaml yml
"""
_FENCE_LANGUAGES = frozenset(_FENCE_LANGUAGES_TEXT.split())
_FENCE = lazily(r"\s*(`{3,}(?!.*`)|~{3,})\s*([\w+-]*)")
_SPAN = lazily(r"(?<!`)(`++)[^`]*+\1")
_OPEN_SPAN = lazily(r"(?<![\w`])``?+(?![`\s])[^`']*+$")
"""Matches code that goes on in the next line, and no quotes such as `this'."""
_MOST_JOINED = 4
_WIDEST = 100
_LEAST_WRAPPED = 50
_LIKE_CODE = lazily(r"[^\s.!?:] {2,}\S|^\s*[\w.]+\(.*\)|^\s*[\w.]+ = |[;{}]\s*$")
"""Matches lines that are aligned, or look like code: their breaks mean something."""
_UNDERLINE = lazily(r"""\s*([-=~^"*#])\1{2,}\s*$""")
_TITLE = lazily(r"#{1,6} +(\w[^#*`]*?)\s*(?:\{:[^{}]*\}|#*)$")
_QUOTED = lazily(r"(?:\s{0,3}>(?!>)[ \t]?)++")
"""Matches the marks of a quote: one in another one is shown as a part of it."""
_LEAST_OF_EXAMPLE = 4
_GOING_ON = tuple(")]}.,?:|&+-=>")
"""Begin lines of code that go on with a statement."""
_COMMENTS = ("//", "#", "--", "/*", "*")
"""Begin lines of code, such as attributes in Rust, that lead on to what is below them."""
_BULLET = lazily(r"\s*(?:[-*+•]|([0-9]{1,9}[.)]))\s+(?=\S)")
# `:param x: ...`, `@param x ...`, and `x (int): ...` below a line such as `Args:`
_FIELD = lazily(r"\s*(?::\w[^:`]*:|@\w+)(?:\s|$)")
_ENTRY = lazily(r"\s+\*{0,2}\w[\w.]*(?: \([^)]*\))?: ")
_GOAL = lazily(r"\s{0,3}\[([^\[\]\n]{1,100})\]:\s+<?(\S{1,500}?)>?\s*$")


def quote(doc: str, max_lines: int = 0) -> str:
    """Return an author's docstring as a block quote, '' for a docstring without text.

    Args:
        max_lines: lines of the docstring to show; a longer one ends in `…`. 0 shows all lines.
    """
    lines = visible(doc).expandtabs(4).strip("\n").split("\n")
    goals = {goal[1].lower(): goal[2] for goal in map(_GOAL.match, lines) if goal}
    if goals:
        whole = "\n".join(line for line in lines if not _GOAL.match(line))
        lines = whole.rstrip("\n ").split("\n")
    is_cut = 0 < max_lines < len(lines)
    shown = _markdown_lines(lines[: _cut(lines, max_lines)] if is_cut else lines, goals)
    if is_cut and shown and not shown[-1].lstrip().startswith(("```", "|")):
        shown[-1] += " …"
    elif is_cut:
        shown += ["", "…"]
    return _as_quote(shown)


def _cut(lines: list[str], most: int) -> int:
    """Return how many lines to show: none of an example of which only the first lines have room.

    A longer part of an example ends with a whole statement, or with a paragraph of code.
    """
    fences = [at for at in range(most) if lines[at].lstrip().startswith("```")]
    if len(fences) % 2 == 0:
        return most
    at = fences[-1]
    ends = range(most, at + _LEAST_OF_EXAMPLE, -1)
    margin, half = indentation(lines[at]), (at + most) // 2
    whole = (end for end in ends if end > half and _is_statement_end(lines, end, margin))
    if end := next(whole, 0) or next((end for end in ends if not lines[end].strip()), 0):
        return end
    while at and _leads_on(lines[at - 1].strip()):
        at -= 1
    return at or most


def _is_statement_end(lines: list[str], at: int, margin: int) -> bool:
    """Whether what comes before a line of an example is whole, as far as its indentation tells."""
    if lines[at - 1].lstrip().startswith(_COMMENTS):
        return False
    following = next(filter(str.strip, islice(lines, at, None)), "")
    return indentation(following) <= margin and following.lstrip()[:1] not in _GOING_ON


def _leads_on(line: str) -> bool:
    """Whether a line is empty, a title, or announces what is below it."""
    return not line or line.startswith("#") or line.endswith(":")


def _markdown_lines(lines: list[str], goals: Mapping[str, str]) -> list[str]:
    """Return lines of a docstring as lines of Markdown."""
    blocks: list[str] = []
    for block in _blocks(lines, goals):
        if block or (blocks and blocks[-1]):  # one blank line between blocks, none at the top
            blocks.append(block)
    shown = [line for block in blocks for line in block.split("\n")]
    while shown and not shown[-1]:
        shown.pop()
    return shown


def _as_quote(lines: list[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _blocks(lines: list[str], goals: Mapping[str, str]) -> Iterator[str]:
    """Yield lines of Markdown; a block of code is one string, so that its blank lines stay."""
    at, items, width = 0, _Items(), min(max(map(len, lines), default=0), _WIDEST)
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            if not items.has_next_at(lines[at : at + 1]):
                yield ""
            items.is_open = False
        elif block := _block_at(lines, at, goals):
            at, text = block
            yield from ("", text, "")
            items = _Items()
        elif (end := _paragraph_end(lines, at, width, goals)) > at + 1:
            lines[end - 1] = " ".join([line.rstrip(), *map(str.strip, lines[at + 1 : end])])
            at = end - 1
        elif _is_item(line):
            starts_list = not items.is_open and not items.indents
            yield from ("", items.item(line, goals)) if starts_list else (items.item(line, goals),)
            at += 1
        else:
            text = line.strip()
            if text.endswith("::"):  # reStructuredText: code follows
                before = text.removesuffix("::")
                text = before.rstrip() if before != before.rstrip() else before and f"{before}:"
            yield items.pad(line) + guard(inline_markdown(text, goals))
            at += 1


def _paragraph_end(lines: list[str], at: int, width: int, goals: Mapping[str, str]) -> int:
    """Return the index after the lines that an author wrapped, and those that belong together.

    Obsidian would show their line breaks, which say nothing. Short lines are left as they are.
    """
    end = _whole(lines, at)
    while end < len(lines):
        before, line = lines[end - 1], lines[end]
        if not _is_wrapped(before, line, width) or _is_item(line) or _block_at(lines, end, goals):
            return end
        if before.rstrip().endswith((":", "\\")) or not _goes_on(lines[at], line):
            return end
        if _LIKE_CODE.search(before) or _LIKE_CODE.search(line):
            return end
        end = _whole(lines, end)
    return end


def _goes_on(first: str, line: str) -> bool:
    """Whether a line may belong to the paragraph or the item that another one begins."""
    return bool(_is_item(first)) or indentation(first) == indentation(line)


def _is_wrapped(before: str, line: str, width: int) -> bool:
    """Whether a sentence goes on in the next line, or the first word there had no room."""
    text = before.rstrip()
    if len(text) < _LEAST_WRAPPED or not line.strip():
        return False
    word = line.split(maxsplit=1)[0]
    goes_on = text[-1] not in ".!?:;" and word[0].islower()
    return goes_on or len(text) + len(word) >= width


def _whole(lines: list[str], at: int) -> int:
    """Return the index after the lines over which code, a link or emphasis of a line goes on."""
    end = at + 1
    text = lines[at]
    while _is_unfinished(text) and end < min(len(lines), at + _MOST_JOINED):
        following = lines[end]
        if not following.strip() or _is_item(following) or _FENCE.match(following):
            return at + 1
        text = f"{text} {following.strip()}"
        end += 1
    return at + 1 if _is_unfinished(text) else end


def _is_unfinished(line: str) -> bool:
    text = _SPAN.sub("", line)
    is_open = text.count("[") > text.count("]") or text.endswith("](")
    is_code = "`" in text and _OPEN_SPAN.search(text) is not None
    return is_open or is_code or text.count("**") % 2 == 1


class _Items:
    """The list items that a line may be inside of."""

    def __init__(self) -> None:
        self.indents: list[tuple[int, int]] = []
        """The column of each open item in the docstring, and the width of its marker."""
        self.is_open = False
        """Whether the line above belongs to the last item."""

    def item(self, line: str, goals: Mapping[str, str]) -> str:
        """Return a line that begins an item, inside the items that it is nested in."""
        bullet, column = _BULLET.match(line), indentation(line)
        while self.indents and self.indents[-1][0] >= column:
            self.indents.pop()
        pad = " " * sum(width for _, width in self.indents)
        text = line[bullet.end() :].rstrip() if bullet else line.strip()
        mark = bullet[1] or "-" if bullet else "-"
        self.indents.append((column, len(mark) + 1))
        self.is_open = True
        return f"{pad}{mark} {guard(inline_markdown(text, goals))}"

    def has_next_at(self, following: list[str]) -> bool:
        """Whether the next item of the innermost list begins right below a blank line."""
        bullet = _BULLET.match(following[0]) if following else None
        return bool(bullet and self.indents) and indentation(following[0]) == self.indents[-1][0]

    def pad(self, line: str) -> str:
        """Return the blanks before a line of text: it goes on in an item if it is indented."""
        column = indentation(line)
        while self.indents and (column <= self.indents[-1][0]):
            self.indents.pop()
        self.is_open = bool(self.indents)
        return " " * sum(width for _, width in self.indents)


def _is_item(line: str) -> bool:
    return bool(_BULLET.match(line) or _FIELD.match(line) or _ENTRY.match(line))


def _block_at(lines: list[str], at: int, goals: Mapping[str, str]) -> tuple[int, str] | None:
    """Return the index after a title, code, a table or a drawing, and it as Markdown."""
    line = lines[at]
    title = _TITLE.match(line)
    if code := _code_at(lines, at):
        return code
    if title and not (at and lines[at - 1].strip()):
        return at + 1, f"**{inline_markdown(title[1], goals)}**"
    if at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1]):
        return at + 2, f"**{inline_markdown(line.strip(), goals)}**"
    if table := table_at(lines, at, goals):
        return table
    if quoted := _quote_at(lines, at, goals):
        return quoted
    begins = at == 0 or not lines[at - 1].strip()
    end = drawing_end(lines, at) if begins and not _is_item(line) else at
    return (end, fence(dedent("\n".join(lines[at:end])), "")) if end > at else None


def _quote_at(lines: list[str], at: int, goals: Mapping[str, str]) -> tuple[int, str] | None:
    """Return the index after a quote inside the docstring, and it as Markdown; None for none."""
    if at and lines[at - 1].strip():  # `> 5` may go on with a sentence
        return None
    end = at
    while end < len(lines) and _QUOTED.match(lines[end]):
        end += 1
    shown = _markdown_lines([_QUOTED.sub("", line, count=1) for line in lines[at:end]], goals)
    return (end, _as_quote(shown)) if shown else None


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
    elif (least := _codeindentation(lines, at)) and indentation(line) >= least:
        while end < len(lines) and (not lines[end].strip() or indentation(lines[end]) >= least):
            end += 1
        after = end
    else:
        return None
    return after, fence(dedent("\n".join(lines[first:end])), language)


def _codeindentation(lines: list[str], at: int) -> int:
    """Return the indentation from which a line is code; 0 if the line cannot begin code."""
    if at == 0 or lines[at - 1].strip() or not lines[at].strip():
        return 0
    before = next((lines[n] for n in range(at - 1, -1, -1) if lines[n].strip()), "")
    if _BULLET.match(before) or _FIELD.match(before):
        return 0
    return indentation(before) + (1 if before.rstrip().endswith("::") else 4)
