"""Lines of code in which names of other files may stand, each with the symbol around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ralf_notes.outline import languages
from ralf_notes.outline.imports.standard import C_NAMES, GO, JVM
from ralf_notes.outline.mentions import Standing
from ralf_notes.outline.model import Import, Outline
from ralf_notes.patterns import lazily
from ralf_notes.text import cut

_LONGEST_LINE = 120
_SHOWN_BEFORE = 20
"""Characters before a name that stay of a line that is cut at its start."""
_OF_PHP = frozenset(("php:php", "further.blade:blade"))
_BY_TYPE = _OF_PHP | {"csharp:csharp", "jvm:jvm", "ruby:ruby", "swift:swift"}
"""The lookups of languages in which a type of another file is known by its name alone. In Go and C,
any name may be one of another file; in Rust, a path leads to it as well; in the others, it is
always imported."""
_RUST = "rust:rust"
_OUTSIDE_RUST = frozenset(("std", "core", "alloc", "Self"))
_ONLY_LISTED = lazily(
    r"(?:export\b\s*(?:default\b)?)?[\s\w$,{}*]*(?:[\"'][^\"'\n]*+[\"'][\s\w{}:,\"']*+)?;?"
)
"""A line outside all symbols that lists names: `export { a, b }`, `export { a } from "./b";`."""
_NAME = lazily(r"[^\W\d][\w$]*")
CALL, VALUE, TYPE = 0, 1, 2
"""How a name stands in its line: what runs shows more of a use than a type beside a parameter."""
_CALLED = lazily(r"\{|(?:::)?(?:<[\w\s,.<>?|&]*>|\[[\w\s,.*]*\])?!?\s*\(")
_MADE = lazily(r"(?:\bnew\s+|(?<!\w)<|^\s*@)[\w.\\]*$")
"""What stands before a name that is made or called without brackets: `new Cart`, `<Cart`."""
_HEIR = lazily(r"\b(?:extends|implements)\s+(?:[\w.<>,\\ ]+,\s*)?[\w.\\]*$")
_OPENS = lazily(r"(?:class|module)\s+$")
"""What stands before the name of a type that is defined: `Shop` in `class Shop::Cart`."""
_JUST_BEFORE = 60
_OF_TYPE = lazily(
    r"(?:(?:[\w)\]?]\s*:|->|\b(?:is|as|instanceof|throws|typeof|keyof))\s*"
    r"|\b(?!(?:return|case|go|defer|range|in|not|and|or|else|if|elif|for|while|switch|when|await"
    r"|yield|throw|raise|del|assert|echo|print|require|include|export|default|do|then|unless)\b)"
    r"\w++\s++|\)\s*+)"
    rf"[*&?\[\]\\]{{0,{_JUST_BEFORE}}}"
    rf"(?:[\w.\\\[\]<>|&, ]{{0,{_JUST_BEFORE}}}[\[<|&,]\s*+)?[\w.\\]*+$"
)
_HEADER = lazily(
    r"(?:(?:async|export|pub|public|private|static|default)\s+)*(?:def|fn|fun|func|function)\b"
)
"""The start of a line that begins a function: names in it that are not called are mostly types."""
_BEHIND_TYPE = lazily(r"(?:<[^()=;]*>)?[\[\]?*&]*\s+[&*.$]*[A-Za-z_]\w*\s*(?:[,;)={]|$)")
"""What follows a name that is the type of another: `Cart cart;`."""
_BY_NAME = _BY_TYPE | {"go:go", "c_family:c_family"}
_STANDARD = {"go:go": GO, "jvm:jvm": JVM}
"""Languages in which most names are looked for, but which name what they import."""
_NAMED_TYPE = lazily(r"(?:\bnew |<|\btypeof\()(\w+)")
_BETWEEN_PARTS = lazily(r"[./]")
_AFTER_HEAD = lazily(r"[.:(].*")
_NEAR = 200
"""Bytes on both sides of a name that are looked at."""


class Sighting(NamedTuple):
    """That a chain of names, as in `Mentions`, stands in a symbol."""

    chain: str
    symbol: str
    """The name of the innermost symbol, or '' outside all."""
    line: str
    """One line in which it stands there, without its indentation."""
    standing: int = VALUE
    """How it stands in that line: CALL, VALUE or TYPE."""


def bound_names(item: Import) -> Iterator[tuple[str, str]]:
    """Yield the names that an import binds in its file, each with the name that it stands for.

    `*` stands for the module as a whole.
    """
    if item.mark == "export":  # `export { a } from "./b"` binds nothing
        return
    if not item.names:
        # In Rust, `mod shop;` binds the name of the module, too.
        yield item.local[0] if item.local else item.module.removeprefix("mod "), "*"
    for name, local in zip(item.names, item.local or item.names, strict=False):
        if name != "*":
            yield local, name


def sightings_of(outline: Outline, text: str) -> tuple[Sighting, ...]:
    """Return the lines of a file in which names of other files may stand, in source order.

    Args:
        text: of the file, as it was outlined.
    """
    lookup = languages.get(outline.language).imports
    if not lookup or not outline.mentions.standing:
        return ()
    imported = {
        local.partition(".")[0] for each in outline.imports for local, _ in bound_names(each)
    }
    standard = _of_standard(outline, lookup)
    top_names = {symbol.name for symbol in outline.symbols if not symbol.parent}
    last_names = {symbol.name.rpartition(".")[2] for symbol in outline.symbols}
    functions = _last_names(outline.imports) if outline.language == "kotlin" else frozenset()
    members = outline.mentions.members if outline.language == "c_sharp" else frozenset()
    is_script = outline.language == "javascript" and not outline.imports  # it may be on a page
    knows_all = any("*" in each.names for each in outline.imports)
    source = text.encode("utf-8", "replace")
    sightings = []
    for each in outline.mentions.standing:
        is_typed = ":" in each.chain
        head = _AFTER_HEAD.sub("", each.chain) if is_typed else each.chain.partition(".")[0]
        if head in standard:
            continue
        if is_typed:
            is_foreign = lookup in _BY_NAME or head in imported or head in last_names
        elif lookup in _BY_TYPE:
            may_be_foreign = head[:1].isupper() or lookup in _OF_PHP or head in functions
            is_foreign = bool(head) and may_be_foreign and head not in top_names
        elif lookup in _BY_NAME or is_script:
            is_foreign = bool(head) and head not in top_names
        elif lookup == _RUST and head not in imported:
            is_path = bool(head) and "." in each.chain and not head[:1].isupper()
            is_of_all = knows_all and head[:1].isupper() and head not in top_names
            is_foreign = (is_path or is_of_all) and head not in _OUTSIDE_RUST
        else:
            is_foreign = head in imported
        if not is_foreign:
            continue
        best = _line(source, each)
        if best and (is_typed or head not in members or _is_of_type(head, *best)):
            name = outline.symbols[each.symbol].name if each.symbol >= 0 else ""
            sightings.append(Sighting(each.chain, name, best[1], best[0]))
    return tuple(sightings)


def _last_names(imports: Iterable[Import]) -> frozenset[str]:
    """Return what a file calls what it imports: `price` for `import shop.price`."""
    return frozenset(
        each.local[0] if each.local else each.module.rpartition(".")[2] for each in imports
    )


def _is_of_type(name: str, standing: int, line: str) -> bool:
    """Whether a name of C# means a type for certain, and no property or method of the same name."""
    return standing == TYPE or name in _NAMED_TYPE.findall(line)


