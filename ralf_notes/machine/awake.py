"""Keep a Mac awake while a run works."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kept_awake() -> Iterator[None]:
    """Keep the machine from falling asleep, on macOS, until the end of the block or of the process.

    `caffeinate` ends by itself when we die (-w). -i holds off idle sleep, -s all sleep on mains
    power. Source: caffeinate(8).
    """
    program = shutil.which("caffeinate") if platform.system() == "Darwin" else None
    if program is None:
        yield
        return
    command = [program, "-i", "-s", "-w", str(os.getpid())]
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    except OSError:
        yield
        return
    with process:
        try:
            yield
        finally:
            process.terminate()
