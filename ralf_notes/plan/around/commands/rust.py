"""Commands of Clap's derive: the variants of an enum, and what a `match` runs for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.plan.around.commands.brackets import Bracketed, bracketed
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, kebab, place_of, stem_of

REGISTRY = "clap"
_MOST_TYPES = 400
_TYPE = re.compile(
    r"#\[derive\((?P<derived>[^()\[\]]*+)\)\]"
    r"(?P<between>(?:(?!\b(?:enum|struct)\b|#\[derive\()[^{};])*+)"
    r"(?P<kind>enum|struct)\s++(?P<name>\w++)[^{};#]*+\{"
)
_VARIANT = re.compile(r"(?<!\w)(?P<name>[A-Z]\w*+)\s*+(?P<open>[({])?")
_NAME = re.compile(r"\bname\s*+=\s*+(?:\"([\w.:-]++)\")?")
_OTHER_CASE = re.compile(r"\brename_all\s*+=\s*+\"(?!kebab-case)")
_COMMENT = re.compile(r"//[^\n]*+")
_WORD = re.compile(r"\w+")
_NO_COMMAND = re.compile(r"\b(?:external_subcommand|skip|hide(?:\s*+=\s*+true)?)\b")
_FIELD = re.compile(
    r"#\[(?:command|clap|structopt)\(\s*+(?:subcommand|flatten)[^\[\]]*+\]\s*+"
    r"(?:///[^\n]*+\n\s*+)*+(?:pub(?:\([^()]*+\))?\s++)?\w++\s*+:\s*+"
    r"(?:(?:Option|Box)\s*+<\s*+)*+((?:\w++::)*+\w++)"
)
_PAYLOAD = re.compile(r"\A\s*+(?:Box\s*+<\s*+)?((?:\w++::)*+\w++)")
_ARM = re.compile(
    r"(?<!\w)(?P<type>\w++)::(?P<variant>[A-Z]\w*+)\s*+(?:\([^()]*+\)|\{[^{}]*+\})?\s*+=>\s*+"
    r"(?:\{\s*+)?(?:return\s++)?(?:\w++::)*+(?P<run>[a-z]\w*+)\("
)


@dataclass(frozen=True, slots=True)
class _Type:
    """A type that Clap fills: an enum of commands, or a struct with fields for some."""

    name: str
    source: SourceOfCommands
    text: Bracketed
    start: int
    """Where its body begins, after the bracket."""
    end: int
    is_enum: bool
    is_root: bool

    @property
    def key(self) -> str:
        return f"{self.source.path} {self.name}"


def clap_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands that a program's one `Parser` leads to, by type and variant."""
    types = list(islice(chain.from_iterable(map(_types_of, sources)), _MOST_TYPES))
    runs = _what_runs(sources)
    held = [each for made in types for _, _, each in _commands_of(made, "", types, runs)]
    roots = [t for t in types if t.is_root and _has_commands(t) and t not in held]
    if len(roots) != 1:
        return {}
    root = roots[0]
    nodes = {root.key: Node("", SymbolPlace(root.source.path, ""), "", is_group=True)}
    waiting, seen = [(root, root.key)], [root]
    while waiting:
        made, group = waiting.pop()
        for key, node, of in _commands_of(made, group, types, runs):
            nodes[key] = node
            if of is not None and of not in seen and _has_commands(of):
                seen.append(of)
                waiting.append((of, key))
    return nodes


def _types_of(source: SourceOfCommands) -> Iterator[_Type]:
    text = bracketed(source.text, has_characters=True)
    for match in _TYPE.finditer(source.text):
        derived = set(_WORD.findall(match["derived"]))
        start = match.end() - 1
        is_usual = match["kind"] == "struct" or not _OTHER_CASE.search(match["between"])
        if derived & {"Parser", "Subcommand", "Args"} and start in text.ends and is_usual:
            is_enum, is_root = match["kind"] == "enum", "Parser" in derived
            span = start + 1, text.ends[start]
            yield _Type(match["name"], source, text, *span, is_enum, is_root)


def _named(reference: str, made: _Type, types: Sequence[_Type]) -> _Type | None:
    """Return the type that another one names, `add::Args`; None if that is not certain."""
    *modules, name = reference.split("::")
    found = [each for each in types if each.name == name]
    module = modules[-1] if modules else ""
    if module and module not in ("self", "super", "crate"):
        found = [each for each in found if stem_of(each.source.path) == module]
    elif own := [each for each in found if each.source.path == made.source.path]:
        found = own
    return found[0] if len(found) == 1 else None


def _has_commands(made: _Type) -> bool:
    return made.is_enum or bool(_FIELD.search(made.text.text, made.start, made.end))


def _commands_of(
    made: _Type,
    group: str,
    types: Sequence[_Type],
    runs: Mapping[tuple[str, str], SymbolPlace],
) -> Iterator[tuple[str, Node, _Type | None]]:
    """Yield what a type holds: the key of each command, it, and the type of its own arguments."""
    file = SymbolPlace(made.source.path, "")
    if not made.is_enum:  # the commands of a field are those of the struct
        for field in _FIELD.finditer(made.text.text, made.start, made.end):
            of = _named(field[1], made, types)
            yield f"{made.key} {field[1]}", Node("", file, group), of
        return
    for variant, marks, inside in _variants(made):
        named, payload = _NAME.search(marks), _PAYLOAD.match(inside)
        if _NO_COMMAND.search(marks) or (named and not named[1]):
            continue
        shown = "" if "flatten" in marks else named[1] if named else kebab(variant)
        node = Node(shown, runs.get((made.name, variant), file), group)
        yield f"{made.key}::{variant}", node, _named(payload[1], made, types) if payload else None


def _variants(made: _Type) -> Iterator[tuple[str, str, str]]:
    """Yield the variants of an enum, each with what stands before it and in its parentheses."""
    body, text = made.text.outer(made.start, made.end), made.source.text
    at = 0
    while match := _VARIANT.search(body, at):
        before, at, inside = text[made.start + at : made.start + match.start()], match.end(), ""
        if match["open"]:
            opened = made.start + match.start("open")
            closed = made.text.ends.get(opened, opened)
            inside = text[opened + 1 : closed] if match["open"] == "(" else ""
            at = max(at, closed - made.start + 1)
        yield match["name"], _COMMENT.sub("", before), inside


def _what_runs(sources: Sequence[SourceOfCommands]) -> dict[tuple[str, str], SymbolPlace]:
    """Return the function that the arm of a variant calls, where it stands in the same file."""
    found: dict[tuple[str, str], SymbolPlace] = {}
    for each in sources:
        for match in _ARM.finditer(each.text):
            place = place_of(match["run"], each)
            if place.symbol:
                found.setdefault((match["type"], match["variant"]), place)
    return found
