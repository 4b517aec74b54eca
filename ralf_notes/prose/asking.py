"""Questions on their way to a model: masked, within the run's hours, each answered once."""

from __future__ import annotations

import json
from collections.abc import Mapping
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
    """How long a run may ask."""

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
    """Whether an answer that the cache keeps from an earlier run counts for nothing."""

    def budget(self, path: str, model: str) -> Budget:
        """Return what one request to a model about a path may hold."""
        session = self.models.sessions[model]
        return questions.budget(session.runner.num_ctx, session.system, path)

    def of_model(self, model: str, answered: list[str]) -> AskModel:
        """Return a function that asks one model.

        Args:
            model: its name.
            answered: gets the keys under which the cache keeps the answers.
        """
        return lambda question, task, attempt: self._ask(model, question, task, attempt, answered)

    def of_file(self, route: Route, answered: list[str]) -> AskModel:
        """Return a function that asks about one file: pieces of one model, the whole of another.

        Args:
            route: the models.
            answered: gets the keys under which the cache keeps the answers.
        """
        part, whole = route.part or route.whole, route.whole
        assert part is not None and whole is not None
        return lambda question, task, attempt: self._ask(
            part if question.kind == "part" else whole, question, task, attempt, answered
        )

    def _ask(
        self, model: str, question: Question, task: str, attempt: int, answered: list[str]
    ) -> Reply:
        """Return the model's answer, or the same one from an earlier run that did not finish.

        Raises OutOfTime when the run's time is over, and what `Session.ask` raises.
        """
        question, task = masked(question, task)
        key = self._key(model, question, task, attempt)
        answered.append(key)
        kept = None if self.asks_again else self._kept(key, question)
        if kept is not None:
            return kept
        if attempt == 0:  # a second attempt finishes the first
            self.hours.check()
        self.models.look_before(model)
        with self.hours.timed():
            reply = send(self.models.sessions[model], question, task, attempt)
        reply = replace(reply, text=secrets.mask_json(reply.text))
        # This run has paid for the answer: a later one that takes it from the cache pays nothing.
        free = replace(reply, prompt_seconds=0.0, answer_seconds=0.0, load_seconds=0.0)
        asked = {"summary": question.summary, "symbols": question.symbols}
        self.cache.put_answer(key, json.dumps({**asked, "reply": asdict(free)}))
        return reply

    def _kept(self, key: str, question: Question) -> Reply | None:
        """Return the answer of an earlier run, if it covers all that this question asks."""
        text = self.cache.answer(key)
        if text is None:
            return None
        try:
            values: Mapping[str, object] = json.loads(text)
            return _reply(values, question)
        except (ValueError, KeyError, TypeError):  # another version of the tool wrote it
            return None

    def _key(self, model: str, question: Question, task: str, attempt: int) -> str:
        """Return the key of an answer in the cache.

        A first question is known by its material alone: a later run may ask less about a part,
        because the note has the rest by then. A retry is known by its words too, which name what
        was wrong.
        """
        version = prompt_version.of(self.config, prompt_version.writer(self.config, model))
        words = (task, *question.symbols) if attempt else ()
        asked = (version, question.kind, question.material, str(attempt), *words)
        return sha256("\0".join(asked).encode(errors="surrogatepass")).hexdigest()


def masked(question: Question, task: str) -> tuple[Question, str]:
    """Return a question without secrets: paths and children's sentences were not masked before."""
    return replace(question, material=secrets.mask(question.material)), secrets.mask(task)


def send(session: Session, question: Question, task: str, attempt: int) -> Reply:
    """Ask a model a masked question; each attempt has a seed of its own."""
    return session.ask(questions.request(session.system, question, task, session.seed + attempt))


def _reply(values: Mapping[str, object], question: Question) -> Reply | None:
    symbols, reply = values["symbols"], values["reply"]
    if not isinstance(symbols, list) or not isinstance(reply, dict):
        return None
    covers = bool(values["summary"]) >= question.summary and {*question.symbols} <= {*symbols}
    return Reply(**reply) if covers else None
