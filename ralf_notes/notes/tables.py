"""The tables of a file's note: the parameters of a symbol, and the facts of a format. Pure."""

from __future__ import annotations

import re

from ralf_notes.notes import markdown
from ralf_notes.notes.quoting.blocks import table_cell
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.documentation.docstrings import Docstring, bare_name, read_docstring
from ralf_notes.outline.documentation.words import without_roles
from ralf_notes.outline.model import Outline, Parameter, Symbol, Table
from ralf_notes.source.classify import Kind
from ralf_notes.text import cut

_TOLD_DEFAULT = re.compile(r" ?\(default `[^`]*`\)$|^default `[^`]*`$")
_MOST_ROWS = 150
"""Rows that a note shows of a table of facts."""
_OF_PROGRAMS = ("Options", "Environment variables")
"""Tables of what a user can set: not in tests, not in their fixtures."""
_MOST_VALUES = 12
"""Values that a cell shows."""
_LONGEST_CODE = 120
"""Characters of a value that is code."""
_LONGEST_FACT = 300
"""Characters of a sentence."""


def docstring_of(symbol: Symbol) -> Docstring:
    """Return the parsed docstring of a symbol."""
    return read_docstring(symbol.doc, [row.name for row in symbol.parameters])


def shown_parameters(symbol: Symbol, doc: Docstring) -> list[Parameter]:
    """Return the parameters that a table lists: all but Python's bare `*` and `/`.

    Of several overloads, only those that the docstring describes: it is about one of them.
    """
    rows = [row for row in symbol.parameters if bare_name(row.name)]
    return [row for row in rows if _is_described(row, doc) or not symbol.parts]


def parameter_table(symbol: Symbol, doc: Docstring, say: Wording) -> str:
    """Return the table of a symbol's parameters, or '' if it would say no more than the signature.

    Args:
        symbol: a symbol with parameters.
        doc: its own docstring.
        say: the words of the table's head.
    """
    if not describes_parameters(symbol, doc):
        return ""
    rows = shown_parameters(symbol, doc)
    described = [_without_default(doc.parameters.get(bare_name(row.name), ""), row) for row in rows]
    columns: list[tuple[str, list[str]]] = [
        ("parameter", [markdown.code_cell(row.name) for row in rows]),
        ("type", [markdown.code_cell(shown_type(row, doc)) for row in rows]),
        ("default", [markdown.code_cell(_on_one_line(row.default)) for row in rows]),
        ("what it is", [table_cell(text) for text in described]),
    ]
    filled = [(title, cells) for title, cells in columns if any(cells)]
    cells_by_row = zip(*(cells for _, cells in filled), strict=True)
    return markdown.table([say.word("columns", title) for title, _ in filled], cells_by_row)


def _on_one_line(code: str) -> str:
    """Return code on one line, without blanks inside the brackets around its lines."""
    text = ""
    for line in map(str.strip, code.split("\n")):
        is_inside = text.endswith(("(", "[", "{")) or line.startswith((")", "]", "}"))
        text += line if is_inside or not text else f" {line}"
    return text


def _without_default(text: str, row: Parameter) -> str:
    """Return the description of a parameter, without its default if the signature has it."""
    return _TOLD_DEFAULT.sub("", text) if row.default else text


def describes_parameters(symbol: Symbol, doc: Docstring) -> bool:
    """Whether a docstring describes a parameter of its symbol."""
    return any(_is_described(row, doc) for row in shown_parameters(symbol, doc))


def _is_described(row: Parameter, doc: Docstring) -> bool:
    """Whether a docstring says something about a parameter that its signature does not."""
    description = doc.parameters.get(bare_name(row.name))
    return bool(description or (not row.type and shown_type(row, doc)))


def shown_type(row: Parameter, doc: Docstring) -> str:
    """Return the type of a parameter: from its signature, else from its docstring."""
    return row.type or doc.types.get(bare_name(row.name), "")


def fact_tables(outline: Outline, kind: Kind, say: Wording) -> list[tuple[str, str]]:
    """Return the title and the Markdown of each table of a file's facts."""
    return [
        (markdown.escape(say.word("titles", table.title)), _fact_table(table, say))
        for table in outline.tables
        if kind not in (Kind.TEST, Kind.DATA) or table.title not in _OF_PROGRAMS
    ]


def _fact_table(table: Table, say: Wording) -> str:
    rows = [
        [_fact(title, cell) for title, cell in zip(table.columns, row, strict=True)]
        for row in table.rows[:_MOST_ROWS]
    ]
    text = markdown.table([say.word("columns", title) for title in table.columns], rows)
    hidden = len(table.rows) - _MOST_ROWS
    return f"{text}\n\n- {say('lists.more', count=hidden)}" if hidden > 0 else text


def _fact(title: str, cell: str) -> str:
    if title == "what it is":
        return markdown.cell(markdown.prose(cut(without_roles(cell), _LONGEST_FACT)))
    values = [value for value in cell.split("\n") if value.strip()]
    shown = ", ".join(
        markdown.code_cell(cut(each, _LONGEST_CODE)) for each in values[:_MOST_VALUES]
    )
    return f"{shown}, …" if len(values) > _MOST_VALUES else shown
