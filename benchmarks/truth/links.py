"""The links of one tree's notes: those that lead nowhere, and the uses that have none.

A use is a name that one file of the tree declares, in the code of another file that can see it: by
its package, namespace or folder, or by what it imports or includes. What that leaves open is no
use: a name of three letters, one that several files declare, one that the user declares itself.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from facts import Fact, is_test
from shown import Note

# Languages whose imports name a file, so that the file's name in the user is a use.
BY_FILE = {"python", "typescript", "javascript", "c", "cpp", "ruby", "php", "bash", "rust"}
INDEX = {"index", "__init__", "mod", "lib"}
WORD = re.compile(r"[A-Za-z_$][\w$]*")
HASH = {"python", "ruby", "bash"}
NOT_CODE = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])*\'', re.S)
NOT_CODE_HASH = re.compile(
    r'("""|\'\'\').*?\1|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|(?<![\w$&{])#[^\n]*', re.S
)
ALL = re.compile(r"^\s*export\s*\*|^\s*from\s+\S+\s+import\s*\*|^\s*pub\s+use\b[^;]*::\*", re.M)
"""What hands on all names of another file."""
SHORTEST = 4
HEADERS = (".h", ".hh", ".hpp", ".hxx")
MANIFESTS = {
    "package.json": r'"name"\s*:\s*"([^"]+)"',
    "Cargo.toml": r'^name\s*=\s*"([^"]+)"',
}
PACKAGE = {
    "java": r"^\s*package\s+([\w.]+)",
    "kotlin": r"^\s*package\s+([\w.]+)",
    "php": r"^\s*namespace\s+([\w\\]+)",
    "csharp": r"^\s*namespace\s+([\w.]+)",
    "go": r"^package\s+(\w+)",
}


