"""`models --watch`: what is in a server's memory, looked at again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ralf_notes.config.durations import until
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, EngineError
from ralf_notes.machine import hardware
from ralf_notes.models.engines import Engine, Loaded

HEADINGS = ("NAME", "IN MEMORY", "ON GPU", "CONTEXT", "TIME LEFT")
pause = time.sleep


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a server."""

    rows: tuple[tuple[str, ...], ...]
    """One text for each of `HEADINGS`, for each model in memory."""
    line: str
    """What it comes to."""


def looks(
    config: Config, open_engine: Callable[[Config], Engine], interval: float
) -> Iterator[Look]:
    """Yield one look after another, until the reader has seen enough.

    A server that goes away is waited for; one that is not there at first is an error.

    Args:
        config: names the server.
        open_engine: opens the engine.
        interval: seconds between two looks.

    Raises EngineError.
    """
    engine = open_engine(config)
    try:
        engine.version()
        while True:
            yield _look(engine, config)
            pause(interval)
    finally:
        engine.close()


def _look(engine: Engine, config: Config) -> Look:
    now = datetime.now(UTC)
    clock = now.astimezone().strftime("%H:%M:%S")
    try:
        loaded = engine.loaded()
    except (EngineError, AskError) as exc:
        return Look((), f"{clock}  {exc}")
    total = hardware.gigabytes(sum(each.size for each in loaded))
    what = f"{total} in memory" if loaded else "no model is in memory"
    if hardware.is_here(config.host):
        memory = hardware.memory()
        free, whole = hardware.gigabytes(memory.available), hardware.gigabytes(memory.total)
        what += f"; of this machine's {whole}, {free} is free"
    return Look(tuple(_row(each, now) for each in loaded), f"{clock}  {what}")


def _row(each: Loaded, now: datetime) -> tuple[str, ...]:
    share = f"{100 * each.on_gpu / each.size:.0f} %" if each.size else ""
    left = until(each.expires_at, now)
    return each.name, hardware.gigabytes(each.size), share, str(each.context_length), left
