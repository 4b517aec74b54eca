"""`init`: a first config file, from what is on this machine and what the user answers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from ralf_notes.config import docs
from ralf_notes.config.addresses import DEFAULT_HOST, is_here, server_url, without_user
from ralf_notes.config.engines import DEFAULT_MODEL, ENGINES
from ralf_notes.config.files import places, trust
from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError, SourceUnreadable, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models import memory
from ralf_notes.models.context_window import LARGEST
from ralf_notes.models.engines import Engine, Model, hints
from ralf_notes.models.remote import refuse_cloud_names
from ralf_notes.notes.obsidian.vaults import SETTINGS, is_personal, vaults
from ralf_notes.paths import HERE_IS_GONE, is_here_gone
from ralf_notes.source.listing import toplevel

_TARGET = "vault"
_OWN_FOLDER = "code"
_ENGINES = [name for name, traits in ENGINES.items() if not traits.needs_host]
"""The engines that need no address."""


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
class Surroundings:
    """What is on this machine; the defaults of the questions."""

    source: str
    vaults: tuple[Path, ...]
    host: str
    """Address of the Ollama server."""
    engine: str
    model: str
    """A model of that server, '' if it has none that fits."""
    reason: str
    """Why this engine and this model, in words."""


def file_for(path: Path | None) -> Path:
    """Return the file to write: `ralf-notes.yaml` in the current folder or in the named one.

    Raises UsageError when it would be in the current folder, and that is gone.
    """
    named = path or Path(places.NAME)
    if not named.is_absolute() and is_here_gone():
        raise UsageError(HERE_IS_GONE)
    return named / places.NAME if named.is_dir() else named


def refuse_existing(file: Path) -> None:
    """Raise UsageError if the file already exists, or would take the place of another config."""
    if os.path.lexists(file):
        raise UsageError(f"{file} already exists; use --force to overwrite it")
    if file.name == places.NAME:
        others = [each for each in places.in_folder(file.parent) if each.name != places.NAME]
        if others:
            raise UsageError(
                f"{others[0]} is a configuration of ralf-notes already; use --force to write "
                f"{file}, which then counts instead"
            )


def look_around(
    folder: Path,
    environ: Mapping[str, str],
    open_engine: Callable[[Config], Engine],
    dialog: Dialog,
) -> Surroundings:
    """Look for sources, Obsidian vaults and a model.

    Args:
        folder: where the config file will be.
        environ: may hold OLLAMA_HOST; says where Obsidian keeps its list of vaults.
        open_engine: opens the engine that a configuration names.
        dialog: shows what is awaited.

    Raises UsageError when OLLAMA_HOST is not an address.
    """
    try:
        host = server_url(environ.get("OLLAMA_HOST", ""))
    except ValueError as exc:
        shown = without_user(environ["OLLAMA_HOST"])
        raise UsageError(f"OLLAMA_HOST: not {exc}: {shown!r}") from exc
    engine, model, reason = _choose_model(host, open_engine, dialog)
    vault_folders = vaults(folder, environ)
    return Surroundings(source_of(folder), vault_folders, host, engine, model, reason)


def defaults(folder: Path) -> dict[str, object]:
    """Return the settings of a file in a folder if nobody is asked about them."""
    return {"source_paths": ["."], "target_dir": default_target(folder)}


def interview(surroundings: Surroundings, folder: Path, dialog: Dialog) -> dict[str, object]:
    """Ask for what a first run needs; return the settings by key.

    Args:
        surroundings: the defaults.
        folder: where the config file will be; relative paths count from it.
        dialog: asks the person.

    Raises UsageError for an answer that is not a valid setting, EngineError for a cloud model.
    """
    answer = dialog.ask("Folders or files to document, separated by commas", surroundings.source)
    sources = [path.strip() for path in answer.split(",") if path.strip()]
    settings: dict[str, object] = {"source_paths": sources}
    settings |= _ask_for_target(surroundings, folder, dialog)
    dialog.tell(surroundings.reason)
    engine = dialog.ask(f"Engine: {', '.join(_ENGINES)}", surroundings.engine)
    settings["engine"] = engine
    default_model = ENGINES[engine].default_model if engine in ENGINES else ""
    if default_model:
        model = surroundings.model if surroundings.engine == engine else ""
        settings["model"] = dialog.ask("Model", model or default_model)
        refuse_cloud_names(Config(engine=engine), [str(settings["model"])])
        settings |= {"host": surroundings.host} if surroundings.host != DEFAULT_HOST else {}
    try:
        Config.model_validate(settings)
    except ValidationError as exc:
        error: Any = exc.errors()[0]
        key = ".".join(str(part) for part in error["loc"])
        raise UsageError(f"{key}: {error['input']!r} is not allowed: {error['msg']}") from exc
    return settings


def write_config(file: Path, settings: Mapping[str, object]) -> str:
    """Write a config file with every key, its comment, and its default or the given value.

    It is trusted as it is then.

    Returns why it could not be trusted, or ''. Raises UsageError when it cannot be written.
    """
    data = docs.example(dict(settings)).encode()
    new = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        # A link of this name is replaced, not followed: it may lead anywhere.
        with open(new, "xb") as stream:
            stream.write(data)
        os.replace(new, file)
    except OSError as exc:
        new.unlink(missing_ok=True)
        raise UsageError(f"{file} cannot be written: {exc.strerror or exc}") from exc
    try:
        trust.remember(file, sha256(data).hexdigest())
    except UsageError as exc:
        return str(exc)
    return ""


def next_steps(file: Path, why_untrusted: str) -> tuple[str, ...]:
    """Return the lines that say what to do with a new config file."""
    is_found = file.absolute() == Path(places.NAME).absolute() and not why_untrusted
    option = "" if is_found else f" --config {shlex.quote(str(file))}"
    return (
        *([why_untrusted] if why_untrusted else []),
        f"Wrote {file}. It documents every setting. Next:",
        f"  ralf-notes check{option}",
        f"  ralf-notes generate{option}",
    )


# --- source and target ----------------------------------------------------------------------------


def source_of(folder: Path) -> str:
    """Return the git work tree around a folder, else the folder, as seen from that folder."""
    try:
        top = toplevel(str(folder))
    except SourceUnreadable:
        top = None
    if not top:
        return "."
    try:
        return Path(os.path.relpath(top, folder.resolve())).as_posix()
    except ValueError:  # it is on another drive of Windows
        return str(Path(top))


def _ask_for_target(surroundings: Surroundings, folder: Path, dialog: Dialog) -> dict[str, object]:
    """Ask where the notes go; return the settings for it."""
    answer = dialog.ask(
        "Folder for the notes", _proposed_target(surroundings.vaults, folder, dialog)
    )
    target = folder / os.path.expanduser(answer)
    if (target / SETTINGS).is_dir() and is_personal(target):
        inside = Path(answer) / _OWN_FOLDER
        dialog.tell(f"{answer} is a vault with notes of its own; the new ones would mix with them.")
        if not dialog.confirm(f"Write there anyway? Otherwise they go to {inside}"):
            answer = str(inside)
    return {"target_dir": answer}  # a run finds the vault around it, and keeps where it lies


def default_target(folder: Path) -> str:
    """Return where the notes of a folder's sources are already, beside them; else a new folder."""
    root = (folder / source_of(folder)).resolve()
    beside = notes_beside(root)
    is_in_use = (beside / root.name).is_dir()
    return os.path.relpath(beside, folder.resolve()) if is_in_use else _TARGET


