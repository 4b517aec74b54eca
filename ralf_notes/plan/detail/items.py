"""Which steps and things to know of a note are still true, and what takes the place of others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.prose.items import KeptItem
from ralf_notes.prose.items import Claim
from ralf_notes.prose.questions import MOST_ITEMS

Lists = Mapping[str, tuple[KeptItem, ...]]


def true_items(lists: Lists, digests: Mapping[str, str], changed: Iterable[str]) -> Lists:
    """Return the items that still stand on their symbol, and empty ones for what is to be asked.

    Args:
        lists: the items of a note.
        digests: by symbol, the hash of its text now; '' is the text outside of symbols.
        changed: functions that no model has read as they are now.
    """
    new = [name for name in changed if name in digests]
    return {name: _with_gaps(items, digests, new) for name, items in lists.items()}


def _with_gaps(
    items: Iterable[KeptItem], digests: Mapping[str, str], changed: Sequence[str]
) -> tuple[KeptItem, ...]:
    still_true = [
        item if digests.get(item.symbol) == item.digest else KeptItem("", item.symbol, "")
        for item in items
        if item.symbol in digests
    ]
    with_items = {item.symbol for item in still_true}
    return (*still_true, *(KeptItem("", name, "") for name in changed if name not in with_items))


def gaps(lists: Lists, names: Collection[str]) -> tuple[str, ...]:
    """Return the symbols about which some lists have lost an item, or have none yet."""
    items = (item for name in names for item in lists.get(name, ()))
    return tuple(dict.fromkeys(item.symbol for item in items if not item.text))


def merged(
    before: Lists,
    new: Mapping[str, Sequence[Claim]],
    digests: Mapping[str, str],
    *,
    is_whole: bool,
) -> dict[str, tuple[KeptItem, ...]]:
    """Return the items of a note after a model was asked for some lists.

    Args:
        before: what the note had; a new item takes the place of an empty one of its symbol.
        new: what the model wrote, for each list that it was asked for.
        digests: by symbol, the hash of its text.
        is_whole: whether it was asked about all of the file.
    """
    lists = dict(before)
    for name, items in new.items():
        fresh = [KeptItem(item.text, item.symbol, digests[item.symbol]) for item in items]
        rows = fresh if is_whole else _filled(before.get(name, ()), fresh)
        lists[name] = tuple(rows[: MOST_ITEMS[name]])
    return lists


def _filled(before: Iterable[KeptItem], fresh: list[KeptItem]) -> list[KeptItem]:
    """Return items with new ones in the places of empty ones; those left over come last."""
    waiting, filled = list(fresh), []
    for item in before:
        if item.text:
            filled.append(item)
        elif new := next((each for each in waiting if each.symbol == item.symbol), None):
            waiting.remove(new)
            filled.append(new)
    return filled + waiting


def with_items(kept: Kept, lists: Lists) -> Kept:
    """Return what a note keeps with other items, in its state as well."""
    rows = {name: tuple((i.symbol, i.digest) for i in items) for name, items in lists.items()}
    return replace(kept, items=dict(lists), state=replace(kept.state, items=rows))


def rebased(lists: Lists, digests: Mapping[str, str]) -> Lists:
    """Return items with today's hashes, for a source that has not changed."""
    return {
        name: tuple(
            KeptItem(i.text, i.symbol, digests[i.symbol]) if i.text and i.symbol in digests else i
            for i in items
        )
        for name, items in lists.items()
    }
