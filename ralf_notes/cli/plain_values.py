"""Values of options as they are typed: texts and paths, for which Typer builds models of Pydantic.

To import Pydantic for them takes a quarter of the time of a search that needs no configuration.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

_KINDS = (str, Path, list[str])


def read_here(parameters: list[Any]) -> list[Any]:
    """Return parameters of a command that leave to Typer only what is no plain value."""
    for parameter in parameters:
        parameter.get_runtime_param = _ValueReader
    return parameters


class _ValueReader:
    """Reads the value of a parameter as Typer does."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return a value in the type that the command declares. Raises BadParameter."""
        declared = param.type_descriptor
        parser = declared.parameter_info.parser
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if parser is None and declared.annotation in _KINDS and _is_plain(value):
            return declared.annotation(value)
        if parser is not None and not param.multiple and param.nargs == 1:
            return parser(value)
        return type(param).get_runtime_param(param).coerce(value, param=param, ctx=ctx)


def _is_plain(value: object) -> bool:
    """Whether a value is text that can be encoded, or several such texts."""
    texts = value if isinstance(value, list | tuple) else (value,)
    return all(isinstance(text, str) and text.isprintable() for text in texts)
