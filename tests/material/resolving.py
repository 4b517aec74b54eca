"""What a file of a tree uses and hands on, from the text of the tree's files."""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.outline.imports import Declarations, Resolved, declared_names, index
from ralf_notes.outline.parse import outline


def resolved(path: str, sources: Mapping[str, str]) -> Resolved:
    """Return what is known of the links of the file at `path`."""
    outlines = {each: outline(each, text) for each, text in sources.items()}
    files = {
        each: Declarations(
            each, found.language, found.package, found.imports, found.exports,
            *declared_names(found), aliases=found.aliases,
        )
        for each, found in outlines.items()
    }  # fmt: skip
    return index(files.values(), sources.get).resolve(files[path], outlines[path].mentions)
