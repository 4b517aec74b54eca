"""TypeScript: names that a file declares for all others, such as `declare namespace Shop`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ralf_notes.outline.imports.declared import Files, only
from ralf_notes.outline.imports.standard import ECMASCRIPT_GLOBALS
from ralf_notes.outline.imports.tree import Declarations, TreeIndex, Use, imports_of
from ralf_notes.outline.mentions import Mentions, heads

_ENDINGS = (".d.ts", ".d.mts", ".d.cts")


def ambient_names(tree: TreeIndex) -> Mapping[str, Files]:
    """Return the files that declare names for all others, by name; not what they only add to."""
    ambient: defaultdict[str, Files] = defaultdict(list)
    for file in tree.files.values():
        is_ambient = file.language == "typescript" and file.path.endswith(_ENDINGS)
        for name in file.extensions if is_ambient else ():
            if "." not in name and name not in ECMASCRIPT_GLOBALS:
                ambient[name].append(file)
    return ambient


def ambient_uses(
    ambient: Mapping[str, Files], file: Declarations, mentions: Mentions
) -> Iterator[Use]:
    """Yield the files that declare for all others what stands in a file without an import."""
    bound = {name for item in imports_of(file) for name in item.local or item.names}
    plain = heads(mentions.chains) - bound - {*file.types, *file.values}
    for name in sorted(plain & ambient.keys()):
        if path := only(ambient[name], file):
            yield Use(path, (name,))
