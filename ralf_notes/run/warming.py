"""Loads models: those that fit together at the start, the others when their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ralf_notes.config.keys import Config
from ralf_notes.events import Event, Loading, Warmed
from ralf_notes.models import memory
from ralf_notes.models.live import Models
from ralf_notes.models.memory.scheduling import USUAL
from ralf_notes.models.session import Session
from ralf_notes.plan.plan import model_turns
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.prose import prompt_version


def at_start(
    scope: Scope, models: Models, plans: Sequence[TreePlan], tell: Callable[[Event], None]
) -> None:
    """Load the models that fit together, as far as the order of their work goes; biggest first.

    A later one that does not fit is loaded when its turn comes: now it would push out another.

    Args:
        scope: the run's.
        models: the open models.
        plans: what to ask of them.
        tell: gets the events of the run.
    """
    config = scope.config
    order = list(dict.fromkeys(model for _, model in model_turns(scope, plans)))
    room = memory.room_for(config)
    if room is None or config.traits.one_model:
        fitting = order[:1]  # one at a time there; another machine's memory is not known
    else:
        needs = {model: models.sessions[model].need for model in order}
        rules = models.sessions[order[0]].rules if order else USUAL
        fitting = list(memory.fitting(order, needs, room.size, rules))
    loaded: list[Session] = []
    for model in sorted(fitting, key=lambda model: -models.sessions[model].need.total):
        warm(config, models, model, tell)
        pushed_out = [session for session in loaded if not session.is_loaded]
        for session in pushed_out:
            session.is_warm = False
        if pushed_out:
            return  # the server has room for fewer: the others wait for their turn
        if models.sessions[model].is_loaded:
            loaded.append(models.sessions[model])


def warm(config: Config, models: Models, model: str, tell: Callable[[Event], None]) -> None:
    """Load a model with one token, unless that has been done."""
    session = models.sessions[model]
    if session.is_warm or not config.warm_up:
        return
    session.is_warm = True
    name = prompt_version.writer(config, model)
    tell(Loading(name))
    warmed = session.warm_up()
    tell(Warmed(name, warmed.seconds, warmed.was_loaded, warmed.problem))
    models.look()
