"""TypeScript: call signatures with type parameters that follow each other without a semicolon."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIGNATURE = re.compile(rb"[^\s{,(|&=:;<][ \t]*+(?:\r?\n[ \t]*+)++(?<=[ \t])(?=<[A-Za-z\r\n])")


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then one with a semicolon before each line that begins a signature."""
    yield source
    yield _SIGNATURE.sub(lambda match: match[0][:-1] + b";", source)
