"""A run that nobody watches: it keeps its hours, is remembered, and calls when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError
from ralf_notes.events import Event, Failed, Warned
from ralf_notes.machine.signals import EXIT_INTERRUPTED
from ralf_notes.report import history
from ralf_notes.report.report import Report
from ralf_notes.run import alarm, generate
from ralf_notes.run import hours as window
from ralf_notes.run.generate import Options

if TYPE_CHECKING:
    from ralf_notes.models.engines import Engine


def run(
    config: Config,
    options: Options,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    *,
    at_once: bool = False,
) -> Report:
    """Do what `generate` does, in the hours that the configuration gives.

    Args:
        config: the run's configuration.
        options: what else is asked for.
        open_engine: called when there is something to ask.
        tell: gets the events of the run.
        at_once: begin now, whatever the window says.

    Raises what `generate` raises, once the command of `on_failure` has been called.
    """
    if options.dry_run:
        return generate.generate(config, options, open_engine, tell)
    try:
        report = _remembered(config, options, open_engine, tell, at_once)
    except BaseException as exc:
        alarm.call(
            config.on_failure, _of_failure(config, exc), lambda why: tell(Failed("on_failure", why))
        )
        raise
    if report.exit_code:
        alarm.call(config.on_failure, report, lambda why: tell(Failed("on_failure", why)))
    return report


def _remembered(
    config: Config,
    options: Options,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    at_once: bool,
) -> Report:
    """Wait for the window, then generate; leave word of it for `status`."""
    target = config.target()
    hours = window.window(config.start_at, config.stop_at)
    end = window.deadline(
        hours, config.max_time, window.system_clock(),
        at_once=at_once, tell=lambda text: tell(Warned(text)),
    )  # fmt: skip
    begun = history.begin(target)
    try:
        report = generate.generate(config, replace(options, deadline=end), open_engine, tell)
    except BaseException as exc:
        history.end(target, begun, _of_failure(config, exc))
        raise
    history.end(target, begun, report)
    return report


def _of_failure(config: Config, exc: BaseException) -> Report:
    """Return the report of a run that could not do its work."""
    target = str(config.target_dir or "")
    if isinstance(exc, KeyboardInterrupt):
        return Report(target, stopped="interrupted", exit_code=EXIT_INTERRUPTED)
    code = exc.exit_code if isinstance(exc, RalfError) else 1
    return Report(target, stopped=str(exc) or type(exc).__name__, exit_code=code)
