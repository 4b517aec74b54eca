"""A streamed answer of `/api/chat`, as a whole."""

from __future__ import annotations

from collections.abc import Iterator

import ollama

from ralf_notes.errors import Transient
from ralf_notes.models.engines import Reply


def collected(stream: Iterator[ollama.ChatResponse]) -> Reply:
    """Return a streamed answer as a whole.

    A stream that ends properly, but without a last line, is the server's way to end a loop: it
    does so after some 30 equal tokens. A connection that breaks is an error of `httpx`.
    Source: https://github.com/ollama/ollama/blob/main/llm/llama_server.go

    Raises Transient when there was no line at all.
    """
    pieces, last, thought = [], None, False
    for part in stream:
        pieces.append(part.message.content or "")
        thought = thought or bool(part.message.thinking)
        last = part
    if last is None:
        raise Transient("the server's answer ended before it began")
    return Reply(
        text="".join(pieces),
        cut=not last.done or last.done_reason == "length",
        prompt_tokens=last.prompt_eval_count or 0,
        answer_tokens=last.eval_count or 0,
        prompt_seconds=(last.prompt_eval_duration or 0) / 1e9,
        answer_seconds=(last.eval_duration or 0) / 1e9,
        load_seconds=(last.load_duration or 0) / 1e9,
        thought=thought,
    )
