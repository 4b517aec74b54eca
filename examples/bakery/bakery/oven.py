from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bakery.recipes import Recipe

DECKS = 3
COOLING = timedelta(minutes=45)
"""Bread that is sold warm tears when it is cut."""
HEATING = timedelta(minutes=15)
"""What a deck takes to another temperature."""


@dataclass(frozen=True)
class Batch:
    recipe: Recipe
    loaves: int


@dataclass(frozen=True)
class Slot:
    deck: int
    batch: Batch
    mix_at: datetime
    bake_at: datetime

    @property
    def done_at(self) -> datetime:
        return self.bake_at + timedelta(minutes=self.batch.recipe.bake)


def batches_of(recipe: Recipe, loaves: int) -> list[Batch]:
    full, rest = divmod(loaves, recipe.per_deck)
    sizes = [recipe.per_deck] * full + ([rest] if rest else [])
    return [Batch(recipe, size) for size in sizes]


def schedule(batches: Iterable[Batch], opening: datetime) -> list[Slot]:
    # From the end of the night backwards: the hottest bread goes in last, as a deck that is hot
    # bakes the next batch without waiting.
    free = [opening - COOLING] * DECKS
    heat = [0] * DECKS
    slots = []
    for batch in sorted(batches, key=lambda each: (-each.recipe.heat, -each.loaves)):
        deck = _best_deck(free, heat, batch.recipe.heat)
        ready = free[deck] - (HEATING if heat[deck] not in (0, batch.recipe.heat) else timedelta())
        bake_at = ready - timedelta(minutes=batch.recipe.bake)
        mix_at = bake_at - timedelta(minutes=batch.recipe.proof)
        slots.append(Slot(deck + 1, batch, mix_at, bake_at))
        free[deck], heat[deck] = bake_at, batch.recipe.heat
    return sorted(slots, key=lambda slot: (slot.mix_at, slot.deck))


def _best_deck(free: list[datetime], heat: list[int], wanted: int) -> int:
    def loss(deck: int) -> tuple[datetime, bool]:
        is_cold = heat[deck] not in (0, wanted)
        return free[deck] - (HEATING if is_cold else timedelta()), not is_cold

    return max(range(DECKS), key=loss)
