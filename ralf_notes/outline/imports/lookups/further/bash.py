"""Bash: sourced files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.imports.tree import (
    Hit,
    Lookup,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    join,
)
from ralf_notes.outline.model import Import

_SHELL_FOLDER = re.compile(r"^(?:\$\{[^}]*\}|\$\w+|\$\(.*\)|`[^`]*`)/")


def bash(tree: TreeIndex) -> Lookup:
    """Return the lookup for `source`; a leading variable is a folder at or above the script."""

    def lookup(importer: str, item: Import) -> Iterator[Hit]:
        written = _SHELL_FOLDER.sub("", item.module.replace('"', "").replace("'", "").strip())
        if written and not written.startswith(("/", "~")):
            places = (join(folder, written) for folder in ancestors(folder_of(importer)))
            file = first(tree, (place for place in places if place))
            if file:
                yield Use(file)

    return Lookup(lookup)
