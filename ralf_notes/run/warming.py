"""Which models are loaded when: what fits together at the start, others when their turn comes."""

from __future__ import annotations

from collections.abc import Sequence

from ralf_notes.events import Warmed
from ralf_notes.machine import hardware
from ralf_notes.models import memory
from ralf_notes.models.session import Session
from ralf_notes.plan import prompt_version
from ralf_notes.run.state import Run


def at_start(run: Run, models: Sequence[str]) -> None:
    """Load the models that fit together, as far as the order of their work goes; the biggest first.

    A later one that does not fit is loaded when its turn comes: now it would throw out another.

    Args:
        run: the run.
        models: in the order of their work.
    """
    chosen = _fitting(run, list(dict.fromkeys(models)))
    loaded: list[Session] = []
    for model in sorted(chosen, key=lambda model: -run.sessions[model].need.total):
        warm(run, model)
        gone = [session for session in loaded if not session.is_loaded]
        for session in gone:
            session.is_warm = False
        if gone:
            return  # the server has room for fewer: they wait for their turn
        loaded += [run.sessions[model]] if run.sessions[model].is_loaded else []


def warm(run: Run, model: str) -> None:
    """Load a model with one token, if that has not been done."""
    session = run.sessions[model]
    if session.is_warm or not run.config.warm_up:
        return
    session.is_warm = True
    warmed = session.warm_up()
    name = prompt_version.writer(run.config, model)
    run.tell(Warmed(name, warmed.seconds, warmed.was_loaded, warmed.problem))
    run.monitor.look(run.sessions.values())


def _fitting(run: Run, models: Sequence[str]) -> list[str]:
    """Return the models that fit together, the first in any case."""
    is_here = hardware.is_here(run.config.host) and not run.config.is_distributed
    if run.config.engine != "ollama" or not is_here:
        return [*models[:1]]  # one at a time there; another machine's memory is not known
    needs = {model: run.sessions[model].need for model in models}
    return list(memory.fitting(models, needs, hardware.room().size))