def notes_beside(root: Path) -> Path:
    """Return the folder beside a repository that a first run proposes for its notes."""
    return root.with_name(f"{root.name or 'root'}-notes")


def _proposed_target(vault_folders: tuple[Path, ...], folder: Path, dialog: Dialog) -> str:
    """Return where notes go by default: into a folder of their own in the nearest vault."""
    if not vault_folders:
        return default_target(folder)
    nearest, *others = vault_folders
    for vault in others:
        dialog.tell(f"Obsidian vault: {vault}")
    if not is_personal(nearest):
        dialog.tell(f"Obsidian vault: {nearest}, which has no notes yet")
        return str(nearest)
    inside, beside = nearest / _OWN_FOLDER, nearest.with_name(f"{nearest.name}-{_OWN_FOLDER}")
    dialog.tell(f"Obsidian vault: {nearest}, which holds notes of your own.")
    dialog.tell(
        f"Give the new notes a folder of their own: in it ({inside}) or beside it ({beside})."
    )
    return str(inside)


# --- engine and model -----------------------------------------------------------------------------


def _choose_model(
    host: str, open_engine: Callable[[Config], Engine], dialog: Dialog
) -> tuple[str, str, str]:
    """Return an engine, its model, and why: the server's, else the embedded one, else defaults."""
    models = models_of(Config(host=host), open_engine, dialog)
    if isinstance(models, str):
        installed = models_of(Config(engine="embedded"), open_engine, dialog)
        if installed and not isinstance(installed, str):
            without = "A small model is installed that runs without a server."
            return "embedded", "", f"{models}. {without}"
        start = hints.how_to_start(Config(host=host))
        return "ollama", "", f"{models}.{start and f' Start it with: {start}'}"
    fitting = usable(models, is_here(host))
    if not fitting:
        remedy = f"Get one with: ollama pull {DEFAULT_MODEL}"
        return "ollama", "", f"Ollama at {host} has no model that fits here. {remedy}"
    largest = max(fitting, key=lambda model: (model.size, model.name))
    size = hardware.gigabytes(largest.size)
    reason = f"Its largest model that fits here is {largest.name} ({size})."
    return "ollama", largest.name, f"Ollama answers at {host}. {reason}"


def models_of(
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
