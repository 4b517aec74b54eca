"""Rules of Rust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ralf_notes.outline import starting
from ralf_notes.outline.definitions import Captures, Definition, ParsedFile
from ralf_notes.outline.definitions.contracts import contract_heads
from ralf_notes.outline.documentation import dialects
from ralf_notes.outline.languages.readings import rust as opened
from ralf_notes.outline.model import Export, Import, Parameter
from ralf_notes.outline.rules import Rules, field_parameter, first_field

if TYPE_CHECKING:
    from tree_sitter import Node

_PUB = re.compile(r"^\s*pub\s(?!\s*\()|\bpub\s(?!\s*\()")
_OFFERED = re.compile(rb"^[ \t]*+pub[ \t]++use[ \t]++(?:self::)?(\w++)::", re.MULTILINE)
_ABOVE = frozenset(("attribute_item", "line_comment", "block_comment"))
"""Nodes between an attribute and what it is of."""


def _public(definition: Definition, file: ParsedFile) -> bool:
    """Whether it is `pub`; the items of a trait are as public as the trait."""
    if definition.kind == "macro":
        return _is_exported(definition.node("macro"), file)
    in_trait = bool(definition.parent and definition.parent.kind == "trait")
    if in_trait or "contract" in definition.captures:
        # What a trait asks of a type from elsewhere is no constant of this file.
        return definition.kind != "constant"
    if definition.kind == "module" and definition.name in _offered_again(file.source):
        return True
    return bool(_PUB.search(_head(definition, file)))


def _is_exported(macro: Node | None, file: ParsedFile) -> bool:
    """Whether `#[macro_export]` is above a macro, also over its doc comment."""
    above = macro.prev_sibling if macro else None
    while above and above.type in _ABOVE:
        if above.type == "attribute_item" and "macro_export" in file.text(above):
            return True
        above = above.prev_sibling
    return False


@lru_cache(maxsize=1)
def _offered_again(source: bytes) -> frozenset[str]:
    """Return the modules of a file whose items it offers as its own: `pub use inner::*;`."""
    return frozenset(name.decode() for name in _OFFERED.findall(source))


def _head(definition: Definition, file: ParsedFile) -> str:
    """Return what stands before a name, as it was read: `pub` for a flag of `bitflags!`."""
    return file.reading[definition.start : definition.name_start].decode("utf-8", "replace")


def _matches(matches: Sequence[Captures], source: bytes) -> Iterator[Captures]:
    """Yield the matches, with what implements a trait for all types as local.

    `impl<T: Bird> Sing for &T` defines nothing that can be told of `T`: the trait says what it has.
    """
    for captures in matches:
        implementing, name = captures.get("scope"), captures.get("name")
        if implementing and name and _is_parameter(name[0], implementing[0], source):
            yield {"local": implementing, "name": name}
        else:
            yield captures


def _is_parameter(name: Node, implementing: Node, source: bytes) -> bool:
    """Whether the type that an `impl` is for is one of its own parameters."""
    listed = first_field(implementing, "type_parameters")
    parameters = (first_field(each, "name") for each in listed.named_children) if listed else ()
    wanted = source[name.start_byte : name.end_byte]
    return any(each and source[each.start_byte : each.end_byte] == wanted for each in parameters)


def _contracts(definition: Definition, file: ParsedFile) -> Iterator[str]:
    """Yield the traits that the file implements for a type, as heads: `impl Read for Input`."""
    return contract_heads(definition, file, lambda node: first_field(node, "trait") is not None)


def _origin(definition: Definition, file: ParsedFile) -> str:
    """Return the trait that a method is of, without its type parameters: `impl SpiDevice`."""
    scope = definition.scope.node("scope") if definition.scope else None
    trait = first_field(scope, "trait") if scope else None
    return f"impl {file.text(trait).partition('<')[0].strip()}" if trait else ""


def _parameters(node: Node, file: ParsedFile) -> Iterator[Parameter]:
    for child in node.named_children:
        if child.type == "parameter":
            yield field_parameter(child, file)
        elif child.type == "variadic_parameter":
            yield Parameter("...")


def _imports(node: Node, file: ParsedFile) -> Iterator[Import]:
    """Yield a module, or one import for each path of a tree like `a::{self, b::C}`."""
    if node.type == "mod_item":
        yield Import(f"mod {file.text(first_field(node, 'name'))}")
        return
    if node.type == "extern_crate_declaration":
        name, alias = (file.text(first_field(node, field)) for field in ("name", "alias"))
        yield Import(name, (), (alias,) if alias else ())
        return
    depth = _inline_modules(node)
    for written, alias in _used_paths(node, file):
        path = _from_file(written, depth)
        if not path:
            continue
        module, _, name = path.rpartition("::")
        is_named = bool(module) and name != "self"
        local = (alias,) if alias else ()
        yield Import(module or path, (name,) if is_named else (), local)


def _inline_modules(node: Node) -> int:
    """Return how many modules of the file are around a node: `mod tests { ... }`."""
    depth, around = 0, node.parent
    while around is not None:
        depth += around.type == "mod_item"
        around = around.parent
    return depth


def _from_file(path: str, depth: int) -> str:
    """Return a path as it is at the top of the file; '' for one that stays in the file.

    Args:
        depth: how many modules of the file it stands in, each of which `super` leaves.
    """
    head, _, rest = path.partition("::")
    while depth and head == "super":
        depth -= 1
        path = rest
        head, _, rest = path.partition("::")
        if head != "super":
            return ""
    return "" if depth and head in ("self", "super") else path


def _exports(file: ParsedFile) -> Iterator[Export]:
    """Yield what `pub use` offers."""
    for node in file.imports:
        if node.type == "extern_crate_declaration" and _PUB.match(file.text(node)):
            name, alias = (file.text(first_field(node, field)) for field in ("name", "alias"))
            yield Export(alias or name, name, "*")
        if node.type == "use_declaration" and _PUB.match(file.text(node)):
            for path, alias in _used_paths(node, file):
                module, _, name = path.removesuffix("::self").rpartition("::")
                origin = "" if name == "*" else name if module else "*"
                yield Export(alias or name, module or name, origin)


def _used_paths(node: Node, file: ParsedFile) -> Iterator[tuple[str, str]]:
    """Yield each path of a `use` with its alias or ''; `a::self` for `a::{self}`."""
    argument = first_field(node, "argument")
    pending = [("", argument)] if argument else []
    while pending:
        prefix, tree = pending.pop()
        if tree.type in ("use_list", "scoped_use_list"):
            path = "::".join(filter(None, (prefix, file.text(first_field(tree, "path")))))
            inner = first_field(tree, "list") or tree
            pending += ((path, child) for child in reversed(inner.named_children))
        elif "comment" not in tree.type:
            is_alias = tree.type == "use_as_clause"
            written = file.text(first_field(tree, "path") if is_alias else tree)
            path = "::".join(filter(None, (prefix, "".join(written.split()))))
            yield path, file.text(first_field(tree, "alias")) if is_alias else ""


_WORDS = """
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop
    match mod move mut pub ref return self Self static struct super trait true type union unsafe
    use where while bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize
    String Vec Option Some None Result Ok Err Box Rc Arc Cell RefCell Mutex RwLock HashMap HashSet
    BTreeMap BTreeSet VecDeque Cow Path PathBuf OsStr OsString Iterator IntoIterator From Into
    TryFrom TryInto AsRef Borrow Clone Copy Debug Default Deref DerefMut Display Drop Eq Error Fn
    FnMut FnOnce Future Hash Ord PartialEq PartialOrd Pin Send Sized Sync ToOwned ToString
    Duration Instant Read Write main println eprintln format panic vec assert assert_eq
    debug_assert derive cfg unwrap expect macro_rules
"""

RUST = Rules(
    markup=dialects.rustdoc,
    public=_public,
    imports=_imports,
    exports=_exports,
    matches=_matches,
    heads=_contracts,
    origin=_origin,
    readings=opened.readings,
    separator="::",
    documents=re.compile(r"///(?!/)|/\*\*(?![*/])"),
    stacks=True,
    parameters=_parameters,
    is_entry=starting.with_main,
    words=_WORDS,
)
