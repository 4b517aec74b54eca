from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    name: str
    flour: Mapping[str, int]
    """Grams of each ingredient for one loaf."""
    proof: int
    """Minutes that the dough rests."""
    bake: int
    """Minutes in the oven."""
    heat: int
    """Degrees Celsius."""
    per_deck: int
    """Loaves that one deck of the oven holds."""

    def needs(self, loaves: int) -> dict[str, int]:
        return {ingredient: grams * loaves for ingredient, grams in self.flour.items()}


def load_recipes(path: Path) -> dict[str, Recipe]:
    with path.open("rb") as stream:
        tables = tomllib.load(stream)
    return {name: Recipe(name, **table) for name, table in tables.items()}
