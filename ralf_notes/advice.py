"""What follows from measuring models: a table, what to know, and what to set."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from ralf_notes import figures, machine, trial
from ralf_notes.config import Config
from ralf_notes.figures import Figures, Stretch

HEADINGS = (
    "MODEL", "NUM_CTX", "LOAD", "MEMORY", "READS", "WRITES", "PER FILE", "INVENTED", "JSON",
    "RETRIES", "BEST",
)  # fmt: skip
_KEEP_ALIVE = {1: "1h", 2: "30m", 3: "30m"}
"""`keep_alive` by the number of models: the more there are, the less room each may keep."""
_KEEP_ALIVE_OF_MANY = "15m"


def cells(measured: Sequence[Figures]) -> list[tuple[str, ...]]:
    """Return a row for each model and window that was measured, one text for each of `HEADINGS`."""
    return [
        _cells(stretch, stretch is each.best)
        for each in measured
        for stretch in each.stretches
        if stretch.files
    ]


def settings(config: Config, measured: Sequence[Figures]) -> dict[str, object]:
    """Return what to set, by key."""
    chosen = figures.choice(measured)
    used = [each for each in measured if each.model in chosen.values()]
    windows = [each.best.num_ctx for each in used if each.best is not None]
    if not windows:
        return {}
    is_named = "engine" in config.model_fields_set
    found: dict[str, object] = {"engine": config.engine} if is_named else {}
    if "" in chosen:
        found["model"] = _model_setting(config, chosen[""])
    else:
        found |= {"model": None, "models": chosen}
    found["num_ctx"] = min(windows)
    advised = _KEEP_ALIVE.get(len(used), _KEEP_ALIVE_OF_MANY)
    is_set = "keep_alive" in config.model_fields_set
    found["keep_alive"] = config.keep_alive if is_set else advised
    if "parallel" in Config.model_fields:
        found["parallel"] = min(each.at_once for each in used)
    return found


def _model_setting(config: Config, name: str) -> str | None:
    """Return what `model` has to say: nothing where it is the small one of the engine embedded."""
    if config.engine != "embedded":
        return name
    from ralf_notes.engines.embedded import small_model

    return None if name == str(small_model()) else os.path.abspath(name)


def remarks(config: Config, files: int, measured: Sequence[Figures]) -> Iterator[str]:
    """Yield what to know about what was measured.

    Args:
        config: of the engine.
        files: how many were to be asked about.
        measured: by model.
    """
    for each in measured:
        yield from _problems(files, each)
    usable = [each for each in measured if each.best]
    fastest = min(usable, key=lambda each: each.best.pace if each.best else 0.0, default=None)
    for each in usable:
        if each is not fastest and fastest and fastest.best and each.best:
            times = each.best.pace / fastest.best.pace
            yield f"{each.model} takes {times:.1f} times as long for a file as {fastest.model}."
    for each in usable if config.engine == "ollama" else ():
        yield _of_parallel(each)


def _problems(files: int, each: Figures) -> Iterator[str]:
    for stretch in each.stretches:
        where = f"{each.model}, num_ctx {stretch.num_ctx}"
        if stretch.problem:
            yield f"{where}: {stretch.problem}"
        elif stretch.files < files:
            done = f"{stretch.files} of {files} files"
            yield f"{where}: the time sufficed for {done}. More of it: --seconds"
    if each.best and not figures.answers_as_asked(each):
        yield f"{each.model}: most of its answers were not the JSON asked for."
    if each.best is None and any(not stretch.problem for stretch in each.stretches):
        least = machine.gigabytes(min(s.memory for s in each.stretches if not s.problem))
        yield f"{each.model} takes {least}, for which this machine has no room."


def _of_parallel(each: Figures) -> str:
    more = " or more" if each.slots >= trial.MOST_AT_ONCE else ""
    best = "one at a time is best"
    if each.at_once > 1:
        best = f"{each.at_once} at once get {each.gain:.1f} times as much done as one by one"
    return (
        f"{each.model}: the server works on {each.slots}{more} at once "
        f"(OLLAMA_NUM_PARALLEL, found out by timing); {best}."
    )


def _cells(stretch: Stretch, is_best: bool) -> tuple[str, ...]:
    tally = stretch.tally
    loads = f"{stretch.load_seconds:.1f} s" if stretch.loads else ""
    return (
        stretch.model,
        str(stretch.num_ctx),
        f"{loads} in {stretch.loads}" if stretch.loads > 1 else loads,
        machine.gigabytes(stretch.memory) if stretch.memory else "",
        f"{stretch.prompt_rate:.0f} t/s",
        f"{stretch.answer_rate:.0f} t/s",
        f"{stretch.seconds_per_file:.1f} s",
        f"{figures.invented_rate(tally):.0%}",
        f"{figures.valid_rate(tally):.0%}",
        f"{figures.retry_rate(tally):.0%}",
        "best" if is_best else "",
    )
