"""What one run carries from step to step: its settings, its live resources, its results so far."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from threading import Lock

from ralf_notes.errors import OutOfTime
from ralf_notes.events import Event
from ralf_notes.models.engines import Reply
from ralf_notes.models.monitor import Monitor
from ralf_notes.models.routing import Route
from ralf_notes.models.session import Session
from ralf_notes.plan.scope import Scope
from ralf_notes.prose import questions as prompts
from ralf_notes.prose.answers import Ask
from ralf_notes.prose.parts import Budget
from ralf_notes.prose.questions import Question
from ralf_notes.report.report import FileRow
from ralf_notes.run.hours import Deadline
from ralf_notes.source import secrets


@dataclass(slots=True, kw_only=True)
class Run(Scope):
    """One run of `generate`."""

    tell: Callable[[Event], None]
    monitor: Monitor = field(init=False)
    """What looks at the models' memory now and then."""
    sessions: dict[str, Session] = field(default_factory=dict)
    """By model; none as long as there is nothing to ask."""
    files: dict[tuple[str, str], FileRow] = field(default_factory=dict)
    """By tree and path."""
    folders: dict[tuple[str, str], FileRow] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    """Old note path -> new one, of the notes that followed their source."""
    removed: list[str] = field(default_factory=list)
    """Notes that went to the trash."""
    left: set[tuple[str, str]] = field(default_factory=set)
    """The files that the model is still to be asked about."""
    deadline: Deadline | None = None
    """When the run has to end, if ever."""
    reserve: float = 0.0
    """Seconds before the deadline that are kept for folders while files are asked about."""
    questions: int = 0
    """Those that went to the model."""
    asking: float = 0.0
    """Seconds that they took."""
    parallel: int = 1
    """How many questions are under way at a time."""

    _counting: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.monitor = Monitor(self.tell)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *error: object) -> None:
        for session in self.sessions.values():
            session.engine.close()
            break  # they share it

    @property
    def has_models(self) -> bool:
        """Whether there is somebody to ask."""
        return bool(self.sessions)

    def budget(self, path: str, model: str) -> Budget:
        """Return what one request to a model about a path may hold."""
        session = self.sessions[model]
        return prompts.budget(session.runner.num_ctx, session.system, path)

    def asker(self, model: str, answered: list[str]) -> Ask:
        """Return a function that asks one model.

        Args:
            model: its name.
            answered: gets the keys by which the cache keeps the answers.
        """
        return lambda question, task, attempt: self._ask(model, question, task, attempt, answered)

    def file_asker(self, route: Route, answered: list[str]) -> Ask:
        """Return a function that asks about one file: each model about what is its own.

        Args:
            route: the models.
            answered: gets the keys by which the cache keeps the answers.
        """
        part, whole = route.part or route.whole, route.whole
        assert part is not None and whole is not None
        return lambda question, task, attempt: self._ask(
            part if question.kind == "part" else whole, question, task, attempt, answered
        )

    def stop(self, exc: BaseException) -> None:
        """Give up the questions that are under way; when time is over, they are still answered."""
        if not isinstance(exc, OutOfTime):
            for session in self.sessions.values():
                session.stop()

    def _ask(
        self, model: str, question: Question, task: str, attempt: int, answered: list[str]
    ) -> Reply:
        """Return the model's answer, or the same one from an earlier run that did not finish.

        Raises OutOfTime when the run's time is over, beside what `Session.ask` raises.
        """
        # Paths and the descriptions of children have not come through the masking of sources.
        question = replace(question, material=secrets.mask(question.material))
        task = secrets.mask(task)
        key = self._key(model, question, task, attempt)
        answered.append(key)
        known = None if self.force else self._known(key, question)
        if known is not None:
            return known
        if self.deadline is not None and attempt == 0:  # a second attempt finishes the first
            self.deadline.check(self.reserve)
        reply = self._timed(model, question, task, attempt)
        reply = replace(reply, text=secrets.mask_json(reply.text))
        # What it cost was paid in this run: a later one that takes it from here pays nothing.
        free = replace(reply, prompt_seconds=0.0, answer_seconds=0.0, load_seconds=0.0)
        asked = {"summary": question.summary, "symbols": question.symbols}
        self.cache.put_answer(key, json.dumps({**asked, "reply": asdict(free)}))
        return reply

    def _timed(self, model: str, question: Question, task: str, attempt: int) -> Reply:
        self.monitor.before(model, self.sessions)
        begun = self.clock()
        try:
            session = self.sessions[model]
            return session.ask(
                prompts.request(session.system, question, task, session.seed + attempt)
            )
        finally:
            with self._counting:
                self.questions += 1
                self.asking += self.clock() - begun

    def clock(self) -> float:
        """Return the seconds of work, by the clock that the run has to end by."""
        return self.deadline.clock.monotonic() if self.deadline else 0.0

    def _known(self, key: str, question: Question) -> Reply | None:
        """Return a remembered answer if it says all that is asked now."""
        text = self.cache.answer(key)
        if text is None:
            return None
        try:
            told = json.loads(text)
            is_enough = told["summary"] >= question.summary
            is_enough = is_enough and {*question.symbols} <= {*told["symbols"]}
            return Reply(**told["reply"]) if is_enough else None
        except (ValueError, KeyError, TypeError):  # as another version of the tool wrote it
            return None

    def _key(self, model: str, question: Question, task: str, attempt: int) -> str:
        """Return what an answer is remembered by.

        A first question by its material alone: what is asked of a part may be less in a later run,
        as the note has the rest by then. A retry by its words too, which name what was wrong.
        """
        words = (task, *question.symbols) if attempt else ()
        asked = (self.recipe(model), question.kind, question.material, str(attempt), *words)
        return sha256("\0".join(asked).encode(errors="surrogatepass")).hexdigest()
