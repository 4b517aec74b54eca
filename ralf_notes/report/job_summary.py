"""What a run came to as Markdown, for the summary page that a CI system shows of a job."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from ralf_notes.notes.markdown import code_cell, code_span, escape, fence, table_cell
from ralf_notes.report import report as reports
from ralf_notes.report.report import Report

_MOST_LISTED = 50
"""Rows of each list: GitHub refuses a summary of more than 1 MiB."""
_LONGEST = 500
"""Characters of a reason."""


def job_summary(report: Report) -> str:
    """Return what was done, what failed and which notes changed, or the plan of a dry run."""
    blocks = [f"## ralf-notes: {_verdict(report)}"]
    if report.plan:
        plan = [*reports.plan_lines(report)]
        return _joined([*blocks, fence("\n".join(_capped(plan)), "text")])
    blocks += _items(escape(line) for line in reports.summary(report))
    blocks += _failures([*reports.failures(report)])
    blocks += _changes([row for row in _rows(report) if row.written])
    return _joined(blocks)


def error_summary(error: str) -> str:
    """Return the summary of a run that could not begin."""
    return _joined(["## ralf-notes: nothing was done", escape(error[:_LONGEST])])


def _verdict(report: Report) -> str:
    if report.plan:
        return "what a run would do"
    if report.stopped:
        return "stopped early"
    failed = sum(1 for _ in reports.failures(report))
    if failed:
        return f"done, but {failed} failed"
    if report.missed:
        return "done, but a gate was missed"
    rows = _rows(report)
    return "done" if any(row.written or row.tally.requests for row in rows) else "nothing to do"


def _rows(report: Report) -> tuple[reports.FileRow, ...]:
    return (*report.files, *report.folders)


def _failures(failed: Sequence[tuple[str, str]]) -> list[str]:
    if not failed:
        return []
    rows = [f"| {code_cell(path)} | {table_cell(why[:_LONGEST])} |" for path, why in failed]
    table = "\n".join(["| failed | why |", "| --- | --- |", *rows[:_MOST_LISTED]])
    return [table, *_rest(len(rows))]


def _changes(written: Sequence[reports.FileRow]) -> list[str]:
    if not written:
        return []
    items = [f"{code_span(row.note)} ({row.state})" for row in written[:_MOST_LISTED]]
    return [f"### Changed notes ({len(written)})", *_items(items), *_rest(len(written))]


def _items(lines: Iterator[str] | Sequence[str]) -> list[str]:
    items = "\n".join(f"- {line}" for line in lines)
    return [items] if items else []


def _capped(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first lines of a plan, and all of its totals at the end."""
    head, totals = lines[:-2], lines[-2:]
    return chain(head[:_MOST_LISTED], _rest(len(head)), totals)


def _rest(number: int) -> list[str]:
    return [f"and {number - _MOST_LISTED} more"] if number > _MOST_LISTED else []


def _joined(blocks: Sequence[str]) -> str:
    return "\n\n".join(blocks) + "\n\n"
