"""A streamed answer of `/api/chat`, as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import ollama

from ralf_notes.errors import Transient
from ralf_notes.models.engines import Reply


def collected(stream: Iterator[ollama.ChatResponse]) -> Reply:
    """Return a streamed answer as a whole."""
    pieces, last = [], None
    for part in stream:
        pieces.append(part.message.content or "")
        last = part
    if last is None or not last.done:
        raise Transient("the server's answer ended before it was complete")
    return Reply(
        text="".join(pieces),
        cut=last.done_reason == "length",
        prompt_tokens=last.prompt_eval_count or 0,
        answer_tokens=last.eval_count or 0,
        prompt_seconds=(last.prompt_eval_duration or 0) / 1e9,
        answer_seconds=(last.eval_duration or 0) / 1e9,
        load_seconds=(last.load_duration or 0) / 1e9,
    )
