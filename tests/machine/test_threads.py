"""Calls side by side: each item once, never too many at a time, and an error stops the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.machine import threads

PATIENCE = 30.0


class Work:
    """A call on numbers, which fails on one of them."""

    def __init__(self, failing: int | None) -> None:
        self.failing, self.most = failing, 0
        self.taken: list[int] = []
        self.done: list[int] = []
        self.under_way: set[int] = set()
        self.lock = threading.Lock()

    def items(self, length: int) -> Iterator[int]:
        for number in range(length):
            self.taken.append(number)
            yield number

    def __call__(self, number: int) -> None:
        with self.lock:
            self.under_way.add(number)
            self.most = max(self.most, len(self.under_way))
        with self.lock:
            self.under_way.remove(number)
            if number == self.failing:
                raise ValueError(number)
            self.done.append(number)


@given(st.integers(0, 30), st.integers(1, 6))
def test_each_item_is_done_once(length: int, count: int) -> None:
    work = Work(None)
    threads.side_by_side(work, work.items(length), count, lambda exc: None)
    assert sorted(work.done) == work.taken == list(range(length))
    assert work.most <= count


@given(st.integers(0, 29), st.integers(1, 6))
def test_what_has_begun_is_done_though_one_fails(failing: int, count: int) -> None:
    work = Work(failing)
    with pytest.raises(ValueError, match=f"^{failing}$"):
        threads.side_by_side(work, work.items(30), count, lambda exc: None)
    assert sorted([*work.done, failing]) == work.taken
    assert work.most <= count


def test_what_is_under_way_is_stopped_when_one_fails() -> None:
    stopped, begun = threading.Event(), threading.Event()

    def work(number: int) -> None:
        if number:
            begun.set()
            assert stopped.wait(PATIENCE)
        else:
            assert begun.wait(PATIENCE)
            raise ValueError

    with pytest.raises(ValueError):
        threads.side_by_side(work, range(2), 2, lambda exc: stopped.set())
