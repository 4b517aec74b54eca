"""The key that a server may want: where it comes from, and where it may go."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from ralf_notes.errors import EngineError

KEY_VARIABLE = "RALF_API_KEY"
"""The one place that a key is read from. `OLLAMA_API_KEY` is not: it belongs to ollama.com."""


def from_environment(environ: Mapping[str, str]) -> str:
    """Return the key in the environment, or ''."""
    return environ.get(KEY_VARIABLE, "")


def checked(key: str) -> str:
    """Return a key without blanks around it; raise EngineError if no header can hold it."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise EngineError(f"{KEY_VARIABLE} is not a key: it has characters that no header can hold")
    return key


def check_way(address: str, host: str) -> None:
    """Raise EngineError if a key would cross the internet unencrypted.

    Args:
        address: the IP address that is connected to without TLS.
        host: the server's URL.
    """
    try:
        is_global = ipaddress.ip_address(address.partition("%")[0]).is_global
    except ValueError:
        is_global = True
    if is_global:
        raise EngineError(
            f"the key in {KEY_VARIABLE} is not sent to {host}: without https anybody on the way "
            f"could read it. Name the server with https://, or unset {KEY_VARIABLE}"
        )
