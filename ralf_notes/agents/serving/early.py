"""What the server answers before the package `mcp` is imported, which alone takes over 0.5 s.

Clients begin with the same few questions. Their answers are known without the package; everything
else waits for it, and goes to it. It gets the handshake, too, and its answer to that is dropped.
`tests/agents/test_mcp.py` compares these answers with those of the package.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ralf_notes import __version__
from ralf_notes.agents.serving import tools
from ralf_notes.agents.serving.inbox import Inbox

HANDSHAKES = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""Versions of the protocol that begin with `initialize`."""
STATELESS = "2026-07-28"
"""The version in which each request says all that it needs."""
_META = "io.modelcontextprotocol/"
_CAPABILITIES = {"tools": {"listChanged": False}}
_SERVER = {"name": tools.SERVER_NAME, "version": __version__}


@dataclass(slots=True)
class Opening:
    """How a conversation has begun."""

    replayed: list[bytes] = field(default_factory=list)
    """The lines that the package is to read, too."""
    answered: Any = None
    """The id of the handshake that has its answer, None without one."""
    call: Mapping[str, Any] | None = None
    """The first call of a tool, which nobody has answered."""
    is_over: bool = False
    """Whether the client has closed its end."""


def converse(lines: Inbox, send: Callable[[bytes], None]) -> Opening:
    """Answer the first questions of a client, until it calls a tool or the package has to answer.

    Args:
        lines: what the client sends.
        send: sends one line to it.
    """
    opening = Opening()
    while line := lines.readline():
        message = message_of(line)
        method = message.get("method")
        if opening.answered is not None and is_call(message):
            opening.call = message
            return opening
        result = _result(message, opening)
        if "id" in message and result is not None:
            send(line_of({"jsonrpc": "2.0", "id": message["id"], "result": result}))
        if method == "initialize" and result is not None:
            opening.answered = message["id"]
        if result is None or method == "initialize":
            opening.replayed.append(line)
        is_notification = "id" not in message and method == "notifications/initialized"
        if method == "tools/list" or (result is None and not is_notification):
            return opening
    opening.is_over = True
    return opening


def take_call(opening: Opening, line: bytes) -> None:
    """Take a line that came after the first questions: a call, or what the package answers."""
    message = message_of(line)
    if opening.answered is not None and is_call(message):
        opening.call = message
    elif line:
        opening.replayed.append(line)


def is_call(message: Mapping[str, Any]) -> bool:
    """Whether a message calls a tool, in a form that leaves nothing to refuse."""
    params = message.get("params")
    return (
        message.get("method") == "tools/call"
        and message.get("jsonrpc") == "2.0"
        and isinstance(message.get("id"), str | int)
        and isinstance(params, dict)
        and {*params} <= {"name", "arguments", "_meta"}
        and isinstance(params.get("name"), str)
        and isinstance(params.get("arguments", {}), dict)
        and isinstance(meta := params.get("_meta", {}), dict)
        and {*meta} <= {"progressToken"}
    )


def called(message: Mapping[str, Any], text: str, *, is_error: bool) -> bytes:
    """Return the line that answers a call, as the package writes it."""
    result = {"content": [{"text": text, "type": "text"}], "isError": is_error}
    return line_of({"jsonrpc": "2.0", "id": message["id"], "result": result})


def _result(message: Mapping[str, Any], opening: Opening) -> dict[str, Any] | None:
    """Return the result of a request, None where it is not known here."""
    params = message.get("params", {})
    if not isinstance(params, dict) or not isinstance(message.get("id"), str | int):
        return None
    method, meta = message.get("method"), params.get("_meta")
    if isinstance(meta, dict) and meta.get(f"{_META}protocolVersion") == STATELESS:
        return _stateless(method) if {*params} == {"_meta"} else None
    if method == "initialize":
        return _handshake(params) if opening.answered is None else None
    if opening.answered is None or params:
        return None
    return {"ping": {}, "tools/list": {"tools": tools.listed()}}.get(str(method))


def _handshake(params: Mapping[str, Any]) -> dict[str, Any] | None:
    version, client = params.get("protocolVersion"), params.get("clientInfo")
    is_whole = isinstance(client, dict) and {"name", "version"} <= {*client}
    if (
        version not in HANDSHAKES
        or not is_whole
        or not isinstance(params.get("capabilities"), dict)
    ):
        return None
    return {
        "protocolVersion": version,
        "capabilities": _CAPABILITIES,
        "serverInfo": _SERVER,
        "instructions": tools.INSTRUCTIONS,
    }


def _stateless(method: object) -> dict[str, Any] | None:
    common = {
        "resultType": "complete", "ttlMs": 0, "cacheScope": "private",
        "_meta": {f"{_META}serverInfo": _SERVER},
    }  # fmt: skip
    if method == "tools/list":
        return {"tools": tools.listed(), **common}
    if method == "server/discover":
        description = {"capabilities": _CAPABILITIES, "instructions": tools.INSTRUCTIONS}
        return {"supportedVersions": [STATELESS], **description, **common}
    return None


def message_of(line: bytes) -> dict[str, Any]:
    """Return the message in a line, an empty one for what the package is to refuse."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def line_of(message: Mapping[str, Any]) -> bytes:
    """Return a message as a line."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
