"""This machine: its memory and disk, and how its system starts Ollama and keeps its log."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ralf_notes.host import DEFAULT_HOST

RESERVE = 2_000_000_000
"""Bytes of memory that the system and its other programs keep."""
_OVERHEAD = 1.2
"""Memory of a loaded model's weights, as a multiple of their size on disk."""
_PER_TOKEN = 131_072
"""Bytes of KV cache for a token: 32 layers of 8 heads of 128 numbers, twice, in 16 bits, as in a
model of 8B parameters. Smaller models take less."""

_START = {
    "Darwin": "ollama serve, the Ollama app, or brew services start ollama",
    "Linux": "ollama serve, or sudo systemctl start ollama",
    "Windows": "ollama serve, or the Ollama app",
}
_LOG = {
    "Darwin": "~/.ollama/logs/server.log",
    "Linux": "journalctl -u ollama --no-pager --pager-end",
    "Windows": r"%LOCALAPPDATA%\Ollama\server.log",
}


@dataclass(frozen=True, slots=True)
class Memory:
    """Main memory, in bytes."""

    total: int
    available: int
    """What a program can have without others being swapped out."""


def memory() -> Memory:
    """Return this machine's memory."""
    import psutil

    now = psutil.virtual_memory()
    return Memory(now.total, now.available)


def model_memory(size: int, num_ctx: int) -> int:
    """Estimate the bytes of memory that a model takes.

    Args:
        size: of the model on disk, in bytes.
        num_ctx: context window, in tokens.
    """
    return int(size * _OVERHEAD) + num_ctx * _PER_TOKEN


def free_space(path: Path) -> int:
    """Return the bytes that are free where a path is, or would be.

    Raises OSError.
    """
    there = next(p for p in (path, *path.absolute().parents) if os.path.exists(p))
    return shutil.disk_usage(there).free


def is_here(host: str) -> bool:
    """Tell whether a server's URL is one of this machine."""
    name = urlsplit(host).hostname or ""
    return name in ("localhost", "::1") or name.startswith("127.")


def how_to_start() -> str:
    """Return what starts Ollama on this system."""
    return _START.get(platform.system(), "ollama serve")


def server_log() -> str:
    """Return where Ollama's log is on this system.

    Source: https://github.com/ollama/ollama/blob/main/docs/troubleshooting.md
    """
    return _LOG.get(platform.system(), "what ollama serve prints")


def right_port(host: str) -> str:
    """Return a hint for a server's URL with another port than Ollama's own, else ''."""
    own = urlsplit(DEFAULT_HOST).port
    port = urlsplit(host).port
    return f"Is port {port} right? Ollama's own is {own}." if port != own else ""


def gigabytes(size: float) -> str:
    """Return a number of bytes in words, as `ollama list` writes it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
