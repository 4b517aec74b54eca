"""A run's results as Markdown, for the summary page of a job in a CI system."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ralf_notes.notes.markdown import code_cell, code_span, escape, fence
from ralf_notes.report.report import Report
from ralf_notes.report.summary import plan_lines, summary_lines

_MOST_LISTED = 50
"""Rows of each list: GitHub refuses a summary larger than 1 MiB."""
_LONGEST = 500
"""Characters of a reason."""


def job_summary(report: Report) -> str:
    """Return the results, the failures and the changed notes of a run, or the plan of a dry run."""
    if report.plan:
        *rows, files, tokens = plan_lines(report)
        lines = "\n".join([*rows[:_MOST_LISTED], *_rest(rows), files, tokens])
        return f"## ralf-notes: what a run would do\n\n{fence(lines, 'text')}\n\n"
    failures = report.failures
    if report.stopped:
        verdict = "stopped early"
    elif failures:
        verdict = f"done, but {len(failures)} failed"
    elif report.missed:
        verdict = "done, but a gate was missed"
    else:
        verdict = "done" if report.has_worked else "nothing to do"
    blocks = [f"## ralf-notes: {verdict}", *_items(escape(s) for s in summary_lines(report))]
    if failures:
        rows = [f"| {code_cell(path)} | {escape(why[:_LONGEST])} |" for path, why in failures]
        blocks += _table("| failed | why |", rows)
    written = [row for row in report.rows if row.written]
    if written:
        notes = (f"{code_span(row.note)} ({row.state})" for row in written[:_MOST_LISTED])
        blocks += [f"### Changed notes ({len(written)})", *_items(notes), *_rest(written)]
    return "\n\n".join(blocks) + "\n\n"


def check_summary(verdict: tuple[str, str, str], notes: Sequence[tuple[str, str]]) -> str:
    """Return the verdict of a check of the facts, what mends it, and the stale notes."""
    what, remedy, commit = verdict
    blocks = [f"## ralf-notes: {escape(what[:1].lower() + what[1:])}"]
    if remedy:
        then = f"Then commit {code_span(commit)}." if commit else ""
        blocks += ["Bring the notes up to date:", fence(remedy, "sh"), *([then] if then else [])]
    if notes:
        rows = [f"| {code_cell(path)} | {escape(kind)} |" for path, kind in notes]
        blocks += _table("| source | state |", rows)
    return "\n\n".join(blocks) + "\n\n"


def error_summary(error: str) -> str:
    """Return the summary of a run that ended with an error."""
    return f"## ralf-notes: nothing was done\n\n{escape(error[:_LONGEST])}\n\n"


def _items(lines: Iterable[str]) -> list[str]:
    items = "\n".join(f"- {line}" for line in lines)
    return [items] if items else []


def _table(titles: str, rows: Sequence[str]) -> list[str]:
    """Return a table of two columns, and the number of rows that it does not list."""
    return ["\n".join([titles, "| --- | --- |", *rows[:_MOST_LISTED]]), *_rest(rows)]


def _rest(rows: Sequence[object]) -> list[str]:
    """Return a line with the number of rows that are not listed, if there are any."""
    return [f"and {len(rows) - _MOST_LISTED} more"] if len(rows) > _MOST_LISTED else []
