"""Sends questions to models: masked, within the run's hours, and each only once."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Protocol

from ralf_notes.config.keys import Config
from ralf_notes.machine.cache import Cache
from ralf_notes.models.engines import Reply
from ralf_notes.models.live import Models
from ralf_notes.models.routing import Route
from ralf_notes.models.session import Session
from ralf_notes.prose import prompt_version, questions
from ralf_notes.prose.answers import AskModel
from ralf_notes.prose.parts import Budget
from ralf_notes.prose.questions import Question
from ralf_notes.source import secrets


class TimeLimit(Protocol):
    """The time in which a run may ask models."""

    def check(self) -> None:
        """Raise OutOfTime when no new question may begin."""

    def timed(self) -> AbstractContextManager[None]:
        """Measure one question."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the models of a run."""

    config: Config
    cache: Cache
    models: Models
    hours: TimeLimit
    asks_again: bool = False
    """Whether to ignore answers that the cache keeps from earlier runs."""

    def budget(self, path: str, model: str) -> Budget:
        """Return how much one request to a model about a path may hold."""
        session = self.models.sessions[model]
        return questions.budget(session.room, session.system, path)

    def of_model(self, model: str, answered: list[str]) -> AskModel:
        """Return a function that asks one model.

        Args:
            model: the name of the model.
            answered: each answer's key in the cache is appended to it.
        """
        return lambda question, task, attempt: self._ask(model, question, task, attempt, answered)

    def of_file(self, route: Route, answered: list[str]) -> AskModel:
        """Return a function that asks one model about parts of a file, and another about the rest.

        Args:
            route: the models.
            answered: each answer's key in the cache is appended to it.
        """
        part, whole = route.part or route.whole, route.whole
        assert part is not None and whole is not None
        return lambda question, task, attempt: self._ask(
            part if question.kind == "part" else whole, question, task, attempt, answered
        )

    def _ask(
        self, model: str, question: Question, task: str, attempt: int, answered: list[str]
    ) -> Reply:
        """Return the model's answer, or the answer that the cache keeps from an earlier run.

        Raises OutOfTime when the run's time is over, and what `Session.ask` raises.
        """
        question, task = masked(question, task)
        key = self._key(model, question, task, attempt)
        answered.append(key)
        kept = None if self.asks_again else self._kept(key, question)
        if kept is not None:
            return kept
        if attempt == 0:  # a second attempt belongs to the first, which began in time
            self.hours.check()
        self.models.look_before(model)
        with self.hours.timed():
            reply = send(self.models.sessions[model], question, task, attempt)
        reply = replace(reply, text=secrets.mask_json(reply.text))
        # This run counts the time of the answer: for a run that takes it from the cache it is free.
        free = replace(reply, prompt_seconds=0.0, answer_seconds=0.0, load_seconds=0.0)
        asked = {"summary": question.summary, "symbols": question.symbols}
        self.cache.put_answer(key, json.dumps({**asked, "reply": asdict(free)}))
        return reply

    def _kept(self, key: str, question: Question) -> Reply | None:
        """Return the answer of an earlier run if it covers everything that this question asks."""
        text = self.cache.answer(key)
        if text is None:
            return None
        try:
            values = json.loads(text)
            covers = bool(values["summary"]) >= question.summary
            covers = covers and {*values["symbols"]}.issuperset(question.symbols)
            return Reply(**values["reply"]) if covers else None
        except (ValueError, KeyError, TypeError):  # another version of the tool wrote it
            return None

    def _key(self, model: str, question: Question, task: str, attempt: int) -> str:
        """Return the key of an answer in the cache.

        The key of a first question depends on its material alone: a later run may ask less about a
        part, because the note has the rest by then. That of a retry depends on its wording too,
        which names the faults of the first answer.
        """
        version = prompt_version.of(self.config, prompt_version.writer(self.config, model))
        words = (task, *question.symbols) if attempt else ()
        asked = (version, question.kind, question.material, str(attempt), *words)
        return sha256("\0".join(asked).encode(errors="surrogatepass")).hexdigest()


def masked(question: Question, task: str) -> tuple[Question, str]:
    """Return a question and its task without secrets, which paths and descriptions may contain."""
    return replace(question, material=secrets.mask(question.material)), secrets.mask(task)


def send(session: Session, question: Question, task: str, attempt: int) -> Reply:
    """Ask a model a masked question; each attempt has its own seed."""
    return session.ask(questions.request(session.system, question, task, session.seed + attempt))
