"""Commands of Clap's derive: the variants of an enum, and what a `match` runs for each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.patterns import lazily
from ralf_notes.plan.around.commands.brackets import Bracketed, bracketed
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, kebab, place_of, stem_of

REGISTRY = "clap"
_MOST_TYPES = 400
_TYPE = lazily(
    r"#\[derive\((?P<derived>[^()\[\]]*+)\)\]"
    r"(?P<between>(?:(?!\b(?:enum|struct)\b|#\[derive\()[^{};])*+)"
    r"(?P<kind>enum|struct)\s++(?P<name>\w++)[^{};#]*+\{"
)
_VARIANT = lazily(r"(?<!\w)(?P<name>[A-Z]\w*+)\s*+(?P<open>[({])?")
_NAME = lazily(r"\bname\s*+=\s*+(?:\"([\w.:-]++)\")?")
_OTHER_CASE = lazily(r"\brename_all\s*+=\s*+\"(?!kebab-case)")
_COMMENT = lazily(r"//[^\n]*+")
_WORD = lazily(r"\w+")
_NO_COMMAND = lazily(r"\b(?:external_subcommand|skip|hide(?:\s*+=\s*+true)?)\b")
_FIELD = lazily(
    r"#\[(?:command|clap|structopt)\(\s*+(?:subcommand|flatten)[^\[\]]*+\]\s*+"
    r"(?:///[^\n]*+\n\s*+)*+(?:pub(?:\([^()]*+\))?\s++)?\w++\s*+:\s*+"
    r"(?:(?:Option|Box)\s*+<\s*+)*+((?:\w++::)*+\w++)"
)
_PAYLOAD = lazily(r"\A\s*+(?:Box\s*+<\s*+)?((?:\w++::)*+\w++)")
_ARM = lazily(
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
    referenced = [each for parent in types for _, _, each in _commands_of(parent, "", types, runs)]
    roots = [t for t in types if t.is_root and _has_commands(t) and t not in referenced]
    if len(roots) != 1:
        return {}
    root = roots[0]
    nodes = {root.key: Node("", SymbolPlace(root.source.path, ""), "", is_group=True)}
    waiting, seen = [(root, root.key)], [root]
    while waiting:
        parent, group = waiting.pop()
        for key, node, child in _commands_of(parent, group, types, runs):
            nodes[key] = node
            if child is not None and child not in seen and _has_commands(child):
                seen.append(child)
                waiting.append((child, key))
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


def _named(reference: str, parent: _Type, types: Sequence[_Type]) -> _Type | None:
    """Return the type that another one names, `add::Args`; None if that is not certain."""
    *modules, name = reference.split("::")
    candidates = [each for each in types if each.name == name]
    module = modules[-1] if modules else ""
    if module and module not in ("self", "super", "crate"):
        candidates = [each for each in candidates if stem_of(each.source.path) == module]
    elif in_same_file := [each for each in candidates if each.source.path == parent.source.path]:
        candidates = in_same_file
    return candidates[0] if len(candidates) == 1 else None


def _has_commands(owner: _Type) -> bool:
    return owner.is_enum or bool(_FIELD.search(owner.text.text, owner.start, owner.end))


def _commands_of(
    parent: _Type,
    group: str,
    types: Sequence[_Type],
    runs: Mapping[tuple[str, str], SymbolPlace],
) -> Iterator[tuple[str, Node, _Type | None]]:
    """Yield what a type holds: the key of each command, it, and the type of its own arguments."""
    file = SymbolPlace(parent.source.path, "")
    if not parent.is_enum:  # the commands of a field are those of the struct
        for field in _FIELD.finditer(parent.text.text, parent.start, parent.end):
            child = _named(field[1], parent, types)
            yield f"{parent.key} {field[1]}", Node("", file, group), child
        return
    for variant, marks, inside in _variants(parent):
        named, payload = _NAME.search(marks), _PAYLOAD.match(inside)
        if _NO_COMMAND.search(marks) or (named and not named[1]):
            continue
        shown = "" if "flatten" in marks else named[1] if named else kebab(variant)
        node = Node(shown, runs.get((parent.name, variant), file), group)
        yield (
            f"{parent.key}::{variant}",
            node,
            _named(payload[1], parent, types) if payload else None,
        )


def _variants(enum: _Type) -> Iterator[tuple[str, str, str]]:
    """Yield the variants of an enum, each with what stands before it and in its parentheses."""
    body, text = enum.text.outer(enum.start, enum.end), enum.source.text
    at = 0
    while match := _VARIANT.search(body, at):
        before, at, inside = text[enum.start + at : enum.start + match.start()], match.end(), ""
        if match["open"]:
            opened = enum.start + match.start("open")
            closed = enum.text.ends.get(opened, opened)
            inside = text[opened + 1 : closed] if match["open"] == "(" else ""
            at = max(at, closed - enum.start + 1)
        yield match["name"], _COMMENT.sub("", before), inside


def _what_runs(sources: Sequence[SourceOfCommands]) -> dict[tuple[str, str], SymbolPlace]:
    """Return the function that the arm of a variant calls, where it stands in the same file."""
    functions: dict[tuple[str, str], SymbolPlace] = {}
    for each in sources:
        for match in _ARM.finditer(each.text):
            place = place_of(match["run"], each)
            if place.symbol:
                functions.setdefault((match["type"], match["variant"]), place)
    return functions
