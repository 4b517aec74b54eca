"""This machine's memory and disk."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

RESERVE = 2_000_000_000
"""Bytes of memory for the system and its other programs."""
_RESERVE_ON_SMALL_MAC, _RESERVE_ON_MAC = 4_000_000_000, 6_000_000_000
"""The same on macOS, with up to 16 GB of memory, and with more."""
_RESERVE_ON_CARD = 1_000_000_000
"""Bytes of a graphics card's memory for its driver and the screen."""
_GB16, _GB36 = 17_500_000_000, 39_000_000_000
"""A little more than 16 and 36 GiB, two usual sizes of memory."""
_PATIENCE = 5
"""Seconds to wait for `nvidia-smi`."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Main memory, in bytes."""

    total: int
    available: int
    """The part that a program can use before others are swapped out."""
    swapped: int = 0
    """What is swapped out to disk."""


@dataclass(frozen=True, slots=True)
class Room:
    """The memory for models."""

    size: int
    """In bytes."""
    words: str
    """For a person: how the size was computed."""


def memory() -> Memory:
    """Return this machine's memory."""
    import psutil

    now = psutil.virtual_memory()
    try:
        swapped = psutil.swap_memory().used
    except (OSError, RuntimeError, RuntimeWarning):  # some systems do not tell
        swapped = 0
    return Memory(now.total, now.available, swapped)


def room() -> Room:
    """Return how much memory this machine has for models, regardless of what else runs now.

    On Apple silicon the GPU may use two thirds of the memory, or three quarters with more than
    36 GB (Metal's `recommendedMaxWorkingSetSize`). Elsewhere it is the memory of the graphics
    cards, if NVIDIA's tool finds any, else the main memory.
    """
    total = memory().total
    if platform.system() == "Darwin":
        reserve = _RESERVE_ON_MAC if total > _GB16 else _RESERVE_ON_SMALL_MAC
        words = f"{gigabytes(total)}, less {gigabytes(reserve)} for macOS"
        beside_macos = Room(max(0, total - reserve), words)
        share = total * 3 // 4 if total > _GB36 else total * 2 // 3
        if platform.machine() == "arm64" and share < beside_macos.size:
            return Room(share, f"the GPU's share of {gigabytes(total)}")
        return beside_macos
    card = graphics_memory()
    if card:
        size = max(0, card - _RESERVE_ON_CARD)
        return Room(size, f"{gigabytes(card)} on the graphics card, less 1 GB for its driver")
    return Room(max(0, total - RESERVE), f"{gigabytes(total)}, less 2 GB for the system")


def graphics_memory() -> int:
    """Return the bytes of memory of NVIDIA's graphics cards, 0 where there are none.

    Source: https://docs.nvidia.com/deploy/nvidia-smi/
    """
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0
    command = [tool, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
        return sum(int(line) for line in done.stdout.split()) * 2**20
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def free_space(path: Path) -> int:
    """Return the free bytes on the disk that holds a path, or will hold it.

    Raises OSError.
    """
    existing = next(p for p in (path, *path.absolute().parents) if os.path.exists(p))
    return shutil.disk_usage(existing).free


def gigabytes(size: float) -> str:
    """Return a number of bytes in the unit that fits it, as `ollama list` shows it."""
    if size >= 999.5e6:
        return f"{size / 1e9:.1f} GB"
    if size >= 1e7:
        return f"{size / 1e6:.0f} MB"
    if size >= 1e5:
        return f"{size / 1e6:.1f} MB"
    return f"{size / 1e3:.0f} kB" if size >= 1e3 else f"{size:.0f} bytes"
