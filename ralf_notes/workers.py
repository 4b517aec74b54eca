"""Executors: what is done while something else is waited for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


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


@contextmanager
def behind(count: int) -> Iterator[Callable[[Callable[[], object]], None]]:
    """Give a function that has functions called in order, on a thread of its own.

    It waits when `count` of them are still to be called. What one of them raises comes out of a
    later call, or at the end; at the end all of them have been called, whatever else went wrong.
    """
    waiting: deque[Future[object]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="ralf-behind") as executor:

        def later(function: Callable[[], object]) -> None:
            while len(waiting) > count or (waiting and waiting[0].done()):
                waiting.popleft().result()
            waiting.append(executor.submit(function))

        yield later
        for future in waiting:
            future.result()
