"""The `ollama` package, imported without the settings that are in the environment.

Importing it builds a client from the environment. That fails for a proxy or a NO_PROXY that
`httpx` cannot read, for SSL_CERT_FILE without a file, and for some forms of OLLAMA_HOST.
Source: https://github.com/ollama/ollama-python/blob/main/ollama/__init__.py (`_client = Client()`)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx  # noqa: F401 - it brings `rich`, which keeps the environment of its own import

_HIDDEN = ("OLLAMA_HOST", "OLLAMA_API_KEY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@contextmanager
def _without_settings() -> Iterator[None]:
    """Hide the settings of clients from Python code; the process's own environment stays."""
    whole = os.environ
    shown = {
        name: value
        for name, value in whole.items()
        if name not in _HIDDEN and not name.lower().endswith("_proxy")
    }
    # Assigned on purpose: other threads and child processes keep the real one.
    os.environ = shown  # type: ignore[assignment]  # noqa: B003
    try:
        yield
    finally:
        os.environ = whole  # noqa: B003


with _without_settings():
    from ollama import ChatResponse

__all__ = ["ChatResponse"]
