"""Hashes of text that do not depend on its white space."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def text_digest(text: str) -> str:
    """Return 12 hex digits: the hash of a text with each run of white space as one space."""
    folded = " ".join(text.split()).encode("utf-8", "replace")
    return hashlib.sha256(folded).hexdigest()[:12]


def text_outside(source: bytes, start: int, end: int, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text between two byte offsets, without some spans.

    The spans are sorted by their starts; a span may be inside the one before it.
    """
    pieces = []
    for inner_start, inner_end in spans:
        pieces.append(source[start:inner_start])
        start = max(start, inner_end)
    pieces.append(source[start:end])
    return b"\n".join(pieces).decode("utf-8", "replace")
