"""Answers calls of tools: arguments in, a text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ralf_notes.agents.serving import arguments, handing, reading, searching
from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError


def _what_changed(config: Config, **given: Any) -> str:
    """Load the parser's wing only for a call that compares sources."""
    from ralf_notes.agents.serving.changes import what_changed

    return what_changed(config, **given)


_TOOLS: Mapping[str, Callable[..., str]] = {
    "search_notes": searching.search_notes,
    "read_note": reading.read_note,
    "find_symbol": searching.find_symbol,
    "what_changed": _what_changed,
}


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a call comes to."""

    text: str
    is_error: bool = False


def answer(config: Config, tool: str, call: Mapping[str, Any]) -> ToolAnswer:
    """Answer one call. The answer says what is wrong with it, as agents read nothing else."""
    try:
        values = arguments.checked(tool, call)
        return ToolAnswer(_TOOLS[tool](config, **values))
    except RalfError as exc:
        return ToolAnswer(handing.line(str(exc)), is_error=True)
