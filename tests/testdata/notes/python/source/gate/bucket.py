"""Token bucket rate limiter, shared by all workers of a host.

Buckets are refilled by elapsed time, so no background task is needed::

    bucket = Bucket(10)
    bucket.take(3)
"""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from gate import clock
from gate.clock import monotonic

LIMIT = 10
"""Tokens of a new bucket."""


@dataclass(frozen=True)
class Limits:
    """How much a client may do."""

    rate: float = 1.0
    burst: int = LIMIT


class Bucket:
    """One client's allowance: how many tokens are left."""

    def __init__(self, capacity: int, *, rate: float | None = None) -> None:
        self.left = capacity

    def take(self, n: int = 1, *, now: float | None = None) -> bool:
        """Take `n` tokens; return whether there were enough.

        Args:
            n: how many tokens to take, e.g. the cost of a request.
            now: seconds since start | None for the clock's own time.

        Returns:
            Whether there were enough. See [[Limits]] and <b>bold</b>.

        Raises:
            ValueError: if ``n`` is negative.
        """
        self._refill(now or monotonic())
        return self.left >= n

    @property
    def is_full(self) -> bool:
        return self.left == LIMIT

    def _refill(self, now: float) -> None:
        self.left += now


async def ping(client: httpx.AsyncClient, *paths: str, **options: object) -> int:
    """Ask a server whether it is there.

    Parameters
    ----------
    client : httpx.AsyncClient
        Sends the requests.
    *paths : str
        Where to.

    Returns
    -------
    int
        The status of the last answer.
    """
    return clock.now()


def drop_full(buckets):
    """
    Drop what has been full for an hour.

    :param buckets: by client
    :returns: those that stay
    """
    return [bucket for bucket in buckets if not bucket.is_full]
