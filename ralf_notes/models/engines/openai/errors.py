"""What servers that speak `/v1/chat/completions` say when they refuse, as errors of ours.

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


def from_status(status: int, said: str) -> AskError:
    """Return the error that a status and the server's words stand for.

    Args:
        status: of HTTP; 200 for an error inside an answer.
        said: the server's words, as `words` returns them.
    """
    if any(told in said.lower() for told in _TOO_LONG):
        return PromptTooLong(said)
    if status in (408, 425, 429) or status >= 500:
        return Transient(f"the server said ({status}): {said}")
    where = f" ({status})" if status != 200 else ""
    return Refused(f"the server said{where}: {said}")


def words(text: str) -> str:
    """Return what the body of an error says, in one line."""
    try:
        told = json.loads(text)
    except ValueError:
        told = text
    line = " ".join(_message(told).split()) or "nothing"
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _message(told: Any) -> str:
    while isinstance(told, dict):
        found = next((told[key] for key in ("error", "message", "detail") if told.get(key)), None)
        if found is None:
            return json.dumps(told)
        told = found
    return told if isinstance(told, str) else json.dumps(told)
