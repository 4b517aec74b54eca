"""Checks that the server and the models of a run are available, before they are needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ralf_notes.config.keys import Config
from ralf_notes.errors import EngineError, ServerDown
from ralf_notes.models.engines import Engine
from ralf_notes.models.live import Models, Monitor
from ralf_notes.models.memory.pressure import Pressure
from ralf_notes.models.opening import Demand, once_there, open_sessions, parallel_requests
from ralf_notes.plan.plan import model_turns
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import questions
from ralf_notes.run import dry_run
from ralf_notes.run.ledger import Ledger
from ralf_notes.run.nights.hours import Deadline, Hours
from ralf_notes.source.walk import Walk


@dataclass(slots=True)
class CheckedModels:
    """The models that have work to do; leaving the `with` block closes them."""

    config: Config
    models: Models
    """The open models; none if there is nothing to ask or something is missing."""
    missing: EngineError | None = None
    """Why they could not be opened."""
    reopen: Callable[[float], Models] | None = None
    """Opens them after waiting at most some seconds for their server."""

    def __enter__(self) -> CheckedModels:
        return self

    def __exit__(self, *error: object) -> None:
        self.models.close(unload=self.config.unloads_at_end)

    def awaited(self, seconds: float, deadline: Deadline | None) -> tuple[Models, Hours]:
        """Return the models and the time that they have; wait for a server that did not answer.

        Args:
            seconds: to wait, at most.
            deadline: the run's: once it has passed, no failed request is sent again.

        Raises EngineError, which says what is missing.
        """
        if self.missing is not None:
            if self.reopen is None or not isinstance(self.missing, ServerDown) or not seconds:
                raise self.missing
            self.models = self.reopen(seconds)
        hours = Hours(deadline)
        for session in self.models.sessions.values():
            session.is_out_of_time = hours.is_over
        return self.models, hours


def check(
    scope: Scope,
    walked: Walk,
    plans: Sequence[TreePlan],
    open_engine: Callable[[Config], Engine],
    ledger: Ledger,
) -> CheckedModels:
    """Open the models that have something to do, all of them before any work.

    A missing server or model is reported at once; the run writes facts all the same.
    """
    config, no_models = scope.config, Models(Monitor(ledger.tell))
    if not any(planned.asks_a_model for planned in plans):
        return CheckedModels(config, no_models)
    names = list(dict.fromkeys(model for _, model in model_turns(scope, plans)))
    gap = dry_run.longest_gap(scope, walked, plans, ledger.estimates)

    def open_models(wait: float) -> Models:
        engine = once_there(lambda: open_engine(config), wait, ledger.tell)
        if config.runs_here and not config.is_distributed:
            no_models.monitor.pressure = Pressure()
        system = questions.system(config.language, config.instructions)
        demand = Demand(names, walked.trees, system, gap, wait)
        sessions = open_sessions(engine, config, demand, ledger.tell)
        at_once = parallel_requests(config, os.environ, engine)
        return Models(no_models.monitor, sessions, at_once)

    try:
        return CheckedModels(config, open_models(0.0))
    except EngineError as exc:
        ledger.warn(str(exc))
        return CheckedModels(config, no_models, exc, open_models)
