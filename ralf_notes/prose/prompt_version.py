"""The recipe of prose: a hash of its prompts and of the model that wrote it."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import Literal

from ralf_notes.config.keys import Config
from ralf_notes.prose import questions

Refresh = Literal["", "model", "prompt", "all"]
"""Which older prose to ask for again: that of other models, of other prompts, or of either."""

_DIGITS = 6


def of(config: Config, writer: str) -> str:
    """Return a recipe: hex digits for the prompts, then as many for the writer.

    Args:
        config: the run's configuration, which decides the prompts.
        writer: the models that write, as `writer` names them.
    """
    system = questions.system(config.language, config.instructions)
    return questions.prompt_digest(system)[:_DIGITS] + sha256(writer.encode()).hexdigest()[:_DIGITS]


def writer(config: Config, *models: str | None) -> str:
    """Return the names of the models that write, as notes show them."""
    names = (config.traits.written_name(model) for model in models if model is not None)
    return ", ".join(dict.fromkeys(names))


def is_outdated(written: str, now: Collection[str], refresh: Refresh) -> bool:
    """Whether to ask again for prose that was written by one recipe.

    Args:
        written: the recipe of the prose, '' if there is no prose.
        now: the recipes that this run may use for it.
        refresh: which older prose the user wants to be written again.
    """
    if not written or not refresh:
        return False
    by_prompt = all(written[:_DIGITS] != one[:_DIGITS] for one in now)
    by_model = all(written[_DIGITS:] != one[_DIGITS:] for one in now)
    return (by_prompt and refresh != "model") or (by_model and refresh != "prompt")
