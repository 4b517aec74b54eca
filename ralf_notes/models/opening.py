"""How a run's models are opened: the engine answers, each model is there, each has one window."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence

from ralf_notes.config.durations import in_words, keep_alive_seconds
from ralf_notes.config.keys import Config
from ralf_notes.errors import EngineError, ModelMissing, ServerDown
from ralf_notes.events import Event, Notice, Warned
from ralf_notes.machine import hardware
from ralf_notes.models import context_window, keep_alive, memory, session
from ralf_notes.models.engines import Engine, Model, Runner
from ralf_notes.models.session import Session
from ralf_notes.source.walk import Tree

_LONGEST_PAUSE = 5.0
"""Seconds between two looks for a server that is not there yet."""
_FIRST_WITH_TRUNCATE = (0, 12, 6)
"""The first Ollama that obeys `truncate` and `shift`; older ones ignore them silently."""
_DURING = "30m"
"""`keep_alive` during a run whose user wants 0: the model is unloaded at the end instead."""


def open_sessions(
    engine: Engine,
    config: Config,
    models: Sequence[str],
    trees: Sequence[Tree],
    tell: Callable[[Event], None],
    *,
    system: str,
    wait: float = 0.0,
    gap: float = 0.0,
) -> dict[str, Session]:
    """Check the engine and all models, and return a session for each, with one context window.

    Args:
        engine: what runs the models; closed when this fails.
        config: the run's.
        models: their names.
        trees: the sources.
        tell: gets what is chosen, and what to know.
        system: the run's system prompt.
        wait: seconds to wait for a server that is not there yet.
        gap: the longest time, in seconds, that the plan leaves one of the models idle.

    Raises EngineError: `ServerDown`, `ModelMissing` for all that are missing at once, or for a
    model that runs elsewhere.
    """
    try:
        if wait:
            _await_server(engine, wait, tell)
        version = engine.version()
        found = _all_checked(engine, config, models)
        for warning in _warnings(engine.name, version, config, len(models), gap):
            tell(Warned(warning))
        stay = _stay(config, len(models), gap)
        if config.keep_alive == "auto":
            tell(Notice(f"keep_alive {stay}: chosen for the models of the run and its plan"))
        used = dict.fromkeys(found, -math.inf)
        return {
            name: _session(engine, version, model, config, trees, tell, used, stay, system)
            for name, model in found.items()
        }
    except BaseException:
        engine.close()
        raise


def _session(
    engine: Engine,
    version: str,
    model: Model,
    config: Config,
    trees: Sequence[Tree],
    tell: Callable[[Event], None],
    used: dict[str, float],
    stay: str | int | float,
    system: str,
) -> Session:
    num_ctx, why = window(trees, config, model)
    tell(Notice(f"{engine.name} {version}, model {model.name}, {why}"))
    runner = Runner(model.name, num_ctx, config.temperature, stay, model.thinks)
    return Session(
        engine,
        runner,
        system,
        seed=config.seed,
        retries=config.retries,
        server_wait=config.server_wait,
        model=model,
        used=used,
        tell=tell,
    )


def window(trees: Sequence[Tree], config: Config, model: Model) -> tuple[int, str]:
    """Return the context window of a model that a run uses, in tokens, and why it is that.

    Args:
        trees: the sources.
        config: the run's.
        model: as the engine describes it.
    """
    knows = config.num_ctx == "auto" and not config.is_distributed
    room = hardware.room_for(config.engine, config.host) if knows else None

    def fits(num_ctx: int) -> bool:
        return room is None or memory.need(model, num_ctx).total <= room.size

    longest = model.context_length or context_window.longest_unknown(config)
    return context_window.num_ctx(trees, config, longest, fits)


def _stay(config: Config, models: int, gap: float) -> str | int | float:
    """Return the `keep_alive` of a run's requests."""
    advised = keep_alive.advised(models, gap)
    if config.keep_alive == 0:  # unloaded at the end instead
        return max(_DURING, advised, key=keep_alive_seconds)
    return advised if config.keep_alive == "auto" else config.keep_alive


def _await_server(engine: Engine, longest: float, tell: Callable[[Event], None]) -> None:
    """Wait for a server that starts late, e.g. with the machine. Raises ServerDown in the end."""
    until, pause = time.monotonic() + longest, session.FIRST_PAUSE
    is_told = False
    while True:
        try:
            engine.version()
            return
        except ServerDown:
            if time.monotonic() + pause > until:
                raise
            if not is_told:
                tell(Warned(f"Waiting up to {longest:g} s for the server (server_wait)."))
                is_told = True
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _warnings(engine: str, version: str, config: Config, models: int, gap: float) -> Iterator[str]:
    if engine == "ollama" and ignores_truncate(version):
        yield (
            f"Ollama {version} is older than 0.12.6: it cuts prompts that are too long without "
            "saying so, which is only noticed afterwards. Update it."
        )
    if config.keep_alive == 0 and engine != "openai":
        yield "keep_alive 0: the model stays loaded during the run and is unloaded after it"
    elif keep_alive_seconds(_stay(config, models, gap)) <= gap:
        yield (
            f"keep_alive {config.keep_alive} is shorter than the {in_words(gap)} that the plan "
            "leaves a model idle: it will be loaded again. keep_alive: auto takes "
            f"{keep_alive.advised(models, gap)}"
        )


def ignores_truncate(version: str) -> bool:
    """Tell whether an Ollama of this version ignores `truncate` and `shift`."""
    numbers = tuple(int(number) for number in re.findall(r"\d+", version)[:3])
    return any(numbers) and numbers < _FIRST_WITH_TRUNCATE


def _all_checked(engine: Engine, config: Config, models: Sequence[str]) -> dict[str, Model]:
    """Return the run's models by name, once the engine has all of them."""
    found: dict[str, Model] = {}
    missing: list[str] = []
    for name in models:
        try:
            found[name] = _checked(engine, config, name)
        except ModelMissing as exc:
            missing.append(str(exc))
    if missing:
        raise ModelMissing("\n".join(missing))
    return found


def _checked(engine: Engine, config: Config, name: str) -> Model:
    """Return a model, once the engine has it and runs it on its own machine."""
    model = engine.show(name)
    if model.remote_host and name not in config.allow_remote_models:
        raise EngineError(
            f"model {model.name} runs at {model.remote_host}: your source would leave this "
            f"machine. Choose a local model, or allow it with allow_remote_models: [{model.name}]"
        )
    if engine.name == "openai" and not model.context_length and config.num_ctx == "auto":
        raise EngineError(
            f"the server does not tell the context window that it runs {model.name} with. Load the "
            "model there first, or set num_ctx to the number of tokens that you gave it"
        )
    return model
