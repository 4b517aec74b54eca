"""Turns what the `ollama` package and `httpx` raise into our errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import ollama

from ralf_notes.errors import (
    AskError,
    EngineError,
    FormatRefused,
    PromptTooLong,
    Refused,
    ServerDown,
    Transient,
)
from ralf_notes.models.engines.waiting import QUICK, STALLED

_TOO_LONG = (
    "exceeds the context length", "exceeds the available context", "longer than the context length",
)  # fmt: skip
"""Words of the servers for a prompt that does not fit the context window."""
_PASSING = (
    "unexpected eof", "connection reset", "runner process has terminated", "server busy",
    "runner process no longer running", "forcibly closed", "broken pipe", "llm server error",
    "connection refused", "timed out waiting for llama runner",
)  # fmt: skip
"""Words of errors that a retry cures: the runner died, or the server had too much to do."""
_FORMAT = (
    "vocabulary required for format", "grammar", "json_schema", "json schema", "invalid format",
    "invalid json schema", "structured output", "does not support format", "response_format",
)  # fmt: skip
"""Words of the servers for a schema that they cannot hold a model's answer to."""
_LONGEST = 200
"""Characters of a server's words in a message."""


@contextmanager
def translated(host: str) -> Iterator[None]:
    """Turn the errors of requests to a host into ours."""
    try:
        yield
    except ollama.ResponseError as exc:
        raise _from_response(exc) from exc
    except (httpx.ConnectError, ConnectionError) as exc:
        raise ServerDown(
            f"no server answers at {host}. Start Ollama (ollama serve, or its app), or run "
            "without it: --engine embedded (a model in this process) or --engine none (facts only)."
        ) from exc
    except httpx.ReadTimeout as exc:
        raise Transient(STALLED) from exc
    except httpx.TimeoutException as exc:
        raise ServerDown(f"no connection to {host} in {QUICK:.0f} seconds") from exc
    except httpx.InvalidURL as exc:
        raise EngineError(f"host {host} is not a URL: {exc}") from exc
    except httpx.TransportError as exc:
        raise Transient(f"the connection broke: {exc}") from exc
    except (json.JSONDecodeError, TypeError, AttributeError, ValueError) as exc:
        raise Refused(f"what answers at {host} does not speak Ollama's API: {exc}") from exc


def _from_response(exc: ollama.ResponseError) -> AskError:
    """Return the error that the server's words and status mean."""
    text = str(exc.error).strip()
    with suppress(ValueError, TypeError, KeyError):
        text = str(json.loads(text)["error"]["message"])  # the runner's words, as JSON
    if any(words in text.lower() for words in _TOO_LONG):
        return PromptTooLong(text)
    line = " ".join(text.split())
    line = line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
    if exc.status_code == 503 or any(words in text.lower() for words in _PASSING):
        return Transient(f"the server said: {line}")
    status = f" ({exc.status_code})" if exc.status_code > 0 else ""
    is_format = any(words in text.lower() for words in _FORMAT)
    return (FormatRefused if is_format else Refused)(f"the server said{status}: {line}")
