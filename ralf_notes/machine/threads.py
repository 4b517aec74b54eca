"""Work on threads: results computed ahead, calls side by side, calls that run behind."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_POLL = 0.1
"""Seconds between two calls of `stop`, until all calls under way have ended."""


def ahead(
    function: Callable[[Item], Result], items: Iterable[Item], count: int, threads: int = 1
) -> Iterator[Result]:
    """Yield `function(item)` for each item in order, while `count` more are computed ahead.

    One thread computes them in order, too.
    """
    with ThreadPoolExecutor(threads, thread_name_prefix="ralf-ahead") as executor:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(executor.submit(function, item))
                if len(waiting) > count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def side_by_side(
    function: Callable[[Item], object],
    items: Iterable[Item],
    count: int,
    stop: Callable[[BaseException], object],
) -> None:
    """Call a function on every item, with up to `count` calls under way at a time.

    With a count of 1, the calls run on this thread and in order.

    Args:
        function: the function, which runs on other threads.
        items: each item is taken when its call can begin.
        count: the most calls that are under way at a time.
        stop: called with the first error, repeatedly until no call is under way.

    Raises the first error of a call or of this thread. No call begins after an error.
    """
    if count == 1:
        for item in items:
            function(item)
        return
    under_way: set[Future[object]] = set()
    with ThreadPoolExecutor(count, thread_name_prefix="ralf-side-by-side") as executor:
        try:
            for item in items:
                under_way.add(executor.submit(function, item))
                _finish(under_way, count - 1)
            _finish(under_way, 0)
        except BaseException as exc:
            while wait(under_way, _POLL).not_done:
                stop(exc)
            raise


def _finish(under_way: set[Future[object]], most: int) -> None:
    """Wait until at most `most` calls are under way. Raises the error of a finished call."""
    while len(under_way) > most:
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        under_way -= done
        for future in done:
            future.result()


@contextmanager
def behind(count: int) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Provide a function that queues functions, which one other thread calls in order.

    Any thread may use it; it blocks while `count` functions wait. If a function fails, a later use
    raises its error, or the end of the block does, when all functions have been called.
    """
    waiting: deque[Future[object]] = deque()
    lock = Lock()
    with ThreadPoolExecutor(1, thread_name_prefix="ralf-behind") as executor:

        def later(function: Callable[[], object]) -> None:
            with lock:
                while len(waiting) > count or (waiting and waiting[0].done()):
                    waiting.popleft().result()
                waiting.append(executor.submit(function))

        yield later
        for future in waiting:
            future.result()
