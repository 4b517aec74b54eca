"""What a program can be given when it starts: its options and the environment variables it reads.

A name that is put together when the program runs is left out.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table
from ralf_notes.outline.options import go
from ralf_notes.outline.options.variables import read_variables
from ralf_notes.source.classify import Kind, kind_by_path

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST = 200


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
    options = go.options(root, source) if key == "go" else ()
    rows = tuple(dict.fromkeys(tuple(each) for each in options))[:_MOST]
    read = tuple(read_variables(key, source, root))[:_MOST]
    return tables(
        Table("Options", ("option", "short", "default", "environment", "what it is"), rows),
        Table("Environment variables", ("variable", "default"), read),
    )
