"""Which model is asked about what: a tier for each task, and rules for files. Pure.

The work goes part -> file -> folder -> overview, so that each model does all of its work in one
stretch.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.config.types import TIERS, Rule, rule
from ralf_notes.source.classify import Kind

_SIGNS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_NEAREST = {
    "fast": ("fast", "balanced", "quality"),
    "balanced": ("balanced", "quality", "fast"),
    "quality": ("quality", "balanced", "fast"),
}
"""What stands in for a tier that no model is given for."""


@dataclass(frozen=True, slots=True)
class Route:
    """The models that are asked about one file."""

    part: str | None
    """About pieces of it, if it does not fit whole; None for nothing."""
    whole: str | None
    """About all of it, and to sum up its pieces."""


@dataclass(frozen=True, slots=True)
class Routing:
    """The model of each task; None where none is asked."""

    tiers: dict[str, str]
    """Model name by tier; the names of tiers that are not given lead to the nearest."""
    part: str | None
    file: str | None
    folder: str | None
    overview: str | None
    rules: tuple[Rule, ...] = ()

    def of_folder(self, folder: str) -> str | None:
        """Return the model that is asked about a folder; the one with path '' is the repository."""
        return self.folder if folder else self.overview

    def of_file(self, kind: Kind, size: int, users: int) -> Route:
        """Return who is asked about a file; the first rule that fits it decides.

        Args:
            kind: of the file.
            size: in bytes.
            users: how many files use it.
        """
        for each in self.rules:
            if _fits(each, kind, size, users):
                model = self.tiers.get(each.tier)
                return Route(model, model)
        return Route(self.part if self.file is not None else None, self.file)


def of(config: Config) -> Routing:
    """Return the routing of a run."""
    if not config.traits.asks:
        return Routing({}, None, None, None, None)
    given = config.model_names
    if not given:
        tiers = dict.fromkeys(TIERS, config.model_name)
    else:
        tiers = {tier: next(given[t] for t in _NEAREST[tier] if t in given) for tier in TIERS}
    tasks = config.routing
    return Routing(
        tiers,
        tiers.get(tasks.part),
        tiers.get(tasks.file),
        tiers.get(tasks.folder),
        tiers.get(tasks.overview),
        tuple(map(rule, tasks.rules)),
    )


def stretches(routing: Routing, routes: Iterable[Route]) -> tuple[tuple[str, str], ...]:
    """Return the order of the work: what is asked, `part`, `file`, `folder` or `overview`, of whom.

    Args:
        routing: of the run.
        routes: of the files that are asked about.
    """
    routes = set(routes)
    rank = {model: TIERS.index(tier) for tier, model in reversed(routing.tiers.items())}
    parts = {r.part for r in routes if r.part is not None and r.part != r.whole}
    files = {r.whole for r in routes if r.whole is not None}
    found = [("part", model) for model in sorted(parts, key=lambda m: rank[m])]
    found += [("file", model) for model in sorted(files, key=lambda m: rank[m])]
    found += [("folder", routing.folder)] if routing.folder is not None else []
    found += [("overview", routing.overview)] if routing.overview is not None else []
    return tuple(found)


def all_models(routing: Routing) -> tuple[str, ...]:
    """Return every model that the routing may ask, the smallest first."""
    tasks = {routing.part, routing.file, routing.folder, routing.overview}
    tasks |= {routing.tiers.get(each.tier) for each in routing.rules}
    return tuple(model for model in dict.fromkeys(routing.tiers.values()) if model in tasks)


def returns(order: Iterable[tuple[str, str]]) -> Iterator[bool]:
    """Yield for each step whether its model worked before and another one in between.

    Where they do not fit into memory together, it is loaded again then.
    """
    done: set[str] = set()
    last = ""
    for _, model in order:
        yield model != last and model in done
        done.add(model)
        last = model


def _fits(rule: Rule, kind: Kind, size: int, users: int) -> bool:
    if rule.what == "kind":
        return kind.value == rule.value
    number = {"size": size, "used_by": users}[rule.what]
    return _SIGNS[rule.sign](number, int(rule.value))
