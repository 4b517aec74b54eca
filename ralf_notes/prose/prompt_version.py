"""What decides how prose is worded, apart from the source: the prompts and the model, as a hash."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256
from typing import Literal

from ralf_notes.config.keys import Config
from ralf_notes.prose import questions

Refresh = Literal["", "model", "prompt", "all"]
"""Which older prose is asked again: by another model, by other prompts, or by either."""

_DIGITS = 6


def of(config: Config, writer: str) -> str:
    """Return a recipe: hex digits of the run's prompts, then as many of who writes by them.

    Args:
        config: the run's.
        writer: as `writer` names them.
    """
    system = questions.system(config.language, config.instructions)
    return questions.prompt_digest(system)[:_DIGITS] + sha256(writer.encode()).hexdigest()[:_DIGITS]


def writer(config: Config, *models: str | None) -> str:
    """Return who writes, as it stands in notes: the names of one or several models."""
    names = (config.traits.written_name(model) for model in models if model is not None)
    return ", ".join(dict.fromkeys(names))


def is_outdated(written: str, now: Collection[str], refresh: Refresh) -> bool:
    """Return whether to ask again for prose of one recipe.

    Args:
        written: the recipe of the prose; '' where there is none.
        now: the recipes that this run may write it by.
        refresh: what the user asked for; '' asks for nothing again.
    """
    if not written or not refresh:
        return False
    by_prompt = all(written[:_DIGITS] != one[:_DIGITS] for one in now)
    by_model = all(written[_DIGITS:] != one[_DIGITS:] for one in now)
    return (by_prompt and refresh != "model") or (by_model and refresh != "prompt")
