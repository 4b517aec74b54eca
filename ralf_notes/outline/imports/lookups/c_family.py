"""C, C++ and Objective-C: included files, and the names that these declare.

A name means what one of the files that are included here declares, or one that those include. Such
a function may be defined in another source: a use of it is a use of that source too. So the links
of a file depend on the includes of other files as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ralf_notes.outline.imports.declared import only
from ralf_notes.outline.imports.standard import (
    C_FOLDERS,
    C_HEADERS,
    C_NAMES,
    C_SOURCES,
    C_SYSTEM_FOLDERS,
    C_SYSTEM_HEADERS,
    C_SYSTEM_PATHS,
)
from ralf_notes.outline.imports.tree import (
    MANY,
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    ancestors,
    first,
    folder_of,
    imports_of,
    imports_text,
    join,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.languages.known.families import C_FAMILY
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_INCLUDED = (
    ".h", ".hh", ".hpp", ".hxx", ".h++", ".inc", ".inl", ".ipp", ".tcc", ".tpp", ".def",
    ".c", ".cc", ".cpp", ".cxx", ".cu", ".cuh",
)  # fmt: skip
_HEADER_FOLDERS = ("include/", "src/", "")
_OF_CONFIGURE = (
    "configure.ac", "configure.in", "config.h.in", "src/config.h.in", "config.h.cmake",
    "cmake/config.h.in", "config.h.cmake.in",
)  # fmt: skip
_MOST_INCLUDED = 2000
"""The most files that one file is taken to include, directly or not."""
_POSIX = re.compile(
    r"(?:u?int(?:_least|_fast)?\d+|u?int(?:ptr|max)|[a-z]{2,6})_t|_+[a-zA-Z]+__|W?S?_?[A-Z]_OK"
    r"|(?:S_[IF]|SIG|O_|AF_|PF_|SO_|IPPROTO_|SOCK_|POLL|E(?=[A-Z]{3,}\b)|INT|UINT|SIZE_|[A-Z]+_M(?:AX|IN)$)"
    r"[A-Z0-9]*"
)
"""Names that the system declares on some platforms, and headers of a tree on the others."""
_MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class _Declared:
    """One declaration of a name."""

    name: str
    """Qualified, with dots."""
    file: Declarations


@dataclass(frozen=True, slots=True)
class _Includes:
    tree: TreeIndex
    index: list[str]
    """Of the suffixes of the paths of all files that can be included."""
    declared: Mapping[str, list[_Declared]]
    """By plain name: what the files declare outside types."""
    defined: Mapping[str, list[Declarations]]
    """By qualified name: the sources, not headers, that define a function or variable."""
    members: frozenset[str]
    """The names of the methods of all classes: a plain name can be one."""
    folders: frozenset[str] = frozenset()
    """The names of the folders of headers: a path that begins so may mean what a build makes."""
    made: frozenset[str] = frozenset()
    """The names of headers that a build makes; those of the tree are for other platforms."""
    direct: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By path: the files that it includes, as far as they were looked for."""
    reached: dict[str, frozenset[str]] = field(default_factory=dict)
    """By path: all files that it includes, of the files that were last asked for."""
    users: dict[str, list[str]] = field(default_factory=dict)
    """By path: the files that include it, once they are asked for."""


def c_family(tree: TreeIndex) -> Lookup:
    """Return the lookup for C, C++ and Objective-C."""
    index = suffix_index(path for path in tree.ordered if path.lower().endswith(_INCLUDED))
    declared: defaultdict[str, list[_Declared]] = defaultdict(list)
    defined: defaultdict[str, list[Declarations]] = defaultdict(list)
    members: set[str] = set()
    for file in tree.files.values():
        if file.language not in C_FAMILY:
            continue
        types = frozenset(file.types)
        for name in dict.fromkeys((*file.types, *file.values, *file.extensions)):
            outer, _, last = name.rpartition(".")
            if outer not in types:
                declared[last].append(_Declared(name, file))
        if file.path.endswith(C_SOURCES):
            for name in file.extensions:
                defined[name].append(file)
        members.update(file.members)
    headers = (path for path in tree.ordered if path.endswith(_INCLUDED[:5]))
    folders = frozenset(folder_of(path).rpartition("/")[2] for path in headers)
    made = frozenset(("config.h",)) if _is_configured(tree) else frozenset()
    includes = _Includes(tree, index, declared, defined, frozenset(members), folders, made)
    shared = imports_text(tree, C_FAMILY) + repr(includes.made)
    return Lookup(partial(_included, includes), partial(_names, includes), shared)


