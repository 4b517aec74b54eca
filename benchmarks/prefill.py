"""How many prompt tokens the model evaluates beside the tokens of the source, on our own package.

What a request shares with the beginning of the one before it is in the server's prompt cache and
counts once, as the tests' double of the server counts it. A retry is told apart: it has the
material of the request before it, with another question after it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import trees

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from doubles.ollama.process import server_process
from doubles.ollama.server import Request, Speeds, byte_tokens

ROOT = Path(__file__).parent.parent
MOST = 1.25
MODEL = "small:1b"
AT_ONCE = Speeds(0, 0, 1e9, 1e9)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Prompt tokens that were evaluated, by what for; and those of the files asked about."""

    warm_up: int
    first: int
    folds: int
    retries: int
    source: int


def main() -> None:
    found = measure()
    prompts = found.warm_up + found.first + found.folds
    ratio = prompts / found.source
    print(f"source: {found.source} tokens")
    print(
        f"evaluated: {prompts} tokens: files {found.first}, folds of parts and folders "
        f"{found.folds}, warm-up {found.warm_up}"
    )
    print(f"retries, not counted: {found.retries} tokens")
    print(
        f"evaluated / source: {ratio:.3f} (at most {MOST}); with retries "
        f"{(prompts + found.retries) / found.source:.3f}"
    )
    sys.exit(ratio > MOST)


def measure() -> Tokens:
    """Run the command on a copy of our package, in a repository of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        tree = home / "tree"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "ralf_notes", tree / "ralf_notes", ignore=ignored)
        subprocess.run(["git", "init", "-q", str(tree)], check=True)
        with server_process(AT_ONCE) as server:
            options = ("--host", server.host, "--model", MODEL, "--quiet")
            command = trees.command(tree, home / "vault", *options)
            subprocess.run(command, check=True, env=trees.environment(home))
        return _counted(server.requests, tree)


def _counted(requests: list[Request], tree: Path) -> Tokens:
    work = [request for request in requests if request.path == "/api/chat"]
    warm_up = work[0]
    tokens = byte_tokens(3.5)
    first = folds = retries = 0
    asked = set()
    for before, request in pairwise(work):
        path = _path(request, tree)
        if before is not warm_up and _is_retry(before, request):
            retries += request.evaluated
        elif path:
            first += request.evaluated
            asked.add(path)
        else:
            folds += request.evaluated
    texts = ((tree / path).read_text(encoding="utf-8") for path in sorted(asked))
    return Tokens(warm_up.evaluated, first, folds, retries, sum(map(tokens, texts)))


def _is_retry(before: Request, request: Request) -> bool:
    """Tell whether two requests have the same material: all before the question, at the end."""
    return request.user.rpartition("\n\n")[0] == before.user.rpartition("\n\n")[0]


def _path(request: Request, tree: Path) -> str:
    """Return the file whose text is in a request, '' for a fold."""
    head = request.user.partition("\n")[0].removeprefix("Part of ")
    words = _starts(head)
    path = next((start for start in words if (tree / start).is_file()), "")
    return path if "\nThese are " not in request.user else ""


def _starts(head: str) -> Iterator[str]:
    """Yield the beginnings of a line that end where a path may end: longest first."""
    cuts = [at for at, character in enumerate(head) if character in " ,"]
    yield from (head[:at] for at in reversed([*cuts, len(head)]))


if __name__ == "__main__":
    main()
