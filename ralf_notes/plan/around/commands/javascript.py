"""Commands of JavaScript: of Commander, and of libraries whose calls are a chain. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ralf_notes.notes.lists.calls import SymbolPlace
from ralf_notes.patterns import lazily
from ralf_notes.plan.around.commands.brackets import bracketed
from ralf_notes.plan.around.commands.nodes import Node, SourceOfCommands, place_of

COMMANDER, CHAINED = ("commander",), ("yargs", "yargs/yargs", "cac", "sade")
REGISTRIES = (*COMMANDER, *CHAINED)
_ROOT = "program"
_MOST = 300
_COMMAND = lazily(
    r"(?:\b(?:const|let|var)\s++(?P<var>\w++)\s*+=\s*+)?(?:(?<![\w$])(?P<of>[\w$]++)|\))"
    r"\s*+\.command(?P<call>\()\s*+(?P<quote>[\"'`])(?P<name>[\w:-]++)(?:\s[^\"'`\n]*+)?(?P=quote)"
)
_MADE = lazily(
    r"\b(?:const|let|var)\s++(\w++)\s*+=\s*+"
    r"(?:new\s++(?:\w++\.)?Command\(|(?:\w++\.)?createCommand\()"
)
_ACTION = lazily(r"\.action\(\s*+(\w++)\s*+\)")
_LAST = lazily(r"[,{]\s*+(?:handler\s*+:\s*+)?(\w++)\s*+(?:\}\s*+)?\Z")


def javascript_nodes(sources: Sequence[SourceOfCommands]) -> dict[str, Node]:
    """Return the commands of the one file that registers any."""
    files = [nodes for each in sources if (nodes := dict(_nodes_of(each)))]
    return files[0] if len(files) == 1 else {}


def _nodes_of(source: SourceOfCommands) -> Iterator[tuple[str, Node]]:
    modules = {each.module for each in source.outline.imports}
    is_commander = bool(modules & {*COMMANDER})
    if not is_commander and not modules & {*CHAINED}:
        return
    ends = bracketed(source.text).ends
    groups = _programs(source) if is_commander else {}
    calls: list[tuple[str, int, int]] = []
    matches = list(islice(_COMMAND.finditer(source.text), _MOST))
    limits = [*(match.start() for match in matches[1:]), len(source.text)]
    for match, limit in zip(matches, limits, strict=False):
        key, at = str(match.start("name")), match.start("call")
        parent = groups.get(match["of"], "") if is_commander else _around(match.start(), calls)
        if parent:
            end = ends.get(at, match.end())
            place = place_of(_run_of(source.text, (at, end), limit), source)
            yield key, Node(match["name"], place, parent)
            calls.append((key, at, end))
            groups[match["var"]] = key
    if calls:
        yield _ROOT, Node("", SymbolPlace(source.path, ""), "", is_group=True)


def _programs(source: SourceOfCommands) -> dict[str, str]:
    """Return the variables that stand for the program of Commander, if it has only one."""
    made = _MADE.findall(source.text)
    modules = [each for each in source.outline.imports if each.module in COMMANDER]
    imported = [
        local
        for each in modules
        for name, local in zip(each.names, each.local or each.names, strict=False)
        if name in ("program", "default")
    ]
    imported += [name for each in modules if not each.names for name in each.local]
    called = {match["of"] for match in _COMMAND.finditer(source.text)}
    programs = [*made, *(each for each in imported if each in called)]
    return dict.fromkeys(programs, _ROOT) if len(programs) == 1 else {}


def _around(offset: int, calls: Sequence[tuple[str, int, int]]) -> str:
    """Return the command in whose call an offset stands, else the program."""
    return next((key for key, at, end in reversed(calls) if at < offset < end), _ROOT)


def _run_of(text: str, call: tuple[int, int], limit: int) -> str:
    """Return the function that a command runs, '' where it stands in its place.

    Args:
        text: the source.
        call: the brackets of the call that registers it; what it runs may be its last argument.
        limit: where the next command is registered.
    """
    match = _ACTION.search(text, call[1], limit) or _LAST.search(text[call[0] : call[1]])
    return match[1] if match else ""
