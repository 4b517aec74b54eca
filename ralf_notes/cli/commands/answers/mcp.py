"""`mcp`: serves notes and sources to an agent until the agent closes its end."""

from __future__ import annotations

from ralf_notes.agents.serving import server
from ralf_notes.config.keys import Config
from ralf_notes.report.sources import with_sources_of_target


def serve(config: Config, *, is_own: bool) -> None:
    """Serve one client on standard input and output.

    Args:
        config: names the target, and maybe sources.
        is_own: whether the sources are the target's own, as for `with_sources_of_target`.

    Raises UsageError when no source or no target is known, or the package `mcp` is missing.
    """
    server.serve(with_sources_of_target(config, is_own=is_own))
