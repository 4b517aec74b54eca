"""The body of an answer of HTTP: read within limits, whole or line by line, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPResponse, IncompleteRead
from typing import Any

from ralf_notes.errors import Refused

_LONGEST_LINE = 1_048_576
"""Bytes of one line of a streamed answer."""


@dataclass(frozen=True, slots=True)
class Received:
    """An answer that has been read to its end."""

    status: int
    content: bytes
    at: datetime
    """The latest moment at which the server may have sent it, by its own clock."""

    def json_object(self) -> dict[str, Any] | None:
        """Return the JSON object that it holds, or None."""
        return json_object(self.content)


def json_object(content: bytes | str) -> dict[str, Any] | None:
    """Return the JSON object that a text holds, None if it holds none."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def time_of(response: HTTPResponse) -> datetime:
    """Return the latest moment at which a server may have answered, by its own clock."""
    try:
        # The header leaves out the fraction of the second.
        at = parsedate_to_datetime(response.headers["Date"]) + timedelta(seconds=1)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError, OverflowError, IndexError):
        return datetime.now(UTC)


def read_whole(response: HTTPResponse, most: int) -> bytes:
    """Return a body, or the beginning of one that is longer than `most` bytes.

    Raises IncompleteRead if it has no proper end.
    """
    pieces, size = [], 0
    # Never more at a time: a length that a server invents would be reserved in memory.
    while size < most and (piece := _sound(lambda: response.read1(65_536))):
        pieces.append(piece)
        size += len(piece)
    if response.length and size < most:
        raise IncompleteRead(b"", response.length)
    return b"".join(pieces)


def lines_of(response: HTTPResponse) -> Iterator[bytes]:
    """Yield the lines of a body as they come. Raises IncompleteRead if it has no proper end."""
    while line := _sound(lambda: response.readline(_LONGEST_LINE)):
        if len(line) == _LONGEST_LINE:
            raise Refused("the server sends a line without an end")
        if response.length and not line.endswith(b"\n"):
            break
        yield line
    if response.length:
        raise IncompleteRead(b"", response.length)


def _sound(read: Callable[[], bytes]) -> bytes:
    """Return what a function reads; `http.client` fails at lengths of chunks below zero."""
    try:
        return read()
    except ValueError as exc:
        raise IncompleteRead(b"") from exc
