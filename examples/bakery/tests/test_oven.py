from __future__ import annotations

import unittest
from datetime import datetime, timedelta
from itertools import pairwise

from bakery.oven import COOLING, DECKS, batches_of, schedule
from bakery.recipes import Recipe

RYE = Recipe("rye", {"rye": 420}, 90, 55, 230, 12)
BRIOCHE = Recipe("brioche", {"wheat": 300}, 120, 35, 180, 16)
OPENING = datetime(2026, 5, 2, 6, 30)


class OvenTest(unittest.TestCase):
    def test_a_deck_holds_no_more_than_its_loaves(self) -> None:
        self.assertEqual([batch.loaves for batch in batches_of(RYE, 30)], [12, 12, 6])

    def test_all_bread_has_cooled_when_the_shop_opens(self) -> None:
        slots = schedule(batches_of(RYE, 80) + batches_of(BRIOCHE, 40), OPENING)
        self.assertTrue(all(slot.done_at <= OPENING - COOLING for slot in slots))

    def test_no_deck_bakes_two_batches_at_once(self) -> None:
        slots = schedule(batches_of(RYE, 80) + batches_of(BRIOCHE, 40), OPENING)
        for deck in range(1, DECKS + 1):
            own = sorted((slot for slot in slots if slot.deck == deck), key=lambda s: s.bake_at)
            for first, second in pairwise(own):
                self.assertLessEqual(first.done_at, second.bake_at)

    def test_dough_is_mixed_early_enough_to_rest(self) -> None:
        (slot,) = schedule(batches_of(RYE, 5), OPENING)
        self.assertEqual(slot.bake_at - slot.mix_at, timedelta(minutes=90))


if __name__ == "__main__":
    unittest.main()
