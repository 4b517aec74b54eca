"""Measuring a model: on files of the user's own, and with equal requests sent at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from threading import Barrier

from ralf_notes.cli.commands.tune import figures
from ralf_notes.cli.commands.tune.figures import Burst, Stretch
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, BreakerOpen
from ralf_notes.models.engines import Ask, Engine, Reply, Runner
from ralf_notes.models.session import Session
from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.prose import questions, summarize
from ralf_notes.prose.questions import Question
from ralf_notes.prose.summarize import FileTask
from ralf_notes.prose.tally import Tally
from ralf_notes.source import secrets as redact

_SIZES = (1, 2, 4, 8)
"""Requests at once that are tried."""
_REPEATS = 3
"""Bursts of each size: the one in the middle counts."""
_SHORT = 24
"""Tokens of the answer to a request of a burst."""
_LONG_TEXT = {
    "type": "object",
    "properties": {"text": {"type": "string", "minLength": 400, "maxLength": 500}},
    "required": ["text"],
    "additionalProperties": False,
}
"""An answer that never ends before `_SHORT` tokens, so that all take the same time."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where models are measured."""

    engine: Engine
    config: Config
    system: str
    """The system prompt of a run."""
    clock: Callable[[], float]
    """Seconds, ever growing."""
    at_once: Callable[[Sequence[Callable[[], None]]], None]
    """As the function `at_once`."""


@dataclass(slots=True)
class _Count:
    """What was done so far."""

    replies: list[Reply]
    files: int = 0
    size: int = 0
    seconds: float = 0.0
    tally: Tally = Tally()


def stretch(bench: Bench, runner: Runner, tasks: Sequence[FileTask], until: float) -> Stretch:
    """Measure a model with one context window: load it, then ask about files as a run does.

    Args:
        bench: where.
        runner: the model and its window.
        tasks: the files.
        until: no file is begun after this time of the bench's clock, the first one excepted.
    """
    config = bench.config
    session = Session(
        bench.engine, runner, bench.system, seed=config.seed, retries=config.retries,
        server_wait=config.server_wait,
    )  # fmt: skip
    found = Stretch(runner.model, runner.num_ctx)
    warmed = session.warm_up()
    if warmed.problem:
        return replace(found, problem=warmed.problem)
    count = _Count([])
    problem, rate = "", 0.0
    try:
        rate = _prompt_rate(bench, runner, tasks[0])
        _ask_about(bench, session, tasks, until, count)
    except (AskError, BreakerOpen) as exc:
        problem = str(exc)
    usage = session.usage()
    return replace(
        found,
        load_seconds=usage.load_seconds,
        loads=usage.loads,
        memory=usage.memory_after,
        prompt_rate=rate,
        answer_rate=_answer_rate(count.replies),
        files=count.files,
        size=count.size,
        seconds=count.seconds,
        tally=count.tally,
        problem=problem,
    )


def bursts(bench: Bench, runner: Runner, until: float) -> dict[int, list[Burst]]:
    """Send equal short requests, more and more at once, until the engine lets some of them wait.

    Args:
        bench: where.
        runner: a loaded model.
        until: no burst is begun after this time of the bench's clock.

    Returns the bursts by their size, none if the time did not suffice for two requests at once.

    Raises AskError and EngineError.
    """
    found: dict[int, list[Burst]] = {}
    _burst(bench, runner, 1)  # the first request pays for what the others find done
    for size in _SIZES:
        if bench.clock() > until:
            break
        found[size] = [_burst(bench, runner, size) for _ in range(_REPEATS)]
        if figures.slots(found[size]) < size:
            break
    return found if 2 in found else {}


def at_once(functions: Sequence[Callable[[], None]]) -> None:
    """Call some functions at the same moment, each on a thread of its own; wait for all of them.

    What one of them raises is raised.
    """
    gate = Barrier(len(functions))

    def call(function: Callable[[], None]) -> None:
        gate.wait()
        function()

    with ThreadPoolExecutor(len(functions), thread_name_prefix="ralf-at-once") as executor:
        for future in [executor.submit(call, function) for function in functions]:
            future.result()


def _ask_about(
    bench: Bench, session: Session, tasks: Sequence[FileTask], until: float, count: _Count
) -> None:
    """Ask about files one by one; raise BreakerOpen and Refused."""
    for task in tasks:
        if count.files and bench.clock() > until:
            return
        budget = questions.budget(session.runner.num_ctx, session.system, task.path)
        parts = summarize.needed(task, budget)
        begun = bench.clock()
        asker = partial(_asked, session, count.replies)
        said = summarize.summarize_file(task, parts, budget, asker)
        if said.failures and not said.read:
            raise AskError(f"{task.path}: {said.failures[0]}")
        count.seconds += bench.clock() - begun
        count.files += 1
        count.size += len(task.data)
        count.tally += said.tally


def _asked(
    session: Session, replies: list[Reply], question: Question, task: str, attempt: int
) -> Reply:
    masked = replace(question, material=redact.mask(question.material))
    reply = session.ask(
        questions.request(session.system, masked, redact.mask(task), session.seed + attempt)
    )
    replies.append(reply)
    return reply


def _prompt_rate(bench: Bench, runner: Runner, task: FileTask) -> float:
    """Return the tokens a second at which a prompt is read.

    A word that was never said stands at its very start: engines remember what begins as the last
    prompt did, and count it without reading it.
    """
    budget = questions.budget(runner.num_ctx, bench.system, task.path)
    # Of no text are there more tokens than bytes: this fits, whatever it is.
    text = redact.mask(task.data[: budget.room // BYTES_PER_TOKEN].decode(errors="replace"))
    ask = Ask(f"{_unheard()}\n{bench.system}", text, None, 1, bench.config.seed)
    reply = bench.engine.ask(runner, ask)
    return reply.prompt_tokens / reply.prompt_seconds if reply.prompt_seconds else 0.0


def _answer_rate(replies: Sequence[Reply]) -> float:
    """Return the tokens a second at which answers are written: the first token of each comes with
    the reading of the prompt."""
    seconds = sum(reply.answer_seconds for reply in replies)
    tokens = sum(reply.answer_tokens - 1 for reply in replies)
    return tokens / seconds if seconds else 0.0


def _burst(bench: Bench, runner: Runner, size: int) -> Burst:
    taken = [0.0] * size
    begun = bench.clock()

    def send(number: int, ask: Ask) -> None:
        bench.engine.ask(runner, ask)
        taken[number] = bench.clock() - begun

    asks = _equal_requests(bench.config.seed)
    bench.at_once([partial(send, number, next(asks)) for number in range(size)])
    return tuple(taken)


def _equal_requests(seed: int) -> Iterator[Ask]:
    """Yield requests of the same length, none of which an engine has heard the beginning of."""
    while True:
        yield Ask(f"{_unheard()}: write a long text.", "About numbers.", _LONG_TEXT, _SHORT, seed)


def _unheard() -> str:
    return secrets.token_hex(8)
