"""The names that files declare, by package: an index to look up the names that stand in others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ralf_notes.outline.imports.tree import Declarations, TreeIndex, closest
from ralf_notes.outline.languages.known.families import C_FAMILY
from ralf_notes.outline.mentions.values import plain_name
from ralf_notes.outline.model import DECLARED_TYPES, Outline, Symbol
from ralf_notes.outline.rules import words_of
from ralf_notes.patterns import lazily

_TYPE_PARAMETERS = lazily(r"<[\w\s,]++>")
_LONGEST_CHAIN = 1000
"""In characters: its beginnings together are as long as its square."""
_COMMENT = lazily(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_SCOPED_ENUM = lazily(r"\benum\s+(?:class|struct)\b")
_ENUMERATOR = lazily(r"(?:^|,)\s*+([A-Za-z_]\w*+)")
_BETWEEN = lazily(r"[.:]")
_INHERITING = ("kotlin", "scala", "swift", "cpp", "c_sharp")
"""Languages in which a name can be that of a function, or of an extension, or of a method."""
_OF_TYPES = ("method", "constructor")
_AMBIENT = frozenset(("declare", "interface", "type"))
"""First words of what a file of types of TypeScript declares for all others."""
_GLOBAL = lazily(r"(?:window|globalThis|self)\.")

_PROPERTY = lazily(r"(?<!private )(?<!private lateinit )\bva[lr] +([a-z]\w*+)")
"""A property that others know, in the signature of a type of Kotlin: an argument, or data."""
_HIDDEN = {
    **dict.fromkeys(("kotlin", "swift"), lazily(r"\b(?:file)?private\b(?! *\()")),
    "java": lazily(r"\bprivate\b"),
    "c_sharp": lazily(r"(?:^|\s)file\s"),
}
"""By language: what stands before a name that only its own file knows."""

DeclaredNames = tuple[tuple[str, ...], ...]


def declared_names(outline: Outline) -> DeclaredNames:
    """Return `types`, `values`, `extensions`, `members` and `hidden` of `Declarations`."""
    names: dict[str, dict[str, None]] = {  # ordered sets
        place: {} for place in ("types", "values", "extensions", "members")
    }
    hides = _HIDDEN.get(outline.language)
    hidden: dict[str, None] = {}
    known: set[str] = set()
    for symbol in outline.symbols:
        is_hidden = bool(hides and _is_hidden(symbol, hides, hidden))
        for place, name in _names_of(outline, symbol):
            names[place][name] = None
            if is_hidden:
                hidden[name] = None
            else:
                known.add(name)
    types, values, extensions, members = names.values()
    if outline.language == "typescript" and _is_ambient(outline):
        extensions.update(dict.fromkeys((*types, *values)))
    only_here = (name for name in hidden if name not in known)
    return tuple(types), tuple(values), tuple(extensions), tuple(members), tuple(only_here)


def _names_of(outline: Outline, symbol: Symbol) -> Iterator[tuple[str, str]]:
    """Yield the names that a symbol is known by, each with the field of `Declarations`."""
    name = plain_name(symbol.name)
    if outline.language == "c_sharp" and "<" in name:
        name = _TYPE_PARAMETERS.sub("", name)
    if symbol.kind in DECLARED_TYPES:
        yield "types", _other_package(outline, symbol) + name
        if symbol.kind == "enum" and outline.language in C_FAMILY:
            yield from (("values", each) for each in _enumerators(symbol, name.rpartition(".")[0]))
        if outline.language == "kotlin":
            yield from (("members", each) for each in _PROPERTY.findall(symbol.signature))
    elif symbol.parent:
        if outline.language in _INHERITING:
            is_extension = _extends_type_beside(outline.language, symbol, name)
            yield "extensions" if is_extension else "members", name.rpartition(".")[2]
    elif value := _value(outline.language, symbol, name):
        plain, is_extension = value
        yield "extensions" if is_extension else "values", plain


def _is_hidden(symbol: Symbol, hides: re.Pattern[str], hidden: Mapping[str, None]) -> bool:
    """Whether no other file can name a symbol: it says so itself, or a type around it does."""
    if symbol.public:
        return False
    name = plain_name(symbol.name).rpartition(".")[2]
    head = symbol.signature.partition(name)[0]
    return symbol.parent in hidden or hides.search(head) is not None


def _extends_type_beside(language: str, symbol: Symbol, name: str) -> bool:
    """Whether a function in a type only extends it, so that its file is to be named for it.

    `fun Cart.add()` of Kotlin, beside the class `Cart`, is imported by its name.
    """
    if language == "kotlin":
        before = symbol.signature.partition(name.rpartition(".")[2])[0]
        return before.endswith(".")
    return language == "c_sharp" and "(this " in symbol.signature


def _is_ambient(outline: Outline) -> bool:
    """Whether what a file of TypeScript declares is known everywhere: it is no module."""
    heads = {symbol.signature.partition(" ")[0] for symbol in outline.symbols if not symbol.parent}
    is_module = outline.imports or outline.exports or outline.aliases or "export" in heads
    return bool(heads & _AMBIENT) and not is_module


def _enumerators(symbol: Symbol, outer: str) -> dict[str, None]:
    """Return the names in an enumeration of C, which are those of what is around it."""
    head, _, body = _COMMENT.sub(" ", symbol.signature).partition("{")
    if not symbol.public or _SCOPED_ENUM.search(head):
        return {}
    start = f"{outer}." if outer else ""
    return {start + name: None for name in _ENUMERATOR.findall(body)}


def _value(language: str, symbol: Symbol, name: str) -> tuple[str, bool] | None:
    """Return how others know a definition outside types: its name, and if it is an extension.

    Returns None if they do not know it.
    """
    if language == "lua":
        return (_BETWEEN.split(name)[-1], _is_global(symbol)) if symbol.public else None
    if symbol.kind == "category" or _renames_word(language, symbol, name):
        return None
    if language in C_FAMILY:
        is_known = symbol.public and symbol.kind not in _OF_TYPES
        return (name, _is_linked(symbol)) if is_known and not _is_plain_variable(symbol) else None
    if language == "javascript" and "." in name:  # scripts of a page share it by its whole name
        return _GLOBAL.sub("", name, count=1), True
    is_extension = "." in name or (language == "kotlin" and _extends(symbol, name))
    return (name.rpartition(".")[2], is_extension) if symbol.kind != "section" else None


def _renames_word(language: str, symbol: Symbol, name: str) -> bool:
    """Whether a macro only says a word of the language otherwise: `#define inline __inline`."""
    return symbol.signature.startswith("#define") and name in words_of(language)


def _other_package(outline: Outline, symbol: Symbol) -> str:
    """Return the package of a symbol with `/` behind it, if it is not that of the file, or ''."""
    if not outline.packages:
        return ""
    inside = (name for start, end, name in outline.packages if start <= symbol.start < end)
    *_, package = "", *inside
    return f"{package}/" if package != outline.package else ""


def _extends(symbol: Symbol, name: str) -> bool:
    """Whether a symbol of Kotlin is a property of another type: `val String.isOpen: Boolean`."""
    head = symbol.signature.partition(name)[0]
    return symbol.kind == "property" and head.rstrip().endswith(".")


def _is_global(symbol: Symbol) -> bool:
    """Whether a public symbol of Lua is a function that is in no table."""
    return symbol.kind == "function" and not _BETWEEN.search(symbol.name)


def _is_plain_variable(symbol: Symbol) -> bool:
    """Whether a symbol of C defines a variable that others may not see; many stand in macros."""
    is_shared = symbol.signature.startswith(("extern", "static", "inline", "const"))
    return symbol.kind == "variable" and not is_shared


def _is_linked(symbol: Symbol) -> bool:
    """Whether a symbol of C is a function with a body, which other sources can only declare."""
    return symbol.kind == "function" and not symbol.signature.endswith(";")


Files = list[Declarations]


@dataclass(frozen=True, slots=True)
class PackageNames:
    """The names that the files of one package, namespace or module declare."""

    types: Mapping[str, Files] = field(default_factory=lambda: defaultdict(list))
    """By qualified name, such as `Cart` and `Cart.Line`: the files that declare it."""
    values: Mapping[str, Files] = field(default_factory=lambda: defaultdict(list))
    extensions: Mapping[str, Files] = field(default_factory=lambda: defaultdict(list))

    def declaring(self, name: str) -> Files:
        """Return the files that declare a type or value of this name."""
        return self.types.get(name) or self.values.get(name) or []


NO_NAMES = PackageNames({}, {}, {})


def scopes(
    tree: TreeIndex, languages: Iterable[str], key: Callable[[Declarations], str]
) -> Mapping[str, PackageNames]:
    """Return what the files of some languages declare.

    Args:
        tree: the tree.
        languages: their keys.
        key: returns the package of a file, as the languages see it.
    """
    by_package: defaultdict[str, PackageNames] = defaultdict(PackageNames)
    chosen = frozenset(languages)
    for file in tree.files.values():
        if file.language not in chosen:
            continue
        own_package = key(file)
        hidden = frozenset(file.hidden)
        for name in (each for each in file.types if each not in hidden):
            package, slash, inner = name.rpartition("/")
            by_package[dotted(package) if slash else own_package].types[inner].append(file)
        for name in (each for each in file.values if each not in hidden):
            by_package[own_package].values[name].append(file)
        for name in (each for each in file.extensions if each not in hidden):
            by_package[own_package].extensions[name].append(file)
        by_package[own_package]  # a package without names is one, too
    return dict(by_package)


def only(files: Iterable[Declarations], user: Declarations) -> str | None:
    """Return the path of the one file that a name leads to; None if that is not certain.

    Files that are not tests see none that are. Of several files, the one counts that shares more
    folders with the user than every other.
    """
    seen = [file.path for file in files if user.is_test or not file.is_test]
    if len(seen) == 1:
        return seen[0] if seen[0] != user.path else None
    return closest(seen, user.path) if seen and user.path not in seen else None


def own_types(file: Declarations) -> frozenset[str]:
    """Return the plain names of the types that a file declares, nested ones too."""
    return frozenset(name.rpartition("/")[2].rpartition(".")[2] for name in file.types)


def packages_of(file: Declarations) -> tuple[str, ...]:
    """Return the packages that a file declares, with dots."""
    others = (name.rpartition("/")[0] for name in file.types if "/" in name)
    return tuple(dict.fromkeys(dotted(each) for each in (file.package, *others)))


def dotted(name: str) -> str:
    """Return a qualified name with dots, without one at its start."""
    return name.replace("\\", ".").strip(".")


def prefixes(chain: str) -> Iterator[str]:
    """Yield the beginnings of a dotted name, the longest first; none of a name beyond all use."""
    if len(chain) > _LONGEST_CHAIN:
        return
    while chain:
        yield chain
        chain = chain.rpartition(".")[0]
