"""The context window of a run: one size for all requests, chosen by the sizes of the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ralf_notes.models import memory
from ralf_notes.models.memory.scheduling import USUAL, MemoryRules

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.models.engines import Model
    from ralf_notes.source.walk import Tree

BYTES_PER_TOKEN = 3
"""The fixed estimate. Never calibrated: that would move borders, and with them what is asked."""
SMALLEST, LARGEST = 4096, 16384
"""Bounds of `num_ctx: auto`, in tokens."""
_MOST_WHOLE = 0.9
"""Share of the files that should fit the window as a whole."""
OVERHEAD = 600
"""Tokens of system prompt, question and answer around a piece of a file."""
_AROUND_WHOLE = 1600
"""Tokens around a whole file: the same, its neighbours, and the steps that are asked for."""
_DESCRIBED = 1.5
"""How much longer a file is with the descriptions of its symbols, for which there is room, too."""


def of_model(
    model: Model, trees: Sequence[Tree], config: Config, rules: MemoryRules = USUAL
) -> tuple[int, str]:
    """Return the context window of a model that a run uses, in tokens, and the reason.

    Args:
        model: as the engine describes it.
        trees: the sources.
        config: the run's.
        rules: of the server that loads it.
    """
    room = memory.room_for(config) if config.num_ctx == "auto" else None

    def fits(num_ctx: int) -> bool:
        return room is None or memory.need(model, num_ctx, rules=rules).total <= room.size

    unknown = LARGEST if config.num_ctx == "auto" else config.num_ctx
    return num_ctx(trees, config, model.context_length or unknown, fits)


def num_ctx(
    trees: Sequence[Tree],
    config: Config,
    longest: int,
    fits: Callable[[int], bool] = lambda num_ctx: True,
) -> tuple[int, str]:
    """Return the context window of a run in tokens, and the reason.

    It is a power of two that most files fit whole. All files count, changed or not, so that it
    stays the same from run to run.

    Args:
        trees: the sources.
        config: the run's.
        longest: the longest window that the model was made for.
        fits: whether the machine has memory for the model with a window. It must not depend on
            what else runs now.
    """
    if config.num_ctx != "auto":
        chosen = min(config.num_ctx, longest)
        return chosen, f"num_ctx {chosen}: as configured" + _limited(chosen, config.num_ctx)
    files = (file for tree in trees for file in tree.files)
    sizes = sorted(file.size for file in files if file.size and config.asks_about(file.kind))
    typical = sizes[int(len(sizes) * _MOST_WHOLE)] if sizes else 0
    needed = int(typical * _DESCRIBED) // BYTES_PER_TOKEN + _AROUND_WHOLE
    wanted = SMALLEST
    while wanted < needed and wanted < LARGEST:
        wanted *= 2
    possible = min(wanted, longest)
    chosen = possible
    while chosen > SMALLEST and not fits(chosen):
        chosen //= 2
    why = f"num_ctx {chosen}: nine in ten files need at most {needed} tokens"
    why += f" (there is no memory for {possible})" if chosen < possible else ""
    return chosen, why + _limited(possible, wanted)


def _limited(possible: int, wanted: int) -> str:
    return f" (the model's own limit; {wanted} was asked for)" if possible < wanted else ""
