"""How many requests a run makes at once, and who makes them."""

from __future__ import annotations

from collections.abc import Mapping

from ralf_notes.config.keys import Config
from ralf_notes.config.types import MOST_PARALLEL
from ralf_notes.machine import hardware
from ralf_notes.models import engines
from ralf_notes.models.engines import Engine


def of_run(config: Config, environ: Mapping[str, str], engine: Engine) -> int:
    """Return how many requests a run with an open engine has under way at a time."""
    if config.is_distributed:
        from ralf_notes.models.engines.fleet import Fleet

        assert isinstance(engine, Fleet)
        return max(1, engine.slots)
    return requests_at_once(config, environ)


def open_engine(config: Config, environ: Mapping[str, str]) -> Engine:
    """Return a run's engine: its own, or those of the workers of a cluster.

    Raises EngineError: what it needs is not installed, or no worker is there.
    """
    chosen = (config.engine, config.host, config.timeout, config.load_timeout)
    if not config.is_distributed:
        return engines.open_engine(*chosen)
    from ralf_notes.models.engines.cluster import Cluster
    from ralf_notes.models.engines.fleet import Fleet

    cluster = Cluster(config.scheduler, requests_at_once(config, environ))
    return Fleet(cluster, *chosen)


def requests_at_once(config: Config, environ: Mapping[str, str]) -> int:
    """Return how many requests are under way at a time.

    Args:
        config: the run's; `parallel: auto` takes what a server on this machine was started with.
        environ: `OLLAMA_NUM_PARALLEL`, which the server's API does not tell.
    """
    if config.parallel != "auto":
        return config.parallel
    told = environ.get("OLLAMA_NUM_PARALLEL", "").strip()
    if config.engine != "ollama" or not hardware.is_here(config.host) or not told.isdecimal():
        return 1
    return min(max(int(told), 1), MOST_PARALLEL)
