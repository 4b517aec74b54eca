"""`init`: the first config file, from what is found on this machine and what the user says."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from ralf_notes.config import docs
from ralf_notes.config.addresses import DEFAULT_HOST, server_url
from ralf_notes.config.keys import DEFAULT_MODEL, Config
from ralf_notes.errors import AskError, EngineError, RalfError, SourceUnreadable, UsageError
from ralf_notes.machine import hardware
from ralf_notes.models import memory
from ralf_notes.models.context_window import LARGEST
from ralf_notes.models.engines import Engine, Model
from ralf_notes.notes import obsidian
from ralf_notes.source.listing import toplevel

DEFAULTS: Mapping[str, object] = {"source_paths": ["."], "target_dir": "vault"}
"""What the file says when nobody is asked."""
_OWN_FOLDER = "code"
_ENGINES = ("ollama", "embedded", "none")


class Talk(Protocol):
    """How a person is asked."""

    def ask(self, question: str, default: str) -> str:
        """Return the answer, or the default for an empty one."""

    def confirm(self, question: str) -> bool:
        """Return whether the person says yes."""

    def tell(self, line: str) -> None:
        """Show a line."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is on this machine: the defaults of the questions."""

    source: str
    vaults: tuple[Path, ...]
    host: str
    """Of the Ollama server."""
    engine: str
    model: str
    """A name for the engine ollama, '' for the default one."""
    why: str
    """How engine and model were chosen, in words."""


def file_for(path: Path | None) -> Path:
    """Return the file to write: `config.yaml` here, or in the folder that is named."""
    named = path or Path("config.yaml")
    return named / "config.yaml" if named.is_dir() else named


def refuse_existing(file: Path) -> None:
    """Raise UsageError when there is a file already."""
    if os.path.lexists(file):
        raise UsageError(f"{file} is there already. Write another one over it with: --force")


def look_around(
    folder: Path, environ: Mapping[str, str], open_engine: Callable[[Config], Engine]
) -> Found:
    """Look for sources, Obsidian vaults and a model.

    Args:
        folder: where the config file will be.
        environ: for OLLAMA_HOST.
        open_engine: opens the engine that a configuration names.
    """
    host = _host(environ)
    engine, model, why = _choose_model(host, open_engine)
    vaults = obsidian.vaults(Path.home(), folder)
    return Found(_source(folder), vaults, host, engine, model, why)


def interview(found: Found, folder: Path, talk: Talk) -> dict[str, object]:
    """Ask for what a first run needs; return the settings by their keys.

    Args:
        found: the defaults.
        folder: where the config file will be: relative paths count from it.
        talk: asks the person.

    Raises UsageError for an answer that is no setting.
    """
    said = talk.ask("Folders or files to document, with commas between", found.source)
    sources = [path.strip() for path in said.split(",") if path.strip()]
    given: dict[str, object] = {"source_paths": sources}
    given |= _target(found, folder, talk)
    talk.tell(found.why)
    engine = talk.ask(f"Engine: {', '.join(_ENGINES)}", found.engine)
    given["engine"] = engine
    if engine == "ollama":
        model = found.model if found.engine == "ollama" else ""
        given["model"] = talk.ask("Model", model or DEFAULT_MODEL)
        given |= {"host": found.host} if found.host != DEFAULT_HOST else {}
    _validate(given)
    return given


def write(file: Path, given: Mapping[str, object]) -> None:
    """Write a config file: every key with its comment and default, and those that are given.

    Raises UsageError when it cannot be written.
    """
    try:
        file.write_text(docs.example(dict(given)), encoding="utf-8")
    except OSError as exc:
        raise UsageError(f"{file} cannot be written: {exc.strerror or exc}") from exc


def next_steps(file: Path) -> tuple[str, ...]:
    """Return the lines that say what to do with a new config file."""
    is_default = file.absolute() == Path("config.yaml").absolute()
    option = "" if is_default else f' --config "{file}"'
    return (
        f"Wrote {file}. It documents every setting. Next:",
        f"  ralf-notes check{option}",
        f"  ralf-notes generate{option}",
    )


# --- sources and target -------------------------------------------------------------------------


def _source(folder: Path) -> str:
    """Return the git work tree that a folder is in, else the folder, as seen from that folder."""
    try:
        top = toplevel(str(folder))
    except SourceUnreadable:
        top = None
    return _relative(Path(top), folder.resolve()) if top else "."


