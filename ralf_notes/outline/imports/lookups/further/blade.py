"""Blade: templates and components by their names; functions and classes as PHP finds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ralf_notes.outline.formats.documents.templates import COMPONENT, MARK
from ralf_notes.outline.imports.lookups.further.templates import templates
from ralf_notes.outline.imports.lookups.php import php
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    TreeIndex,
    Use,
    imports_of,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.mentions import Mentions


def blade(tree: TreeIndex) -> Lookup:
    """Return the lookup for Blade. A template stands in no namespace."""
    by_name, of_code = templates(tree).imports, php(tree).names
    classes = suffix_index(path for path in tree.ordered if path.endswith(".php"))

    def lookup(file: Declarations, mentions: Mentions) -> Iterator[Hit]:
        plain = []
        for item in imports_of(file):
            if item.mark == MARK:
                yield from by_name(file.path, item) if by_name else ()
            elif item.mark == COMPONENT:
                paths = with_suffix(classes, item.module, 2)
                if len(paths) == 1:
                    yield Use(paths[0], (item.module.rpartition("/")[2].partition(".")[0],))
            else:
                plain.append(item)
        if of_code:
            yield from of_code(replace(file, imports=tuple(plain)), mentions)

    return Lookup(names=lookup)
