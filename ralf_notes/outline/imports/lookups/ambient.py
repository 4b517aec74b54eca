"""Names that a file declares for all others: `declare namespace Shop` of TypeScript, and what the
scripts of a page find of each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ralf_notes.outline.imports.declared import Files, only, prefixes
from ralf_notes.outline.imports.lookups.documents import on_page
from ralf_notes.outline.imports.standard import ECMASCRIPT_GLOBALS
from ralf_notes.outline.imports.tree import Declarations, TreeIndex, Use, imports_of
from ralf_notes.outline.mentions import Mentions, heads

_ENDINGS = (".d.ts", ".d.mts", ".d.cts")
_OF_PAGES = re.compile(
    r"(?:HTML|SVG|CSS|DOM|IDB|RTC|GPU|XR|XML|Web|Canvas|Offscreen|Audio|Video|Media|Mouse|Keyboard"
    r"|Touch|Pointer|Drag|Wheel|Clipboard|Service|Shared|Text|Animation|Intersection|Mutation|Resize"
    r"|Screen|Shadow|Readable|Writable|Transform|Crypto|Message|Broadcast|Speech|Promise|String"
    r"|Array|Regexp|Performance|Document|Window|Navigator|Process|Global)[A-Z0-9]"
)
"""Names as those of browsers: who declares them anew mostly adds to them."""
_SHORTEST = 3
"""Shorter names are those of parameters and counters."""


def ambient_names(tree: TreeIndex) -> Mapping[str, Files]:
    """Return the files that declare names for all others, by name; not what they only add to."""
    ambient: defaultdict[str, Files] = defaultdict(list)
    for file in tree.files.values():
        is_ambient = file.language == "typescript" and file.path.endswith(_ENDINGS)
        for name in file.extensions if is_ambient else ():
            if "." not in name and name not in ECMASCRIPT_GLOBALS and not _OF_PAGES.match(name):
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


@dataclass(frozen=True, slots=True)
class PageScripts:
    """The scripts that pages load, which share all that they declare at the top."""

    pages: Mapping[str, frozenset[str]]
    """By the path of a script: the pages that load it."""
    names: Mapping[str, Files]
    """By name, `Ship` or `game.Ship`: the scripts that declare it and are no modules."""
    shared: str
    """What of this no name decides, for `Lookup.shared`: each script's pages, the modules."""

    def uses(self, file: Declarations, mentions: Mentions) -> Iterator[Use]:
        """Yield the scripts that a page loads beside a file and that define a name in it."""
        pages = self.pages.get(file.path, frozenset())
        own_names = {name for item in imports_of(file) for name in item.local or item.names}
        own_names.update(file.types, file.values, file.extensions)
        for chain in mentions.chains if pages else ():
            name = next((each for each in prefixes(chain) if each in self.names), "")
            if not name or name in own_names:
                continue
            loaded = (each.path for each in self.names[name] if self.pages[each.path] & pages)
            declaring = [*islice(loaded, 2)]  # two are uncertain, as thousands are
            if len(declaring) == 1 and declaring[0] != file.path:
                yield Use(declaring[0], (name,))


def page_scripts(tree: TreeIndex) -> PageScripts:
    """Return what the scripts of pages declare for each other."""
    pages: defaultdict[str, set[str]] = defaultdict(set)
    for page in tree.files.values() if "html" in tree.languages else ():
        for item in imports_of(page) if page.language == "html" else ():
            script = on_page(tree, page.path, item.module)
            if script and tree.files[script].language == "javascript":
                pages[script].add(page.path)
    names: defaultdict[str, Files] = defaultdict(list)
    rows: list[str] = []
    for path in sorted(pages):
        file = tree.files[path]
        is_module = bool(file.imports or file.offers)
        rows.append(f"{path}\0{is_module}\0{sorted(pages[path])}")
        for name in () if is_module else (*file.types, *file.values, *file.extensions):
            if len(name) >= _SHORTEST:
                names[name].append(file)
    by_script = {path: frozenset(of) for path, of in pages.items()}
    return PageScripts(by_script, names, "\n".join(rows))
