from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from bakery import larder, oven
from bakery.orders import OrderBook, loaves_of
from bakery.recipes import Recipe

OPENING = time(6, 30)
SPARE = 0.1
"""Share of loaves that are baked for those who come without an order."""


@dataclass(frozen=True)
class Plan:
    day: date
    slots: tuple[oven.Slot, ...]
    shortages: Mapping[str, int]

    def __str__(self) -> str:
        lines = [f"Baking for {self.day:%A, %d %B}"]
        lines += [
            f"{slot.mix_at:%H:%M} mix {slot.batch.loaves} {slot.batch.recipe.name},"
            f" {slot.bake_at:%H:%M} into deck {slot.deck}"
            for slot in self.slots
        ]
        lines += [f"missing: {grams} g {name}" for name, grams in self.shortages.items()]
        return "\n".join(lines)


def plan_for(
    day: date, book: OrderBook, recipes: Mapping[str, Recipe], store: sqlite3.Connection
) -> Plan:
    ordered = loaves_of(book.for_day(day))
    loaves = {bread: count + round(count * SPARE) for bread, count in ordered.items()}
    batches = [
        batch for bread, count in loaves.items() for batch in oven.batches_of(recipes[bread], count)
    ]
    needs = [recipes[bread].needs(count) for bread, count in loaves.items()]
    slots = oven.schedule(batches, datetime.combine(day, OPENING))
    return Plan(day, tuple(slots), larder.shortages(store, needs))
