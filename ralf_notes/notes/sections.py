"""The symbols in a file's note: which ones get a section, and what each section shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.kept import Kept, shown_name
from ralf_notes.notes.lists.code import further_block
from ralf_notes.notes.quotes import quote
from ralf_notes.notes.quoting.blocks import table_cell
from ralf_notes.notes.said.linkers import Linker
from ralf_notes.outline.documentation.docstrings import Docstring, bare_name, read_docstring
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Outline, Parameter, Symbol, Table, Unread
from ralf_notes.text import count_of

QUOTED_LINES = 30
"""Lines of an author's docstring that a note shows."""
_MOST_CONTENTS = 200
_MOST_ROWS = 150
"""Rows that a note shows of a table of facts."""
_MOST_VALUES = 12
_LONGEST_CODE = 120
_LONGEST_FACT = 300
_MOST_UNREAD = 3
"""Places that a note names in which the parser failed."""


@dataclass(frozen=True, slots=True)
class SymbolView:
    """The section of one symbol for the template: pieces of Markdown, each may be ''."""

    heading: str
    fence: str
    quote: str
    table: str
    prose: str
    in_use: Sequence[str]
    """Items of a list."""


def unread_line(outline: Outline) -> str:
    """Return a sentence about what the parser could not read, or ''."""
    if not outline.unread:
        return ""
    places = []
    for each in outline.unread[:_MOST_UNREAD]:
        places.append((unread_place(each, markdown.code_span(each.symbol)), each.lines))
    if further := sum(each.lines for each in outline.unread[_MOST_UNREAD:]):
        places.append(("elsewhere", further))
    (place, lines), *others = places
    first = f"{place[0].upper()}{place[1:]}, {count_of(lines, 'line')}"
    rest = "".join(f"; {where}, {count}" for where, count in others)
    return f"*{first} could not be read by the parser{rest}. What they define may be missing here.*"


def unread_place(unread: Unread, name: str) -> str:
    """Return where lines are that the parser could not read.

    name: their symbol as it is shown, or ''.
    """
    return f"{'in' if unread.inside else 'after'} {name}" if name else "at the top"


def heading_text(symbol: Symbol) -> str:
    """Return the heading of a symbol's section as a reader sees it."""
    return f"{_kind_word(symbol)}{shown_name(symbol.name)}"


def _kind_word(symbol: Symbol) -> str:
    return "" if symbol.parent or symbol.kind == "function" else f"{symbol.kind} "


def symbol_views(
    symbols: Sequence[Symbol],
    further: Sequence[Symbol],
    kept: Kept,
    language: Language,
    in_use: Mapping[str, Sequence[str]],
    link: Linker,
) -> list[SymbolView]:
    """Return the sections of some symbols.

    Args:
        symbols: the ones of a file that get a section, in their order in it.
        kept: the model's prose about them.
        further: symbols without a section, which stand in that of the type that they are in.
        language: the language of the file.
        in_use: by name with dots, where other files use a symbol, as items of a list.
        link: links names in prose.
    """
    parents = {symbol.name: symbol.parent for symbol in symbols}
    views = []
    for symbol in symbols:
        depth, parent = 3, symbol.parent
        while parent in parents:  # only symbols with a section of their own count
            depth, parent = depth + 1, parents[parent]
        doc = docstring_of(symbol)
        prose = kept.symbols.get(symbol.name, "")
        inner = further_block([one for one in further if one.parent == symbol.name], language)
        view = SymbolView(
            heading=f"{'#' * min(depth, 6)} {_kind_word(symbol)}{markdown.code_span(symbol.name)}",
            fence=markdown.fence(symbol.signature, language.fence),
            quote=quote(doc.text, QUOTED_LINES),
            table="\n\n".join(filter(None, (parameter_table(symbol, doc), inner))),
            prose=markdown.prose(prose, link) if prose else "",
            in_use=in_use.get(symbol.name.replace("::", "."), ()),
        )
        views.append(view)
    return views


def docstring_of(symbol: Symbol) -> Docstring:
    """Return the parsed docstring of a symbol."""
    return read_docstring(symbol.doc, [row.name for row in symbol.parameters])


def shown_parameters(symbol: Symbol) -> list[Parameter]:
    """Return the parameters that a table lists: all but Python's bare `*` and `/`."""
    return [row for row in symbol.parameters if bare_name(row.name)]


def parameter_table(symbol: Symbol, doc: Docstring) -> str:
    """Return the table of a symbol's parameters, or '' if it would say no more than the signature.

    doc: the symbol's own docstring.
    """
    rows = shown_parameters(symbol)
    described = [doc.parameters.get(bare_name(row.name), "") for row in rows]
    if not any(described):
        return ""
    columns: list[tuple[str, list[str]]] = [
        ("parameter", [markdown.code_cell(row.name) for row in rows]),
        ("type", [markdown.code_cell(row.type) for row in rows]),
        ("default", [markdown.code_cell(row.default) for row in rows]),
        ("what it is", [table_cell(text) for text in described]),
    ]
    filled = [(title, cells) for title, cells in columns if any(cells)]
    cells_by_row = zip(*(cells for _, cells in filled), strict=True)
    return markdown.table([title for title, _ in filled], cells_by_row)


def about_line(outline: Outline) -> str:
    """Return the sentence on what a file is, '' where its purpose or its language says it."""
    return f"*{markdown.prose(outline.about)}*" if outline.about else ""


def fact_tables(outline: Outline) -> list[tuple[str, str]]:
    """Return the title and the Markdown of each table of a file's facts."""
    return [(markdown.escape(table.title), _fact_table(table)) for table in outline.tables]


def _fact_table(table: Table) -> str:
    rows = [
        [_fact(title, cell) for title, cell in zip(table.columns, row, strict=True)]
        for row in table.rows[:_MOST_ROWS]
    ]
    text = markdown.table(table.columns, rows)
    hidden = len(table.rows) - _MOST_ROWS
    return f"{text}\n\n- and {hidden} more" if hidden > 0 else text


def _fact(title: str, cell: str) -> str:
    if title == "what it is":
        return markdown.cell(markdown.prose(_short(cell, _LONGEST_FACT)))
    values = [value for value in cell.split("\n") if value.strip()]
    shown = ", ".join(
        markdown.code_cell(_short(each, _LONGEST_CODE)) for each in values[:_MOST_VALUES]
    )
    return f"{shown}, …" if len(values) > _MOST_VALUES else shown


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def name_lines(outline: Outline, tests: Iterable[Symbol]) -> list[str]:
    """Return lines with names alone: those of tests, then those of what is not public."""
    lines = [markdown.code_spans(s.name for s in tests)]
    hidden = markdown.code_spans(
        s.name for s in outline.symbols if not s.public and s.kind != "section"
    )
    return [line for line in (*lines, f"{hidden} (private)" if hidden else "") if line]


def contents(outline: Outline) -> list[str]:
    """Return the headings of a document as a nested list."""
    headings = [symbol for symbol in outline.symbols if symbol.kind == "section"]
    depth = {"": -1}
    lines = []
    for heading in headings[:_MOST_CONTENTS]:
        depth[heading.name] = depth.get(heading.parent, -1) + 1
        name, mark, number = heading.name.rpartition("#")  # the second `name` is `name#2`
        title = name if mark and number.isdigit() else heading.name
        lines.append(f"{'  ' * depth[heading.name]}- {markdown.escape(title)}")
    return lines
