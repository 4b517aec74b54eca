"""How many requests a run has under way at a time."""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.config.addresses import is_here
from ralf_notes.config.keys import Config
from ralf_notes.config.types import MOST_PARALLEL
from ralf_notes.models.engines import Engine


def of_run(config: Config, environ: Mapping[str, str], engine: Engine) -> int:
    """Return how many requests a run with an open engine has under way at a time."""
    if config.is_distributed:
        from ralf_notes.models.engines.fleet import Fleet

        assert isinstance(engine, Fleet)
        return max(1, engine.slots)
    return requests_at_once(config, environ)


def requests_at_once(config: Config, environ: Mapping[str, str]) -> int:
    """Return how many requests are under way at a time.

    Args:
        config: the run's; `parallel: auto` takes what a server on this machine was started with.
        environ: has the server's own setting, such as `OLLAMA_NUM_PARALLEL`, which no API tells.
    """
    if config.parallel != "auto":
        return config.parallel
    server = config.traits.server
    if server is None or not is_here(config.host):
        return 1
    slots = environ.get(server.slots_variable, "").strip()
    return min(max(int(slots), 1), MOST_PARALLEL) if slots.isdecimal() else 1
