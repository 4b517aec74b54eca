"""What a scheduled job needs around it, for a person: waking, the log, the memory of the server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from ralf_notes.cli.commands.schedule import Job, Launcher
from ralf_notes.config.addresses import is_here
from ralf_notes.config.keys import Config
from ralf_notes.machine.hardware import gigabytes
from ralf_notes.models.memory import prompt_cache

_MINUTES_BEFORE = 2
"""A Mac is woken so long before the job: it needs some seconds, and soon sleeps again."""


def remarks(job: Job, kind: Launcher, config: Config, system: str) -> Iterator[str]:
    """Yield what else a night needs, in lines: it is no part of the job.

    Args:
        job: what runs.
        kind: what starts it.
        config: the job's.
        system: the name of the system as `platform.system()` returns it.
    """
    if job.times:
        yield from _of_sleep(job.times, kind, bool(config.start_at or config.stop_at))
    is_linux = system == "Linux" and kind != "launchd"
    yield from _by_logrotate(job.log) if is_linux else _by_newsyslog(job.log)
    if config.traits.server is not None and is_here(config.host):
        yield (
            "A night's work can fill the memory: from version 0.30 on, Ollama keeps up to "
            f"{gigabytes(prompt_cache.LARGEST)} of earlier prompts for each model. To switch that "
            f"off: {prompt_cache.how_to_switch_off()}"
        )


def _of_sleep(times: tuple[tuple[int, int], ...], kind: Launcher, has_hours: bool) -> Iterator[str]:
    """Yield what a machine that sleeps or is off does with the job.

    Sources: launchd.plist(5), StartCalendarInterval; pmset(1); cron(8); systemd.timer(5),
    Persistent= and WakeSystem=.
    """
    hour, minute = times[0]
    at = f"{hour:02}:{minute:02}"
    late = "" if has_hours else " Set start_at and stop_at if that should not be in the day."
    if kind == "cron":
        yield (
            f"cron leaves out a night in which the machine sleeps or is off at {at}. A job for "
            "launchd (macOS) or systemd (Linux) is made up for: --for launchd, --for systemd."
        )
    elif kind == "systemd":
        yield (
            f"If the machine sleeps or is off at {at}, the job runs when it is on again.{late} A "
            "user's timer wakes no machine. To run without a login: loginctl enable-linger"
        )
    else:
        minutes = (hour * 60 + minute - _MINUTES_BEFORE) % (24 * 60)
        wake = f"{minutes // 60:02}:{minutes % 60:02}:00"
        yield (
            f"A Mac that sleeps at {at} runs the job when it wakes; one that is off leaves it out."
            f"{late} launchd wakes no Mac. To wake it or switch it on: "
            f"sudo pmset repeat wakeorpoweron MTWRFSU {wake}"
        )
        yield (
            "That replaces an earlier pmset repeat (pmset -g sched shows it). The job needs you to "
            "be logged in. A run keeps the Mac awake while it works (caffeinate)."
        )


def _by_newsyslog(log: Path) -> Iterator[str]:
    """Yield how to keep a log small on macOS and BSD. Source: newsyslog.conf(5).

    G: the name is a pattern, as there may be several jobs. N: there is no process to signal. What
    is written to a file that was moved is not lost.
    """
    yield (
        "The log grows with every night. To keep 5 files of 1 MB, save this line as "
        "/etc/newsyslog.d/ralf-notes.conf, once for all jobs: "
        f"{log.with_name('*.log')} {_owner(':')} 644 5 1000 * GN"
    )


def _by_logrotate(log: Path) -> Iterator[str]:
    """Yield how to keep a log small on Linux. Source: logrotate.conf(5).

    `su` because the folder is the user's; the path is quoted, as it may hold blanks.
    """
    yield from (
        "The log grows with every night. To keep 5 files of 1 MB, save this as "
        "/etc/logrotate.d/ralf-notes, once for all jobs:",
        f'  "{log.with_name("*.log")}" {{', f"      su {_owner(' ')}",
        "      size 1M", "      rotate 5", "      missingok", "      nocreate", "  }",
    )  # fmt: skip


def _owner(between: str) -> str:
    """Return the names of the user and the group."""
    import grp
    import pwd

    return f"{pwd.getpwuid(os.getuid()).pw_name}{between}{grp.getgrgid(os.getgid()).gr_name}"
