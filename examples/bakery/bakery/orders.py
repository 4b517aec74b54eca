from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bakery.recipes import Recipe

MOST_LOAVES = 60
"""More than this is a wedding, and the baker wants to be asked first."""


class OrderRefused(Exception):
    """An order that the bakery cannot take."""


@dataclass(frozen=True)
class Order:
    customer: str
    bread: str
    loaves: int
    day: date


class OrderBook:
    def __init__(self, store: sqlite3.Connection, recipes: Mapping[str, Recipe]) -> None:
        self._store = store
        self._recipes = recipes

    def add(self, order: Order) -> None:
        if order.bread not in self._recipes:
            raise OrderRefused(f"nobody here bakes {order.bread}")
        if not 0 < order.loaves <= MOST_LOAVES:
            raise OrderRefused(f"{order.loaves} loaves: please call us")
        self._store.execute(
            "INSERT INTO orders (customer, bread, loaves, day) VALUES (?, ?, ?, ?)",
            (order.customer, order.bread, order.loaves, order.day.isoformat()),
        )

    def for_day(self, day: date) -> list[Order]:
        rows = self._store.execute(
            "SELECT customer, bread, loaves FROM orders WHERE day = ? ORDER BY id",
            (day.isoformat(),),
        )
        return [Order(customer, bread, loaves, day) for customer, bread, loaves in rows]


def loaves_of(orders: Iterable[Order]) -> Counter[str]:
    total: Counter[str] = Counter()
    for order in orders:
        total[order.bread] += order.loaves
    return total
