"""Advice for messages about a missing engine or model. No engine is imported here."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from urllib.parse import urlsplit

from ralf_notes.config.addresses import is_here
from ralf_notes.config.keys import Config
from ralf_notes.errors import AskError, EngineError

_MOST_NAMED = 20
_MOST_COMPARED = 1000


def how_to_start(config: Config) -> str:
    """Return what starts the configured server on this machine; '' if it runs on another one."""
    server = config.traits.server
    return _of_this_system(server.start) if server and is_here(config.host) else ""


def how_to_install(extra: str) -> str:
    """Return what installs a part of ralf-notes that not everybody needs."""
    return f"pip install '.[{extra}]', in a checkout of ralf-notes (with uv tool or pipx: likewise)"


def server_log(config: Config) -> str:
    """Return a sentence that says where the log of the configured server is, or ''."""
    server = config.traits.server
    if server is None:
        return ""
    where = "" if is_here(config.host) else " on its own machine"
    return f"The server's log{where}: {_of_this_system(server.log)}"


def right_port(config: Config) -> str:
    """Return a question about the configured port, if it is not the server's own, else ''."""
    server, port = config.traits.server, urlsplit(config.host).port
    if server is None or port == server.port:
        return ""
    return f"Is port {port} right? {config.traits.title}'s default is {server.port}."


def nearest_names(name: str, names: Sequence[str]) -> str:
    """Return those of a server's models that are named most like one that it lacks, or ''."""
    compared = names[:_MOST_COMPARED]
    nearest = get_close_matches(name, compared, n=_MOST_NAMED, cutoff=0.0)
    more = len(names) - len(nearest)
    return ", ".join(nearest) + (f" and {more} more" if more and nearest else "")


def how_to_get_a_model(config: Config) -> str:
    """Return what to do where the engine has no model."""
    return config.traits.get_a_model.format(host=config.host)


def something_else_answers(config: Config, exc: AskError) -> EngineError:
    """Return the error for a server that does not answer as the engine's own would."""
    return EngineError(
        f"what answers at {config.host} is not a server for the engine {config.engine}: {exc}"
    )


def _of_this_system(by_system: Mapping[str, str]) -> str:
    return by_system.get(platform.system(), by_system[""])
