"""A run that nobody watches: it keeps its hours, is recorded, and reports a failure."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.keys import Config
from ralf_notes.errors import EXIT_FAULT, RalfError, fault_words
from ralf_notes.events import Event, Failed, Warned
from ralf_notes.machine.process import EXIT_INTERRUPTED, was_interrupted
from ralf_notes.report import history
from ralf_notes.report.report import Report, report_json
from ralf_notes.report.sources import record_sources
from ralf_notes.run import generate
from ralf_notes.run.nights import hours
from ralf_notes.run.nights.hours import Window
from ralf_notes.run.request import Request

if TYPE_CHECKING:
    from ralf_notes.models.engines import Engine

_LONGEST = 60
"""Seconds that the command of `on_failure` may take."""


def run(
    request: Request,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    *,
    at_once: bool = False,
) -> Report:
    """Do what `generate` does, in the hours that the configuration gives.

    Args:
        request: what the user asked for.
        open_engine: called when there is something to ask.
        tell: gets the events of the run.
        at_once: begin now, even outside of the window.

    Raises what `generate` raises, once the command of `on_failure` has been called.
    """
    if request.dry_run:
        return generate.generate(request, open_engine, tell)
    try:
        report = _recorded(request, open_engine, tell, at_once)
    except BaseException as exc:
        _call(request.config.on_failure, failed(request.config, exc), tell)
        raise
    if report.exit_code:
        _call(request.config.on_failure, report, tell)
    return report


def _recorded(
    request: Request,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    at_once: bool,
) -> Report:
    """Wait for the window, then generate; record begin and end for `status`."""
    config, target = request.config, request.target
    window, clock = Window.between(config.start_at, config.stop_at), hours.system_clock()
    if not at_once:
        window.wait(clock, lambda text: tell(Warned(text)))
    end = window.deadline(config.max_time, clock)
    request = replace(request, deadline=end)
    if request.dry_run:  # `status` goes on telling how the last run that wrote notes went
        return generate.generate(request, open_engine, tell)
    begun = history.record_begin(target, asks=config.traits.asks)
    record_sources(config)
    try:
        report = generate.generate(request, open_engine, tell)
    except BaseException as exc:
        history.record_end(target, begun, failed(config, exc))
        raise
    history.record_end(target, begun, report)
    return report


def failed(config: Config, exc: BaseException) -> Report:
    """Return the report of a run that an error ended."""
    target = str(config.target_dir or "")
    if isinstance(exc, KeyboardInterrupt) or was_interrupted():
        return Report(target, stopped="interrupted", exit_code=EXIT_INTERRUPTED)
    if isinstance(exc, RalfError):
        return Report(target, stopped=str(exc), exit_code=exc.exit_code)
    return Report(target, stopped=fault_words(exc), exit_code=EXIT_FAULT)


def _call(command: Sequence[str], report: Report, tell: Callable[[Event], None]) -> None:
    """Call the user's command with the report as JSON on its standard input.

    Args:
        command: the program, `~` being the home folder, and its arguments; empty for none.
        report: of the run; its exit code is in the variable RALF_EXIT_CODE.
        tell: gets an event when the command itself fails.
    """
    if not command:
        return
    program = os.path.expanduser(command[0])
    name = Path(program).name
    why = ""
    try:
        done = subprocess.run(
            [program, *command[1:]],
            input=report_json(report).encode(errors="replace"),
            env={**os.environ, "RALF_EXIT_CODE": str(report.exit_code)},
            timeout=_LONGEST,
            check=False,
        )
        if done.returncode:
            why = f"{name} ended with exit code {done.returncode}"
    except subprocess.TimeoutExpired:
        why = f"{name} took over {_LONGEST} s and was ended"
    except OSError as exc:
        why = f"{program} cannot be run: {exc.strerror or exc}"
    if why:
        tell(Failed("on_failure", why))