def _of_standard(outline: Outline, lookup: str) -> frozenset[str]:
    """Return the names that a file imports of the language's standard library: no other's."""
    if lookup == "c_family:c_family":
        return C_NAMES
    packages = _STANDARD.get(lookup)
    if packages is None or outline.package.partition(".")[0] in packages:
        return frozenset()
    names_of_standard: set[str] = set()
    for item in outline.imports:
        parts = _BETWEEN_PARTS.split(item.module.strip('"` '))
        if parts[0] in packages:
            names = tuple(name for name in item.names if name != "*")
            names_of_standard.update(item.local or names or (parts[-1],))
    return frozenset(names_of_standard)


def _line(source: bytes, standing: Standing) -> tuple[int, str] | None:
    """Return the line that shows a use best, and how the name stands in it.

    None if no line is worth it.
    """
    is_typed = ":" in standing.chain
    last = standing.chain.rpartition(":" if is_typed else ".")[2]
    head = standing.chain.partition(".")[0]
    best: tuple[int, str, str] | None = None
    for at in standing.offsets:
        start = source.rfind(b"\n", max(at - _NEAR, 0), at) + 1 or max(at - _NEAR, 0)
        end = source.find(b"\n", at, at + _NEAR)
        before = source[start:at].decode("utf-8", "replace").lstrip()
        after = source[at : end if end >= 0 else at + _NEAR].decode("utf-8", "replace").rstrip()
        is_there = last in after if is_typed else after.startswith(head)
        if (
            not is_there
            or _OPENS.match(before)
            or (standing.symbol < 0 and _ONLY_LISTED.fullmatch(before + after))
        ):
            continue
        how = _standing(before, after, last)
        if best is None or how < best[0]:
            best = how, before, after
        if how == CALL:
            break
    return (best[0], _bounded(best[1], best[2])) if best else None


def _standing(before: str, after: str, last: str) -> int:
    """Return how a line uses a name; `before` is what precedes it, `after` begins with it.

    Args:
        last: the last name of its chain.
    """
    behind = after[after.find(last) + len(last) :]
    line, before = before, before[-_JUST_BEFORE:]
    # To look for a word takes a hundredth of the time of a pattern that ends with its text.
    may_inherit = "extends" in before or "implements" in before
    is_heir = may_inherit and _HEIR.search(before) is not None
    if _CALLED.match(behind) and not is_heir:
        return CALL
    if ("<" in before or "@" in before or "new" in before) and _MADE.search(before):
        return CALL
    is_type = (  # what is looked for at one place comes first
        _HEADER.match(line) or _BEHIND_TYPE.match(behind) or is_heir or _OF_TYPE.search(before)
    )
    return TYPE if is_type else VALUE


def _bounded(before: str, after: str) -> str:
    """Return a line on which a name stands between two texts, cut to a length that can be read."""
    if len(before) > _LONGEST_LINE - 2 * _SHOWN_BEFORE:
        shown = before[-_SHOWN_BEFORE:]
        before = f"… {shown[shown.find(' ') + 1 :]}"
    return cut(" ".join((before + after).split()), _LONGEST_LINE)
