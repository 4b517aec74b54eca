"""Whether the memory of this machine runs low while a run works. Sizes are in bytes."""

from __future__ import annotations

from ralf_notes.machine import hardware
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models.memory import prompt_cache
from ralf_notes.models.memory.scheduling import MemoryRules

_LEAST_FREE = 0.08
"""The part of the memory that a system needs to be free, or it swaps."""
_MOST_SWAPPED = 1_000_000_000
"""What may be swapped out during a run: programs that nobody uses at night."""


class Pressure:
    """Watches this machine's memory during a run. Not thread-safe."""

    def __init__(self) -> None:
        """Remember how much is swapped out now, before any model is loaded."""
        self._swapped_before = hardware.memory().swapped
        self._is_told = False

    def warning(self, rules: MemoryRules) -> str:
        """Return what to tell the user the first time that memory is low, else ''.

        Args:
            rules: of the server, which runs on this machine.
        """
        now = hardware.memory()
        swapped = max(0, now.swapped - self._swapped_before)
        is_low = now.available < _LEAST_FREE * now.total or swapped > _MOST_SWAPPED
        if self._is_told or not is_low:
            return ""
        self._is_told = True
        figures = f"of {gigabytes(now.total)}, {gigabytes(now.available)} is free"
        if swapped:
            figures += f", and {gigabytes(swapped)} more than at the start is swapped out"
        return f"this machine's memory runs low: {figures}. {_remedy(rules)}"


def _remedy(rules: MemoryRules) -> str:
    if not rules.is_llama_server:
        return "Close other programs, or choose a smaller model or num_ctx"
    largest = gigabytes(prompt_cache.LARGEST)
    return (
        f"The server may hold up to {largest} of earlier prompts for each model, which it does "
        f"not report. To switch that off: {prompt_cache.how_to_switch_off()}"
    )
