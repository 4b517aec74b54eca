"""The verdict of `status --exit-code`: how many notes are stale, and the command that mends it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ralf_notes.cli.commands.status import STALE, Status, without_prose
from ralf_notes.config.files.tracked import top_of
from ralf_notes.config.keys import Config
from ralf_notes.paths import from_here
from ralf_notes.report import outputs
from ralf_notes.text import count_of

_OF_FACTS = ("new", "changed", "moved", "gone", "edited", "blocked", "failed")
"""The kinds of rows that tell of facts, which a run without a model can mend or must report."""
_REPEATED = {"config": "--config", "include": "--include", "exclude": "--exclude"}
"""The options that a run has to repeat, by their parameter."""
_NO_FACTS = ("engine", "host", "model", "target_dir")
"""The settings that change no fact, or that the command has an option for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the facts comes to."""

    what: str
    """How many notes are stale, or up to date, as a clause."""
    remedy: str
    """The command that brings them up to date; '' if they are."""
    commit: str
    """The folder to commit afterwards; '' outside of git."""

    def __str__(self) -> str:
        if not self.remedy:
            return f"{self.what}."
        then = f", and commit {self.commit}" if self.commit else ""
        them = "it" if self.what.startswith("1 ") else "them"
        return f"{self.what}. Bring {them} up to date: {self.remedy}{then}"


def facts_only(state: Status) -> Status:
    """Return what a check of the facts is about: nothing of prose, which no such run writes."""
    state = without_prose(state)
    return replace(state, rows=tuple(row for row in state.rows if row.kind in _OF_FACTS))


def verdict(
    state: Status, config: Config, parameters: Mapping[str, Any], environ: Mapping[str, str]
) -> Verdict:
    """Return what a check of the facts comes to, with a command that does what the check looks at.

    Args:
        state: the state of the vault.
        config: the configuration that it was compared by.
        parameters: the parameters of the command line, by name.
        environ: may hold settings as RALF_<KEY>.
    """
    stale = {(row.tree, row.path) for row in state.rows if row.kind in STALE}
    if not stale:
        return Verdict(f"The facts of {count_of(state.notes, 'note')} are up to date", "", "")
    what = f"{count_of(len(stale), 'note')} {'is' if len(stale) == 1 else 'are'} stale"
    folder = config.target()
    named = parameters.get("target_dir") or environ.get("RALF_TARGET_DIR", "").strip()
    options = [*_repeated(parameters), *(["--target-dir", str(named)] if named else [])]
    if state.needs_prune:
        options.append("--prune")
    words = ["generate", *(parameters.get("source_paths") or ()), "--engine", "none", *options]
    remedy = " ".join([*_assignments(parameters, environ), shlex.join(["ralf-notes", *words])])
    commit = f"{shlex.quote(from_here(folder))}/" if top_of(folder) else ""
    return Verdict(what, remedy, commit)


def write_summary(file: Path, state: Status, outcome: Verdict) -> None:
    """Append a check's verdict and the stale notes to a CI job's summary. Raises RalfError."""
    stale = (row for row in state.rows if row.kind in STALE)
    notes = [(f"{row.tree}/{row.path}".lstrip("/"), row.kind) for row in stale]
    outputs.append_check(file, (outcome.what, outcome.remedy, outcome.commit), notes)


def _repeated(parameters: Mapping[str, Any]) -> Iterator[str]:
    for name, option in _REPEATED.items():
        values = parameters.get(name) or ()
        many: Sequence[object] = values if isinstance(values, list | tuple) else [values]
        for value in many:
            yield from (option, str(value))


def _assignments(parameters: Collection[str], environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the settings of the environment that say how notes look, for a shell."""
    for key in Config.model_fields:
        name = f"RALF_{key.upper()}"
        if key not in _NO_FACTS and environ.get(name, "").strip():
            yield f"{name}={shlex.quote(environ[name])}"
