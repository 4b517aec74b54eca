"""Which models are loaded when: what fits together at the start, others when their turn comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ralf_notes import machine, recipe
from ralf_notes.events import Warmed
from ralf_notes.run import Run
from ralf_notes.session import Session


def at_start(run: Run, models: Sequence[str]) -> None:
    """Load the model that is asked first, and of the others those that fit beside it.

    The biggest come first. Loading one that does not fit would throw out another.

    Args:
        run: the run.
        models: in the order of their work.
    """
    chosen = list(_fitting(run, list(dict.fromkeys(models))))
    for model in sorted(chosen, key=lambda model: -run.sessions[model].size):
        warm(run, model)


def warm(run: Run, model: str) -> None:
    """Load a model with one token, if that has not been done."""
    session = run.sessions[model]
    if session.is_warm or not run.config.warm_up:
        return
    session.is_warm = True
    warmed = session.warm_up()
    name = recipe.writer(run.config, model)
    run.tell(Warmed(name, warmed.seconds, warmed.was_loaded, warmed.problem))


def _fitting(run: Run, models: Sequence[str]) -> Iterator[str]:
    """Yield the first model, and the biggest of the others that fit into memory beside it."""
    first, *others = models
    yield first
    is_here = machine.is_here(run.config.host) and not run.config.is_distributed
    if run.config.engine != "ollama" or not is_here:
        return  # the embedded engine holds one at a time; another machine's memory is not known
    room = machine.memory().total - machine.RESERVE - _needed(run.sessions[first])
    for model in sorted(others, key=lambda model: -run.sessions[model].size):
        if _needed(run.sessions[model]) <= room:
            room -= _needed(run.sessions[model])
            yield model


def _needed(session: Session) -> int:
    return machine.model_memory(session.size, session.runner.num_ctx)
