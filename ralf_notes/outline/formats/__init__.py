"""Formats without a grammar: what the readers of each kind of file look for, as facts.

`Language.facts` names the function that reads a format. Its module is loaded with the first such
file. A source is data: no function here may raise, whatever the text is, or take a time that grows
faster than the text does.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages

from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import Import, Symbol, Table


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text of one file says about it."""

    about: str = ""
    """As in `Outline`."""
    purpose: str | None = None
    """The author's words on the file, where the format has a place for them; '' where its first
    comment is about something else, None where that comment is."""
    tables: tuple[Table, ...] = ()
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    package: str = ""


def facts_of(language: Language, path: str, text: str) -> Facts:
    """Return what a file of a format says about itself.

    Args:
        language: the format; one that no function reads has no facts.
        path: of the file, with `/`.
        text: of the file, with its secrets masked.
    """
    if not language.facts or not text.strip():
        return Facts()
    return facts_by(language.facts, path, text)


def facts_by(function: str, path: str, source: object) -> Facts:
    """Return what a function says about a file.

    Args:
        function: `module:function` in this package.
        path: of the file.
        source: its text, or what a parser made of it.
    """
    module, _, name = function.partition(":")
    facts = getattr(import_module(f"{__name__}.{module}"), name)(path, source)
    return facts if isinstance(facts, Facts) else Facts()


def modules() -> list[str]:
    """Return the names of all modules of this package."""
    all_modules = walk_packages(__path__, f"{__name__}.")
    return [each.name for each in all_modules]


def tables(*filled: Table) -> tuple[Table, ...]:
    """Return those of some tables that have rows, each without its empty columns."""
    return tuple(_narrowed(table) for table in filled if table.rows)


def _narrowed(table: Table) -> Table:
    filled = [at for at in range(len(table.columns)) if any(row[at] for row in table.rows)]
    if len(filled) == len(table.columns):
        return table
    columns = tuple(table.columns[at] for at in filled)
    return Table(table.title, columns, tuple(tuple(row[at] for at in filled) for row in table.rows))
