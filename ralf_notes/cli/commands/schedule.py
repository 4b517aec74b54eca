"""`schedule`: a job that runs `generate` at fixed times, for launchd, cron or systemd."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from ralf_notes.config.durations import TIME_OF_DAY_PATTERN
from ralf_notes.config.files.trust import how_to_trust
from ralf_notes.config.keys import Config
from ralf_notes.config.loading import LoadedConfig
from ralf_notes.errors import UsageError
from ralf_notes.escapes import shown

Launcher = Literal["launchd", "cron", "systemd"]
"""What starts a job at its times."""

_SYSTEM_PATH = ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")
"""Where programs of the system are, such as caffeinate."""
_WORD = re.compile(r"[^\s;&|()<>\"'`$]+")
"""A word of a command, of which a shell may run any."""


@dataclass(frozen=True, slots=True)
class Job:
    """A command that runs at certain times of the day."""

    name: str
    """Different for each configuration file."""
    command: tuple[str, ...]
    folder: Path
    """The working directory."""
    times: tuple[tuple[int, int], ...]
    """Hour and minute, local time; none for a job that runs once, as soon as it is loaded."""
    environment: Mapping[str, str]
    log: Path


def job_for(loaded: LoadedConfig, at: Sequence[str], environ: Mapping[str, str]) -> Job:
    """Return the job that runs `generate` with a configuration.

    Args:
        loaded: the configuration, which must come from a file.
        at: times of day such as `02:00`; by default `start_at` of the configuration.
        environ: the environment to take PATH and OLLAMA_HOST from.

    Raises UsageError when there is no configuration file or no valid time.
    """
    if loaded.file is None:
        raise UsageError(
            "a scheduled run needs a configuration file: ralf-notes init writes one, "
            "--config names one that is elsewhere"
        )
    file = Path(os.path.abspath(loaded.file))
    part = re.sub(r"[^A-Za-z0-9]+", "-", file.parent.name).strip("-").lower() or "root"
    digest = sha256(str(file).encode(errors="surrogateescape")).hexdigest()[:6]
    name = f"ralf-notes.{part[:40]}-{digest}"
    environment = {"PATH": _path(loaded.config, environ.get("PATH", os.defpath))}
    if environ.get("OLLAMA_HOST"):
        environment["OLLAMA_HOST"] = environ["OLLAMA_HOST"]
    log = log_folder() / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)  # launchd, cron and systemd do not create it
    command = (*_program(), "generate", "--config", str(file))
    times = {_time(text) for text in at or [loaded.config.start_at or ""]}
    for word in (*command, str(log), *environment.values()):
        if shown(word) != word:  # no line of a crontab or unit can hold it, nor a terminal show it
            raise UsageError(f"{word!r} contains a hidden character: a schedule cannot name it")
    return Job(name, command, file.parent, tuple(sorted(times)), environment, log)


def _path(config: Config, path: str) -> str:
    """Return the folders of the programs that a run starts, and those of the system.

    Args:
        config: may name a command to run after a failure; each word of it may be a program.
        path: where the terminal looks for programs.
    """
    words = [word for part in config.on_failure for word in _WORD.findall(part)]
    programs = [shutil.which(name, path=path) for name in ("git", "nvidia-smi", *words)]
    folders = [os.path.dirname(os.path.abspath(each)) for each in programs if each]
    return os.pathsep.join(dict.fromkeys((*folders, *_SYSTEM_PATH)))


def refuse_untrusted(loaded: LoadedConfig) -> None:
    """Raise UsageError if the file sets what needs trust, and nobody trusts it.

    A job names the file, which trusts it: that takes more than that the file lies here.
    """
    if loaded.file is not None and loaded.origin is not None and loaded.origin.not_set:
        raise UsageError(
            f"{loaded.file} is not trusted, and a scheduled run would do all that it says"
            f"{how_to_trust(loaded.file)}"
        )


def log_folder() -> Path:
    """Return the user's folder for logs of this program."""
    from platformdirs import user_log_path

    return user_log_path("ralf-notes", appauthor=False)


def launcher(name: str, system: str) -> Launcher:
    """Return the launcher of this name; by default, the usual one of the system.

    Args:
        name: `launchd`, `cron`, `systemd`, or ''.
        system: the system's name as `platform.system()` returns it.

    Raises UsageError for any other name.
    """
    by_system: dict[str, Launcher] = {"Darwin": "launchd", "Linux": "systemd"}
    for each in get_args(Launcher):
        if name == each:
            return each  # type: ignore[no-any-return]
    if name:
        raise UsageError(f"--for {name}: expected one of {', '.join(get_args(Launcher))}")
    return by_system.get(system, "cron")


def text(job: Job, kind: Launcher) -> str:
    """Return what a launcher reads, with a line that says where to put it."""
    if kind == "launchd":
        # Tabs would be shown as \\t, which is no part of a property list.
        return plistlib.dumps(plist(job), sort_keys=False).decode().replace("\t", "  ")
    if kind == "cron":
        return "\n".join(["# Type crontab -e, and paste:", *crontab(job), ""])
    start = f"systemctl --user daemon-reload && systemctl --user enable --now {job.name}.timer"
    files = {f"{job.name}.service": service(job), f"{job.name}.timer": timer(job)}
    parts = [f"# ~/.config/systemd/user/{name}\n{body}" for name, body in files.items()]
    return "\n".join([*parts, f"# Save both, then type: {start}", ""])


