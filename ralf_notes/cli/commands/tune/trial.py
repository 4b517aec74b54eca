"""Measures a model with one context window, on files of the user's own."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ralf_notes.cli.commands.tune.figures import Measurement
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, BreakerOpen, OutOfMemory
from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.engines import Ask, Engine, Model, Reply, Runner
from ralf_notes.models.session import Attempts, Session
from ralf_notes.prose import asking, questions, summarize
from ralf_notes.prose.questions import Question
from ralf_notes.prose.summarize import FileTask
from ralf_notes.source.secrets import mask


@dataclass(frozen=True, slots=True)
class Bench:
    """Where models are measured."""

    engine: Engine
    config: Config
    system: str
    """The system prompt of a run."""
    clock: Callable[[], float]
    """A monotonic clock, in seconds."""
    model: Model | None = None
    """The model that is measured, as the engine describes it."""


def measure(bench: Bench, runner: Runner, tasks: Sequence[FileTask], until: float) -> Measurement:
    """Measure a model with one context window: load it, then ask about files as a run does.

    Args:
        bench: where.
        runner: the model and its window.
        tasks: the files.
        until: after this time of the bench's clock no file is begun, except the first one.
    """
    config = bench.config
    attempts = Attempts(config.seed, config.retries, config.server_wait)
    session = Session(bench.engine, runner, bench.system, bench.model, attempts)
    measured = Measurement(runner.model, runner.num_ctx)
    warmed = session.warm_up()
    if warmed.problem:
        return replace(measured, problem=warmed.problem)
    replies: list[Reply] = []
    try:
        measured = replace(measured, prompt_rate=_prompt_rate(bench, runner, tasks[0]))
        for task in tasks:
            if measured.files and bench.clock() > until:
                break
            measured = _with_file(measured, task, bench, session, replies)
    except (AskError, BreakerOpen, OutOfMemory) as exc:
        measured = replace(measured, problem=str(exc))
    # The first token of an answer comes with the evaluation of the prompt.
    tokens = sum(reply.answer_tokens - 1 for reply in replies)
    seconds = sum(reply.answer_seconds for reply in replies)
    usage = session.usage()
    return replace(
        measured,
        load_seconds=usage.load_seconds,
        loads=usage.loads,
        memory=usage.memory_after,
        answer_rate=tokens / seconds if seconds else 0.0,
    )


def _prompt_rate(bench: Bench, runner: Runner, task: FileTask) -> float:
    """Return the tokens a second at which a prompt is evaluated."""
    budget = questions.budget(runner.num_ctx, bench.system, task.path)
    # No text has more tokens than bytes, so this fits for certain.
    text = mask(task.data[: budget.room // BYTES_PER_TOKEN].decode(errors="replace"))
    # An engine reuses what it evaluated for a prompt with the same beginning, and counts it as
    # evaluated. A random word at the very start rules that out.
    ask = Ask(f"{secrets.token_hex(8)}\n{bench.system}", text, None, 1, bench.config.seed)
    reply = bench.engine.ask(runner, ask)
    return reply.prompt_tokens / reply.prompt_seconds if reply.prompt_seconds else 0.0


def _with_file(
    measured: Measurement, task: FileTask, bench: Bench, session: Session, replies: list[Reply]
) -> Measurement:
    """Ask about one more file and add it to a measurement; raise AskError and BreakerOpen."""
    budget = questions.budget(session.room, session.system, task.path)
    parts = summarize.needed(task, budget)

    def ask(question: Question, words: str, attempt: int) -> Reply:
        replies.append(asking.send(session, *asking.masked(question, words), attempt))
        return replies[-1]

    begun = bench.clock()
    prose = summarize.summarize_file(task, parts, budget, ask)
    if prose.failures and not prose.read:
        raise AskError(f"{task.path}: {prose.failures[0]}")
    return replace(
        measured,
        files=measured.files + 1,
        size=measured.size + len(task.data),
        seconds=measured.seconds + bench.clock() - begun,
        tally=measured.tally + prose.tally,
    )
