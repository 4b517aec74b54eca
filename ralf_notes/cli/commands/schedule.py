"""`schedule`: a run at fixed times, as launchd, cron and systemd want it written."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from ralf_notes.config.durations import TIME_OF_DAY_PATTERN
from ralf_notes.config.loading import LoadedConfig
from ralf_notes.errors import UsageError

Scheduler = Literal["launchd", "cron", "systemd"]

_ENVIRONMENT = ("PATH", "OLLAMA_HOST")
"""What a scheduled run needs of the environment of the terminal that it was set up in."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command that is run at times of the day."""

    name: str
    """Of its own for each configuration file."""
    command: tuple[str, ...]
    folder: Path
    """Where it is run."""
    times: tuple[tuple[int, int], ...]
    """Hour and minute, local; none for a job that runs once, at once."""
    environment: Mapping[str, str]
    log: Path


def job(loaded: LoadedConfig, at: Sequence[str], environ: Mapping[str, str]) -> Job:
    """Return the job that runs `generate` with a configuration.

    Args:
        loaded: the configuration, which must be from a file.
        at: times of day such as `02:00`; by default its `start_at`.
        environ: the environment to take PATH and OLLAMA_HOST from.

    Raises UsageError.
    """
    if loaded.file is None:
        raise UsageError(
            "a scheduled run needs a configuration file: ralf-notes init writes one, "
            "--config names one that is elsewhere"
        )
    times = at or [loaded.config.start_at or ""]
    file = Path(os.path.abspath(loaded.file))
    name = _name(file)
    kept = {key: environ[key] for key in _ENVIRONMENT if environ.get(key)}
    if "PATH" in kept:  # a line of a crontab must not be too long
        kept["PATH"] = os.pathsep.join(dict.fromkeys(kept["PATH"].split(os.pathsep)))
    log_folder().mkdir(parents=True, exist_ok=True)  # no scheduler makes it
    made = Job(
        name,
        (*_program(), "generate", "--config", str(file)),
        file.parent,
        tuple(sorted({_time(text) for text in times})),
        kept,
        log_folder() / f"{name}.log",
    )
    _refuse_line_breaks(made)
    return made


def log_folder() -> Path:
    """Return the user's folder for logs of this program."""
    from platformdirs import user_log_path

    return user_log_path("ralf-notes", appauthor=False)


def scheduler(named: str, system: str) -> Scheduler:
    """Return the scheduler that is named; by default the one that a system has.

    Args:
        named: `launchd`, `cron`, `systemd`, or ''.
        system: as `platform.system()` names it.

    Raises UsageError.
    """
    by_system: dict[str, Scheduler] = {"Darwin": "launchd", "Linux": "systemd"}
    for known in get_args(Scheduler):
        if named == known:
            return known  # type: ignore[no-any-return]
    if named:
        raise UsageError(f"--for {named}: expected one of {', '.join(get_args(Scheduler))}")
    return by_system.get(system, "cron")


def text(made: Job, kind: Scheduler) -> str:
    """Return what a scheduler reads, with a line on where it goes."""
    if kind == "launchd":
        return plistlib.dumps(plist(made), sort_keys=False).decode()
    if kind == "cron":
        return "\n".join(["# Type crontab -e, and paste:", *crontab(made), ""])
    then = f"systemctl --user daemon-reload && systemctl --user enable --now {made.name}.timer"
    files = {f"{made.name}.service": service(made), f"{made.name}.timer": timer(made)}
    parts = [f"# ~/.config/systemd/user/{name}\n{body}" for name, body in files.items()]
    return "\n".join([*parts, f"# Save both, then type: {then}", ""])


def plist(made: Job) -> dict[str, Any]:
    """Return a launchd job; without times one that runs once, as soon as it is loaded.

    Source: launchd.plist(5).
    """
    when: dict[str, Any] = {"RunAtLoad": True}
    if made.times:
        times = [{"Hour": hour, "Minute": minute} for hour, minute in made.times]
        when = {"StartCalendarInterval": times}
    return {
        "Label": made.name,
        "ProgramArguments": list(made.command),
        "WorkingDirectory": str(made.folder),
        "EnvironmentVariables": dict(made.environment),
        **when,
        "StandardOutPath": str(made.log),
        "StandardErrorPath": str(made.log),
    }


