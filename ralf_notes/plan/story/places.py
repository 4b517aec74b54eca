"""Where the pieces of a repository's story lead: to sections in the notes of files."""

from __future__ import annotations

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.lists.calls import key_of, place_of
from ralf_notes.notes.lists.chosen import describable
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.notes.sections import headings_around
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.story.wanted import outline_if_there
from ralf_notes.plan.tree_plan import TreePlan


def headings_of_story(
    scope: Scope, planned: TreePlan, facts: FolderFacts, kept: Kept
) -> dict[str, str]:
    """Return by key the heading of the section of each symbol that an overview names.

    A symbol without a section of its own has the one around it, or none.
    """
    places = {place for call in facts.calls for place in (call.user, call.used)}
    places |= {place for _, place in facts.program_commands}
    places |= {place_of(item.symbol) for rows in kept.items.values() for item in rows}
    headings: dict[str, str] = {}
    for path in {place.path for place in places if place.symbol}:
        outline = outline_if_there(scope, planned, path)
        if outline is None:
            continue
        shown = describable(outline, planned.project.files[path].kind)
        of_symbols = headings_around(outline.symbols, shown)
        for place in places:
            if place.path == path and of_symbols.get(place.symbol):
                headings[key_of(path, place.symbol)] = of_symbols[place.symbol]
    return dict(sorted(headings.items()))
