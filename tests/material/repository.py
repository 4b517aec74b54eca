"""Small git repositories for tests, and the run of `generate` on one."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doubles.ollama.server import OllamaServer, Request
from typer.testing import CliRunner

from ralf_notes.cli.app import app

MODEL = "small:1b"


@dataclass(frozen=True, slots=True)
class Done:
    """What a run of the command line came to."""

    exit_code: int
    stdout: str
    stderr: str
    report: dict[str, Any]

    def row(self, path: str) -> dict[str, Any]:
        """Return the report's row of a file."""
        return next(row for row in self.report["files"] if row["path"] == path)


def repository(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Make a git work tree with some files; return it."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / ".git").exists():
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    for path, text in files.items():
        put(root / path, text)
    return root


def put(path: Path, text: str | bytes) -> None:
    """Write a file, its folders included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def generate(*args: str | Path, server: OllamaServer | None = None) -> Done:
    """Run `ralf-notes generate`, on a server if one is given, with MODEL unless args say more."""
    options = ["--host", server.host] if server else []
    options += ["--model", MODEL] if server and "--model" not in args else []
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = ["generate", *map(str, args), *options, "--report", str(report)]
        result = CliRunner().invoke(app, command)
        told = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Done(result.exit_code, result.stdout, result.stderr, told)


def questions(server: OllamaServer) -> list[Request]:
    """Return the requests to the model about sources: no warm-ups, and no tiny JSON after them."""
    return [r for r in server.work if not (is_warm_up(r) or is_probe(r))]


def is_warm_up(request: Request) -> bool:
    """Tell whether a request asks for one token only."""
    return bool(request.body) and request.body["options"]["num_predict"] == 1


def is_probe(request: Request) -> bool:
    """Tell whether a request asks for the tiny JSON that shows that a model can give one."""
    return request.user.startswith("Answer with this JSON object")


def asked_names(request: Request) -> list[str]:
    """Return the symbols that a request asks to describe."""
    properties = (request.body or {}).get("format", {}).get("properties", {})
    return list(properties.get("symbols", {}).get("properties", {}))