def _relative(path: Path, folder: Path) -> str:
    """Return a path as seen from a folder, with `/`; absolute where there is no such path."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive of Windows
        return str(path)


def _target(found: Found, folder: Path, talk: Talk) -> dict[str, object]:
    """Ask where the notes go; return the keys of the target."""
    said = talk.ask("Folder for the notes", _own_place(found.vaults, talk))
    target = folder / os.path.expanduser(said)
    if (target / ".obsidian").is_dir() and obsidian.is_personal(target):
        inside = Path(said) / _OWN_FOLDER
        talk.tell(f"{said} is a vault with notes of its own: they would lie among the new ones.")
        if not talk.confirm(f"Write there all the same? Else they go to {inside}"):
            said, target = str(inside), target / _OWN_FOLDER
    around = obsidian.vault_around(target)
    if around is None or around.resolve() == target.resolve():
        return {"target_dir": said}
    return {"target_dir": said, "vault_root": str(around)}


def _own_place(vaults: tuple[Path, ...], talk: Talk) -> str:
    """Return where notes go by default: a folder of their own in the nearest vault."""
    if not vaults:
        return str(DEFAULTS["target_dir"])
    nearest, *others = vaults
    for vault in others:
        talk.tell(f"Obsidian vault: {vault}")
    if not obsidian.is_personal(nearest):
        talk.tell(f"Obsidian vault: {nearest}, without notes so far")
        return str(nearest)
    inside, beside = nearest / _OWN_FOLDER, nearest.with_name(f"{nearest.name}-{_OWN_FOLDER}")
    talk.tell(f"Obsidian vault: {nearest}, which holds notes of your own.")
    talk.tell(f"The new notes get a folder of their own, in it ({inside}) or beside it ({beside}).")
    return str(inside)


def _validate(given: Mapping[str, object]) -> None:
    try:
        Config.model_validate(dict(given))
    except ValidationError as exc:
        first: Any = exc.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{key}: {first['input']!r} is not possible: {first['msg']}") from exc


# --- engine and model ---------------------------------------------------------------------------


def _host(environ: Mapping[str, str]) -> str:
    try:
        return server_url(environ.get("OLLAMA_HOST", ""))
    except ValueError as exc:
        raise UsageError(f"OLLAMA_HOST: not {exc}: {environ['OLLAMA_HOST']!r}") from exc


def _choose_model(host: str, open_engine: Callable[[Config], Engine]) -> tuple[str, str, str]:
    """Return engine and model, and why: the server's, else the embedded one, else the default."""
    there = _models(Config(host=host), open_engine)
    if there is None:
        none = f"No Ollama server answers at {host}."
        if _models(Config(engine="embedded"), open_engine):
            return "embedded", "", f"{none} A small model is installed here: it runs without one."
        return "ollama", "", f"{none} Start it with: {hardware.how_to_start()}"
    best = _largest(there, hardware.is_here(host))
    if best is None:
        line = f"ollama pull {DEFAULT_MODEL}"
        return "ollama", "", f"Ollama at {host} has no model that fits here. Get one with: {line}"
    size = hardware.gigabytes(best.size)
    why = (
        f"Ollama answers at {host}. The largest of its models that fits here: {best.name} ({size})"
    )
    return "ollama", best.name, why


def _models(config: Config, open_engine: Callable[[Config], Engine]) -> tuple[Model, ...] | None:
    """Return an engine's models, None when the engine is not there."""
    try:
        engine = open_engine(config)
    except RalfError:
        return None
    try:
        return engine.models()
    except (EngineError, AskError):
        return None
    finally:
        engine.close()


def usable(models: tuple[Model, ...], is_here: bool) -> tuple[Model, ...]:
    """Return the models that can write, and fit the memory of this machine if they run here."""
    room = hardware.room().size
    return tuple(
        model
        for model in models
        # A model for embeddings cannot write, and its name is all that the list tells of it.
        if not (model.remote_host or "embed" in model.name)
        and (not is_here or memory.need(model, LARGEST).total < room)
    )


def _largest(models: tuple[Model, ...], is_here: bool) -> Model | None:
    return max(usable(models, is_here), key=lambda model: (model.size, model.name), default=None)
