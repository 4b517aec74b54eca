"""Imports, before threads start, what functions on them import when they run.

Two threads that enter a circle of imports at different places meet modules that are half imported,
or a deadlock, and both are errors. `tests/repository/test_threads.py` holds the rule: a function
that threads can reach imports only what is loaded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module

from ralf_notes.notes import render
from ralf_notes.outline import formats, languages, options, routes
from ralf_notes.outline.languages.known.families import C_FAMILY, COMPONENTS
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source import secrets

WRITERS = 8
"""Notes written at a time: a disk takes much longer to confirm one than to confirm several."""
IMPORTED_LATE = (
    "charset_normalizer", "docstring_parser", "jinja2", "markdown_it", "psutil", "tomllib",
    "tree_sitter", "yaml", "ralf_notes.outline.effort",
    "ralf_notes.outline.formats.project.command_lines", "ralf_notes.outline.grammar",
    "ralf_notes.outline.mentions.reading", "ralf_notes.outline.rules",
    "ralf_notes.outline.readmes.markdown", "ralf_notes.outline.readmes.structured",
    "ralf_notes.outline.salvage", "ralf_notes.outline.symbols",
    "ralf_notes.source.secrets",
)  # fmt: skip
"""Modules that functions on threads import, besides those of languages."""
_READ_WITH = {
    **dict.fromkeys(C_FAMILY, C_FAMILY),  # a header may be written in each of them
    **dict.fromkeys(COMPONENTS, ("typescript",)),
    "blade": ("php",),
}
"""By language: the languages that a file of it may be read as, or has parts in."""


def load_for_threads(plans: Sequence[TreePlan]) -> None:
    """Import what the threads of a run use, if it starts any.

    Args:
        plans: the trees: threads write many notes, and ask models.
    """
    if not any(writes_on_threads(planned) or planned.asks_a_model for planned in plans):
        return
    keys = {file.language for planned in plans for file in planned.project.files.values()}
    for name in (*IMPORTED_LATE, *language_modules(keys)):
        import_module(name)
    secrets.prepare()
    render.prepare()


def writes_on_threads(planned: TreePlan) -> bool:
    """Whether the notes of a tree are so many that threads write them.

    Fewer are written sooner than the threads would have what they need.
    """
    return len(planned.files) > WRITERS


def language_modules(keys: Iterable[str]) -> list[str]:
    """Return the modules that read files: their rules, grammar, imports, routes, options, formats.

    Args:
        keys: the languages of the files; of the others, which most trees do not have, none is
            loaded.
    """
    keys = {"markdown", *keys}  # notebooks hold it
    keys.update(*(_READ_WITH.get(key, ()) for key in keys))
    names = [*formats.modules(), *routes.modules(keys), *options.modules(keys)]
    if not keys.isdisjoint(COMPONENTS):
        names += ["ralf_notes.outline.components", "ralf_notes.outline.components.parts"]
    if "blade" in keys:
        names.append("ralf_notes.outline.components.blade")
    for language in map(languages.get, sorted(keys)):
        if language.grammar:
            names.append(language.grammar.partition(":")[0])
            names.append(f"{languages.__name__}.{language.rules or language.key}")
        if language.imports:
            names.append(f"ralf_notes.outline.imports.lookups.{language.imports.partition(':')[0]}")
    return list(dict.fromkeys(names))
