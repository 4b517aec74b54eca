"""The first `generate`, without configuration and target: two questions, answers that are kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ralf_notes.cli.commands import init
from ralf_notes.cli.commands.init import Dialog
from ralf_notes.config.addresses import is_here
from ralf_notes.config.engines import DEFAULT_MODEL
from ralf_notes.config.files import places
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models.engines import Engine, hints
from ralf_notes.notes.obsidian.vaults import vaults
from ralf_notes.source.roots import locate_on_disk
from ralf_notes.source.selection import paths_outside_target

_FACTS_ONLY = "facts only, without a model: takes seconds"
_MOST_VAULTS = 3
"""The most vaults that are named."""
_MOST_MODELS = 9


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who may write the prose."""

    words: str
    settings: Mapping[str, object]


def answers(
    settings: Mapping[str, object],
    environ: Mapping[str, str],
    open_engine: Callable[[Config], Engine],
    dialog: Dialog,
    *,
    may_keep: bool,
) -> dict[str, object]:
    """Ask where the notes go and who writes their prose; return what was answered, by key.

    Args:
        settings: what the options say.
        environ: the environment.
        open_engine: opens the engine that a configuration names.
        dialog: asks the person.
        may_keep: whether to offer to write the answers to a config file.

    Raises ConfigError for options that are wrong, UsageError for a source that is not there.
    """
    config = load_config(None, settings, environ).config
    source_setting = {} if config.source_paths else {"source_paths": [init.source_of(Path.cwd())]}
    sources = [each.path for each in config.source_paths] or [
        Path(source_setting["source_paths"][0])
    ]
    dialog.tell("Nothing is configured here yet. Enter takes what stands in brackets.")
    chosen: dict[str, Any] = source_setting | {
        "target_dir": _ask_for_target(sources, environ, dialog)
    }
    if not {"engine", "model", "models"}.intersection(config.model_fields_set):
        chosen |= _ask_for_model(config, open_engine, dialog)
    if may_keep:
        _offer_to_keep(settings, chosen, dialog)
    return chosen


# --- where to -------------------------------------------------------------------------------------


def _ask_for_target(sources: Sequence[Path], environ: Mapping[str, str], dialog: Dialog) -> str:
    """Return the folder for the notes: not among the sources' own files, and no file."""
    try:
        place = locate_on_disk(sources[0])
    except SourceUnreadable as exc:
        raise UsageError(f"{sources[0]}: {exc}") from exc
    root = place.tree or (place.path if place.is_folder else os.path.dirname(place.path))
    name = os.path.basename(root) or "root"
    for vault in vaults(Path.cwd(), environ)[:_MOST_VAULTS]:
        dialog.tell(f"Obsidian vault: {vault} (a folder in it would do, such as {vault / name})")
    default = _as_typed(init.notes_beside(Path(root)), environ)
    while True:
        answer = dialog.ask("Folder for the notes", default)
        problem = _problem_with(Path(os.path.expanduser(answer)), root, name)
        if not problem:
            return answer
        dialog.tell(problem)


def _as_typed(path: Path, environ: Mapping[str, str]) -> str:
    """Return a path as a person would type it: from here, or from the home folder."""
    relative = os.path.relpath(path, Path.cwd().resolve())
    home = environ.get("HOME", "")
    if relative.count("..") > 2 and home and path.is_relative_to(home):
        return f"~/{path.relative_to(home).as_posix()}"
    return relative


def _problem_with(target: Path, root: str, name: str) -> str:
    """Return why notes cannot go to a folder, or ''."""
    if os.path.lexists(target) and not target.is_dir():
        return f"{target} is not a folder."
    try:
        paths_outside_target((), root, name, target)
    except SourceUnreadable as problem:
        return f"Not there: {problem}."
    return ""


# --- who writes -----------------------------------------------------------------------------------


def _ask_for_model(
    config: Config, open_engine: Callable[[Config], Engine], dialog: Dialog
) -> dict[str, object]:
    """Return the engine and the model that a person chooses among those that are there."""
    choices = _choices(config, open_engine, dialog)
    if len(choices) == 1:
        return dict(choices[0].settings)
    dialog.tell("Who writes the prose?")
    for number, choice in enumerate(choices, 1):
        dialog.tell(f"  {number}  {choice.words}")
    while True:
        answer = dialog.ask("Number", "1").strip()
        for number, choice in enumerate(choices, 1):
            if answer in (str(number), choice.settings.get("model")):
                return dict(choice.settings)
        dialog.tell(f"{answer} is none of them: a number from 1 to {len(choices)}.")


def _choices(
    config: Config, open_engine: Callable[[Config], Engine], dialog: Dialog
) -> list[_Choice]:
    """Return who may write: the models of the server that fit here, the largest first, or nobody.

    Where there is none, say how to get one.
    """
    facts_only = _Choice(_FACTS_ONLY, {"engine": "none"})
    models = init.models_of(config, open_engine, dialog)
    if isinstance(models, str):
        start = hints.how_to_start(config)
        dialog.tell(f"{models}.")
        dialog.tell(f"So the notes get facts only.{start and f' To start it: {start}'}")
        return [facts_only]
    fitting = init.usable(models, is_here(config.host))
    if not fitting:
        dialog.tell(f"Ollama at {config.host} has no model that fits, so the notes get facts only.")
        dialog.tell(f"To get one: ollama pull {DEFAULT_MODEL}")
        return [facts_only]
    largest_first = sorted(fitting, key=lambda model: (-model.size, model.name))
    named = [
        _Choice(f"{model.name} ({hardware.gigabytes(model.size)})", {"model": model.name})
        for model in largest_first[:_MOST_MODELS]
    ]
    return [*named, facts_only]


# --- the answers ----------------------------------------------------------------------------------


def _offer_to_keep(
    settings: Mapping[str, object], chosen: Mapping[str, object], dialog: Dialog
) -> None:
    """Offer to write a config file as `init` does, so that the next run needs no option."""
    file = Path(places.NAME)
    if os.path.lexists(file) or not dialog.confirm(f"Keep the answers in {file}?", default=True):
        return
    options = {key: value for key, value in settings.items() if value not in (None, (), [])}
    if "source_paths" in options:
        options["source_paths"] = list(options["source_paths"])  # type: ignore[call-overload]
    try:
        why_untrusted = init.write_config(file, {**options, **chosen})
    except UsageError as exc:
        dialog.tell(f"{exc}; the run goes on.")
        return
    if why_untrusted:
        dialog.tell(why_untrusted)
    dialog.tell(f"Wrote {file}. From now on: ralf-notes generate")
