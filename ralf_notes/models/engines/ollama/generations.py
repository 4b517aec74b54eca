"""What differs between Ollama up to 0.29 and from 0.30 on, where llama-server runs the models.

Source: https://github.com/ollama/ollama/blob/v0.33.0-rc2/server/sched.go, and what servers of both
kinds answered (0.24.0 and 0.33.0-rc2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from ralf_notes.config.engines import ENGINES
from ralf_notes.models.engines import Reply, Runner


@dataclass(frozen=True, slots=True)
class Generation:
    """How a server of one generation is asked, and what its answers tell."""

    shift_is_launched: bool
    """Whether `shift` is one of the options with which a model is loaded. Then a request with
    another `shift` loads it again, so requests leave it out, as other clients do."""
    longest_warm: float
    """Seconds: up to this `load_duration` the model was in memory for certain."""
    shortest_load: float
    """Seconds: from this `load_duration` on it was loaded for certain."""

    def was_loaded(self, load_seconds: float) -> bool | None:
        """Whether a model was loaded for an answer; None if its time does not tell."""
        if 0 < load_seconds <= self.longest_warm:
            return False
        return True if load_seconds >= self.shortest_load else None

    def has_shifted(self, runner: Runner, reply: Reply) -> bool:
        """Whether the beginning of the prompt was dropped while the answer was written.

        Without `shift: false` a server goes on beyond the window. Its own counts tell.
        """
        used = reply.prompt_tokens + reply.answer_tokens
        return self.shift_is_launched and not runner.has_fixed_window and used > runner.num_ctx


OLD = Generation(shift_is_launched=False, longest_warm=0.0, shortest_load=math.inf)
"""A warm model takes 20 to 112 ms, one of 98 MB 370 ms to load: nothing is certain."""
NEW = Generation(shift_is_launched=True, longest_warm=0.006, shortest_load=0.25)
"""A warm model takes 0.6 to 6 ms, 32 ms once; the smallest one takes 266 ms to load."""


def of_version(version: str) -> Generation:
    """Return the generation of a version; one that is not known counts as old, to be safe."""
    server = ENGINES["ollama"].server
    return NEW if server and server.is_llama_server(version) else OLD
