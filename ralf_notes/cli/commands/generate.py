"""`generate`: a run, the files that its results go to, and what a person reads at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ralf_notes.config.files import places
from ralf_notes.config.keys import Config
from ralf_notes.errors import ConfigError, RalfError, UsageError
from ralf_notes.events import Event
from ralf_notes.machine.process import interruptible
from ralf_notes.notes.obsidian import vaults
from ralf_notes.paths import HERE_IS_GONE, is_here_gone
from ralf_notes.report import outputs, summary
from ralf_notes.report.report import Report
from ralf_notes.run.nights import unattended
from ralf_notes.run.request import Request

if TYPE_CHECKING:
    from ralf_notes.config.loading import LoadedConfig
    from ralf_notes.models.engines import Engine


@dataclass(frozen=True, slots=True)
class ResultFiles:
    """Where the results of a run go besides the terminal; None for nowhere."""

    report: Path | None
    """For the results as JSON."""
    summary: Path | None
    """For a job summary in Markdown, which is appended."""

    def write(self, report: Report) -> None:
        """Write both files; raise RalfError when one cannot be written."""
        outputs.write_outputs(report, self.report, self.summary)


def is_first(settings: Mapping[str, object], environ: Mapping[str, str]) -> bool:
    """Whether neither an option, nor the environment, nor a file says where the notes go."""
    if settings.get("target_dir") or environ.get("RALF_TARGET_DIR", "").strip():
        return False
    try:
        return not is_here_gone() and places.search().file is None
    except ConfigError:  # the run says what is wrong with it
        return False


def generate_notes(
    load_request: Callable[[], Request],
    files: ResultFiles,
    open_engine: Callable[[Config], Engine],
    tell: Callable[[Event], None],
    *,
    at_once: bool,
) -> Report:
    """Bring the notes up to date, and return what was done, if only that it was interrupted.

    Args:
        load_request: loads the configuration, and returns what the run is asked to do.
        files: where its results go; an error goes into the job summary, too.
        open_engine: called when there is something to ask.
        tell: gets the events of the run.
        at_once: start now, whatever `start_at` says.

    Raises RalfError, and what nobody foresaw, once the results have been written.
    """
    outputs.check_folders(files.report, files.summary)
    with outputs.errors_in_summary(files.summary):
        request = load_request()
        try:
            # A dry run has nothing to end in good order: a signal ends it at once.
            with nullcontext() if request.dry_run else interruptible():
                return unattended.run(request, open_engine, tell, at_once=at_once)
        except RalfError:
            raise
        except KeyboardInterrupt as exc:  # before notes were written: `run` reports later ones
            if request.dry_run:
                raise
            return unattended.failed(request.config, exc)
        except Exception as exc:
            with suppress(RalfError):  # the user should see the first error
                files.write(unattended.failed(request.config, exc))
            raise


def agents_block(loaded: LoadedConfig) -> str:
    """Return the block that points agents to the notes, for a file in the current folder.

    Raises UsageError when that folder is gone.
    """
    from ralf_notes.agents.agents_md.text import block_text
    from ralf_notes.source.walk import walk

    if is_here_gone():
        raise UsageError(HERE_IS_GONE)
    trees = walk(loaded.config).trees
    return block_text(loaded.config, trees, loaded.file, Path.cwd())


def way_to_obsidian(report: Report) -> tuple[str, str] | None:
    """Return how to see new notes in Obsidian: a line, and the address that it leads to or ''.

    None if the run wrote no note, or stopped early: why is the last that it says then.
    """
    if report.stopped or not (report.open_first and any(row.written for row in report.rows)):
        return None
    target = Path(report.target)
    if vaults.vault_around(target, os.environ) is None:
        return f"In Obsidian: Open folder as vault, and choose {os.path.abspath(target)}", ""
    return "Open it in Obsidian", vaults.open_link(target / report.open_first)


def final_lines(report: Report, *, dry_run: bool, quiet: bool, is_watched: bool) -> Iterator[str]:
    """Yield what a person reads at the end: the plan of a dry run, else a summary.

    A run that nobody watches and that had nothing to do says nothing.
    """
    if dry_run:
        yield from summary.plan_lines(report)
    elif quiet and not report.exit_code:
        return
    elif is_watched and not quiet:
        yield from summary.ending_lines(report)
    else:
        yield from summary.summary_lines(report)