def crontab(made: Job) -> list[str]:
    """Return the lines of a crontab, one for each time. Source: crontab(5)."""
    words = [f"{key}={shlex.quote(value)}" for key, value in made.environment.items()]
    line = " ".join([*words, shlex.join(made.command), ">>", shlex.quote(str(made.log)), "2>&1"])
    # cron ends a command at a bare %, and hands an escaped one to the shell without the backslash.
    command = f"cd {shlex.quote(str(made.folder))} && {line}".replace("%", "\\%")
    return [f"{minute} {hour} * * * {command}" for hour, minute in made.times]


def service(made: Job) -> str:
    """Return the systemd service of a job. Source: systemd.service(5), systemd.exec(5)."""
    assignments = [_unit_word(f"{key}={value}") for key, value in made.environment.items()]
    return "\n".join(
        [
            "[Unit]",
            "Description=ralf-notes, notes on source code",
            "",
            "[Service]",
            "Type=oneshot",
            # To these two, unlike the others, quotes and spaces are but characters of a path.
            f"WorkingDirectory={_unit_path(made.folder)}",
            f"StandardOutput=append:{_unit_path(made.log)}",
            "StandardError=inherit",
            *(f"Environment={word}" for word in assignments),
            f"ExecStart={' '.join(_command_word(word) for word in made.command)}",
            "",
        ]
    )


def timer(made: Job) -> str:
    """Return the systemd timer of a job. Source: systemd.timer(5)."""
    times = [f"OnCalendar=*-*-* {hour:02}:{minute:02}:00" for hour, minute in made.times]
    head = ["[Unit]", "Description=ralf-notes, notes on source code", ""]
    return "\n".join([*head, "[Timer]", *times, "", "[Install]", "WantedBy=timers.target", ""])


def refuse_elsewhere(made: Job, kind: Scheduler, system: str, *, install: bool) -> None:
    """Raise UsageError, with what to do instead, where a job is not put in place by us."""
    if kind == "launchd" and system == "Darwin":
        return
    how = (_HOW_TO_INSTALL if install else _HOW_TO_REMOVE)[kind].format(name=made.name)
    option = "--install" if install else "--remove"
    raise UsageError(f"{option} is for launchd on macOS. Instead, {how}")


_HOW_TO_INSTALL: dict[Scheduler, str] = {
    "launchd": "save what is printed without it as ~/Library/LaunchAgents/{name}.plist on the Mac",
    "cron": "type crontab -e, and paste what is printed without it",
    "systemd": "save the two files that are printed without it, and type: systemctl --user "
    "daemon-reload && systemctl --user enable --now {name}.timer",
}
_HOW_TO_REMOVE: dict[Scheduler, str] = {
    "launchd": "type on the Mac: launchctl bootout gui/$(id -u)/{name}, and delete "
    "~/Library/LaunchAgents/{name}.plist",
    "cron": "type crontab -e, and delete the line",
    "systemd": "type: systemctl --user disable --now {name}.timer",
}


def _name(file: Path) -> str:
    """Return a job's name: of the folder of its configuration, and different for each file."""
    folder = re.sub(r"[^A-Za-z0-9]+", "-", file.parent.name).strip("-").lower() or "root"
    digest = sha256(str(file).encode(errors="surrogateescape")).hexdigest()[:6]
    return f"ralf-notes.{folder[:40]}-{digest}"


def _program() -> tuple[str, ...]:
    """Return the command `ralf-notes` of this installation, by its absolute path."""
    beside = Path(sys.executable).with_name("ralf-notes")
    if os.access(beside, os.X_OK):
        return (str(beside),)
    return (sys.executable, "-m", "ralf_notes")


def _time(given: str) -> tuple[int, int]:
    if not given:
        raise UsageError("--at is missing: name a time of day such as --at 02:00")
    if not re.fullmatch(TIME_OF_DAY_PATTERN, given):
        raise UsageError(f"--at {given}: expected a time of day such as 02:00 or 23:30")
    hour, minute = given.split(":")
    return int(hour), int(minute)


def _refuse_line_breaks(made: Job) -> None:
    """Refuse what no line of a crontab or unit can hold."""
    words = [*made.command, str(made.folder), str(made.log), *made.environment.values()]
    odd = next((word for word in words if re.search(r"[\x00-\x1f\x7f]", word)), None)
    if odd is not None:
        raise UsageError(f"{odd!r} has a control character in it: a schedule cannot name it")


def _unit_path(path: Path) -> str:
    """Return a path for a setting of a unit: `%` begins a specifier."""
    return str(path).replace("%", "%%")


def _unit_word(word: str) -> str:
    """Return a word for a unit, in quotes. Source: systemd.syntax(7)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _command_word(word: str) -> str:
    """Return a word for ExecStart, in which `$` begins a variable too."""
    return _unit_word(word).replace("$", "$$")
