"""This machine's memory and disk."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

RESERVE = 2_000_000_000
"""Bytes of memory that the system and its other programs keep."""
_RESERVE_ON_MAC = (4_000_000_000, 6_000_000_000)
"""The same on macOS, with up to 16 GB of memory, and with more."""
_RESERVE_ON_CARD = 1_000_000_000
"""Bytes of a graphics card's memory that its driver and the screen keep."""
_GB16, _GB36 = 17_500_000_000, 39_000_000_000
"""A little above 16 and 36 GiB, which memory is sold in."""

_PATIENCE = 5
"""Seconds for a tool of the system to answer."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Main memory, in bytes."""

    total: int
    available: int
    """What a program can have without others being swapped out."""


@dataclass(frozen=True, slots=True)
class Room:
    """The memory for models."""

    size: int
    """In bytes."""
    words: str
    """Where it comes from."""


def memory() -> Memory:
    """Return this machine's memory."""
    import psutil

    now = psutil.virtual_memory()
    return Memory(now.total, now.available)


def room() -> Room:
    """Return what memory this machine has for models, whatever else runs now.

    On Apple silicon the GPU may use two thirds of the memory, with more than 36 GB three quarters
    (Metal's `recommendedMaxWorkingSetSize`). Elsewhere it is the memory of the graphics cards, if
    NVIDIA's tool tells of any, else the main memory.
    """
    total = memory().total
    if platform.system() == "Darwin":
        return _room_on_mac(total)
    card = graphics_memory()
    if card:
        size = max(0, card - _RESERVE_ON_CARD)
        return Room(size, f"{gigabytes(card)} on the graphics card, less 1 GB for its driver")
    return Room(max(0, total - RESERVE), f"{gigabytes(total)}, less 2 GB for the system")


def _room_on_mac(total: int) -> Room:
    reserve = _RESERVE_ON_MAC[total > _GB16]
    left = Room(max(0, total - reserve), f"{gigabytes(total)}, less {gigabytes(reserve)} for macOS")
    if platform.machine() != "arm64":
        return left
    share = total * 3 // 4 if total > _GB36 else total * 2 // 3
    return min(left, Room(share, f"the GPU's share of {gigabytes(total)}"), key=lambda r: r.size)


def graphics_memory() -> int:
    """Return the bytes of memory of NVIDIA's graphics cards, 0 where there are none.

    Source: https://docs.nvidia.com/deploy/nvidia-smi/
    """
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return 0
    command = [tool, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=True
        ).stdout
        return sum(int(line) for line in told.split()) * 2**20
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def free_space(path: Path) -> int:
    """Return the bytes that are free where a path is, or would be.

    Raises OSError.
    """
    there = next(p for p in (path, *path.absolute().parents) if os.path.exists(p))
    return shutil.disk_usage(there).free


def gigabytes(size: float) -> str:
    """Return a number of bytes in words, as `ollama list` writes it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
