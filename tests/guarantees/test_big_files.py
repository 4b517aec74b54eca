"""Files far bigger than a context window: read to the last byte, in bounded memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer, byte_tokens
from material.repository import MODEL, generate, questions, repository

MOST_MEMORY = 600_000_000
"""Bytes that a run may take with a source of 5 MB."""
_MEASURED = """
import json, resource, sys
from ralf_notes.cli.app import app
try:
    app(sys.argv[1:])
except SystemExit as exc:
    code = exc.code
unit = 1 if sys.platform == "darwin" else 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
if sys.platform == "linux":  # there, `ru_maxrss` begins with the memory of the starting process
    lines = open("/proc/self/status", encoding="ascii").read().splitlines()
    [peak] = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
print(json.dumps({"code": code, "peak": peak}))
"""


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


def big_source(size: int) -> str:
    """Return Python source of about so many bytes: classes with methods, most with docstrings."""
    lines = [f"    value_{n} = transform(value_{n - 1}, {n})\n" for n in range(1, 30)]
    body = "".join(f"    {line}" for line in lines)
    methods = "".join(
        f'    def method_{m}(self, value_0):\n        """Run step {m} of the work."""\n{body}\n'
        for m in range(20)
    )
    text, number = ['"""A very long module."""\n\n\n'], 0
    while sum(map(len, text)) < size:
        text.append(f'class Worker{number}:\n    """One worker."""\n\n{methods}\n\n')
        number += 1
    return "".join(text)


def test_five_megabytes_are_read_whole_in_bounded_memory(
    tmp_path: Path, server: OllamaServer
) -> None:
    root = repository(tmp_path / "big", {"big.py": big_source(5_000_000)})
    config, report = tmp_path / "config.yaml", tmp_path / "report.json"
    config.write_text("max_file_size: 10MB\nnum_ctx: 8192\n", encoding="utf-8")
    args = ["generate", root, "-o", tmp_path / "vault", "--config", config, "--report", report]
    args += ["--host", server.host, "--model", MODEL, "--quiet"]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *map(str, args)], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout.splitlines()[-1])
    assert measured["code"] == 0, done.stderr
    assert measured["peak"] <= MOST_MEMORY
    (row,) = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert row["coverage"] == 1.0
    assert row["parts"] > 200
    assert server.loads() == 1
    # With a map of its hundreds of parts, each with a sentence.
    assert (tmp_path / "vault/big/big.py.md").stat().st_size < 400_000


def test_a_line_of_200_kilobytes_is_read_to_its_end(tmp_path: Path, server: OllamaServer) -> None:
    line = "TABLE = '" + "".join(chr(0x391 + n % 24) + f"{n};" for n in range(30_000)) + "'\n"
    assert len(line.encode()) > 200_000
    root = repository(tmp_path / "big", {"table.py": line})
    done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    row = done.row("table.py")
    assert (row["coverage"], row["parts"] > 8) == (1.0, True)
    fenced = [r.user.partition("\n\n")[2].rpartition("\n\n")[0] for r in questions(server)]
    sent = [text.removeprefix("```\n").removesuffix("\n```") for text in fenced]
    assert line in "".join(sent)
    assert (tmp_path / "vault/big/table.py.md").stat().st_size < 40_000


def test_five_thousand_symbols_are_all_in_the_note(tmp_path: Path, server: OllamaServer) -> None:
    names = [f"f{n}" for n in range(5000)]
    text = "".join(f"def {name}(x):\n    return x\n\n\n" for name in names)
    root = repository(tmp_path / "big", {"many.py": text})
    done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert done.row("many.py")["coverage"] == 1.0
    note = (tmp_path / "vault/big/many.py.md").read_text(encoding="utf-8")
    shown = note[: note.index("<!-- ralf:state")]
    assert set(names) <= set(re.findall(r"\w+", shown))
    listed = shown[shown.index("### More") :]
    assert len(note.encode()) - len(listed) < 45_000
    count = len(server.requests)
    again = generate(root, "-o", tmp_path / "vault", server=server)
    assert (again.exit_code, len(server.requests)) == (0, count)


def test_a_source_over_the_limit_is_told_and_not_read(tmp_path: Path, server: OllamaServer) -> None:
    root = repository(tmp_path / "big", {"a.py": "x = 1\n", "big.py": "x = 1\n" * 200_000})
    done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    overview = (tmp_path / "vault/big/big.md").read_text(encoding="utf-8")
    assert "`big.py`: too large" in overview
    assert not any("big.py" in r.user.partition("\n")[0] for r in questions(server))


def test_a_dense_source_is_split_as_the_server_needs_it(tmp_path: Path) -> None:
    """Two bytes for each token: more tokens than the fixed estimate of three says."""
    text = "".join(f"def f{n}(x):\n    return x\n\n\n" for n in range(2000))
    root = repository(tmp_path / "big", {"dense.py": text})
    with OllamaServer(tokens=byte_tokens(2)) as server:
        done = generate(root, "-o", tmp_path / "vault", server=server)
    assert done.exit_code == 0, done.stderr
    assert done.row("dense.py")["coverage"] == 1.0
