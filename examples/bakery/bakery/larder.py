from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping


def deliver(store: sqlite3.Connection, ingredient: str, grams: int) -> None:
    store.execute(
        "INSERT INTO larder VALUES (?, ?)"
        " ON CONFLICT (ingredient) DO UPDATE SET grams = grams + excluded.grams",
        (ingredient, grams),
    )


def shortages(store: sqlite3.Connection, needs: Iterable[Mapping[str, int]]) -> dict[str, int]:
    missing: dict[str, int] = {}
    for need in needs:
        for ingredient, grams in need.items():
            missing[ingredient] = missing.get(ingredient, 0) + grams
    for ingredient, grams in store.execute("SELECT ingredient, grams FROM larder"):
        if ingredient in missing:
            missing[ingredient] -= grams
    # What the mill brings is weighed to 5 grams, so less than that is no shortage.
    return {ingredient: grams for ingredient, grams in missing.items() if grams >= 5}
