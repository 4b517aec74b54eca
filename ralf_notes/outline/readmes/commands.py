"""The programs of a repository that its README says how to run: `python train.py`, `./deploy`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from ralf_notes.outline.manifests.model import Manifest, Start, bounded
from ralf_notes.outline.manifests.others import app_files
from ralf_notes.outline.readmes import is_readme

ECOSYSTEM = "readme"
"""The ecosystem of what a README says, which is no package."""
_RUNNERS = frozenset(
    ("python", "python3", "node", "bash", "sh", "zsh", "source", ".", "ruby", "php", "perl", "lua",
     "Rscript", "julia", "bun", "tsx", "ts-node", "pwsh", "torchrun", "streamlit")
)  # fmt: skip
_BEFORE = frozenset(
    ("$", ">", "%", "#", "sudo", "time", "run", "exec", "poetry", "uv", "pipenv", "npx")
)
_RUN_AS_THEY_ARE = ("", ".sh", ".bash", ".zsh", ".fish", ".ps1", ".bat", ".cmd")
"""Endings of what is run without `./`; other paths in a block of code are a list of files."""
_MOST_CHARACTERS = 40_000


def programs_to_run(path: str, text: str) -> Manifest | None:
    """Return where the programs start that the README of a repository runs; None for no such file.

    Args:
        path: of the file.
        text: of the file.
    """
    if "/" in path or not is_readme(path):
        return None
    programs = dict.fromkeys(_programs(text[:_MOST_CHARACTERS]))
    starts = tuple(Start("", (program,)) for program in programs)
    return bounded(Manifest(ECOSYSTEM, starts=starts)) if starts else None


def _programs(text: str) -> Iterator[str]:
    """Yield the files that the commands in the code of a README run, as paths from the root."""
    is_fenced = False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            is_fenced = not is_fenced
        elif is_fenced or line.startswith(("    ", "\t")):
            for command in line.replace("&&", ";").split(";"):
                words = command.split()
                yield from filter(None, (_program(words), *app_files(words)))


def _program(words: list[str]) -> str:
    """Return the file that a command runs, '' if it is none of the repository."""
    while words and (words[0] in _BEFORE or "=" in words[0]):
        words = words[1:]
    if not words:
        return ""
    is_run = posixpath.splitext(words[0])[1] in _RUN_AS_THEY_ARE
    if words[0].startswith("./") or ("/" in words[0] and is_run):
        program = words[0]
    elif words[0] in _RUNNERS:
        program = next(
            (word for word in words[1:] if not word.startswith("-") and word != "run"), ""
        )
        program = "" if "-m" in words[1:3] or "-c" in words[1:3] else program
    else:
        return ""
    place = posixpath.normpath(program) if program else ""
    return "" if place.startswith(("/", "..", "~", "$")) or ":" in place else place
