"""Where names stand in a file: in which of its symbols, and at which offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import chain
from typing import TypeAlias

MOST_OFFSETS = 3
"""Places that are kept of a chain in one symbol."""
Places: TypeAlias = "dict[tuple[int, str], list[int]]"
"""By symbol and chain: where the chain stands first."""
_END = 1 << 62


class Insides:
    """Tells the innermost symbol at an offset."""

    def __init__(self, spans: Iterable[tuple[int, int, int]]) -> None:
        starts, owners = [0], [-1]
        around: list[tuple[int, int]] = []
        for start, end, number in chain(spans, [(_END, _END, -1)]):
            while around and around[-1][0] <= start:
                starts.append(around.pop()[0])
                owners.append(around[-1][1] if around else -1)
            starts.append(start)
            owners.append(number)
            around.append((end, number))
        self._starts, self._owners = starts, owners

    def symbol_at(self, offset: int) -> int:
        """Return the index of the symbol; -1 outside all symbols."""
        return self._owners[bisect_right(self._starts, offset) - 1]

    def symbol_up_to(self, offset: int) -> tuple[int, int]:
        """Return the index of the symbol, and the offset up to which it is the innermost one."""
        place = bisect_right(self._starts, offset)
        return self._owners[place - 1], self._starts[place] if place < len(self._starts) else _END
