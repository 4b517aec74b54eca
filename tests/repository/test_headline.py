"""What the benchmarks promise of a warm model holds: on the double, in virtual time."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SAVED = re.compile(r"(\d+) files, (.+?): \d+ s, (\d+) loads; ours takes ([\d.]+) % less")


def test_one_load_saves_a_quarter_of_3_files_and_more_of_100() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/warm.py")]
    run = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert run.returncode == 0, run.stdout + run.stderr
    saved = {(files, client): float(per_cent) for files, client, _, per_cent in figures(run.stdout)}
    clients = ("keep_alive 0", "num_ctx by file")
    assert {*saved} == {(files, client) for files in ("3", "100") for client in clients}
    assert all(saved["3", client] >= 26 and saved["100", client] >= 39 for client in clients)
    assert re.findall(r"files, ours: .*", run.stdout) == [
        "files, ours: 44 s, 1 load", "files, ours: 1208 s, 1 load",
    ]  # fmt: skip


def figures(text: str) -> list[tuple[str, str, str, str]]:
    found = _SAVED.findall(text)
    assert all(files == loads for files, _, loads, _ in found)
    return found


def test_the_table_shows_these_figures() -> None:
    table = (ROOT / "benchmarks/README.md").read_text(encoding="utf-8")
    for figure in ("26.7 % (44 s / 60 s)", "39.6 % (1,208 s / 2,000 s)"):
        assert figure in table
