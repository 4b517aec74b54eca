"""What masking finds, what it takes for a secret that is none, and what it costs.

python benchmarks/redaction.py [FOLDER...]      default: our own tree and the installed pydantic

Beside it, in the same run: detect-secrets' own scan of the same files, with its defaults.
"""

from __future__ import annotations

import importlib.util
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trees

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from material.seeded_secrets import Seeded, seeded, sources  # noqa: E402

from ralf_notes.source import secrets  # noqa: E402
from ralf_notes.source.decode import notebook_source  # noqa: E402

MOST_FALSE = 1.0
"""Lines of 1,000."""
MOST_COST = 0.3
"""Of the time that a first run without a model takes."""
SKIPPED = {".git", "__pycache__", ".venv"}


def main() -> None:
    folders = [Path(name) for name in sys.argv[1:]] or [ROOT, package("pydantic")]
    secrets.mask("key = 'a1' 'b2c3d4e5f6'")  # imports detect-secrets, makes its plugins
    missed = seeds()
    false, cost = zip(*map(tree, folders), strict=True)
    sys.exit(missed > 0 or max(false) > MOST_FALSE or max(cost) > MOST_COST)


def package(name: str) -> Path:
    """Return the folder of an installed package."""
    found = importlib.util.find_spec(name)
    assert found is not None and found.origin is not None
    return Path(found.origin).parent


def seeds() -> int:
    """Print how many seeded secrets are masked; return how many are not."""
    planted = seeded(204)
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for path, text in sources(planted).items():
            # The source of a notebook's cells is what is read.
            files[path] = notebook_source(text) if path.endswith(".ipynb") else text
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(files[path], encoding="utf-8")
        ours = "\n".join(secrets.mask(text, path) for path, text in files.items())
        theirs = "\n".join(scanned(Path(folder) / path, text)[0] for path, text in files.items())
    found, plain = (sum(not shown(secret, text) for secret in planted) for text in (ours, theirs))
    print(f"secrets found: {found} of {len(planted)}; detect-secrets' scan: {plain}")
    return len(planted) - found


def shown(secret: Seeded, text: str) -> bool:
    return any(piece in text for piece in secret.pieces)


def tree(folder: Path) -> tuple[float, float]:
    """Print what masking makes of one tree; return lines of 1,000 changed and share of time."""
    files = dict(texts(folder))
    lines = sum(text.count("\n") for text in files.values())
    ours, seconds = timed(lambda: [secrets.mask(text, str(path)) for path, text in files.items()])
    theirs, plain = timed(lambda: [scanned(path, text)[1] for path, text in files.items()])
    changed = sum(map(changes, files.values(), ours))
    rate, other = 1000 * changed / lines, 1000 * sum(theirs) / lines
    run = first_run(folder)
    print(
        f"{folder.name}: {lines} lines, no secret known; "
        f"false alarms {rate:.2f} per 1,000 lines (at most {MOST_FALSE:.0f}), "
        f"detect-secrets' scan {other:.2f}; "
        f"{lines / seconds:,.0f} lines/s, detect-secrets' scan {lines / plain:,.0f}; "
        f"{seconds:.2f} s of {run:.1f} s of a first run without a model: "
        f"{seconds / run:.0%} (at most {MOST_COST:.0%})",
        flush=True,
    )
    return rate, seconds / run


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not SKIPPED & {*path.parts}:
            try:
                yield path, path.read_bytes().decode()
            except UnicodeDecodeError:
                continue


def timed(work: Callable[[], list[Any]]) -> tuple[list[Any], float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def changes(before: str, after: str) -> int:
    """Return how many lines differ."""
    return sum(a != b for a, b in zip(before.split("\n"), after.split("\n"), strict=True))


def scanned(path: Path, text: str) -> tuple[str, int]:
    """Return a text without what detect-secrets' own scan finds, and the lines that it names."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    logging.disable()
    with default_settings():
        found = list(scan_file(str(path)))
    for secret in found:
        text = text.replace(secret.secret_value or "\0", "")
    return text, len({secret.line_number for secret in found})


def first_run(folder: Path) -> float:
    """Return the seconds of a first run on a tree, engine `none`, masking included."""
    with tempfile.TemporaryDirectory() as home:
        command = trees.command(folder, Path(home) / "vault", "--engine", "none", "--quiet")
        environment = trees.environment(Path(home))
        subprocess.run([*command, "--dry-run"], env=environment, stdout=subprocess.DEVNULL)
        environment["RALF_CACHE_DIR"] = str(Path(home) / "empty")
        begun = time.perf_counter()
        subprocess.run(command, check=True, env=environment)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
