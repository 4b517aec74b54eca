"""Threads: work ahead of where it is needed, side by side, and behind."""

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
"""Seconds between two calls of `stop` while calls under way come to their end."""


def ahead(
    function: Callable[[Item], Result], items: Iterable[Item], count: int, threads: int = 1
) -> Iterator[Result]:
    """Yield `function(item)` for each item in order, with `count` of them computed ahead.

    With one thread, they are also computed in order.
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
    """Call a function on every item, with `count` calls under way at a time.

    One at a time run on this thread and in order.

    Args:
        function: called on other threads.
        items: taken one by one, whenever a call may begin.
        count: the most calls under way.
        stop: called with the first error, again and again until no call is under way any more.

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
    """Wait until only so many calls are under way. Raises what a finished one raised."""
    while len(under_way) > most:
        done, _ = wait(under_way, return_when=FIRST_COMPLETED)
        under_way -= done
        for future in done:
            future.result()


@contextmanager
def behind(count: int) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Give a function that queues functions, which one other thread calls in order.

    Any thread may use it; it blocks while `count` functions wait. An error of one of them is raised
    by a later use, or at the end of the block, when all of them have been called.
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