def _included(includes: _Includes, importer: str, item: Import) -> Iterator[Hit]:
    """Yield the file that an `#include` means, or the library from outside."""
    written = item.module.strip()
    path, quoted = written.strip('"<>').replace("\\", "/"), written.startswith('"')
    if not path or path.startswith("/") or (not quoted and _is_standard(path)):
        return
    # A header is beside the file, or in the usual folders above it.
    beside = folder_of(importer)
    starts = [(beside, "")] if quoted else []
    starts += ((above, inner) for above in ancestors(beside) for inner in _HEADER_FOLDERS)
    places = (join(folder, inner + path) for folder, inner in starts)
    file = first(includes.tree, (place for place in places if place and place != importer))
    if file is None and ".." not in path and path not in includes.made:
        unique = with_suffix(includes.index, path, 2)
        file = unique[0] if len(unique) == 1 else None
    if file:
        yield Use(file)
    elif quoted or not written.startswith("<") or _is_of_system(path):
        return
    elif path.partition("/")[0] not in includes.folders:
        yield Outside(path.partition("/")[0].removesuffix(".h").removesuffix(".hpp"))


def _is_configured(tree: TreeIndex) -> bool:
    """Whether a build of the tree makes `config.h`: with Autoconf, or from a template."""
    return any(tree.read(path) is not None for path in _OF_CONFIGURE)


