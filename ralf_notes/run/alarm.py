"""Call the user's command when a run has failed: with the report, since nobody may be watching."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from ralf_notes.report import report as reports
from ralf_notes.report.report import Report

_LONGEST = 60
"""Seconds that the command may take."""


def call(command: Sequence[str], report: Report, tell: Callable[[str], None]) -> None:
    """Run a command with the report as JSON on its standard input.

    Args:
        command: the program, `~` being the home folder, and its arguments; empty for none.
        report: of the run; its exit code is in RALF_EXIT_CODE.
        tell: gets one line when the command itself fails.
    """
    if not command:
        return
    program = os.path.expanduser(command[0])
    try:
        done = subprocess.run(
            [program, *command[1:]],
            input=reports.to_json(report).encode(errors="replace"),
            env={**os.environ, "RALF_EXIT_CODE": str(report.exit_code)},
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        tell(f"{Path(program).name} took over {_LONGEST} s and was ended")
    except OSError as exc:
        tell(f"{program} cannot be run: {exc.strerror or exc}")
    else:
        if done.returncode:
            tell(f"{Path(program).name} ended with exit code {done.returncode}")
