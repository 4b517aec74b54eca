"""Source trees made for a benchmark, and the environment in which it runs the tool."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

_WORDS = (
    "limit",
    "bucket",
    "clock",
    "token",
    "route",
    "cache",
    "frame",
    "reader",
    "writer",
    "status",
)


def make(root: Path, files: int, functions: int = 4, per_folder: int = 40) -> Path:
    """Make a git work tree of Python files that import each other; return it.

    Args:
        root: where.
        files: how many.
        functions: in each file; one takes about 250 bytes.
        per_folder: files in one folder.
    """
    chance = random.Random(1)
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for number in range(files):
        folder = root / f"pkg{number // per_folder:05}"
        folder.mkdir(exist_ok=True)
        text = _file(number, functions, per_folder, chance)
        (folder / f"mod{number:06}.py").write_text(text, encoding="utf-8")
    return root


def _file(number: int, functions: int, per_folder: int, chance: random.Random) -> str:
    other = chance.randrange(max(number, 1))
    lines = [f'"""Keeps the {chance.choice(_WORDS)} of number {number}."""', ""]
    lines.append(f"from pkg{other // per_folder:05}.mod{other:06} import run_{other}_0")
    for index in range(functions):
        word = chance.choice(_WORDS)
        lines += [
            "",
            "",
            f"def run_{number}_{index}({word}: int, times: int = {index}) -> int:",
            f'    """Return the {word} after some steps."""',
            f"    {word}_total = {word} * times + {chance.randrange(10_000)}",
            f"    for step in range({word}_total):",
            f"        {word}_total -= step + {chance.randrange(1000)}",
            f"    return {word}_total",
        ]
    return "\n".join(lines) + f"\n\n\nNEXT = run_{other}_0\n"


def environment(home: Path) -> dict[str, str]:
    """Return an environment with a home, a cache and compiled modules of its own, no settings."""
    settings = ("RALF_", "OLLAMA_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(settings)} | {
        "HOME": str(home),
        "RALF_CACHE_DIR": str(home / "cache"),
        "PYTHONPATH": str(Path(__file__).parent.parent),
        # As an installed package has them; the first run of each benchmark writes them.
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
    }


def command(source: Path, target: Path, *options: str) -> list[str]:
    """Return the command line of one run of `generate`."""
    arguments = ["-m", "ralf_notes", "generate", str(source), "--target-dir", str(target)]
    return [sys.executable, *arguments, *options]
