#!/usr/bin/env python3
# Copyright 2024 The authors. Licensed under the MIT license.
"""Token buckets: how much may pass, and when.

The second paragraph.
"""

from __future__ import annotations

import os.path as p, sys
from ..limits import (
    Clock,  # injected
    Limit as L,
)
from . import x

__all__ = ["Bucket", "refill", "LIMIT"]

LIMIT = 10
_cache: dict[str, int] = {}
T = TypeVar("T")
plain = 1
type Pair = tuple[int, int]


@dataclass(frozen=True)
class Bucket(Generic[T]):
    """A bucket.

    capacity: in tokens.
    """

    capacity: int = 10

    def __init__(self, capacity: int = 10, /, *args: int, clock=None, **options: str) -> None:
        # not a docstring
        "Make a bucket."

        def local(): ...

    @property
    def level(self) -> float:
        return 1.0

    @staticmethod
    async def take(
        amount: float,
        *,
        wait: bool = False,
    ) -> bool:
        r"""Take some."""

    @overload
    def get(self, key: str) -> str: ...
    @overload
    def get(self, key: int) -> int: ...

    class Inner:
        def run(self): pass


if sys.platform == "win32":
    def refill(bucket): ...
else:
    def refill(bucket): ...

if __name__ == "__main__":
    refill(Bucket())
