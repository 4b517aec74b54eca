"""The time that the double of an Ollama server lives in: a virtual one, or the real one."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

FOREVER = (2**63 - 1) / 1e9
"""Seconds that Go's longest duration lasts: what a negative `keep_alive` means."""

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
_NUMBER = re.compile(r"(\d*)(?:\.(\d*))?")
_UNIT = re.compile(r"[^.\d]*")


class Clock(Protocol):
    """What the double needs of a clock."""

    def now(self) -> float:
        """Return the seconds since the clock was made."""

    def sleep(self, seconds: float) -> None:
        """Let that much time pass."""

    def date(self, seconds: float) -> datetime:
        """Return the moment that lies that many seconds after the clock was made."""


class VirtualClock:
    """A clock whose time passes only when somebody sleeps or advances it: at once."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self._now += seconds

    sleep = advance

    def date(self, seconds: float) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


class RealClock:
    """The computer's own clock, for benchmarks."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._date = datetime.now(UTC)

    def now(self) -> float:
        return time.perf_counter() - self._began

    def sleep(self, seconds: float) -> None:
        time.sleep(max(0.0, seconds))

    def date(self, seconds: float) -> datetime:
        return self._date + timedelta(seconds=seconds)


def timestamp(clock: Clock, seconds: float) -> str:
    """Return a moment as Go writes it in JSON."""
    return clock.date(seconds).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def http_date(clock: Clock) -> str:
    """Return the present moment as an HTTP header has it."""
    return format_datetime(clock.date(clock.now()), usegmt=True)


def parse_duration(text: str) -> float:
    """Return the seconds of a duration such as `1h30m`; raise ValueError with Go's own words.

    Source: https://pkg.go.dev/time#ParseDuration
    """
    rest = text[1:] if text[:1] in ("-", "+") else text
    sign = -1 if text[:1] == "-" else 1
    if rest == "0":
        return 0.0
    if not rest:
        raise ValueError(f'time: invalid duration "{text}"')
    total = 0.0
    while rest:
        seconds, rest = _first_term(rest, text)
        total += seconds
    return sign * total


def _first_term(rest: str, text: str) -> tuple[float, str]:
    number = _NUMBER.match(rest)
    if number is None or not (number[1] or number[2]):
        raise ValueError(f'time: invalid duration "{text}"')
    rest = rest[number.end() :]
    unit = _UNIT.match(rest)
    name = unit[0] if unit else ""
    if not name:
        raise ValueError(f'time: missing unit in duration "{text}"')
    if name not in _UNITS:
        raise ValueError(f'time: unknown unit "{name}" in duration "{text}"')
    return float(f"{number[1] or 0}.{number[2] or 0}") * _UNITS[name], rest[len(name) :]
