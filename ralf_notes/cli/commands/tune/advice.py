"""Presents measured models: a table, remarks, and recommended settings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from ralf_notes.cli.commands.tune import figures
from ralf_notes.cli.commands.tune.figures import ModelFigures
from ralf_notes.config.engines import ENGINES
from ralf_notes.config.keys import Config
from ralf_notes.machine import hardware
from ralf_notes.models import keep_alive

HEADINGS = (
    "MODEL", "NUM_CTX", "LOAD", "MEMORY", "READS", "WRITES", "PER FILE", "INVENTED", "JSON",
    "RETRIES", "BEST",
)  # fmt: skip

FIRST_TO_GO = ("RETRIES", "JSON", "LOAD", "INVENTED", "NUM_CTX")
"""The columns to leave out, in this order, where a terminal is too narrow."""


def table_rows(engine: str, measured: Sequence[ModelFigures]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each measured model and window, with one text for each of `HEADINGS`."""
    for model in measured:
        for each in model.measurements:
            if not each.files:
                continue
            loads = f"{each.load_seconds:.1f} s" if each.loads else ""
            yield (
                ENGINES[engine].written_name(model.model),
                str(each.num_ctx),
                f"{loads} in {each.loads}" if each.loads > 1 else loads,
                hardware.gigabytes(each.memory) if each.memory else "",
                # Some engines report no times.
                f"{each.prompt_rate:.0f} t/s" if each.prompt_rate else "",
                f"{each.answer_rate:.0f} t/s" if each.answer_rate else "",
                f"{each.seconds_per_file:.1f} s",
                f"{figures.invented_rate(each.tally):.0%}",
                f"{figures.valid_rate(each.tally):.0%}",
                f"{figures.retry_rate(each.tally):.0%}",
                "best" if each is model.best else "",
            )


def settings(config: Config, measured: Sequence[ModelFigures]) -> dict[str, object]:
    """Return the recommended settings by key; None for a key to set back to its default."""
    chosen = figures.choice(measured)
    windows = [m.best.num_ctx for m in measured if m.best and m.model in chosen.values()]
    if not windows:
        return {}
    advised: dict[str, object] = {}
    # The figures hold for this engine alone.
    if config.traits.needs_host:
        advised |= {"engine": config.engine, "host": config.host}
    elif "engine" in config.model_fields_set:
        advised["engine"] = config.engine
    advised |= _models(config, chosen)
    advised["num_ctx"] = min(windows)
    if config.traits.obeys_keep_alive:
        is_set = "keep_alive" in config.model_fields_set
        advised["keep_alive"] = config.keep_alive if is_set else keep_alive.advised(len(windows))
    return advised


def _models(config: Config, chosen: Mapping[str, str]) -> dict[str, object]:
    """Return the keys `model` and `models` for the model of each tier."""
    if config.traits.model_is == "file":
        # The config file may lie in another folder, so a model file needs an absolute path.
        chosen = {tier: os.path.abspath(model) for tier, model in chosen.items()}
    cleared: dict[str, object] = {
        key: None for key in ("model", "models") if key in config.model_fields_set
    }
    name = chosen.get("")
    if name is None:
        return {**cleared, "models": chosen}
    if name == config.traits.installed_model():
        return cleared  # the engine finds it without being told
    return {"model": name}


def remarks(engine: str, files: int, measured: Sequence[ModelFigures]) -> Iterator[str]:
    """Yield what a reader of the table should know.

    Args:
        engine: the name of the engine.
        files: how many files each model was to be asked about.
        measured: the figures of each model.
    """
    for model in measured:
        yield from _problems(ENGINES[engine].written_name(model.model), files, model)
    paces = {ENGINES[engine].written_name(m.model): m.best.pace for m in measured if m.best}
    fastest = min(paces, key=lambda name: paces[name], default="")
    for name, pace in paces.items():
        if name != fastest:
            yield f"{name} takes {pace / paces[fastest]:.1f} times as long for a file as {fastest}."


def _problems(name: str, files: int, model: ModelFigures) -> Iterator[str]:
    for each in model.measurements:
        where = f"{name}, num_ctx {each.num_ctx}"
        if each.problem:
            yield f"{where}: {each.problem}"
        elif each.files < files:
            yield f"{where}: there was time for {each.files} of {files} files (see --seconds)"
    if model.best and not figures.answers_as_asked(model):
        yield f"{name}: most of its answers were not the JSON asked for."
    memory = [each.memory for each in model.measurements if not each.problem]
    if memory and model.best is None:
        least = hardware.gigabytes(min(memory))
        yield f"{name} needs {least}, more than this machine has room for."
