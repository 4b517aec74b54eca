"""What `init`, and a first `generate` without configuration and target, ask a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ralf_notes.cli.commands import init
from ralf_notes.config.addresses import DEFAULT_HOST, is_here, server_url, without_user
from ralf_notes.config.files import places
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import RalfError, SourceUnreadable, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models import memory
from ralf_notes.models.context_window import LARGEST
from ralf_notes.models.engines import Engine, Model, hints
from ralf_notes.notes.obsidian.vaults import vaults
from ralf_notes.source.roots import locate_on_disk
from ralf_notes.source.selection import paths_outside_target

_MOST_VAULTS = 3
"""The most vaults that are named."""
_MOST_MODELS = 9


class Dialog(Protocol):
    """How a person is asked."""

    def ask(self, question: str, default: str) -> str:
        """Return the answer, or the default if it is empty."""

    def confirm(self, question: str, *, default: bool = False) -> bool:
        """Return whether the person says yes, or the default if the answer is empty."""

    def tell(self, line: str) -> None:
        """Show a line."""

    def waiting(self, what: str) -> AbstractContextManager[None]:
        """Show what is awaited, until the context ends."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """Who may write the prose."""

    words: str
    settings: Mapping[str, object]


_FACTS_ONLY = _Choice("facts only, without a model: takes seconds", {"engine": "none"})
_EMBEDDED = _Choice(
    "the small model that is installed, without a server: minutes, and it says little",
    {"engine": "embedded"},
)


def answers(
    settings: Mapping[str, object],
    environ: Mapping[str, str],
    open_engine: Callable[[Config], Engine],
    dialog: Dialog,
    *,
    may_keep: bool,
) -> dict[str, object]:
    """Ask what a first run needs; return what was answered, by key.

    Args:
        settings: what the options say.
        environ: the environment.
        open_engine: opens the engine that a configuration names.
        dialog: asks the person.
        may_keep: whether to offer to write the answers to a config file.

    Raises ConfigError for options that are wrong, UsageError for a source that is not there.
    """
    config = load_config(None, settings, environ).config
    dialog.tell("Nothing is configured here yet. Enter takes what stands in brackets.")
    chosen = _ask(config, Path.cwd(), environ, open_engine, dialog)
    if may_keep:
        _offer_to_keep(settings, chosen, dialog)
    return chosen


def answers_for_file(
    folder: Path,
    environ: Mapping[str, str],
    open_engine: Callable[[Config], Engine],
    dialog: Dialog,
) -> dict[str, object]:
    """Ask the same for a config file that is to be in a folder; its paths count from there.

    Raises UsageError when OLLAMA_HOST is not an address.
    """
    try:
        config = Config(host=server_url(environ.get("OLLAMA_HOST", "")))
    except ValueError as exc:
        shown = without_user(environ["OLLAMA_HOST"])
        raise UsageError(f"OLLAMA_HOST: not {exc}: {shown!r}") from exc
    return _ask(config, folder, environ, open_engine, dialog)


def _ask(
    config: Config,
    folder: Path,
    environ: Mapping[str, str],
    open_engine: Callable[[Config], Engine],
    dialog: Dialog,
) -> dict[str, object]:
    """Ask where the notes go and who writes their prose, unless a configuration says it."""
    source_setting = {} if config.source_paths else {"source_paths": [init.source_of(folder)]}
    sources = [each.path for each in config.source_paths] or [
        folder / source_setting["source_paths"][0]
    ]
    chosen: dict[str, Any] = source_setting | {
        "target_dir": _ask_for_target(sources, folder, environ, dialog)
    }
    if not {"engine", "model", "models"}.intersection(config.model_fields_set):
        chosen |= _ask_for_model(config, open_engine, dialog)
    return chosen


# --- where to -------------------------------------------------------------------------------------


def _ask_for_target(
    sources: Sequence[Path], folder: Path, environ: Mapping[str, str], dialog: Dialog
) -> str:
    """Return the folder for the notes: not among the sources' own files, and no file."""
    try:
        place = locate_on_disk(sources[0])
    except SourceUnreadable as exc:
        raise UsageError(f"{sources[0]}: {exc}") from exc
    root = place.tree or (place.path if place.is_folder else os.path.dirname(place.path))
    name = os.path.basename(root) or "root"
    for vault in vaults(folder, environ)[:_MOST_VAULTS]:
        dialog.tell(f"Obsidian vault: {vault} (a folder in it would do, such as {vault / name})")
    default = _as_typed(init.notes_beside(Path(root)), folder, environ)
    while True:
        answer = dialog.ask("Folder for the notes", default)
        problem = _problem_with(folder / os.path.expanduser(answer), root, name)
        if not problem:
            return answer
        dialog.tell(problem)


def _as_typed(path: Path, folder: Path, environ: Mapping[str, str]) -> str:
    """Return a path as a person would type it: from a folder, or from the home folder."""
    relative = os.path.relpath(path, folder.resolve())
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

    Where there is none, say how to get one; the small model may be installed.
    """
    models = _models_of(config, open_engine, dialog)
    if isinstance(models, str):
        start = hints.how_to_start(config)
        dialog.tell(f"{models}.{start and f' To start it: {start}'}")
        small = _models_of(Config(engine="embedded"), open_engine, dialog)
        is_installed = bool(small) and not isinstance(small, str)
        return [_FACTS_ONLY, _EMBEDDED] if is_installed else _no_choice(dialog)
    fitting = usable(models, is_here(config.host))
    if not fitting:
        why, _, remedy = hints.how_to_get_a_model(config).partition(". ")
        lacks = f"Ollama at {config.host} has no model that fits" if models else why
        dialog.tell(f"{lacks}. {remedy}")
        return _no_choice(dialog)
    host = {"host": config.host} if config.host != DEFAULT_HOST else {}
    largest_first = sorted(fitting, key=lambda model: (-model.size, model.name))
    named = [
        _Choice(f"{model.name} ({hardware.gigabytes(model.size)})", {"model": model.name, **host})
        for model in largest_first[:_MOST_MODELS]
    ]
    return [*named, _FACTS_ONLY]


def _no_choice(dialog: Dialog) -> list[_Choice]:
    dialog.tell("So the notes get facts only.")
    return [_FACTS_ONLY]


def _models_of(
    config: Config, open_engine: Callable[[Config], Engine], dialog: Dialog
) -> tuple[Model, ...] | str:
    """Return an engine's models or, if it is not available, why, as a sentence without its dot."""
    server = config.traits.server
    awaited = f"Asking {config.host} for its models" if server else "Looking for a model"
    try:
        with dialog.waiting(awaited), closing(open_engine(config)) as engine:
            return engine.models()
    except RalfError as exc:
        return f"{config.traits.title}: {str(exc).partition('. ')[0]}"


def usable(models: tuple[Model, ...], is_here: bool) -> tuple[Model, ...]:
    """Return the models that can write and, if they run here, fit into this machine's memory."""
    room = hardware.room().size
    return tuple(
        model
        for model in models
        # A model for embeddings cannot write; in the list, only its name shows what it is.
        if not (model.remote_host or "embed" in model.name)
        and (not is_here or memory.need(model, LARGEST).total < room)
    )


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
