"""The context window of a run: one size for all requests, chosen from the sizes of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ralf_notes.config.keys import Config
from ralf_notes.models.tokens import BYTES_PER_TOKEN
from ralf_notes.source.walk import Tree

SMALLEST, LARGEST = 4096, 16384
"""Bounds of the context window that is chosen by itself, in tokens."""
_MOST_WHOLE = 0.9
"""Share of the files that should fit the window whole."""
_OVERHEAD = 600
"""Tokens of system prompt, question and answer around a file."""


def num_ctx(
    trees: Iterable[Tree],
    config: Config,
    longest: int,
    fits: Callable[[int], bool] = lambda num_ctx: True,
) -> tuple[int, str]:
    """Return the run's context window in tokens, and why it is that.

    It is chosen from the sizes of all files, changed or not, so that it stays the same from run to
    run; a power of two that most files fit whole.

    Args:
        trees: the trees of the run.
        config: the run's.
        longest: the model's own `context_length`.
        fits: tells whether the machine has memory for the model with a window. It must not depend
            on what else runs now.
    """
    if config.num_ctx != "auto":
        chosen = min(config.num_ctx, longest)
        return chosen, f"num_ctx {chosen}: as configured" + _clamped(chosen, config.num_ctx)
    files = (file for tree in trees for file in tree.files)
    sizes = sorted(file.size for file in files if file.size and config.asks_about(file.kind))
    typical = sizes[int(len(sizes) * _MOST_WHOLE)] if sizes else 0
    needed = typical // BYTES_PER_TOKEN + _OVERHEAD
    chosen = SMALLEST
    while chosen < needed and chosen < LARGEST:
        chosen *= 2
    asked = min(chosen, longest)
    taken = asked
    while taken > SMALLEST and not fits(taken):
        taken //= 2
    why = f"num_ctx {taken}: nine in ten files need at most {needed} tokens"
    why += f" (there is no memory for {asked})" if taken < asked else ""
    return taken, why + _clamped(asked, chosen)


def longest_unknown(config: Config) -> int:
    """Return the longest context window, in tokens, of a model that tells none."""
    return LARGEST if config.num_ctx == "auto" else config.num_ctx


def _clamped(chosen: int, asked: int) -> str:
    return f" (the model's own limit; {asked} was asked for)" if chosen < asked else ""