def _is_standard(path: str) -> bool:
    """Whether a header belongs to C, to C++ (where it has no ending) or to the system."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_FOLDERS
    name = path.removesuffix(".h")
    return name in C_HEADERS or name.endswith("intrin") or (path.isidentifier() and path.islower())


def _is_of_system(path: str) -> bool:
    """Whether a header that is not in the tree comes with some system or compiler."""
    top, slash, _ = path.partition("/")
    if slash:
        return top in C_SYSTEM_FOLDERS or path in C_SYSTEM_PATHS
    return path.removesuffix(".h") in C_SYSTEM_HEADERS


def _names(includes: _Includes, file: Declarations, mentions: Mentions) -> Iterator[Use]:
    """Yield the files that declare the names in a file, and the sources that define them."""
    declared_here = {*file.types, *file.values, *file.extensions}
    declared_here |= {name.rpartition(".")[2] for name in declared_here}
    words = {part for chain in (*mentions.chains, *declared_here) for part in chain.split(".")}
    reached: frozenset[str] | None = None
    around: frozenset[str] | None = None
    own = {name.rpartition(".")[2]: name for name in file.extensions}
    for chain in mentions.chains:
        parts = chain.split(".")
        if chain in own and file.path.endswith(C_SOURCES):
            reached = _reached(includes, file.path) if reached is None else reached
            yield from _declaring(includes, own[chain], reached)
        if (
            not parts[0]
            or parts[0] in C_NAMES
            or parts[0] in declared_here
            or not includes.declared.keys() & parts
        ):
            continue
        reached = _reached(includes, file.path) if reached is None else reached
        meant = _declarations_of(includes, parts, reached, words)
        if not meant:
            around = _around(includes, file.path) if around is None else around
            outside = _declarations_of(includes, parts, around, words) if around else []
            meant = [each for each in outside if _is_shared(each)]
        if meant:
            yield from _uses(includes, meant, file)


def _declaring(includes: _Includes, name: str, reached: frozenset[str]) -> Iterator[Use]:
    """Yield the header that declares what a source defines: one that it includes, or the only one.

    Args:
        includes: the files of the tree.
        name: of the function, qualified.
        reached: the files that the source includes.
    """
    declaring = {
        each.file.path
        for each in includes.declared.get(name.rpartition(".")[2], ())
        if each.name == name and not each.file.path.endswith(C_SOURCES)
    }
    is_certain = len(includes.defined.get(name, ())) == 1
    headers = declaring & reached or (declaring if is_certain else set())
    if len(headers) == 1:
        yield Use(headers.pop())  # the name itself is no use


def _reached(includes: _Includes, start: str) -> frozenset[str]:
    """Return the files that a file includes, directly or over others, without itself."""
    if start in includes.reached:
        return includes.reached[start]
    seen: set[str] = set()
    waiting = [start]
    while waiting and len(seen) < _MOST_INCLUDED:
        path = waiting.pop()
        for each in _direct(includes, path):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    if len(includes.reached) >= _MOST_KEPT:
        includes.reached.clear()
    includes.reached[start] = frozenset(seen - {start})
    return includes.reached[start]


def _around(includes: _Includes, path: str) -> frozenset[str]:
    """Return the files that the users of a header include: it may need them and leave them out.

    A source that another source includes is used in the same way.
    """
    if not includes.users:
        includes.users[""] = []  # it is filled once, though no file may include another
        for user, file in includes.tree.files.items():
            for each in _direct(includes, user) if file.language in C_FAMILY else ():
                includes.users.setdefault(each, []).append(user)
    users = includes.users.get(path, ())[:MANY]
    included = frozenset(each for user in users for each in (user, *_reached(includes, user)))
    return included - {path}


def _sees(includes: _Includes, path: str, declaring: set[str]) -> bool:
    """Whether a source includes one of the files that declare a name, or its users do."""
    return not (
        declaring.isdisjoint(_reached(includes, path))
        and declaring.isdisjoint(_around(includes, path))
    )


def _direct(includes: _Includes, path: str) -> tuple[str, ...]:
    """Return the files of the tree that a file includes itself."""
    if path not in includes.direct:
        file = includes.tree.files.get(path)
        items = imports_of(file) if file and file.language in C_FAMILY else ()
        hits = (hit for item in items for hit in _included(includes, path, item))
        includes.direct[path] = tuple(hit.path for hit in hits if isinstance(hit, Use))
    return includes.direct[path]


def _is_shared(declared: _Declared) -> bool:
    """Whether a declaration is in a header, or has more than a plain word as its name."""
    name = declared.name.rpartition(".")[2]
    is_word = name.islower() and "_" not in name
    return not (is_word and declared.file.path.endswith(C_SOURCES))


def _declarations_of(
    includes: _Includes, parts: list[str], reached: frozenset[str], words: set[str]
) -> list[_Declared]:
    """Return the declarations of what a chain means: its first part that is no namespace.

    A plain name may be one of a namespace that stands in the file, in one of its `words`.
    """
    if _POSIX.fullmatch(parts[0]):
        return []
    for place, name in enumerate(parts):
        declarations = [
            each for each in includes.declared.get(name, ()) if each.file.path in reached
        ]
        if place:
            written = "".join(f".{part}" for part in parts[: place + 1])
            declarations = [each for each in declarations if _is_in(each, written)]
        elif declarations and _may_be_member(includes, name, declarations):
            return []
        else:
            declarations = [
                each for each in declarations if words.issuperset(each.name.split(".")[-2:-1])
            ]
        if declarations:
            return declarations
    return []


def _is_in(declared: _Declared, written: str) -> bool:
    """Whether a declaration is in the namespaces that are written, each after a dot.

    A macro may open a namespace, which then is taken from the folder of the header.
    """
    if f".{declared.name}".endswith(written):
        return True
    folder, _, name = written[1:].rpartition(".")
    return declared.name == name and folder in folder_of(declared.file.path).split("/")


def _may_be_member(includes: _Includes, name: str, declarations: Iterable[_Declared]) -> bool:
    """Whether a plain name that could be a function could be a method as well."""
    return name in includes.members and not any(
        each.name in each.file.types for each in declarations
    )


def _uses(includes: _Includes, declarations: list[_Declared], file: Declarations) -> Iterator[Use]:
    """Yield the file that declares a name, and the source that defines it, if these are certain."""
    names = {each.name for each in declarations}
    if len(names) > 1:
        return
    name = names.pop()
    declaring = only((each.file for each in declarations), file)
    if declaring:
        yield Use(declaring, (name.replace(".", "::"),))
    others = [each for each in includes.defined.get(name, ()) if each.path != declaring]
    is_inline = any(
        name in each.file.extensions for each in declarations if each.file.path == declaring
    )
    if len(others) > MANY or is_inline:  # a twin elsewhere is for other systems
        return
    seen = {each.file.path for each in declarations}
    # Another function of that name is defined in a source that does not include the declaration.
    certain = [each for each in others if _sees(includes, each.path, seen)]
    if defining := only(certain, file):
        yield Use(defining, (name.replace(".", "::"),))
