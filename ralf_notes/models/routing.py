"""Which model is asked for what: a tier for each task, and rules for files. Pure.

The work goes part -> file -> folder -> overview, so that each model does all of its work in one
stretch.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.config.routing_rules import TIERS, RoutingRule, parse_rule
from ralf_notes.source.classify import Kind

_SIGNS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_NEAREST = {
    "fast": ("fast", "balanced", "quality"),
    "balanced": ("balanced", "quality", "fast"),
    "quality": ("quality", "balanced", "fast"),
}
"""The tiers that may stand in for one, the best first."""


@dataclass(frozen=True, slots=True)
class Route:
    """The models that are asked about one file."""

    part: str | None
    """Asked about its pieces, if it does not fit whole; None if none is asked."""
    whole: str | None
    """Asked about the whole file, and to sum up its pieces."""


@dataclass(frozen=True, slots=True)
class Routing:
    """The model for each task; None if none is asked."""

    tiers: dict[str, str]
    """Model by tier; a tier without a model of its own has the nearest one."""
    part: str | None
    file: str | None
    folder: str | None
    overview: str | None
    rules: tuple[RoutingRule, ...] = ()

    def of_folder(self, folder: str) -> str | None:
        """Return the model that is asked about a folder; the one with path '' is the repository."""
        return self.folder if folder else self.overview

    def of_file(self, kind: Kind, size: int, users: int) -> Route:
        """Return which models are asked about a file; the first rule that fits it decides.

        Args:
            kind: of the file.
            size: in bytes.
            users: how many files use it.
        """
        for rule in self.rules:
            if rule.what == "kind":
                fits = kind.value == rule.value
            else:
                number = {"size": size, "used_by": users}[rule.what]
                fits = _SIGNS[rule.sign](number, int(rule.value))
            if fits:
                model = self.tiers.get(rule.tier)
                return Route(model, model)
        return Route(self.part if self.file is not None else None, self.file)


def from_config(config: Config) -> Routing:
    """Return the routing of a run."""
    if not config.traits.asks:
        return Routing({}, None, None, None, None)
    named = config.model_names
    if named:
        tiers = {tier: next(named[t] for t in _NEAREST[tier] if t in named) for tier in TIERS}
    else:
        tiers = dict.fromkeys(TIERS, config.model_name)
    tasks = config.routing
    return Routing(
        tiers,
        tiers.get(tasks.part),
        tiers.get(tasks.file),
        tiers.get(tasks.folder),
        tiers.get(tasks.overview),
        tuple(map(parse_rule, tasks.rules)),
    )


def order_of_work(routing: Routing, routes: Iterable[Route]) -> tuple[tuple[str, str], ...]:
    """Return what is asked, `part`, `file`, `folder` or `overview`, and of which model, in order.

    Args:
        routing: of the run.
        routes: of the files that are asked about.
    """
    routes = set(routes)
    rank = {model: TIERS.index(tier) for tier, model in reversed(routing.tiers.items())}
    parts = {r.part for r in routes if r.part is not None and r.part != r.whole}
    files = {r.whole for r in routes if r.whole is not None}
    order = [("part", model) for model in sorted(parts, key=lambda m: rank[m])]
    order += [("file", model) for model in sorted(files, key=lambda m: rank[m])]
    if routing.folder is not None:
        order.append(("folder", routing.folder))
    if routing.overview is not None:
        order.append(("overview", routing.overview))
    return tuple(order)


def all_models(routing: Routing) -> tuple[str, ...]:
    """Return every model that the routing may ask, the smallest first."""
    used_models = {routing.part, routing.file, routing.folder, routing.overview}
    used_models |= {routing.tiers.get(rule.tier) for rule in routing.rules}
    return tuple(model for model in dict.fromkeys(routing.tiers.values()) if model in used_models)


def returns(order: Iterable[tuple[str, str]]) -> Iterator[bool]:
    """Yield for each step whether its model comes back after another one has worked.

    Where the two do not fit into memory together, it is loaded again then.
    """
    done: set[str] = set()
    last = ""
    for _, model in order:
        yield model != last and model in done
        done.add(model)
        last = model
