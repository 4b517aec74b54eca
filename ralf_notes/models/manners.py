"""How one model is asked: whether it is to think first, and whether the server holds it to JSON.

It begins as the model's family needs it, and is learned from then on, once for all of a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ralf_notes.errors import FormatRefused
from ralf_notes.events import Event, Notice, Warned
from ralf_notes.models.context_window import BYTES_PER_TOKEN
from ralf_notes.models.engines import Ask, Model, Reply

# These take a level, and ignore false: https://docs.ollama.com/capabilities/thinking
_BY_LEVEL = re.compile(r"gpt-?oss", re.IGNORECASE)
# These think whatever the request says; their makers' names for them show it.
_ALWAYS = re.compile(
    r"think|reasoning|(?:^|[/:_-])(?:qwq|magistral|exaone-deep|deepscaler|marco-o1|glm-z1|openthinker)",
    re.IGNORECASE,
)
_LITTLE, _MUCH = 1024, 4096
"""Tokens, at most, that a model may think before it answers."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a request is put."""

    think: bool | str | None = None
    """What a request says about thinking; None leaves it to the model."""
    head_room: int = 0
    """Tokens that the model may think, in addition to its answer."""
    uses_format: bool = True
    """Whether the server is to hold the answer to the schema; the prompt says it in any case."""

    def put(self, ask: Ask, num_ctx: int) -> Ask:
        """Return a request put in this way.

        Args:
            ask: the request, with the cap of its answer alone.
            num_ctx: the context window, which holds the prompt, the thoughts and the answer.
        """
        read = (len(ask.system.encode()) + len(ask.prompt.encode())) // BYTES_PER_TOKEN
        spare = max(0, min(self.head_room, num_ctx - read - ask.num_predict))
        schema = ask.schema if self.uses_format else None
        return replace(ask, schema=schema, think=self.think, num_predict=ask.num_predict + spare)


def manner_of(model: Model, num_ctx: int) -> Manner:
    """Return how a model's family needs to be asked.

    Args:
        model: as the engine describes it.
        num_ctx: its context window, in tokens.
    """
    names = f"{model.name} {model.family}"
    if _BY_LEVEL.search(names):
        return Manner("low", min(_LITTLE, num_ctx // 4))
    if _ALWAYS.search(names):
        return Manner(True if model.thinks else None, min(_MUCH, num_ctx // 2))
    return Manner(False if model.thinks else None)


@dataclass(slots=True)
class Manners:
    """How a session's model is asked now, and what that has come to."""

    manner: Manner
    num_ctx: int
    model: str
    tell: Callable[[Event], None]
    works: bool = False
    """Whether it has given text, so that an empty answer is an exception."""
    has_tried: bool = False
    """Whether it was asked in another way, which is done once."""

    def ask(self, ask: Ask, send: Callable[[Ask], Reply]) -> Reply:
        """Return the answer to a request; ask once more in another way if that may help.

        Args:
            ask: the request.
            send: sends it; raises FormatRefused when the server does not take the schema.
        """
        manner = self.manner
        try:
            reply = self._put(manner, ask, send)
        except FormatRefused as exc:
            if ask.schema is None or not manner.uses_format:
                raise
            reply = self._in_words(manner, ask, send, exc)
        if reply.text.strip() or self.works or self.has_tried:
            self.works = self.works or bool(reply.text.strip())
            return reply
        other = _otherwise(self.manner, reply, self.num_ctx)
        if other is None:
            return reply
        self.has_tried = True
        again = self._put(other, ask, send)
        if again.text.strip():
            self.manner, self.works = other, True
            self.tell(Notice(f"{self.model} answers only if it may think: it does from now on"))
        return again

    def _put(self, manner: Manner, ask: Ask, send: Callable[[Ask], Reply]) -> Reply:
        """Ask in one way."""
        reply = send(manner.put(ask, self.num_ctx))
        return reply if manner.uses_format else replace(reply, in_words=True)

    def _in_words(
        self, manner: Manner, ask: Ask, send: Callable[[Ask], Reply], why: FormatRefused
    ) -> Reply:
        """Ask without a schema; go on like this if the server has never taken one."""
        in_words = replace(manner, uses_format=False)
        reply = self._put(in_words, ask, send)
        if not self.works and self.manner.uses_format:
            self.manner = in_words
            self.tell(
                Warned(
                    f"{self.model} is asked without a schema, as the server takes none ({why}): "
                    "what it writes is read all the same, if it has a form that is known"
                )
            )
        return reply


def _otherwise(manner: Manner, reply: Reply, num_ctx: int) -> Manner | None:
    """Return how to ask a model that has given an empty answer; None if nothing else may help."""
    much = min(_MUCH, num_ctx // 2)
    if manner.think is None and (not reply.thought or manner.head_room >= much):
        return None
    return replace(manner, think=None, head_room=much)