def plist(job: Job) -> dict[str, Any]:
    """Return a job for launchd. Source: launchd.plist(5)."""
    when: dict[str, Any] = {"RunAtLoad": True}
    if job.times:
        times = [{"Hour": hour, "Minute": minute} for hour, minute in job.times]
        when = {"StartCalendarInterval": times}
    return {
        "Label": job.name,
        "ProgramArguments": list(job.command),
        "WorkingDirectory": str(job.folder),
        "EnvironmentVariables": dict(job.environment),
        **when,
        "StandardOutPath": str(job.log),
        "StandardErrorPath": str(job.log),
    }


def crontab(job: Job) -> list[str]:
    """Return the lines of a crontab, one for each time. Source: crontab(5)."""
    words = [f"{key}={shlex.quote(value)}" for key, value in job.environment.items()]
    line = " ".join([*words, shlex.join(job.command), ">>", shlex.quote(str(job.log)), "2>&1"])
    # cron ends a command at a bare %, and hands an escaped one to the shell without the backslash.
    command = f"cd {shlex.quote(str(job.folder))} && {line}".replace("%", "\\%")
    return [f"{minute} {hour} * * * {command}" for hour, minute in job.times]


def service(job: Job) -> str:
    """Return the systemd service of a job. Source: systemd.service(5), systemd.exec(5)."""
    assignments = [_unit_word(f"{key}={value}") for key, value in job.environment.items()]
    # In a unit `%` begins a specifier, in a command `$` begins a variable, too.
    folder, log = (str(path).replace("%", "%%") for path in (job.folder, job.log))
    words = [_unit_word(word).replace("$", "$$") for word in job.command]
    return "\n".join(
        [
            "[Unit]",
            "Description=ralf-notes, notes on source code",
            "",
            "[Service]",
            "Type=oneshot",
            # In these two, unlike the others, quotes and spaces are plain characters.
            f"WorkingDirectory={folder}",
            f"StandardOutput=append:{log}",
            "StandardError=inherit",
            *(f"Environment={word}" for word in assignments),
            f"ExecStart={' '.join(words)}",
            "",
        ]
    )


def timer(job: Job) -> str:
    """Return the systemd timer of a job. Source: systemd.timer(5)."""
    times = [f"OnCalendar=*-*-* {hour:02}:{minute:02}:00" for hour, minute in job.times]
    head = ["[Unit]", "Description=ralf-notes, notes on source code", ""]
    # A machine that was off at all of these times runs the job as soon as it is on.
    when = ["[Timer]", *times, "Persistent=true", ""]
    return "\n".join([*head, *when, "[Install]", "WantedBy=timers.target", ""])


def refuse_elsewhere(job: Job, kind: Launcher, system: str, *, install: bool) -> None:
    """Raise UsageError with what to do instead, unless this is a job for launchd on a Mac."""
    if kind == "launchd" and system == "Darwin":
        return
    how = (_HOW_TO_INSTALL if install else _HOW_TO_REMOVE)[kind].format(name=job.name)
    option = "--install" if install else "--remove"
    raise UsageError(f"{option} is for launchd on macOS. Instead, {how}")


_HOW_TO_INSTALL: dict[Launcher, str] = {
    "launchd": "save what is printed without --install as "
    "~/Library/LaunchAgents/{name}.plist on the Mac",
    "cron": "type crontab -e, and paste what is printed without --install",
    "systemd": "save the two files that are printed without --install, and type: "
    "systemctl --user daemon-reload && systemctl --user enable --now {name}.timer",
}
_HOW_TO_REMOVE: dict[Launcher, str] = {
    "launchd": "type on the Mac: launchctl bootout gui/$(id -u)/{name}, and delete "
    "~/Library/LaunchAgents/{name}.plist",
    "cron": "type crontab -e, and delete the line",
    "systemd": "type: systemctl --user disable --now {name}.timer",
}


def _program() -> tuple[str, ...]:
    """Return the command of this installation, with absolute paths."""
    beside = Path(sys.executable).with_name("ralf-notes")
    if os.access(beside, os.X_OK):
        return (str(beside),)
    return (sys.executable, "-P", "-m", "ralf_notes")  # not a module of the job's folder


def _time(text: str) -> tuple[int, int]:
    if not text:
        raise UsageError("--at is missing: name a time of day such as --at 02:00")
    if not re.fullmatch(TIME_OF_DAY_PATTERN, text):
        raise UsageError(f"--at {text}: expected a time of day such as 02:00 or 23:30")
    hour, minute = text.split(":")
    return int(hour), int(minute)


def _unit_word(word: str) -> str:
    """Return a quoted word for a setting of a unit. Source: systemd.syntax(7)."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
