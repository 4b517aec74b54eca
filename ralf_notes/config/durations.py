"""Times of day, and spans of time as Go and the Ollama API write them, such as `keep_alive`."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from ralf_notes.patterns import lazily

KEEP_ALIVE_EXPECTED = (
    "a duration such as 30m, 1h30m, 3600 (seconds), 0 (unload after the run) or -1 (keep forever)"
)
SPAN_EXPECTED = "a duration such as 4h, 1h30m or 3600 (seconds), more than 0"
TIME_OF_DAY_PATTERN = "([01]?[0-9]|2[0-3]):[0-5][0-9]"
"""A time of day such as 02:00."""
_LONGEST = 9_000_000_000
"""Seconds: 2,500,000 hours. Go counts nanoseconds in 64 bits, which allows little more."""
_FOREVER = timedelta(days=3_650)
"""Nobody means a date. Ollama writes "forever" as one in the year 2319, or some decades ahead."""
_UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "\u00b5s": 1e-6,
    "\u03bcs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_AMOUNT = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_PART = lazily(rf"({_AMOUNT})({'|'.join(_UNITS)})")
_NUMBER = lazily(rf"[-+]?{_AMOUNT}")
DURATION_PATTERN = rf"[-+]?(?:{_AMOUNT}(?:{'|'.join(_UNITS)})?|(?:{_PART.pattern})+)"
"""A duration as Go writes it, or a number without a unit, which means seconds."""
_DURATION = lazily(DURATION_PATTERN)


def normalise_keep_alive(value: object) -> str | int | float:
    """Return a `keep_alive` in a form that no server refuses.

    A server answers 400 to a string without a unit, so `"-1"` and `"5"` become numbers. Every way
    to write zero becomes 0 and every negative value -1, which is forever.

    Args:
        value: Go's duration (https://pkg.go.dev/time#ParseDuration), or a number of seconds.

    Returns:
        0, -1, a positive number of seconds, or a positive Go duration.

    Raises:
        ValueError: if a server would refuse the value; its text says what is allowed.
    """
    seconds = _seconds(value)
    if not seconds <= _LONGEST:  # so that NaN is refused too
        raise ValueError(f"{KEEP_ALIVE_EXPECTED}; at most 2500000h")
    if seconds < 0:
        return -1
    if seconds < _UNITS["ns"]:
        return 0
    return value.strip() if isinstance(value, str) and _PART.search(value) else seconds


def keep_alive_seconds(value: str | int | float) -> float:
    """Return a `keep_alive` in seconds; infinity for a negative one, which means forever."""
    normal = normalise_keep_alive(value)
    return math.inf if normal == -1 else float(_seconds(normal))


def span_seconds(value: object) -> float:
    """Return a Go duration, or a number of seconds, in seconds.

    Raises ValueError for anything else, for 0 or less, and for more than Go allows.
    """
    try:
        seconds = _seconds(value)
    except ValueError:
        raise ValueError(SPAN_EXPECTED) from None
    if not 0 < seconds <= _LONGEST:
        raise ValueError(SPAN_EXPECTED)
    return float(seconds)


def in_words(seconds: float) -> str:
    """Return a span of time in words."""
    if math.isinf(seconds):
        return "forever"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def until(expires_at: str, now: datetime) -> str:
    """Return how long a model stays in memory, in words.

    Args:
        expires_at: as Ollama's `/api/ps` reports it; '' for a model that stays.
        now: the time, with a time zone.
    """
    try:
        time_left = datetime.fromisoformat(expires_at) - now
    except (ValueError, TypeError):
        return expires_at
    if time_left > _FOREVER:
        return "forever"
    seconds = time_left.total_seconds()
    return in_words(seconds) if seconds > 0 else "now"


def _seconds(value: object) -> int | float:
    """Return the seconds of a number, of a text that is a number, or of a Go duration."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if _NUMBER.fullmatch(text):
        number = float(text)
        return int(number) if number.is_integer() else number
    if not _DURATION.fullmatch(text):
        raise ValueError(KEEP_ALIVE_EXPECTED)
    total = sum(float(amount) * _UNITS[unit] for amount, unit in _PART.findall(text))
    return -total if text.startswith("-") else total
