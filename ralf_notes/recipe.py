"""What decides how prose is worded, apart from the source: the prompts and the model, as a hash."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

from ralf_notes import engines, prompts
from ralf_notes.config import Config

Refresh = Literal["", "model", "prompt", "all"]
"""Which older prose is asked again: by another model, by other prompts, or by either."""

_DIGITS = 6


def of(config: Config) -> str:
    """Return the recipe of a run: hex digits of its prompts, then as many of its model."""
    system = prompts.system(config.language, config.instructions)
    model = engines.written_name(config.engine, config.model_name)
    return prompts.digest(system)[:_DIGITS] + sha256(model.encode()).hexdigest()[:_DIGITS]


def is_outdated(written: str, now: str, refresh: Refresh) -> bool:
    """Tell whether prose of one recipe is to be asked again.

    Args:
        written: the recipe of the prose; '' where there is none.
        now: the recipe of this run.
        refresh: what the user asked for; with '' nothing is.
    """
    if not written or not refresh:
        return False
    by_prompt = written[:_DIGITS] != now[:_DIGITS]
    by_model = written[_DIGITS:] != now[_DIGITS:]
    return (by_prompt and refresh != "model") or (by_model and refresh != "prompt")
