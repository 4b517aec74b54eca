"""`models`: which models an engine has on disk and in memory, and which fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ralf_notes.config.durations import until
from ralf_notes.config.engines import short_name
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, EngineError, RalfError, UsageError
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models import context_window, keep_alive, memory, routing
from ralf_notes.models.engines import Engine, LoadedModel, Model, hints
from ralf_notes.models.memory import Need
from ralf_notes.models.memory.scheduling import MemoryRules, rules_of
from ralf_notes.source.walk import walk
from ralf_notes.text import count_of

HEADINGS = ("NAME", "SIZE", "IN MEMORY", "CONTEXT", "UNTIL")
NEEDS_HEADINGS, NEEDS_FIRST_TO_GO = memory.HEADINGS, memory.FIRST_TO_GO


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """The memory that models need on this machine."""

    needs: Mapping[str, tuple[int, Need]]
    """By model: its context window in tokens, and what it needs with that."""
    room: int | None
    """Bytes for all models; None where that is not known."""
    rules: MemoryRules

    def beside(self, name: str) -> Iterator[str]:
        """Yield the models that fit into memory together with one of them."""
        mine = self.needs[name][1]
        room = self.room or 0
        for other, (_, theirs) in self.needs.items():
            if other != name and memory.fit_together((mine, theirs), room, self.rules):
                yield other


@dataclass(frozen=True, slots=True)
class Inventory:
    """What `models` shows, in words."""

    rows: tuple[tuple[str, ...], ...]
    """One text for each of `HEADINGS`, for each model: those in memory first, then by name."""
    needs: tuple[tuple[str, ...], ...]
    """One text for each of `NEEDS_HEADINGS`, for each model whose context window is known."""
    lines: tuple[str, ...]
    """Remarks below the tables."""
    models: tuple[tuple[str, Model | None, LoadedModel | None], ...] = ()
    """The models of the rows: on disk, and in memory."""
    plan: MemoryPlan | None = None
    """What the needs are made from."""


def inventory(config: Config, open_engine: Callable[[Config], Engine]) -> Inventory:
    """Ask an engine what it has.

    Args:
        config: names the engine, and a GGUF file that an engine has without listing it.
        open_engine: opens the engine.

    Raises EngineError when the engine is missing, or something else answers.
    """
    if not config.traits.asks:
        raise UsageError(f"engine {config.engine} has no models: name another one with --engine")
    engine = open_engine(config)
    try:
        on_disk = _on_disk(engine, config)
        loaded = {model.name: model for model in engine.loaded()}
        rules = rules_of(config.traits, engine.version())
    except AskError as exc:
        raise hints.something_else_answers(config, exc) from exc
    finally:
        engine.close()
    names = sorted({*on_disk, *loaded}, key=lambda name: (name not in loaded, name))
    if not names:
        return Inventory((), (), (hints.how_to_get_a_model(config),))
    rows = tuple(_row(name, on_disk.get(name), loaded.get(name)) for name in names)
    listed = [on_disk[name] for name in names if name in on_disk]
    plan = _plan(listed, loaded.values(), config, rules)
    needs = tuple(memory.rows_of(plan.needs, plan.room, rules)) if plan else ()
    models = tuple((name, on_disk.get(name), loaded.get(name)) for name in names)
    return Inventory(rows, needs, tuple(_lines(config)) if needs else (), models, plan)


def _on_disk(engine: Engine, config: Config) -> Mapping[str, Model]:
    """Return the models that an engine lists, and the configured GGUF file, by name."""
    models = list(engine.models())
    if config.model and config.traits.model_is == "file":
        models.append(engine.show(config.model_name))
    for number, model in enumerate(models):
        # A list without context lengths lacks what `show` has; that takes a request.
        if not (model.context_length or model.remote_host or engine.traits.manages_memory):
            try:
                models[number] = engine.show(model.name)
            except (AskError, EngineError):
                continue  # it is broken, or has just been removed
    return {model.name: model for model in models}


def _row(name: str, model: Model | None, loaded: LoadedModel | None) -> tuple[str, ...]:
    """Return the cells of a model; it may have been removed from the disk since it was loaded."""
    size = gigabytes(model.size) if model and model.size else ""
    if model and model.remote_host:
        size = f"runs at {model.remote_host}"
    if loaded is None:
        return name, size, "", "", ""
    taken = gigabytes(loaded.size) if loaded.size else "yes"
    stays = until(loaded.expires_at, datetime.now(UTC))
    return name, size, taken, str(loaded.context_length or ""), stays


def _plan(
    models: Iterable[Model], loaded: Iterable[LoadedModel], config: Config, rules: MemoryRules
) -> MemoryPlan | None:
    """Return the memory that the models need, None if no run chooses their context windows."""
    if config.traits.manages_memory:
        return None
    try:
        trees = walk(config).trees if config.num_ctx == "auto" else ()
    except RalfError:  # without sources the window is that of any small tree
        trees = ()
    needs = {}
    for model in models:
        if not model.remote_host:
            num_ctx, _ = context_window.of_model(model, trees, config, rules)
            needs[short_name(model.name)] = num_ctx, memory.need(model, num_ctx, loaded, rules)
    room = memory.room_for(config)
    return MemoryPlan(needs, room.size if room else None, rules)


def _lines(config: Config) -> Iterator[str]:
    """Yield how much room there is, and which `keep_alive` suits the run's models."""
    room = memory.room_for(config)
    if room:
        yield f"Room for models: {gigabytes(room.size)} ({room.words})."
    else:
        yield f"What fits is not known here: {config.host} is another machine."
    if config.traits.obeys_keep_alive:
        used = len(routing.all_models(routing.from_config(config)))
        stay = keep_alive.advised(used) + (" (or -1, forever)" if used == 1 else "")
        yield (
            f"Recommended for a run with {count_of(used, 'model')}: keep_alive {stay}. "
            "keep_alive: auto chooses this, or longer if the plan needs it."
        )
