from __future__ import annotations

import tempfile
import unittest
from datetime import date
from pathlib import Path

from bakery.larder import deliver
from bakery.orders import Order, OrderBook, OrderRefused
from bakery.plan import plan_for
from bakery.recipes import load_recipes
from bakery.store import open_store

RECIPES = load_recipes(Path(__file__).parent.parent / "recipes.toml")
DAY = date(2026, 5, 2)


class PlanTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.store = self.enterContext(open_store(Path(folder) / "bakery.db"))
        self.book = OrderBook(self.store, RECIPES)

    def test_a_tenth_more_is_baked_than_ordered(self) -> None:
        self.book.add(Order("Anna", "rye", 20, DAY))
        plan = plan_for(DAY, self.book, RECIPES, self.store)
        self.assertEqual(sum(slot.batch.loaves for slot in plan.slots), 22)

    def test_the_larder_says_what_is_missing(self) -> None:
        deliver(self.store, "rye", 1000)
        deliver(self.store, "wheat", 1000)
        self.book.add(Order("Anna", "rye", 4, DAY))
        plan = plan_for(DAY, self.book, RECIPES, self.store)
        self.assertEqual(plan.shortages, {"rye": 680})

    def test_a_wedding_has_to_call(self) -> None:
        with self.assertRaises(OrderRefused):
            self.book.add(Order("Ben", "rye", 61, DAY))


if __name__ == "__main__":
    unittest.main()
