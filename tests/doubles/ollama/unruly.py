"""Answers of models and servers that do not keep to `format`: each is an `answer` of the double.

Models of MLX, and some builds, drop `format` without a word; gpt-oss uses its cap for thinking.
"""

from __future__ import annotations

import json

from doubles.ollama.requests import Request
from doubles.ollama.runners import Model
from doubles.ollama.server import default_answer


def prose(request: Request) -> str:
    """Return sentences, whatever was asked for."""
    values = _values(request)
    return " ".join(str(value) for value in values.values()) if values else default_answer(request)


def lines(request: Request) -> str:
    """Return a line of `name: sentence` for each key of the schema."""
    return "\n".join(f"{key}: {value}" for key, value in _values(request).items())


def bold_markdown(request: Request) -> str:
    """Return Markdown with each key of the schema in bold: `**Summary:** ...`."""
    return "\n\n".join(
        f"**{key.capitalize()}:** {value}" for key, value in _values(request).items()
    )


def headed_markdown(request: Request) -> str:
    """Return Markdown with a heading for each key of the schema."""
    return "\n\n".join(f"## {key}\n\n{value}" for key, value in _values(request).items())


def fenced(request: Request) -> str:
    """Return the JSON that was asked for, in a fence, with words around it."""
    answer = json.dumps(_values(request), indent=2)
    return f"Here is the JSON:\n\n```json\n{answer}\n```\n\nLet me know if you need more."


def blank(request: Request) -> str:
    """Return spaces and newlines."""
    return " \n" * 12


def gpt_oss(name: str = "gpt-oss:20b") -> Model:
    """Return a model that ignores `think: false`, thinks for long, and less if `think` is `low`."""
    return Model(
        name, family="gptoss", thinking=True, always_thinks=True, thought_tokens=4000,
        context_length=131_072,
    )  # fmt: skip


def of_mlx(name: str = "small:1b-mlx") -> Model:
    """Return a model that is run by MLX, which drops `format`: give the double such an `answer`."""
    return Model(name, format="safetensors", context_length=32_768)


def _values(request: Request) -> dict[str, object]:
    """Return what an obedient model would answer, by key; nothing for plain text."""
    if not isinstance(request.schema, dict):
        return {}
    told = json.loads(default_answer(request))
    return told if isinstance(told, dict) else {"answer": told}
