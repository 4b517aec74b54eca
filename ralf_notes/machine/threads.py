"""Work that goes on while something else is waited for, on threads."""

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
"""Seconds between two looks at work that is coming to its end."""


def ahead(
    function: Callable[[Item], Result], items: Iterable[Item], count: int, threads: int = 1
) -> Iterator[Result]:
    """Yield `function(item)` for each item in order, `count` of them computed ahead.

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


def together(
    function: Callable[[Item], object],
    items: Iterable[Item],
    count: int,
    stop: Callable[[BaseException], object],
) -> None:
    """Call a function on every item, `count` of them at a time.

    With one at a time, on this thread and in order.

    Args:
        function: called on threads of its own.
        items: taken one by one, when there is room for the next.
        count: how many are under way at most.
        stop: called with what went wrong, on an item or on this thread, again and again until
            nothing is under way any more.

    Raises the first thing that went wrong, when nothing is under way any more; no item is begun
    after it.
    """
    if count == 1:
        for item in items:
            function(item)
        return
    under_way: set[Future[object]] = set()
    with ThreadPoolExecutor(count, thread_name_prefix="ralf-together") as executor:
        try:
            for item in items:
                under_way.add(executor.submit(function, item))
                while len(under_way) >= count:
                    under_way = _after_the_next(under_way)
            while under_way:
                under_way = _after_the_next(under_way)
        except BaseException as exc:
            while wait(under_way, _POLL).not_done:
                stop(exc)
            raise


def _after_the_next(under_way: set[Future[object]]) -> set[Future[object]]:
    """Wait until one is done; return the others. Raises what it raised."""
    done, left = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        future.result()
    return left


@contextmanager
def behind(count: int) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Give a function that has functions called in order, on a thread of its own.

    It may be called from any thread, and waits when `count` of them are still to be called. What
    one of them raises comes out of a later call, or at the end; at the end all of them have been
    called, whatever else went wrong.
    """
    waiting: deque[Future[object]] = deque()
    one = Lock()
    with ThreadPoolExecutor(1, thread_name_prefix="ralf-behind") as executor:

        def later(function: Callable[[], object]) -> None:
            with one:
                while len(waiting) > count or (waiting and waiting[0].done()):
                    waiting.popleft().result()
                waiting.append(executor.submit(function))

        yield later
        for future in waiting:
            future.result()
