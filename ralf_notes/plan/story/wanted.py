"""Which pieces of a repository's story are still true, and which ones to ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ralf_notes.errors import SourceUnreadable
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.lists.calls import key_of, place_of
from ralf_notes.notes.prose.items import KeptItem
from ralf_notes.notes.prose.story import IDEAS, START, STORY, TASKS
from ralf_notes.notes.render.facts import FolderFacts
from ralf_notes.outline.model import Outline
from ralf_notes.plan import survey
from ralf_notes.plan.detail import items
from ralf_notes.plan.detail.digests import item_digests, outline_digest
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose.items import Claim

_FEWEST_FILES = 4
"""For a repository with fewer files, the list of them says enough."""


@dataclass(frozen=True, slots=True)
class WantedOfFolder:
    """What a model is to be asked about a folder."""

    summary: bool = False
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lists to ask for, each with the keys of the places that its items are to be about; empty
    for all."""

    def __bool__(self) -> bool:
        return self.summary or bool(self.lists)


def wanted_lists(
    scope: Scope, planned: TreePlan, facts: FolderFacts, kept: Kept, *, asks_summary: bool
) -> dict[str, tuple[str, ...]]:
    """Return the lists to ask for about a repository, as `WantedOfFolder` has them.

    All of them are asked for with the first summary, and all again where everything is; later only
    pieces that have fallen.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the folder.
        kept: what its note holds, with gaps where pieces have fallen.
        asks_summary: whether its summary is asked for.
    """
    if facts.path or scope.config.detail == "brief":
        return {}
    possible = [START] if facts.calls else []
    if len(planned.links.files) >= _FEWEST_FILES:
        possible += [IDEAS, TASKS]
    is_again = scope.asks_again(kept, scope.routing.of_folder(""))
    wanted: dict[str, tuple[str, ...]] = {}
    for name in possible:
        gaps = tuple(dict.fromkeys(i.symbol for i in kept.items.get(name, ()) if not i.text))
        if asks_summary and (is_again or name not in kept.state.items):
            wanted[name] = ()
        elif gaps:
            wanted[name] = gaps
    return wanted


def true_story(scope: Scope, planned: TreePlan, facts: FolderFacts, kept: Kept) -> Kept:
    """Return what an overview keeps, with gaps in place of pieces that are no longer true.

    A step stands on a function that still follows from the start, an idea on a symbol or a file, a
    task on a file; each falls when that one changes.
    """
    lists = {name: rows for name, rows in kept.items.items() if name in STORY}
    if not lists:
        return kept
    moved = {orphan.source: path for path, orphan in planned.orphans.moves.items()}
    followed = {name: [_at_new_path(row, moved) for row in rows] for name, rows in lists.items()}
    digests = story_digests(scope, planned, facts, followed)
    true = {
        name: tuple(item for row in rows if (item := _true(name, row, digests[name], planned)))
        for name, rows in followed.items()
    }
    return kept if true == lists else items.with_items(kept, true)


def with_todays_digests(scope: Scope, planned: TreePlan, facts: FolderFacts, kept: Kept) -> Kept:
    """Return what an overview keeps with the hashes of today's parser, for unchanged sources."""
    digests = story_digests(scope, planned, facts, kept.items)
    lists: dict[str, tuple[KeptItem, ...]] = {}
    for name, rows in kept.items.items():
        lists |= items.rebased({name: rows}, digests.get(name, {}))
    return items.with_items(kept, lists) if lists else kept


def with_story(
    scope: Scope,
    planned: TreePlan,
    facts: FolderFacts,
    kept: Kept,
    new: Mapping[str, Sequence[Claim]],
    wanted: Mapping[str, tuple[str, ...]],
) -> Kept:
    """Return what an overview keeps once a model has been asked for lists.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the repository.
        kept: what the note held; a new piece takes the place of a gap.
        new: what the model wrote, by list.
        wanted: what it was asked for.
    """
    rows = {name: [KeptItem(c.text, c.symbol, "") for c in claims] for name, claims in new.items()}
    digests = story_digests(scope, planned, facts, rows)
    lists = dict(kept.items)
    for name, claims in new.items():
        placed = [claim for claim in claims if claim.symbol in digests[name]]
        is_whole = not wanted.get(name)
        lists |= items.merged(lists, {name: placed}, digests[name], is_whole=is_whole)
    return items.with_items(kept, lists)


def story_digests(
    scope: Scope, planned: TreePlan, facts: FolderFacts, lists: Mapping[str, Iterable[KeptItem]]
) -> dict[str, dict[str, str]]:
    """Return for each list, by key, the hash of each place as it is now; none for one that is gone.

    Args:
        scope: the run's.
        planned: the tree.
        facts: of the repository.
        lists: the items whose places count.
    """
    running = {call.user for call in facts.calls} | {call.used for call in facts.calls}
    outlines: dict[str, Outline | None] = {}
    digests: dict[str, dict[str, str]] = {}
    for name, rows in lists.items():
        digests[name] = {}
        for key in dict.fromkeys(row.symbol for row in rows):
            place = place_of(key)
            if name == START and place not in running:
                continue
            if place.path not in outlines:
                outlines[place.path] = outline_if_there(scope, planned, place.path)
            outline = outlines[place.path]
            if outline is None:
                continue
            if not place.symbol and name != START:
                digests[name][key] = outline_digest(outline)
            elif place.symbol in (digests_of_file := item_digests(outline)):
                digests[name][key] = digests_of_file[place.symbol]
    return digests


def outline_if_there(scope: Scope, planned: TreePlan, path: str) -> Outline | None:
    """Return the outline of a file of the tree, None if it has none."""
    if path not in planned.project.files:
        return None
    try:
        return survey.outline_of(planned.project, path, scope.cache)
    except SourceUnreadable:
        return None


def _at_new_path(item: KeptItem, moved: Mapping[str, str]) -> KeptItem:
    """Return an item with the key of its place; `moved` has the new path of each moved file."""
    place = place_of(item.symbol)
    if place.path not in moved:
        return item
    return replace(item, symbol=key_of(moved[place.path], place.symbol))


def _true(
    name: str, item: KeptItem, digests: Mapping[str, str], planned: TreePlan
) -> KeptItem | None:
    """Return an item that is true, a gap in its place, or None where nothing can take its place."""
    if item.text and digests.get(item.symbol) == item.digest:
        return item
    if item.symbol in digests:
        return KeptItem("", item.symbol, "")
    path = place_of(item.symbol).path
    is_there = name != START and path in planned.project.files
    return replace(item, text="", symbol=key_of(path), digest="") if is_there else None
