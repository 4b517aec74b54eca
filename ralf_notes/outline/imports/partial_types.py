"""Types of C# whose parts stand in several files: which of these declares a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ralf_notes.outline.imports.exports import Place
from ralf_notes.outline.imports.tree import Declarations

PartialTypes = Mapping[str, tuple[Declarations, ...]]
"""By name of a type: the files that declare it, if these are several."""


def partial_types(files: Iterable[Declarations]) -> PartialTypes:
    """Return the types of C# that several files declare."""
    declaring: defaultdict[str, list[Declarations]] = defaultdict(list)
    for file in files:
        if file.language == "c_sharp":
            for name in file.types:
                declaring[name].append(file)
    return {name: tuple(each) for name, each in declaring.items() if len(each) > 1}


def with_part(place: Place, partial: PartialTypes) -> Place:
    """Return a place in the part of its type that declares the member which it names.

    Where several parts declare one of this name, it is a place of the type alone.

    Args:
        place: the path of a file, and a type there with what follows it.
        partial: of the tree.
    """
    path, chain = place
    name, _, rest = chain.partition(".")
    if not rest or name not in partial:
        return place
    member = rest.partition(".")[0]
    package = next((each.package for each in partial[name] if each.path == path), None)
    parts = [each for each in partial[name] if each.package == package and member in each.members]
    if len(parts) > 1:
        return path, name
    return (parts[0].path, chain) if parts else place
