"""What a program can be given when it starts: its options and the environment variables it reads.

Only what stands in the source as a literal is told; a name that is put together is left out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table
from ralf_notes.outline.options import go
from ralf_notes.source.classify import Kind, kind_by_path

if TYPE_CHECKING:
    from tree_sitter import Node

_IN_C = rb"\b(?:getenv|secure_getenv|qgetenv|qEnvironmentVariable(?:IsSet|IntValue)?)"
_READ = {
    "go": rb"\bos\.(?:Getenv|LookupEnv)",
    "rust": rb"\benv::(?:var|var_os)",
    "c": _IN_C,
    "cpp": _IN_C,
    "objectivec": _IN_C,
}
"""By language: the functions that read an environment variable, whose name comes first."""
_NAME = rb"\([ \t\n]*+\"(?P<name>[A-Za-z_]\w*+)\""
_MOST = 200


def options_tables(key: str, path: str, source: bytes, root: Node) -> tuple[Table, ...]:
    """Return the tables of the options and the environment variables of a file.

    What a test defines or reads is nothing that a user can set.

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
    variables = tuple((name,) for name in dict.fromkeys(_variables(key, source, root)))[:_MOST]
    return tables(
        Table("Options", ("option", "short", "default", "environment", "what it is"), rows),
        Table("Environment variables", ("variable",), variables),
    )


def _variables(key: str, source: bytes, root: Node) -> Iterator[str]:
    """Yield the names of the variables that the code of a file reads, as often as it does."""
    functions = _READ.get(key)
    if functions is None or b"env" not in source.lower():
        return
    for match in re.finditer(functions + _NAME, source):
        node = root.descendant_for_byte_range(match.start(), match.start() + 1)
        if node is not None and "comment" not in node.type and "string" not in node.type:
            yield match["name"].decode()
