"""Makes text safe for a note: it is shown as it is, and nothing in it becomes active.

Notes are read by Obsidian (perhaps with Dataview and Templater), GitHub, Quartz and MkDocs. A
backslash escapes a mark if all of them honour it. But Quartz looks for links, tags and highlights
before it handles backslashes, and Python-Markdown ignores a backslash before `<`: such marks are
broken by a zero-width space. A note has no others, because `visible` removes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.patterns import lazily
from ralf_notes.text import ZERO_WIDTH, one_line, visible

_ACTIVE = lazily(
    r"""
    (?P<slash>
        \\(?=[!-/:-@\[-`{-~]|$)             # a backslash that would escape, or break the line
      | [`*\[\]{~$|]
      | (?<!\w)_++ | _++(?![^\W_])          # no emphasis inside a word
      | (?<!\S)\#++(?=\s|$)                 # marks that open or close a heading
    )
  | (?P<after>
        <(?=[A-Za-z/!?%-])                  # HTML, Templater, MkDocs snippets
      | &(?=\#?\w+;)                        # entity
      | \#(?=[\w/-]|[^\x00-\x7f]) | \^(?=\S)  # tag; block id, footnote
      | %(?=%) | =(?==)                     # comment; highlight
      | (?<=\[)!(?=[\w-])                   # callout: Quartz ignores a backslash here
      | :(?=:|//|[a-z+-][\w+-]*:)           # Dataview field; link; emoji
      | (?i:www)(?=\.)
    )
  | (?P<before> (?<=[\w.+-])@(?=\w) | (?<=\{)% )  # address; Liquid and Jinja
    """,
    re.VERBOSE,
)
_BLOCK_START = lazily(
    r"""^(?: (?=[>\#] | [-+](?:\s|$) | -[-:\s]*$ | =[=\u200b\s]*$ | !!!)
           | [0-9]{1,9}(?=[.)](?:\s|$)) )""",
    re.VERBOSE,
)
_ODD_START = lazily(r"^(?=\s|:(?:[\s-]|$)|\?\?\?)|(?<=\s)$")


def escape(text: str) -> str:
    """Return Markdown that renders as exactly this line of plain text, wherever it is.

    Source: CommonMark 0.31 section 2.4 and the GFM spec; for the rest see the module's docstring.
    """
    return guard(escape_inline(one_line(text)))


def escape_inline(line: str) -> str:
    """Escape a part of a line, which may begin and end with anything."""

    def inert(match: re.Match[str]) -> str:
        if match.lastgroup == "slash":
            return "".join(f"\\{character}" for character in match[0])
        return match[0] + ZERO_WIDTH if match.lastgroup == "after" else ZERO_WIDTH + match[0]

    return _ACTIVE.sub(inert, line)


def guard(markdown: str) -> str:
    """Return a line that starts no block, and that keeps the white space at its ends."""
    return _ODD_START.sub(ZERO_WIDTH, _BLOCK_START.sub(r"\g<0>\\", markdown))


# --- code -------------------------------------------------------------------------------------

# Templater reads the whole file, code included, and so does the search for our own markers.
_IN_CODE = lazily(r"<(?=%|!--\s*ralf:)", re.IGNORECASE)
# Plugins that read code spans: Dataview (`= this`, `$= dv`, and prefixes of the user's own), Meta
# Bind (`INPUT[...]`), Buttons (`button-x`), Dice Roller (`dice: 1d6`, which can write), Numerals
# (`#: 1+1`), React Components (`jsx:<A/>`), inline callouts (`[!note]`), Quarto (`{python} x`).
# A plain name after a plain word (`golang:1.23`, `db:migrate`) is none of them and stays as it is,
# so that it can be copied; so does the path of a route (`/:id`).
_FOR_PLUGINS = lazily(
    r"\s*(?:[^\w\s:\u200b]{0,3}=|[^\w\s:/\u200b]{1,3}:|[A-Z][A-Z_-]+\[|button-"
    r"|(?!(?!dice|jsx)[a-z][\w-]*+:[\w.@/:-]++$)[A-Za-z][\w+-]*+:(?![:/])"
    r"|\[!|\{[\w .+#=-]+\}\s*\S)"
)


def code_span(text: str) -> str:
    """Return a code span that shows exactly this text on one line; '' for an empty text."""
    code = _IN_CODE.sub(f"<{ZERO_WIDTH}", one_line(text))
    if not code:
        return ""
    if _FOR_PLUGINS.match(code):
        code = ZERO_WIDTH + code
    ticks, runs = "`", set(re.findall("`+", code))
    while ticks in runs:
        ticks += "`"
    # Renderers remove one space from each end of code with spaces at both ends, and a backtick at
    # an end would join ours.
    loses_blanks = code[0] == code[-1] == " " and code.strip(" ")
    pad = " " if loses_blanks or "`" in (code[0], code[-1]) else ""
    return f"{ticks}{pad}{code}{pad}{ticks}"


def code_spans(names: Iterable[str], most: int = 0) -> str:
    """Return names as code spans, separated by commas.

    Args:
        most: how many to show before `…` stands for the others. 0 shows all.
    """
    spans = [*map(code_span, names)]
    return ", ".join([*spans[:most], "…"] if 0 < most < len(spans) else spans)


def code_cell(text: str) -> str:
    """Return a code span for a cell of a table, where a `|` is escaped even in code."""
    return code_span(text).replace("|", "\\|")


def un_code_span(markdown: str) -> str:
    """Return the text that `code_span` was given."""
    ticks = len(markdown) - len(markdown.lstrip("`"))
    code = markdown[ticks : len(markdown) - ticks]
    if code[:1] == code[-1:] == " " and code.strip(" "):
        code = code[1:-1]
    return code.replace(ZERO_WIDTH, "")


def fence(code: str, language: str) -> str:
    """Return a fenced block of code.

    Args:
        code: its text.
        language: the name of its language, which must be one of ours: it is not escaped.
    """
    body = _IN_CODE.sub(f"<{ZERO_WIDTH}", visible(code)).rstrip("\n")
    longest = max(map(len, re.findall("`+", body)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{language}\n{body}\n{ticks}"


# --- tables -----------------------------------------------------------------------------------

BAR = lazily(r"(?<!\\)\|")
"""What ends a cell of a table."""


def cell(markdown: str) -> str:
    """Return a line of Markdown for a cell of a table, where a `|` is escaped even in code."""
    return BAR.sub(r"\\|", markdown)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; each title and cell is Markdown for a cell."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# --- finding code ----------------------------------------------------------------------------

_RUN = lazily("`+")
_REST_OF_LINE = lazily(r"[^\n`]*")


@dataclass(slots=True)
class _Ticks:
    """Backticks in a row."""

    start: int
    end: int
    line: int
    opens: bool
    """Whether it can open a fence: it begins its line, and no other backtick follows there."""
    closes: bool
    """Whether it can close a fence: it stands alone on its line."""
    closed_by: int = 0
    """The index of the run that closes its fence, 0 for none."""
    ended_by: int = 0
    """The index of the run that ends its code span, 0 for none."""


def code_at(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each piece of code starts and ends, in time that grows as the text does.

    A fence that nothing closes, and a backtick without a partner on its line, are no code.
    Source: CommonMark 0.31 sections 4.5 and 6.1.
    """
    runs = _runs_of_ticks(text)
    at = 0
    while at < len(runs):
        run = runs[at]
        last = run.closed_by or run.ended_by
        if last:
            line_end = text.find("\n", runs[last].end)
            fence_end = len(text) if line_end < 0 else line_end
            yield run.start, fence_end if run.closed_by else runs[last].end
        at = max(last, at) + 1


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Return a text whose parts that are no code are changed."""
    pieces, at = [], 0
    for start, end in code_at(text):
        pieces += [change(text[at:start]), text[start:end]]
        at = end
    return "".join([*pieces, change(text[at:])])


def without_code(text: str) -> str:
    """Return a text without its code."""
    return without_spans(text, code_at(text))


def without_fences(text: str) -> str:
    """Return a text without its fenced code; code spans stay."""
    # A code span ends on its line, and a fence on a later one.
    return without_spans(text, (piece for piece in code_at(text) if "\n" in text[slice(*piece)]))


def without_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without some spans of it, which are in order."""
    pieces, at = [], 0
    for start, end in spans:
        pieces.append(text[at:start])
        at = end
    return "".join([*pieces, text[at:]])


def _runs_of_ticks(text: str) -> list[_Ticks]:
    """Return the backticks of a text in runs, each with the runs that match it."""
    runs, line, at = [], 0, 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        line += text.count("\n", at, start)
        at = start
        opens = closes = False
        if end - start >= 3 and (start == 0 or text[start - 1] == "\n"):
            rest = _REST_OF_LINE.match(text, end)
            after = rest[0] if rest else ""
            has_more = text[end + len(after) : end + len(after) + 1] == "`"
            opens = not has_more and end + len(after) < len(text)
            closes = not has_more and not after.strip(" \t")
        runs.append(_Ticks(start, end, line, opens, closes))
    closers: dict[int, int] = {}
    enders: dict[tuple[int, int], int] = {}
    for number in reversed(range(len(runs))):
        run = runs[number]
        length = run.end - run.start
        run.closed_by = closers.get(length, 0) if run.opens else 0
        run.ended_by = enders.get((run.line, length), 0)
        enders[run.line, length] = number
        if run.closes:
            closers[length] = number
    return runs


# --- prose ------------------------------------------------------------------------------------

_TICKED = lazily(r"(?<!`)`([^`]+)`(?!`)")
_ADDRESS = lazily(r"(?<![\w`])https?://[^\s<>`\"\\\]\[{}|]{1,500}")
_AFTER_ADDRESS = lazily(r"(?<![.,;:!?'\")*_])[.,;:!?'\")*_]++$")
_PROSE_TOKEN = lazily(
    r"\[\[[^\[\]|\n]+\|(?P<wiki>[^\]|\n]+)\]\]|\[(?P<linked>`[^`]+`)\]\([^()\s]*\)"
    rf"|(?P<span>`[^`]+`)|\\(?P<escaped>[!-/:-@\[-`{{-~])|{ZERO_WIDTH}"
)


def prose(text: str, link: Callable[[str], str] | None = None) -> str:
    """Return one line of cleaned prose as Markdown: backticked names are code, the rest is text.

    Args:
        text: the prose.
        link: returns what links a name, '' for names that lead nowhere.
    """
    parts = _TICKED.split(one_line(text))
    spans = (
        (link and link(part)) or code_span(part) if at % 2 else escape_inline(part)
        for at, part in enumerate(parts)
    )
    return guard("".join(spans))


def sentence(text: str) -> str:
    """Return a description as Markdown: as prose, with addresses of the web whole and copyable.

    It is not read back from the note, so `plain` need not know what was bare.
    """

    def ticked(match: re.Match[str]) -> str:
        url, after = address_in(match[0])
        return f"`{url}`{after}"

    parts = _TICKED.split(one_line(text))
    return prose("".join(
        f"`{part}`" if at % 2 else _ADDRESS.sub(ticked, part) for at, part in enumerate(parts)
    ))  # fmt: skip


def address_in(written: str) -> tuple[str, str]:
    """Return the address that a run of characters begins with, and the punctuation after it."""
    end = _AFTER_ADDRESS.search(written)
    at = end.start() if end else len(written)
    while written[at : at + 1] == ")" and written.count("(", 0, at) > written.count(")", 0, at):
        at += 1
    return written[:at], written[at:]


def plain(markdown: str) -> str:
    """Return the prose that `prose` was given."""

    def token(match: re.Match[str]) -> str:
        if match["wiki"]:
            return f"`{match['wiki']}`"
        span = match["span"] or match["linked"]
        return f"`{un_code_span(span)}`" if span else match["escaped"] or ""

    return _PROSE_TOKEN.sub(token, markdown)
