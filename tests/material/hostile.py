"""Runs of `generate` on hostile sources and on hostile models, and what got through.

`python tests/material/hostile.py` tries every attack in every place and prints the figures.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from doubles.ollama.server import OllamaServer, Request

from material.active_content import Place, defects, listing_defects
from material.attacks import ATTACKS, LANGUAGES, REPLIES, SHAPES, answers, material, sources
from material.command_line import contents
from material.repository import asked_names, generate, repository


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of some attacks."""

    tried: int
    notes: int
    through: tuple[str, ...]
    """One line for each thing that is active, with its note."""
    root: Path
    target: Path
    server: OllamaServer
    """The model that was asked; it has stopped."""


def attack_with_sources(folder: Path, languages: int) -> Outcome:
    """Document a hostile tree with a model that does its work; `languages`: see `sources`."""
    files, tried = sources(languages)
    root = repository(folder / "gate", files)
    with OllamaServer() as server:
        return _outcome(folder, root, server, tried)


def attack_with_answers(folder: Path, shapes: Iterable[str]) -> Outcome:
    """Document a plain tree with a model whose every answer is an attack, in some shapes."""
    tried = [(name, shape) for name in ATTACKS for shape in shapes]
    files = {f"s{at % 7}/f{at}.py": material(ATTACKS[n], at) for at, (n, _) in enumerate(tried)}
    # Each beside a file of the attacks: several answers in a row that say nothing stop a run.
    files |= {f"s{at % 7}/f{at}x.py": material("", at) for at in range(len(REPLIES))}
    root = repository(folder / "gate", files)
    texts = [SHAPES[shape](ATTACKS[name]) for name, shape in tried]
    # A server that does not keep to `num_predict`: to it all text is a few tokens.
    with OllamaServer(answer=lambda r: _attack(r, texts), tokens=lambda text: 9) as server:
        return _outcome(folder, root, server, len(tried) + len(REPLIES))


def judge(target: Path) -> list[str]:
    """Return what is active in the notes and listings of a vault."""
    texts = {path: data.decode() for path, data in contents(target).items()}
    return [
        f"{path!r}: {defect}"
        for path, text in texts.items()
        for defect in (
            listing_defects(text) if path.endswith(".txt") else defects(text, Place(path, texts))
        )
    ]


def _outcome(folder: Path, root: Path, server: OllamaServer, tried: int) -> Outcome:
    done = generate(root, "-o", folder / "vault", server=server)
    assert done.exit_code in (0, 1), done.stderr
    # Of an answer that is far too long the rest is not read, and its file is asked about again.
    read = [row for row in done.report["files"] if "far more than was asked" not in row["error"]]
    assert {row["state"] for row in read} <= {"new", "skipped"}, done.stderr
    notes = len(contents(folder / "vault"))
    return Outcome(tried, notes, (*judge(folder / "vault"),), root, folder / "vault", server)


def _attack(request: Request, texts: list[str]) -> str:
    """Return the attack for what is asked about: a file's own, a folder's by its name."""
    about = request.user.partition("\n")[0]
    names = asked_names(request)
    if found := re.match(r"s\d/f(\d+)x\.py", about):
        return [*REPLIES.values()][int(found[1])](names)
    found = re.match(r"s\d/f(\d+)\.py", about)
    at = int(found[1]) if found else sum(about.encode())
    return answers(names, [texts[(at + more) % len(texts)] for more in (0, 1, 2)])


def _main() -> int:
    through = 0
    for kind in ("sources", "models"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.environ |= {"RALF_CACHE_DIR": f"{name}/cache", "HOME": name, "RALF_SERVER_WAIT": "0"}
            is_sources = kind == "sources"
            outcome = (
                attack_with_sources(folder, len(LANGUAGES))
                if is_sources
                else attack_with_answers(folder, SHAPES)
            )
            print(f"hostile {kind}: {len(outcome.through)} got through of {outcome.tried} attacks")
            print(f"  {outcome.notes} notes, {len(outcome.server.work)} requests")
            print("\n".join(outcome.through[:50]))
            through += len(outcome.through)
    return min(through, 1)


if __name__ == "__main__":
    sys.exit(_main())
