"""PowerShell: scripts and modules that are named by a path, functions and classes by their name.

The scripts of a module are loaded together, so a name needs no import: it counts if one file
declares it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from ralf_notes.outline.imports.declared import only
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    folder_of,
    imports_of,
    join,
)
from ralf_notes.outline.mentions import Mentions, heads

_FILES = (".ps1", ".psm1", ".psd1")
_Declared = Mapping[str, list[Declarations]]
"""By name in small letters, which are the same to PowerShell: the files that declare it."""


def powershell(tree: TreeIndex) -> Lookup:
    """Return the lookup for PowerShell."""
    declared: defaultdict[str, list[Declarations]] = defaultdict(list)
    for file in tree.files.values():
        if file.language == "powershell":
            # A function without a dash can be a program or an alias.
            functions = (name for name in file.values if "-" in name)
            for name in dict.fromkeys((*file.types, *functions)):
                declared[name.lower()].append(file)
    files = {path.lower(): path for path in reversed(tree.ordered) if path.lower().endswith(_FILES)}
    # Names that differ in case are the same, so a name is not found again as it is written.
    return Lookup(names=partial(_hits, files, declared), shared="\n".join(declared))


def _hits(
    files: Mapping[str, str], declared: _Declared, file: Declarations, mentions: Mentions
) -> Iterator[Hit]:
    for item in imports_of(file):
        written = item.module.strip()
        if written.lower().endswith(_FILES) and "$" not in written:
            place = join(folder_of(file.path), written) or ""
            if path := files.get(place.lower()):  # as Windows finds it
                yield Use(path)
        elif written and not set(written) & set("$/\\(.") and written[0].isalpha():
            yield Outside(written)
    for name in heads(mentions.chains):
        declaring = declared.get(name.lower(), [])
        if len(declaring) == 1 and (path := only(declaring, file)):
            yield Use(path, (name,))
