"""Hashes of text in which blank space does not count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def text_digest(text: str) -> str:
    """Return a hash of a text in which blank space is folded: 12 hex digits."""
    folded = " ".join(text.split()).encode("utf-8", "replace")
    return hashlib.sha256(folded).hexdigest()[:12]


def text_outside(source: bytes, start: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text between two byte offsets without some spans in it.

    The spans are sorted by their start; one may be inside the one before it.
    """
    pieces = []
    for inner_start, inner_end in spans:
        pieces.append(source[start:inner_start])
        start = max(start, inner_end)
    pieces.append(source[start:end])
    return b"\n".join(pieces).decode("utf-8", "replace")
