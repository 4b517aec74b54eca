"""Checks the arguments of a call, in words that an agent can act on. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from ralf_notes.agents.serving.tools import TOOLS
from ralf_notes.errors import RalfError

_LONGEST = 2_000
"""Characters of a text."""


class BadCall(RalfError):
    """A call cannot be answered: its text says what to call instead."""


def checked(tool: str, call: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a call, defaults included. Raises BadCall."""
    if tool not in TOOLS:
        raise BadCall(f"there is no tool {_short_repr(tool)}: call one of {', '.join(TOOLS)}")
    arguments = TOOLS[tool].arguments
    for name in call:
        if name not in arguments:
            near = difflib.get_close_matches(str(name), arguments, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            taken = ", ".join(arguments)
            raise BadCall(f"{tool} has no argument {_short_repr(name)}: it takes {taken}{hint}")
    values = {}
    for name, expected in arguments.items():
        value = call.get(name, expected.get("default"))
        if value is None:
            raise BadCall(f"{tool} needs the argument {name}: {expected['description']}")
        values[name] = _value(name, value, expected)
    return values


def _value(name: str, value: Any, expected: Mapping[str, Any]) -> Any:
    if expected["type"] == "string":
        if not isinstance(value, str) or not value.strip():
            raise BadCall(f"{name} is a text that is not empty: {expected['description']}")
        if len(value) > _LONGEST or "\0" in value:
            raise BadCall(f"{name} is at most {_LONGEST} characters, without NUL")
        return value.strip()
    low, high = expected["minimum"], expected.get("maximum")
    span = f"from {low} to {high}" if high is not None else f"of at least {low}"
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or value < low or (high is not None and value > high):
        raise BadCall(f"{name} is a whole number {span}; found {_short_repr(value)}")
    return value


def _short_repr(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
