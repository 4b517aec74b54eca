"""What a run did as Markdown, for the summary page that a CI system shows of a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ralf_notes.notes.markdown import code_cell, code_span, escape, fence
from ralf_notes.report.report import Report
from ralf_notes.report.summary import plan_lines, summary_lines

_MOST_LISTED = 50
"""Rows of each list: GitHub refuses a summary of more than 1 MiB."""
_LONGEST = 500
"""Characters of a reason."""


def job_summary(report: Report) -> str:
    """Return what was done, what failed and which notes changed, or the plan of a dry run."""
    if report.plan:
        *rows, files, tokens = plan_lines(report)
        lines = [*rows[:_MOST_LISTED], *_rest(rows), files, tokens]
        return _joined(["## ralf-notes: what a run would do", fence("\n".join(lines), "text")])
    blocks = [f"## ralf-notes: {_verdict(report)}"]
    blocks += _items(escape(line) for line in summary_lines(report))
    failures = report.failures
    if failures:
        rows = [f"| {code_cell(path)} | {escape(why[:_LONGEST])} |" for path, why in failures]
        table = ["| failed | why |", "| --- | --- |", *rows[:_MOST_LISTED]]
        blocks += ["\n".join(table), *_rest(failures)]
    written = [row for row in report.rows if row.written]
    if written:
        notes = (f"{code_span(row.note)} ({row.state})" for row in written[:_MOST_LISTED])
        blocks += [f"### Changed notes ({len(written)})", *_items(notes), *_rest(written)]
    return _joined(blocks)


def error_summary(error: str) -> str:
    """Return the summary of a run that could not begin."""
    return _joined(["## ralf-notes: nothing was done", escape(error[:_LONGEST])])


def _verdict(report: Report) -> str:
    if report.stopped:
        return "stopped early"
    if report.failures:
        return f"done, but {len(report.failures)} failed"
    if report.missed:
        return "done, but a gate was missed"
    has_worked = any(row.written or row.tally.requests for row in report.rows)
    return "done" if has_worked else "nothing to do"


def _items(lines: Iterable[str]) -> list[str]:
    items = "\n".join(f"- {line}" for line in lines)
    return [items] if items else []


def _rest(rows: Sequence[object]) -> list[str]:
    """Return a line about the rows that are not listed, if there are any."""
    return [f"and {len(rows) - _MOST_LISTED} more"] if len(rows) > _MOST_LISTED else []


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n\n"
