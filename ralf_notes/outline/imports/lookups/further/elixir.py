"""Elixir: modules, which any file may define; only one that has it counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial

from ralf_notes.outline.imports.declared import only, prefixes
from ralf_notes.outline.imports.tree import (
    Declarations,
    Hit,
    Lookup,
    Outside,
    TreeIndex,
    Use,
    imports_of,
)
from ralf_notes.outline.mentions import Mentions

_STANDARD = """
    Access Agent Application Atom Base Bitwise Calendar Code Config Date DateTime DynamicSupervisor
    EEx Enum ExUnit File Float Function GenServer IEx IO Inspect Integer Kernel Keyword List Logger
    Macro Map MapSet Mix Module NaiveDateTime Node Path Port Process Protocol Range Record Regex
    Registry Stream String StringIO Supervisor System Task Time Tuple URI Version
"""

_Modules = Mapping[str, list[Declarations]]
"""By name: the files that define a module."""


def elixir(tree: TreeIndex) -> Lookup:
    """Return the lookup for Elixir."""
    modules: defaultdict[str, list[Declarations]] = defaultdict(list)
    for file in tree.files.values():
        if file.language == "elixir":
            for name in dict.fromkeys(filter(None, (file.package, *file.types))):
                modules[name].append(file)
    standard = frozenset(_STANDARD.split())
    known_heads = standard.union(name.partition(".")[0] for name in modules)
    return Lookup(names=partial(_hits, modules, known_heads))


def _hits(
    modules: _Modules, known_heads: frozenset[str], file: Declarations, mentions: Mentions
) -> Iterator[Hit]:
    aliases: dict[str, str] = {}
    for item in imports_of(file):
        name = item.module.strip()
        aliases[item.local[0] if item.local else name.rpartition(".")[2]] = name
        top = name.partition(".")[0]
        if path := only(modules.get(name, ()), file):
            yield Use(path, (name,))
        elif top[:1].isupper() and top not in known_heads:
            yield Outside(top)
    for chain in mentions.chains:
        head, dot, rest = chain.partition(".")
        if head[:1].isupper():
            whole = aliases.get(head, head) + dot + rest
            module = next((each for each in prefixes(whole) if each in modules), "")
            if path := only(modules.get(module, ()), file):
                yield Use(path, (module,))
