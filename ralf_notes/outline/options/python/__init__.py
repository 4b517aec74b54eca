"""Options of programs in Python: of argparse and optparse, of Click and of Typer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ralf_notes.outline.options.option import Option
from ralf_notes.outline.options.python import parsers, typer
from ralf_notes.outline.options.python.click import is_used as uses_click
from ralf_notes.outline.options.python.click import options as options_of_click
from ralf_notes.outline.options.python.texts import texts_of

if TYPE_CHECKING:
    from tree_sitter import Node


def options(root: Node, source: bytes) -> Iterator[Option]:
    """Yield the options that a file in Python defines."""
    readers = []
    if any(each in source for each in parsers.ADDING):
        readers.append(parsers.options)
    if uses_click(source):
        readers.append(options_of_click)
    if b"typer" in source:
        readers.append(typer.options)
    if readers:
        texts = texts_of(root, source)
        for read in readers:
            yield from read(root, texts)
