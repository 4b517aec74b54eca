"""The flow of a question: find passages, ask a model about them, keep what stands on them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, EngineError, PromptTooLong, UsageError
from ralf_notes.events import Event, Working
from ralf_notes.machine import lock
from ralf_notes.models import routing
from ralf_notes.models.context_window import SMALLEST
from ralf_notes.models.engines import Engine
from ralf_notes.models.opening import Demand, open_sessions
from ralf_notes.models.session import Session
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.prose import questions
from ralf_notes.prose.cited import request as cited
from ralf_notes.prose.cited.checking import Judged
from ralf_notes.run.answering import Answered, Chosen
from ralf_notes.run.answering.choice import choose
from ralf_notes.run.answering.listening import Listener
from ralf_notes.search.find import find, words_looked_for
from ralf_notes.search.index import Index, opened
from ralf_notes.search.passages import Hit
from ralf_notes.text import count_of, one_line

Show = Callable[[Sequence[Chosen], Judged], None]
"""Gets what a model reads, and a sentence of its answer that holds."""
LONGEST = 1_000
"""Characters of a question."""
_MOST_HITS, _MOST_OF_FILE = 60, 10
"""Passages to choose from, and of one file: many a tree has one big file that answers most."""


def ask(
    config: Config,
    question: str,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    show: Show | None = None,
) -> Answered:
    """Answer a question from the notes and sources of a configuration, which are only read.

    Args:
        config: names sources, notes and model.
        question: as a person types it.
        open_engine: called if something was found, and the configuration has a model.
        tell: gets warnings.
        show: gets each sentence of the answer as soon as it is known to hold, after the passages.

    Returns the answer; if no model could answer, what was found, and why.

    Raises UsageError for a question that is empty or too long, or without sources or target.
    """
    question = checked(question)
    with opened(config, tell) as index:
        hits = find(index, question, _MOST_HITS, _MOST_OF_FILE)
        if not hits:
            return Answered(question)
        if not config.traits.asks:
            return _unasked(config, index, hits, question)
        try:
            session = _open_session(config, index, open_engine, tell)
        except EngineError as exc:
            return replace(_unasked(config, index, hits, question), problem=exc)
        try:
            return _ask_model(session, config, index, hits, question, (tell, show or _unseen))
        finally:
            if config.unloads_at_end and not lock.is_held(config.target()):  # else it unloads
                session.unload()
            session.engine.close()


def checked(question: str) -> str:
    """Return a question on one line; raise UsageError if it is empty or too long."""
    typed = " ".join(one_line(question).split())
    if not typed:
        raise UsageError('the question is empty. Ask one, such as: "How are retries counted?"')
    if len(typed) > LONGEST:
        raise UsageError(
            f"the question has {len(typed):,} characters; at most {LONGEST:,} are read. "
            "Ask about one thing at a time"
        )
    return typed


def _system_prompt(config: Config) -> str:
    return questions.system(config.language, config.instructions, "system_of_answers")


def _unseen(chosen: Sequence[Chosen], sentence: Judged) -> None:
    """Show nothing."""


def _unasked(config: Config, index: Index, hits: Sequence[Hit], question: str) -> Answered:
    """Return what a model would be asked about."""
    room = cited.room(SMALLEST, _system_prompt(config), question)
    return Answered(question, _chosen(config, index, hits, question, room))


def _chosen(
    config: Config, index: Index, hits: Sequence[Hit], question: str, room: int
) -> tuple[Chosen, ...]:
    """Return the passages to read; what is in English is also about a German question."""
    about = " ".join((question, *words_looked_for(index, question)))
    return choose(index, hits, about, room, vault_place(config).prefix)


def _open_session(
    config: Config,
    index: Index,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
) -> Session:
    """Open the model that is asked about a repository, with the window that a run gives it.

    Raises EngineError when the server or the model is not there, or may not be asked.
    """
    route = routing.from_config(config)
    model = route.overview or route.folder or route.file or config.model_name
    system = _system_prompt(config)
    # One question is one request: processes of our own would only take seconds to start.
    changed: dict[str, object] = {} if config.scheduler else {"workers": "threads"}
    if "server_wait" not in config.model_fields_set:  # a person waits
        changed["server_wait"] = 0.0
    config = config.model_copy(update=changed)
    demand = Demand([model], index.trees, system)
    return open_sessions(open_engine(config), config, demand, tell)[model]


def _ask_model(
    session: Session,
    config: Config,
    index: Index,
    hits: Sequence[Hit],
    question: str,
    listeners: tuple[Callable[[Event], None], Show],
) -> Answered:
    """Ask a model once; again, about less, only if its server finds that the prompt is too long."""
    tell, show = listeners
    room = cited.room(session.room, session.system, question)
    chosen = _chosen(config, index, hits, question, room)
    answered = Answered(question, chosen, session.model.name)
    while chosen:
        excerpts = [each.excerpt for each in answered.chosen]
        listener = Listener(excerpts, question, config.language, partial(show, answered.chosen))
        try:
            return _heard(session, answered, listener, tell)
        except PromptTooLong as exc:
            if len(answered.chosen) == 1:
                return replace(answered, problem=exc)
            answered = replace(answered, chosen=answered.chosen[: len(answered.chosen) // 2])
    return answered


def _heard(
    session: Session, answered: Answered, listener: Listener, tell: Callable[[Event], None]
) -> Answered:
    """Send the one request, and return what holds of its answer. Raises PromptTooLong."""
    question, begun = answered.question, time.monotonic()
    of_what = count_of(len(listener.excerpts), "passage")
    tell(Working(f"asking {answered.model} about {of_what}"))
    wanted = cited.request(
        session.system, question, listener.excerpts, session.seed, listener.hear
    )  # fmt: skip
    try:
        reply = session.ask(wanted)
    except PromptTooLong:
        raise
    except (AskError, EngineError) as exc:
        answered = replace(answered, problem=exc)
    else:
        listener.finish(reply.text)
        answered = replace(
            answered,
            prompt_tokens=reply.prompt_tokens,
            answer_tokens=reply.answer_tokens,
            problem=None,
        )
    return replace(
        answered,
        sentences=tuple(listener.kept),
        dropped=tuple(listener.dropped),
        seconds=time.monotonic() - begun,
        first_seconds=max(listener.first - begun, 0.0),
    )