@dataclass(frozen=True, eq=False)
class Tree:
    """The sources of one language, what they declare, and the notes about them."""

    language: str
    root: Path
    notes: list[Note]
    facts: Mapping[str, list[Fact]]
    includes: dict[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def texts(self) -> dict[str, str]:
        read = {note.source: self.root / note.source for note in self.notes}
        return {f: p.read_text(encoding="utf-8", errors="replace") for f, p in read.items()}

    @cached_property
    def code(self) -> dict[str, str]:
        """The sources without comments and strings."""
        hidden = NOT_CODE_HASH if self.language in HASH else NOT_CODE
        return {file: hidden.sub(" ", text) for file, text in self.texts.items()}

    @cached_property
    def uses(self) -> dict[str, set[str]]:
        """The sources that each source links to."""
        sources = {note.path.removesuffix(".md"): note.source for note in self.notes}
        links = {n.source: {sources.get(link.removesuffix(".md")) for link in n.uses}
                 for n in self.notes}  # fmt: skip
        return {user: {t for t in targets if t and t != user} for user, targets in links.items()}

    @lru_cache  # noqa: B019 - a tree lives as long as the program
    def home(self, file: str) -> tuple[str, str]:
        """The folder of the package that a file is in, and the package's name; '' for none."""
        for folder in PurePosixPath(file).parents:
            for manifest, form in MANIFESTS.items():
                if (path := self.root / folder / manifest).is_file():
                    found = re.search(form, path.read_text(encoding="utf-8"), re.M)
                    return str(folder), found[1] if found else ""
        return "", ""

    def package(self, file: str) -> str:
        found = re.search(PACKAGE[self.language], self.texts[file], re.M)
        return found[1] if found else ""


def false_links(tree: Tree) -> list[str]:
    """Return the links to a file of which no name stands in the user, nor its own."""
    found = []
    for user, targets in tree.uses.items():
        words = set(WORD.findall(tree.texts[user]))
        for target in sorted(targets):
            names = {fact.name[-1] for fact in tree.facts[target]}
            by_file = tree.language in BY_FILE and _names_file(tree, user, target)
            if not (names & words or by_file):
                found.append(f"{user} -> {target}")
    return found


def unlinked_uses(tree: Tree) -> tuple[int, list[str]]:
    """Return how many pairs of files use one another by a name, and those without a link."""
    owners = _owners(tree)
    pairs: dict[tuple[str, str], str] = {}
    for user, code in tree.code.items():
        own = {fact.name[-1] for fact in tree.facts[user] if fact.kind != "name"}
        for name in sorted(set(WORD.findall(code)) & owners.keys() - own):
            pair = (user, owners[name].file)
            if pair not in pairs and _sees(tree, user, owners[name]):
                pairs[pair] = name
    missed = [
        f"{user} uses {name} of {target}"
        for (user, target), name in sorted(pairs.items())
        if not _is_linked(tree, user, target, name)
    ]
    return len(pairs), missed


def _owners(tree: Tree) -> dict[str, Fact]:
    """The types and functions that only one file declares, outside of other types; by name."""
    holders: dict[str, set[str]] = defaultdict(set)
    for file, facts in tree.facts.items():
        for fact in facts:
            if fact.kind != "name":
                holders[fact.name[-1]].add(file)
    types = {(f.file, f.name) for facts in tree.facts.values() for f in facts if f.kind == "type"}
    found = {}
    for facts in tree.facts.values():
        for fact in facts:
            name, files = fact.name[-1], holders[fact.name[-1]]
            if headers := {file for file in files if file.endswith(HEADERS)}:
                files = headers  # they declare what a source file defines
            inside = tree.language != "ruby" and (fact.file, fact.name[:-1]) in types
            is_asked = (
                fact.kind in ("type", "function") and len(name) >= SHORTEST and name != "type"
            )
            if is_asked and not inside and files == {fact.file}:
                found[name] = fact
    return found


def _is_linked(tree: Tree, user: str, target: str, name: str) -> bool:
    """Whether the user links to the target, or to a file that hands the name on."""
    linked = tree.uses.get(user, set())
    handing_on = [tree.code[file] for file in linked if target in tree.uses.get(file, set())]
    hands_on_all = tree.language == "bash"  # what it sources is its own
    return target in linked or any(
        hands_on_all or name in code or ALL.search(code) for code in handing_on
    )


def _sees(tree: Tree, user: str, fact: Fact) -> bool:
    """Whether the name in the user's code can only be that one."""
    if is_test(fact.file) and not is_test(user):
        return False
    check = SEES.get(tree.language)
    return check is None or check(tree, user, fact)


def _by_python_import(tree: Tree, user: str, fact: Fact) -> bool:
    name, path = fact.name[-1], PurePosixPath(fact.file)
    known = {*path.parts[:-1], path.stem}
    listed = rf"^\s*from\s+([\w.]+)\s+import\s+(?:\([^)]*|[^\n(]*)\b{name}\b"
    for found in re.finditer(listed, tree.code[user], re.M):
        module = [part for part in found[1].split(".") if part]
        if found[1].startswith(".") or (module and set(module) <= known):
            return True
    qualified = rf"\b{re.escape(path.stem)}\.{name}\b"
    imported = rf"import\s[^\n]*\b{re.escape(path.stem)}\b"
    return bool(re.search(qualified, tree.code[user]) and re.search(imported, tree.code[user]))


def _by_script_import(tree: Tree, user: str, fact: Fact) -> bool:
    name = rf"[^;'\"`]*?(?<![\w$]){re.escape(fact.name[-1])}(?![\w$])[^;'\"`]*?"
    path = r"['\"](?:\.|@/|~/)" if tree.home(user) == tree.home(fact.file) else r"['\"]\."
    form = rf"import\b{name}\bfrom\s*{path}|{{{name}}}\s*=\s*require\(\s*{path}"
    return bool(re.search(form, tree.texts[user]))


def _by_go_package(tree: Tree, user: str, fact: Fact) -> bool:
    folder, name = posixpath.dirname(fact.file), re.escape(fact.name[-1])
    if posixpath.dirname(user) == folder:
        form = rf"(?<![\w.]){name}\b(?!\s*:)" if fact.public else rf"(?<![\w.]){name}[({{]"
        return bool(re.search(form, tree.code[user]))
    package = tree.package(fact.file)
    imported = re.search(rf'"[^"\n]*{re.escape(posixpath.basename(folder))}"', tree.texts[user])
    return bool(imported and re.search(rf"\b{package}\.{name}\b", tree.code[user]))


def _by_jvm_import(tree: Tree, user: str, fact: Fact) -> bool:
    package, name = tree.package(fact.file), fact.name[-1]
    others = re.findall(rf"^\s*import\s+([\w.]+)\.{name}\b", tree.texts[user], re.M)
    if others:
        return others == [package]
    all_of_it = rf"^\s*import\s+{re.escape(package)}\.\*"
    return tree.package(user) == package or bool(re.search(all_of_it, tree.texts[user], re.M))


def _by_php_use(tree: Tree, user: str, fact: Fact) -> bool:
    package, name = tree.package(fact.file), fact.name[-1]
    others = re.findall(rf"^use\s+(?:function\s+)?([\w\\]+)\\{name};", tree.texts[user], re.M)
    if others or re.search(rf"^use\b[^;]*\b{name};|\\{name}\b", tree.texts[user], re.M):
        return others == [package]
    return tree.package(user) == package


def _by_namespace(tree: Tree, user: str, fact: Fact) -> bool:
    package, own = tree.package(fact.file), tree.package(user)
    if not re.search(rf"(?<![\w.]){re.escape(fact.name[-1])}\b", tree.code[user]):
        return False  # the last part of a namespace
    brought = rf"^\s*(?:global\s+)?using\s+{re.escape(package)}\s*;"
    inside = own == package or own.startswith(f"{package}.")
    return inside or bool(re.search(brought, tree.texts[user], re.M))


def _by_ruby_scope(tree: Tree, user: str, fact: Fact) -> bool:
    *outer, name = fact.name
    if not name[0].isupper():
        return False
    if not outer or re.search(rf"\b{outer[-1]}::{name}\b", tree.code[user]):
        return not re.search(rf"::{name}\b", tree.code[user]) or bool(outer)
    scopes = {f.name[: len(outer)] for f in tree.facts[user]}
    foreign = re.search(rf"(?:^|[^\w:])::{name}\b|\w::{name}\b", tree.code[user])
    return tuple(outer) in scopes and not foreign


def _by_rust_path(tree: Tree, user: str, fact: Fact) -> bool:
    name = fact.name[-1]
    form = (
        rf"\buse\s+(?:crate|super|self)\b[^;]*\b{name}\b|\b(?:crate|super|self)::[\w:]*\b{name}\b"
    )
    return bool(re.search(form, tree.code[user]))


def _by_include(tree: Tree, user: str, fact: Fact) -> bool:
    return fact.file in _included(tree, user)


def _included(tree: Tree, file: str) -> frozenset[str]:
    """The files that a file includes, and those that they include."""
    if file not in tree.includes:
        found, waiting = set[str](), [file]
        while waiting:
            at = waiting.pop()
            named = re.findall(r'^\s*#\s*include\s*[<"]([^>"\n]+)', tree.texts[at], re.M)
            ends = tuple(f"/{posixpath.normpath(name).lstrip('./')}" for name in named)
            new = {f for f in tree.texts if ends and f"/{f}".endswith(ends)} - found
            found |= new
            waiting += sorted(new)
        tree.includes[file] = frozenset(found)
    return tree.includes[file]


SEES: dict[str, Callable[[Tree, str, Fact], bool]] = {
    "python": _by_python_import,
    "typescript": _by_script_import,
    "javascript": _by_script_import,
    "go": _by_go_package,
    "java": _by_jvm_import,
    "kotlin": _by_jvm_import,
    "php": _by_php_use,
    "csharp": _by_namespace,
    "ruby": _by_ruby_scope,
    "rust": _by_rust_path,
    "c": _by_include,
    "cpp": _by_include,
}


def _names_file(tree: Tree, user: str, target: str) -> bool:
    """Whether a text names a file: its stem, the folder of an index file, or the package's name."""
    text, path = tree.texts[user], PurePosixPath(target)
    stem = path.name.split(".")[0]
    if stem in INDEX and not re.search(rf"""[/'"]{stem}(\.\w+)?['"]""", text):
        if re.search(r"""['"]\.{1,2}/?['"]|^\s*from \.+ import|\b(super|crate)::""", text, re.M):
            return True
        package = re.escape(tree.home(target)[1])
        if package and re.search(package.replace("\\-", "[-_]"), text):
            return True
        stem = path.parent.name
    return bool(stem) and bool(re.search(rf"(?<![\w$-]){re.escape(stem)}(?![\w$-])", text))
