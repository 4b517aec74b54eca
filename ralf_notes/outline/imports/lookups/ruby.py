"""Ruby: required files, and constants, which autoloading (Zeitwerk) finds without `require`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from ralf_notes.outline.imports.declared import PackageNames, only, prefixes, scopes
from ralf_notes.outline.imports.standard import RUBY, RUBY_CONSTANTS
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
    join,
    nearest,
    suffix_index,
    with_suffix,
)
from ralf_notes.outline.mentions import Mentions
from ralf_notes.outline.model import Import

_OF_TESTS = ("spec/", "test/")
_FOLDERS = ("lib/", "app/", *_OF_TESTS)
_BETWEEN_WORDS = re.compile(r"(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z\d])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Constants:
    tree: TreeIndex
    index: list[str]
    """Of the suffixes of the paths of all Ruby files."""
    declared: PackageNames
    modules: frozenset[str]
    """All constants, and the modules around them, which autoloading makes if no file does."""


def ruby(tree: TreeIndex) -> Lookup:
    """Return the lookup for Ruby."""
    index = suffix_index(path for path in tree.ordered if path.endswith(".rb"))
    declared = scopes(tree, ("ruby",), lambda _file: "").get("", PackageNames())
    names = (*declared.types, *declared.values)
    modules = frozenset(each for name in names for each in prefixes(name))
    return Lookup(names=partial(_hits, _Constants(tree, index, declared, modules)))


def _hits(constants: _Constants, file: Declarations, mentions: Mentions) -> Iterator[Hit]:
    named: set[str] = set()
    for item in imports_of(file):
        if item.mark:
            loaded = _autoloaded(constants, file.path, item)
            if item.mark == "autoload" and not loaded:
                named.update(item.names)
            yield from loaded
        else:
            yield from _required(constants, file.path, item)
    declared_here = {*file.types, *file.values}
    # Where a constant stands decides in which modules it is looked for: any of the file's may be.
    inner = {each for name in file.types for each in prefixes(name)}
    nestings = [*sorted(inner, key=len, reverse=True)[:MANY], ""]
    for chain in (*mentions.chains, *sorted(named)):
        name = _constant(chain)
        if name:
            yield from _declaring(constants, file, name, nestings, declared_here)


def _constant(chain: str) -> str:
    """Return the constant that a chain starts with: `Shop.Cart` of `Shop::Cart.new.save`."""
    parts = []
    for part in chain.split("."):
        if not part[:1].isupper():
            break
        parts.append(part)
    return ".".join(parts)


def _declaring(
    constants: _Constants,
    file: Declarations,
    name: str,
    nestings: list[str],
    declared_here: set[str],
) -> Iterator[Use]:
    """Yield the files of a constant, by the innermost module that has its first name."""
    head = name.partition(".")[0]
    for nesting in nestings:
        start = f"{nesting}." if nesting else ""
        if start + head in declared_here or start + head in constants.modules:
            around = [each for each in prefixes(start + name) if len(each) >= len(start + head)]
            yield from _files(constants, file, around)
            return


def _files(constants: _Constants, file: Declarations, names: list[str]) -> Iterator[Use]:
    """Yield the files that declare the longest of some constants, and the modules around it.

    Several files may open a class or module: the one counts that autoloading expects. For a module
    around another constant, none counts.
    """
    is_longest = True
    is_ours = _is_of_tree(constants, names[0].partition(".")[0])
    for name in names:
        files = constants.declared.declaring(name)
        if not files:
            continue
        if any(one.path == file.path for one in files):
            return
        ending = f"/{_file_name(name)}.rb"
        named = [one for one in files if f"/{one.path}".endswith(ending)]
        # A name that is not ours is one from outside, to which the tree only adds.
        is_certain = (is_longest or len(files) == 1) and (is_ours or (named and "." in name))
        if is_certain and (path := only(named or files, file)):
            yield Use(path, (name.replace(".", "::"),))
        is_longest = False


def _is_of_tree(constants: _Constants, name: str) -> bool:
    """Whether a top-level constant is not one from outside that the tree only adds to."""
    file = f"lib/{_file_name(name)}.rb"
    return name not in RUBY_CONSTANTS or bool(with_suffix(constants.index, file, 1))


def _file_name(constant: str) -> str:
    """Return the path that autoloading expects for a constant: `shop/html_page`."""
    return _BETWEEN_WORDS.sub("_", constant).replace(".", "/").lower()


def _autoloaded(constants: _Constants, path: str, item: Import) -> list[Use]:
    """Return the file that `autoload`, or a call like it, names, with the constant there."""
    loaded = _file(constants, path, item.module)
    if loaded is None:
        return []
    types = constants.tree.files[loaded].types
    names = [name for name in types if name.rpartition(".")[2] == item.names[0]]
    return [Use(loaded, tuple(name.replace(".", "::") for name in names[:1]))]


def _required(constants: _Constants, path: str, item: Import) -> Iterator[Hit]:
    """Yield the file of `require_relative` (`./x`) or `require`, or the gem from outside."""
    written = item.module.strip()
    if file := _file(constants, path, written):
        yield Use(file)
        return
    gem = written.partition("/")[0]
    is_outside = gem and gem[0] != "." and gem not in RUBY
    if not is_outside or _in_lib(constants, path, gem):
        return
    if not _of_tests(constants, _OF_TESTS, written):
        yield Outside(gem)


def _file(constants: _Constants, path: str, written: str) -> str | None:
    """Return the file of a path as `require` or `require_relative` has it."""
    if not written.startswith(("./", "../")):
        return _in_lib(constants, path, written) if written else None
    place = join(folder_of(path), written)
    return first(constants.tree, (f"{place}.rb", place)) if place else None


def _in_lib(constants: _Constants, path: str, written: str) -> str | None:
    """Return a file in the usual folders above another, else in any `lib` of the tree.

    Tests of several gems may share what only one of them has: `gems/core/test/fake_app.rb`.
    """
    name = written.removesuffix(".rb") + ".rb"
    folders = ancestors(folder_of(path))
    places = (join(folder, root + name) for folder in folders for root in _FOLDERS)
    file = first(constants.tree, (place or "" for place in (*places, join("", name))))
    if file or written.partition("/")[0] in RUBY:
        return file
    anywhere = with_suffix(constants.index, f"lib/{name}", MANY)
    if anywhere:
        return nearest(anywhere, path)
    shared = _of_tests(constants, [root for root in _OF_TESTS if f"/{root}" in f"/{path}"], name)
    return shared[0] if len(shared) == 1 else None


def _of_tests(constants: _Constants, roots: Iterable[str], written: str) -> list[str]:
    """Return the files of a path that stand in folders of tests, anywhere in the tree."""
    name = written.removesuffix(".rb") + ".rb"
    return [each for root in roots for each in with_suffix(constants.index, root + name, MANY)]
