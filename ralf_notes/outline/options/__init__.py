"""What a program can be given when it starts: its options and the environment variables it reads.

A name that is put together when the program runs is left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING

from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table
from ralf_notes.outline.options.option import Option
from ralf_notes.outline.options.variables import read_variables
from ralf_notes.source.classify import Kind, kind_by_path

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST = 1_000
_COLUMNS = ("command", "option", "short", "default", "choices", "environment", "what it is")
_READERS = {each: each for each in ("go", "python", "rust")}
_READERS |= dict.fromkeys(("javascript", "typescript", "tsx"), "ecmascript")
"""By language: the module that reads its options."""


def modules(keys: Iterable[str]) -> list[str]:
    """Return the names of the modules that read the options of some languages."""
    read = dict.fromkeys(module for key, module in _READERS.items() if key in keys)
    return [f"{__name__}.{module}" for module in read]


def options_tables(key: str, path: str, source: bytes, root: Node) -> tuple[Table, ...]:
    """Return the tables of the options and the environment variables of a file.

    What a test defines or reads is nothing that a user can set; of folders with tests, notes know.

    Args:
        key: the key of the language.
        path: of the file.
        source: the text of the file.
        root: its syntax tree.
    """
    if kind_by_path(posixpath.basename(path))[0] is Kind.TEST:
        return ()
    reader = f"{__name__}.{_READERS.get(key)}"
    options = import_module(reader).options(root, source) if key in _READERS else ()
    rows = _rows(options)
    read = tuple(read_variables(key, source, root))[:_MOST]
    return tables(
        Table("Options", _COLUMNS, rows),
        Table("Environment variables", ("variable", "default"), read),
    )


def _rows(options: Iterable[Option]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of options; where all are of one command, it is not named."""
    unique = list(islice(dict.fromkeys(options), _MOST))
    has_commands = len({each.command for each in unique}) > 1
    return tuple(
        (
            each.command if has_commands else "",
            *(each.name, each.short, each.default, each.choices, each.environment, each.words),
        )
        for each in unique
    )
