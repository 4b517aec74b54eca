"""How long the questions of a run take, by what this machine's last runs measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.machine import rates
from ralf_notes.machine.rates import ModelPlace, Rates, Takes
from ralf_notes.models.context_window import OVERHEAD
from ralf_notes.models.engines import full_name
from ralf_notes.models.usage import Usage
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import prompt_version
from ralf_notes.prose.tally import Tally
from ralf_notes.report.report import Estimate
from ralf_notes.run.ledger import Key, Ledger

_FOLDER = (800, 200)
"""Tokens that a folder usually takes, to read and to write."""
_OVERVIEW = (3000, 600)
"""Tokens that a repository usually takes, with its start, ideas and tasks."""
_FEWEST = 20
"""Tokens of answers: fewer say little about a model's speed."""
_FEW_THINGS = 5
"""So many things without a second attempt count beside those of a run: one or two say little."""
_SLOWEST = 0.1
"""A run waits at most ten times as long for other things as for its models."""


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One file or folder that a model is to be asked about."""

    key: Key
    kind: str
    """`file`, `folder` or `overview`."""
    model: str
    read: int
    """Tokens that are planned for it, to read and to write."""
    written: int


def items(scope: Scope, plans: Sequence[TreePlan]) -> Iterator[ToAsk]:
    """Yield what the models are to be asked about: files, and folders that may need a question."""
    for planned in plans:
        for file in planned.queue():
            if file.route.whole is not None:
                tokens = file.tokens_to_read, file.tokens_to_write
                yield ToAsk((planned.name, file.path), "file", file.route.whole, *tokens)
        for folder in planned.folders_to_ask:
            model = scope.routing.of_folder(folder)
            if model is not None:
                kind, tokens = ("folder", _FOLDER) if folder else ("overview", _OVERVIEW)
                yield ToAsk((planned.name, f"{folder}/"), kind, model, *tokens)


def estimate(scope: Scope, plans: Sequence[TreePlan]) -> tuple[Estimate, dict[Key, float]]:
    """Return how long the questions take in all, and the seconds of each."""
    config = scope.config
    by_model: dict[str, Rates] = {}
    seconds: dict[Key, float] = {}
    read_tokens = written_tokens = 0.0
    for item in items(scope, plans):
        if item.model not in by_model:
            by_model[item.model] = rates.of(_place(config, item.model))
        of_model = by_model[item.model]
        tokens = of_model.tokens(item.kind, item.read, item.written)
        read_tokens, written_tokens = read_tokens + tokens[0], written_tokens + tokens[1]
        seconds[item.key] = of_model.seconds(*tokens)
    loading = sum(each.loading for each in by_model.values())
    first = next(iter(by_model.values()), Rates())
    return Estimate(
        sum(seconds.values()) + loading, round(read_tokens), round(written_tokens),
        first.reading, first.writing,
        tuple(_name(config, model) for model in by_model),
        tuple(_name(config, model) for model, each in by_model.items() if not each.is_measured),
    ), seconds  # fmt: skip


def learn(scope: Scope, plans: Sequence[TreePlan], ledger: Ledger, usages: Sequence[Usage]) -> None:
    """Keep how fast the models of a run were, for the estimates of the next ones.

    Args:
        scope: the run's.
        plans: what was to be asked.
        ledger: what was done.
        usages: how much each model was used.
    """
    if not usages:
        return
    config, requests = scope.config, [*items(scope, plans)]
    work = sum(usage.prompt_seconds + usage.answer_seconds for usage in usages)
    most = config.parallel if isinstance(config.parallel, int) else math.inf
    overlap = min(max(work / max(ledger.asking, 1e-9), _SLOWEST), most)
    for model in {item.model for item in requests}:
        usage = next((each for each in usages if _is_of(each, config, model)), None)
        if usage and usage.reading_rate and usage.writing_rate and usage.timed_tokens >= _FEWEST:
            room = max(usage.num_ctx - OVERHEAD, 0)
            takes = _takes((item for item in requests if item.model == model), ledger)
            place = _place(config, model)
            loading = _loading(usage, place)
            measured = Rates(usage.reading_rate, usage.writing_rate, loading, overlap, room, takes)
            rates.keep(place, measured)


def _is_of(usage: Usage, config: Config, model: str) -> bool:
    """Whether a usage is that of a model: its engine may add a tag or a folder to the name."""
    names = (model or config.model_name or config.traits.installed_model(), usage.model)
    wanted, used = (full_name(config.traits.written_name(name)).lower() for name in names)
    return wanted == used


def _loading(usage: Usage, place: ModelPlace) -> float:
    """Return how long it takes to load a model: as in this run, or as in the last one that did."""
    return usage.load_seconds / usage.loads if usage.loads else rates.of(place).loading


def _takes(requests: Iterable[ToAsk], ledger: Ledger) -> dict[str, Takes]:
    """Return the tokens that things took beside those that were planned, by their kind."""
    rows: dict[str, list[tuple[ToAsk, Tally]]] = {}
    for item in requests:
        tree, path = item.key
        row = ledger.files.get(item.key) or ledger.folders.get((tree, path.removesuffix("/")))
        if row is not None and row.tally.requests:
            rows.setdefault(item.kind, []).append((item, row.tally))
    return {kind: _takes_of(each) for kind, each in rows.items()}


def _takes_of(rows: Sequence[tuple[ToAsk, Tally]]) -> Takes:
    """Return what things of one kind took.

    What was read beyond the plan counts for each question, and how often a thing was asked about
    again counts once for each thing: else a big file would make all the small ones dearer.
    """
    planned = sum(item.read for item, _ in rows), sum(item.written for item, _ in rows)
    firsts = [max(tally.requests - tally.retries, 1) for _, tally in rows]
    again = [tally.requests / first for (_, tally), first in zip(rows, firsts, strict=True)]
    attempts = (sum(again) + _FEW_THINGS) / (len(again) + _FEW_THINGS)
    read = sum(tally.prompt_tokens / n for (_, tally), n in zip(rows, again, strict=True))
    written = sum(tally.answer_tokens for _, tally in rows)
    return Takes(
        min(read / max(planned[0], 1), 1.0) * attempts,
        max(read - planned[0], 0) / sum(firsts) * attempts,
        written / max(planned[1], 1),
    )


def _place(config: Config, model: str) -> ModelPlace:
    server = config.scheduler or ("" if config.traits.in_process else config.host)
    return ModelPlace(config.engine, server or "", model, str(config.parallel))


def _name(config: Config, model: str) -> str:
    return prompt_version.writer(config, model)
