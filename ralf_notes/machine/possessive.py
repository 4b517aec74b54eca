"""Patterns as Python itself compiles them from 3.11.5 on.

Before it, `(...)*+` and the like match wrongly where the group may backtrack, and our patterns are
full of them. Debian 12 has Python 3.11.2. The repair is CPython's own: an atomic group.
Source: https://github.com/python/cpython/pull/107795 and https://github.com/python/cpython/issues/100061
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def mend() -> None:
    """Have `re` compile possessive repetitions as greedy ones in atomic groups, from now on."""
    from re import _compiler, _constants  # type: ignore[attr-defined]

    as_it_was = _compiler._compile

    def compiled(code: list[int], pattern: Iterable[tuple[Any, Any]], flags: int) -> None:
        mended = [
            (_constants.ATOMIC_GROUP, [(_constants.MAX_REPEAT, how)])
            if what is _constants.POSSESSIVE_REPEAT
            else (what, how)
            for what, how in pattern
        ]
        as_it_was(code, mended, flags)

    _compiler._compile = compiled
