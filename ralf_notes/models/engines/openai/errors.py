"""Turns refusals of servers that speak `/v1/chat/completions` into our errors.

Each has a form of its own: llama.cpp and vLLM `{"error": {"message": ...}}`, older vLLM
`{"object": "error", "message": ...}`, LM Studio `{"error": "..."}`, FastAPI `{"detail": ...}`.
"""

from __future__ import annotations

import json
from typing import Any

from ralf_notes.errors import AskError, PromptTooLong, Refused, Transient

_TOO_LONG = (
    "exceeds the available context size",  # llama.cpp
    "maximum context length", "maximum model length", "max_tokens must be at least 1",  # vLLM
    "context length of only", "greater than the context length",  # LM Studio
    "context size has been exceeded", "reached context length of", "context_length_exceeded",
)  # fmt: skip
"""Words of the servers for a prompt that does not fit the context window."""
_LONGEST = 200
"""Characters of a server's words in a message."""


def error_for(status: int, message: str) -> AskError:
    """Return the error that a status and the server's words mean.

    Args:
        status: of HTTP; 200 for an error inside an answer.
        message: the server's words, as `message_of` returns them.
    """
    if any(words in message.lower() for words in _TOO_LONG):
        return PromptTooLong(message)
    if status in (408, 425, 429) or status >= 500:
        return Transient(f"the server said ({status}): {message}")
    where = f" ({status})" if status != 200 else ""
    return Refused(f"the server said{where}: {message}")


def message_of(text: str) -> str:
    """Return the message in the body of an error, as one line."""
    try:
        value: Any = json.loads(text)
    except ValueError:
        value = text
    while isinstance(value, dict):
        inner = next((value[key] for key in ("error", "message", "detail") if value.get(key)), None)
        if inner is None:
            break
        value = inner
    message = value if isinstance(value, str) else json.dumps(value)
    line = " ".join(message.split()) or "nothing"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
