"""What follows from measuring models: a table, what to know, and what to set."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from ralf_notes.cli.commands.tune import figures
from ralf_notes.cli.commands.tune.figures import Figures, Stretch
from ralf_notes.config.keys import Config
from ralf_notes.machine import hardware
from ralf_notes.models.engines import written_name
from ralf_notes.models.engines.embedded import small_model

HEADINGS = (
    "MODEL", "NUM_CTX", "LOAD", "MEMORY", "READS", "WRITES", "PER FILE", "INVENTED", "JSON",
    "RETRIES", "BEST",
)  # fmt: skip
_KEEP_ALIVE = {1: "1h", 2: "30m", 3: "30m"}
"""`keep_alive` by the number of models: the more there are, the less room each may keep."""
_KEEP_ALIVE_OF_MANY = "15m"


def rows(engine: str, measured: Sequence[Figures]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each model and window that was measured, one text for each of `HEADINGS`."""
    return tuple(
        _cells(written_name(engine, each.model), stretch, stretch is each.best)
        for each in measured
        for stretch in each.stretches
        if stretch.files
    )


def settings(config: Config, measured: Sequence[Figures]) -> dict[str, object]:
    """Return what to set, by key."""
    chosen = figures.choice(measured)
    used = [each for each in measured if each.model in chosen.values()]
    windows = [each.best.num_ctx for each in used if each.best is not None]
    if not windows:
        return {}
    found: dict[str, object] = {**_engine(config), **_models(config, chosen)}
    found["num_ctx"] = min(windows)
    if config.engine == "ollama":
        advised = _KEEP_ALIVE.get(len(used), _KEEP_ALIVE_OF_MANY)
        is_set = "keep_alive" in config.model_fields_set
        found["keep_alive"] = config.keep_alive if is_set else advised
    is_known = config.engine == "embedded" or all(each.slots for each in used)
    if "parallel" in Config.model_fields and is_known:
        found["parallel"] = min(each.at_once for each in used)
    return found


def _engine(config: Config) -> dict[str, object]:
    """Return what names the engine, if anything has to: the figures hold for no other."""
    if config.engine == "openai":
        return {"engine": config.engine, "host": config.host}
    return {"engine": config.engine} if "engine" in config.model_fields_set else {}


def _models(config: Config, chosen: Mapping[str, str]) -> dict[str, object]:
    if "" not in chosen:
        return {"model": None, "models": {tier: _name(config, m) for tier, m in chosen.items()}}
    name = chosen[""]
    if config.engine == "embedded" and name == str(small_model()):
        return {"model": None, "models": None}  # found by itself
    return {"model": _name(config, name)}


def _name(config: Config, model: str) -> str:
    """Return a model as a config file names it: files by where they are, wherever that one is."""
    return os.path.abspath(model) if config.engine == "embedded" else model


def remarks(engine: str, files: int, measured: Sequence[Figures]) -> Iterator[str]:
    """Yield what to know about what was measured.

    Args:
        engine: that was measured.
        files: how many were to be asked about.
        measured: by model.
    """
    for each in measured:
        yield from _problems(written_name(engine, each.model), files, each)
    paces = {written_name(engine, m.model): m.best.pace for m in measured if m.best}
    fastest = min(paces, key=lambda name: paces[name], default="")
    for name, pace in paces.items():
        if name != fastest:
            yield f"{name} takes {pace / paces[fastest]:.1f} times as long for a file as {fastest}."
    if engine != "embedded":
        yield from (_of_parallel(engine, each) for each in measured if each.best and each.slots)


def _problems(name: str, files: int, each: Figures) -> Iterator[str]:
    for stretch in each.stretches:
        where = f"{name}, num_ctx {stretch.num_ctx}"
        if stretch.problem:
            yield f"{where}: {stretch.problem}"
        elif stretch.files < files:
            done = f"{stretch.files} of {files} files"
            yield f"{where}: the time sufficed for {done}. More of it: --seconds"
    if each.best and not figures.answers_as_asked(each):
        yield f"{name}: most of its answers were not the JSON asked for."
    taken = [stretch.memory for stretch in each.stretches if not stretch.problem]
    if taken and each.best is None:
        least = hardware.gigabytes(min(taken))
        yield f"{name} takes {least}, for which this machine has no room."


def _of_parallel(engine: str, each: Figures) -> str:
    more = " or more" if each.has_more_slots else ""
    setting = "OLLAMA_NUM_PARALLEL, " if engine == "ollama" else ""
    best = "one at a time is best"
    if each.at_once > 1:
        best = f"{each.at_once} at once get {each.gain:.1f} times as much done as one by one"
    return (
        f"{written_name(engine, each.model)}: the server works on {each.slots}{more} at once "
        f"({setting}found out by timing); {best}."
    )


def _cells(model: str, stretch: Stretch, is_best: bool) -> tuple[str, ...]:
    tally = stretch.tally
    loads = f"{stretch.load_seconds:.1f} s" if stretch.loads else ""
    return (
        model,
        str(stretch.num_ctx),
        f"{loads} in {stretch.loads}" if stretch.loads > 1 else loads,
        hardware.gigabytes(stretch.memory) if stretch.memory else "",
        _rate(stretch.prompt_rate),
        _rate(stretch.answer_rate),
        f"{stretch.seconds_per_file:.1f} s",
        f"{figures.invented_rate(tally):.0%}",
        f"{figures.valid_rate(tally):.0%}",
        f"{figures.retry_rate(tally):.0%}",
        "best" if is_best else "",
    )


def _rate(tokens: float) -> str:
    """Return tokens a second in words; engines that do not tell times have none."""
    return f"{tokens:.0f} t/s" if tokens else ""
