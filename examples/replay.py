"""Makes the sample vault: notes of the bakery, with answers that were written by hand.

python examples/replay.py [VAULT]                default: examples/vault

The answers stand in `answers.yaml`. The tests' double of an Ollama server gives them to ralf-notes,
which treats them as it treats those of a model.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.server import Model, OllamaServer, Request, default_answer

HERE = Path(__file__).parent
MODEL = "written-by-hand"
OVERVIEW = "This is what the repository"
STORY = {"start", "ideas", "tasks"}
"""What only a repository is asked for."""


def replay(vault: Path) -> None:
    """Write the notes of the bakery into a folder, which is emptied first."""
    answers = yaml.safe_load((HERE / "answers.yaml").read_text(encoding="utf-8"))
    shutil.rmtree(vault, ignore_errors=True)
    models = [Model(MODEL, size=2_000_000_000, context_length=8192)]
    with (
        tempfile.TemporaryDirectory() as folder,
        OllamaServer(models=models, answer=lambda request: answer(request, answers)) as server,
    ):
        # Apart from this repository, as a stranger has it.
        source = Path(folder) / "bakery"
        shutil.copytree(HERE / "bakery", source, ignore=shutil.ignore_patterns("__pycache__"))
        command = ["generate", str(source), "--target-dir", str(vault), "--host", server.host]
        options = ["--model", MODEL, "--quiet"]
        # The cache of this machine may have other answers.
        environment = os.environ | {"RALF_CACHE_DIR": f"{folder}/cache"}
        whole = [sys.executable, "-P", "-m", "ralf_notes", *command, *options]
        subprocess.run(whole, check=True, env=environment)


def answer(request: Request, answers: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what `answers.yaml` says about what a request asks for."""
    properties = ((request.body or {}).get("format") or {}).get("properties", {})
    place = request.user.partition("\n")[0].partition(" (")[0]
    is_whole = OVERVIEW in request.user or STORY & {*properties}
    said = answers.get("" if is_whole else place)
    if said is None or not properties:  # the warm-up
        return default_answer(request)
    wanted = properties.get("symbols", {}).get("properties", {})
    symbols = {name: said.get("symbols", {}).get(name, "") for name in wanted}
    values = {name: said.get(name, []) for name in properties if name != "symbols"}
    return json.dumps(values | ({"symbols": symbols} if wanted else {}))


if __name__ == "__main__":
    replay(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "vault")
