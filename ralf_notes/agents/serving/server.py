"""Serves one client over standard input and output, until it closes its end."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, BinaryIO

from ralf_notes import __version__
from ralf_notes.agents.serving import early, tools
from ralf_notes.agents.serving.inbox import Inbox
from ralf_notes.config.keys import Config
from ralf_notes.errors import UsageError

_SOON = 0.05
"""Seconds in which a client that calls at once has done so."""


def serve(config: Config) -> None:
    """Answer a client until it closes its end. Raises UsageError if the package is missing."""
    if find_spec("mcp") is None:
        from ralf_notes.models.engines.hints import how_to_install

        install = how_to_install("mcp")
        raise UsageError(f"the server needs the package mcp, which is not installed: {install}")
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is written that could be lost
    with _streams() as (lines, out):
        one_line_at_a_time = threading.Lock()

        def send(line: bytes) -> None:
            with one_line_at_a_time:
                out.write(line)
                out.flush()

        inbox = Inbox(lines, send)
        opening = early.converse(inbox, send)
        if not opening.is_over:
            _answer_first_call(config, opening, inbox, send)
            _hand_over(config, opening, inbox, out)


@contextmanager
def _streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Take standard input and output for the protocol alone.

    What else is printed in this process goes to standard error, and programs that it starts read
    nothing of the client's.
    """
    with os.fdopen(os.dup(0), "rb") as lines, os.fdopen(os.dup(1), "wb") as out:
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        yield lines, out


def _answer_first_call(
    config: Config, opening: early.Opening, inbox: Inbox, send: Callable[[bytes], None]
) -> None:
    """Answer a call that has come by now before the package is imported, which takes longer."""
    from ralf_notes.agents.serving import calls

    if opening.call is None:
        early.take_call(opening, inbox.line_within(_SOON))
    if opening.call is None:
        return
    params = opening.call["params"]
    with inbox.answering(opening.call["id"]) as is_cancelled:
        try:
            answered = calls.answer(config, params["name"], params.get("arguments") or {})
        except Exception:  # the package tells the client of a fault of ours in its own form
            opening.replayed.append(early.line_of(opening.call))
            return
    if not is_cancelled():
        send(early.called(opening.call, answered.text, is_error=answered.is_error))


class _Lines:
    """What the client sent before the package was there, then what it sends."""

    def __init__(self, before: list[bytes], lines: Inbox) -> None:
        self._before, self._lines = before[::-1], lines

    def readline(self) -> str:
        """Return the next line, '' at the end."""
        line = self._before.pop() if self._before else self._lines.readline()
        return line.decode(errors="replace")


class _Answers:
    """What goes to the client: all but the answer to a handshake that it has already."""

    def __init__(self, answered: Any, out: BinaryIO) -> None:
        self._answered, self._out = answered, out

    def write(self, text: str) -> int:
        """Send one line."""
        if self._answered is not None and json.loads(text).get("id") == self._answered:
            self._answered = None
        else:
            self._out.write(text.encode(errors="replace"))
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        self._out.flush()


def _hand_over(config: Config, opening: early.Opening, inbox: Inbox, out: BinaryIO) -> None:
    """Let the package answer what the client sends from now on."""
    import anyio
    from mcp.server.lowlevel import Server
    from mcp.server.stdio import stdio_server
    from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, TextContent, Tool

    from ralf_notes.agents.serving import calls

    # Calls import what they need when they need it, which threads must not do side by side.
    one_at_a_time = anyio.CapacityLimiter(1)

    async def list_tools(context: Any, params: Any) -> ListToolsResult:
        return ListToolsResult(tools=[Tool.model_validate(each) for each in tools.listed()])

    async def call_tool(context: Any, params: CallToolRequestParams) -> CallToolResult:
        arguments = params.arguments or {}
        answered = await anyio.to_thread.run_sync(
            calls.answer, config, params.name, arguments, limiter=one_at_a_time
        )
        content = [TextContent(type="text", text=answered.text)]
        return CallToolResult(content=list(content), is_error=answered.is_error)

    server: Server[Any] = Server(
        tools.SERVER_NAME, version=__version__, instructions=tools.INSTRUCTIONS,
        on_list_tools=list_tools, on_call_tool=call_tool,
    )  # fmt: skip

    async def run() -> None:
        client_lines: Any = _Lines(opening.replayed, inbox)
        answers: Any = _Answers(opening.answered, out)
        streams = stdio_server(anyio.wrap_file(client_lines), anyio.wrap_file(answers))
        async with streams as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)
