"""Patterns that are compiled when they are first used.

To compile the patterns of the package takes longer than to load its code, and a run needs few.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_OF_PATTERNS = (
    "findall", "finditer", "flags", "fullmatch", "groupindex", "groups", "match", "pattern",
    "search", "split", "sub", "subn",
)  # fmt: skip


class UsedPattern:
    """Stands for a pattern of the package, and has all that a compiled one has."""


class LazyPattern(UsedPattern):
    """Stands for a pattern that nothing has asked for yet."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        """Keep what is to be compiled; another pattern may be written with the text of this one."""
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the pattern, and return what it has of this name.

        Raises:
            AttributeError: if patterns have nothing of this name.
        """
        if name in _OF_PATTERNS:
            compiled = re.compile(self.pattern, self._flags)
            self.__dict__.update({each: getattr(compiled, each) for each in _OF_PATTERNS})
            # Python looks up what an object has in twice the time if its class has `__getattr__`.
            self.__class__ = UsedPattern  # type: ignore[assignment]
        return object.__getattribute__(self, name)


def lazily(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a pattern that is compiled when it is first used.

    Functions of `re` do not take it in place of a text: call its methods.

    Args:
        text: of the pattern.
        flags: of `re`.
    """
    return cast("re.Pattern[AnyStr]", LazyPattern(text, flags))
