"""Writes the results of a run into the files that the user named: JSON report, job summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ralf_notes.errors import RalfError, UsageError
from ralf_notes.report.report import Report, report_json


def check_folders(*files: Path | None) -> None:
    """Check that the folders of some files exist. Raises UsageError."""
    for file in files:
        if file is not None and not file.absolute().parent.is_dir():
            raise UsageError(f"{file} cannot be written: there is no folder {file.parent}")


@contextmanager
def errors_in_summary(summary: Path | None) -> Iterator[None]:
    """Write an error that ends the block into the job summary, too."""
    try:
        yield
    except RalfError as exc:
        if summary is not None:
            from ralf_notes.report.job_summary import error_summary

            with suppress(OSError):  # the user should see the first error
                _append(summary, error_summary(str(exc)))
        raise


def write_outputs(done: Report, report: Path | None, summary: Path | None) -> None:
    """Write the report, and append the summary to those of other steps of the job.

    Raises RalfError when a file cannot be written.
    """
    if report is not None:
        with _errors_of("--report", report):
            report.write_text(report_json(done), encoding="utf-8")
    if summary is not None:
        from ralf_notes.report.job_summary import job_summary

        _append_masked(summary, job_summary(done))


def append_check(
    file: Path, verdict: tuple[str, str, str], notes: Sequence[tuple[str, str]]
) -> None:
    """Append the verdict of `status --exit-code` to the summaries of other steps of the job.

    Args:
        file: of the summary.
        verdict: how many notes are stale, the command that mends it, the folder to commit.
        notes: the path and the state of each that is stale.

    Raises RalfError when the file cannot be written.
    """
    from ralf_notes.report.job_summary import check_summary

    _append_masked(file, check_summary(verdict, notes))


def _append_masked(summary: Path, text: str) -> None:
    """Append a text without its secrets to a job summary. Raises RalfError."""
    from ralf_notes.source import secrets

    with _errors_of("--summary", summary):
        _append(summary, secrets.mask_note(text))


@contextmanager
def _errors_of(option: str, file: Path) -> Iterator[None]:
    """Raise RalfError for a file that cannot be written."""
    try:
        yield
    except OSError as exc:
        raise RalfError(f"{option} {file}: cannot be written: {exc.strerror}") from exc


def _append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(text)
