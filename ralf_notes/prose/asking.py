"""Sends questions to models: masked, within the run's hours, and each only once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from ralf_notes.config.keys import Config
from ralf_notes.events import Warned
from ralf_notes.machine.cache import Cache
from ralf_notes.models.engines import Reply
from ralf_notes.models.live import Models
from ralf_notes.models.routing import Route
from ralf_notes.models.session import Session
from ralf_notes.prose import probe, prompt_version, questions
from ralf_notes.prose.answers import AskModel
from ralf_notes.prose.parts import Budget
from ralf_notes.prose.questions import Question
from ralf_notes.prose.reading import read_any, why_unusable
from ralf_notes.prose.tally import Usability
from ralf_notes.source import secrets

_TINY = 500_000_000
"""Bytes on disk of the smallest models, of up to half a billion parameters."""
_ATTEMPTS = 2
"""How often a run asks one question."""


class TimeLimit(Protocol):
    """The time in which a run may ask models."""

    def check(self) -> None:
        """Raise OutOfTime when no new question may begin."""

    def timed(self) -> AbstractContextManager[None]:
        """Measure one question."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Which attempt at a question this is."""

    number: int
    """In this run, from 0."""
    tries: int
    """In how many earlier runs the question was answered unusably."""

    @property
    def seed(self) -> int:
        """What to add to the run's seed, so that no attempt repeats another one."""
        return self.number + _ATTEMPTS * self.tries


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the models of a run."""

    config: Config
    cache: Cache
    models: Models
    hours: TimeLimit
    asks_again: bool = False
    """Whether to ignore answers that the cache keeps from earlier runs."""
    usability: Usability = field(default_factory=Usability)
    """Which answers could be read."""

    def budget(self, path: str, model: str, lists: Sequence[str] = ()) -> Budget:
        """Return how much one request to a model about a path, and for lists, may hold."""
        session = self.models.sessions[model]
        return questions.budget(session.room, session.system, path, lists)

    def can_list(self, model: str) -> bool:
        """Whether a model is big enough for lists of items: of a tiny one hardly any stand."""
        return not 0 < self.models.sessions[model].model.size < _TINY

    def of_model(self, model: str, answered: list[str], tries: int = 0) -> AskModel:
        """Return a function that asks one model.

        Args:
            model: the name of the model.
            answered: each answer's key in the cache is appended to it.
            tries: in how many earlier runs it has answered unusably: it gets other seeds now.
        """
        return lambda question, task, attempt: self._ask(
            model, question, task, _Attempt(attempt, tries), answered
        )

    def of_file(self, route: Route, answered: list[str], tries: int = 0) -> AskModel:
        """Return a function that asks one model about parts of a file, and another about the rest.

        Args:
            route: the models.
            answered: each answer's key in the cache is appended to it.
            tries: in how many earlier runs they have answered unusably.
        """
        part, whole = route.part or route.whole, route.whole
        assert part is not None and whole is not None
        of_part = self.of_model(part, answered, tries)
        of_whole = self.of_model(whole, answered, tries)
        return lambda question, task, attempt: (of_part if question.kind == "part" else of_whole)(
            question, task, attempt
        )

    def _ask(
        self, model: str, question: Question, task: str, attempt: _Attempt, answered: list[str]
    ) -> Reply:
        """Return the model's answer, or the answer that the cache keeps from an earlier run.

        An answer that says nothing of what was asked is not kept: a later run asks again.

        Raises OutOfTime when the run's time is over, Unusable after too many answers that cannot be
        used, and what `Session.ask` raises.
        """
        question, task = masked(question, task)
        key = self._key(model, question, task, attempt)
        answered.append(key)
        earlier = None if self.asks_again else self._earlier(model, question, task, attempt)
        if earlier is not None:
            return earlier
        if attempt.number == 0:  # a second attempt belongs to the first, which began in time
            self.hours.check()
        self.models.look_before(model)
        self._try_out(model)
        with self.hours.timed():
            reply = send(self.models.sessions[model], question, task, attempt.seed)
        reply = replace(reply, text=secrets.mask_json(reply.text))
        why = why_unusable(reply, read_any(reply, question))
        name = prompt_version.writer(self.config, model)
        self.usability.count(name, why, is_new=not attempt.tries)
        if not why:
            self._keep(key, question, reply)
        return reply

    def _try_out(self, model: str) -> None:
        """Ask a model for a tiny JSON, as the end of its warm-up; warn if none comes."""
        if not self.config.warm_up or not self.usability.is_first(model):
            return
        why = probe.remembered_problem(self.models.sessions[model], self.cache)
        if why:
            name = prompt_version.writer(self.config, model)
            self.models.monitor.tell(Warned(probe.warning(name, why)))
        self.hours.check()  # a server that is stuck gives no JSON for minutes

    def _keep(self, key: str, question: Question, reply: Reply) -> None:
        # This run counts the time of the answer: for a run that takes it from the cache it is free.
        free = replace(reply, prompt_seconds=0.0, answer_seconds=0.0, load_seconds=0.0)
        pieces = {
            "summary": question.summary, "symbols": question.symbols, "lists": question.lists,
        }  # fmt: skip
        self.cache.put_answer(key, json.dumps({**pieces, "reply": asdict(free)}))

    def _earlier(
        self, model: str, question: Question, task: str, attempt: _Attempt
    ) -> Reply | None:
        """Return an answer that the cache keeps, which covers everything that the question asks.

        Where an earlier run was answered unusably, one of its answers is good enough only if it
        says something about each thing that is asked now.
        """
        for tries in range(attempt.tries, -1, -1):
            reply = self._cached(self._key(model, question, task, replace(attempt, tries=tries)))
            if reply is None or not reply[1].issuperset(
                (*question.pieces, *(f"{name}:" for name in question.lists))
            ):
                continue
            texts = read_any(reply[0], question)
            if texts and (tries == attempt.tries or texts.keys() >= {*question.pieces}):
                return reply[0]
        return None

    def _cached(self, key: str) -> tuple[Reply, frozenset[str]] | None:
        """Return a kept answer, and what was asked then; '' is the summary."""
        text = self.cache.answer(key)
        if text is None:
            return None
        try:
            values = json.loads(text)
            pieces = (*values["symbols"], *([""] if values["summary"] else []))
            lists = (f"{name}:" for name in values.get("lists", ()))
            return Reply(**values["reply"]), frozenset((*pieces, *lists))
        except (ValueError, KeyError, TypeError):  # another version of the tool wrote it
            return None

    def _key(self, model: str, question: Question, task: str, attempt: _Attempt) -> str:
        """Return the key of an answer in the cache.

        The key of a first question depends on its material alone: a later run may ask less about a
        part, because the note has the rest by then. That of a retry depends on its wording too,
        which names the faults of the first answer.
        """
        version = prompt_version.of(self.config, prompt_version.writer(self.config, model))
        words = (task, *question.symbols) if attempt.number else question.only
        parts = (version, question.kind, question.material, str(attempt.seed), *words)
        return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()


def masked(question: Question, task: str) -> tuple[Question, str]:
    """Return a question and its task without secrets, which paths and descriptions may contain."""
    # One name after the other: `File.Key`, `File.ETag` is no key and its value.
    masked_task = ", ".join(map(secrets.mask, task.split(", ")))
    return replace(question, material=secrets.mask(question.material)), masked_task


def send(session: Session, question: Question, task: str, attempt: int) -> Reply:
    """Ask a model a masked question; each attempt has its own seed."""
    return session.ask(questions.request(session.system, question, task, session.seed + attempt))
