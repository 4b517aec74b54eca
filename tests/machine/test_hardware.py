"""How much memory this machine has for models."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest
from material.repository import put

from ralf_notes.machine import hardware


@pytest.mark.parametrize(
    ("system", "processor", "memory_size", "room"),
    [
        ("Darwin", "arm64", 8 * 2**30, 8 * 2**30 - 4e9),
        ("Darwin", "arm64", 16 * 2**30, 16 * 2**30 * 2 // 3),
        ("Darwin", "arm64", 64 * 2**30, 48 * 2**30),
        ("Darwin", "x86_64", 32 * 2**30, 32 * 2**30 - 6e9),
        ("Linux", "x86_64", 32 * 2**30, 32 * 2**30 - 2e9),
    ],
)
def test_the_room_for_models(
    monkeypatch: pytest.MonkeyPatch, system: str, processor: str, memory_size: int, room: float
) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: processor)
    monkeypatch.setattr(hardware, "memory", lambda: hardware.Memory(memory_size, memory_size))
    assert hardware.room().size == int(room)


@pytest.mark.parametrize(
    ("script", "size"),
    [("echo 24576; echo 24576", 48 * 2**30), ("exit 9", 0), ("echo '[N/A]'", 0)],
)
def test_the_memory_of_graphics_cards_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, size: int
) -> None:
    put(tmp_path / "bin/nvidia-smi", f"#!/bin/sh\n{script}\n")
    os.chmod(tmp_path / "bin/nvidia-smi", 0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    assert hardware.graphics_memory() == size
    assert ("graphics card" in hardware.room().words) == bool(size)
