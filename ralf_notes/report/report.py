"""What a run came to: rows and totals that a program reads (JSON), and their words for a person."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from ralf_notes.config.durations import in_words
from ralf_notes.prose.tally import Tally

if TYPE_CHECKING:
    from ralf_notes.models.session import Usage
    from ralf_notes.notes.backlinks import Backlink
    from ralf_notes.report.gates import Quality

SCHEMA_VERSION = 1
_STATES = (
    "new", "moved", "changed", "unchanged", "edited", "blocked", "skipped", "failed", "removed",
    "kept",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileRow:
    """What became of one file or folder."""

    tree: str
    path: str
    state: str
    """`new`, `moved`, `changed`, `unchanged`, `skipped`, `edited`, `blocked` or `failed`."""
    note: str = ""
    written: bool = False
    parts: int = 0
    coverage: float | None = None
    """Share of the bytes that a model has read as they are now; None where none is to."""
    tally: Tally = Tally()
    error: str = ""
    left: bool = False
    """The run ended before the model was asked about it: a later one goes on with it."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    target: str = ""
    open_first: str = ""
    """The note to start reading at, below the target."""
    files: tuple[FileRow, ...] = ()
    folders: tuple[FileRow, ...] = ()
    source_failures: tuple[tuple[str, str], ...] = ()
    models: tuple[Usage, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped: str = ""
    """Why the run ended early, or ''."""
    exit_code: int = 0
    moved: tuple[tuple[str, str], ...] = ()
    """Old and new path of the notes that followed their source."""
    removed: tuple[str, ...] = ()
    """Notes that went to `.trash`."""
    kept: tuple[tuple[str, str], ...] = ()
    """Notes of deleted sources that stay, and why."""
    broken_links: tuple[Backlink, ...] = ()
    """The user's own links to notes that were moved."""
    plan: tuple[PlanRow, ...] = field(default=())
    routing: tuple[Stretch, ...] = ()
    """What the models would be asked, in order."""
    quality: Quality | None = None
    """How good the notes are, where gates were set."""
    missed: tuple[str, ...] = ()
    """The gates that they missed."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What a run would do with one file."""

    tree: str
    path: str
    state: str
    why: str
    parts: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one model would do without another one in between."""

    task: str
    """`part`, `file`, `folder` or `overview`."""
    model: str
    count: int
    tokens: int
    is_return: bool
    """The model has done another stretch before: it may have to be loaded again."""


def to_json(report: Report) -> str:
    """Return the report as JSON; `schema_version` grows when a field changes its meaning."""
    from ralf_notes.report import gates
    from ralf_notes.source import secrets

    totals = sum((row.tally for row in (*report.files, *report.folders)), Tally())
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "exit_code": report.exit_code,
        "stopped": report.stopped,
        "seconds": round(report.seconds, 3),
        "target": report.target,
        "files": [_row(row) for row in report.files],
        "folders": [_row(row) for row in report.folders],
        "source_failures": [{"source": s, "error": e} for s, e in report.source_failures],
        "models": [_usage(usage) for usage in report.models],
        "warnings": list(report.warnings),
        "moved": [{"from": old, "to": new} for old, new in report.moved],
        "removed": list(report.removed),
        "kept": [{"note": path, "why": why} for path, why in report.kept],
        "broken_links": [asdict(link) for link in report.broken_links],
        "quality": gates.to_data(report.quality) if report.quality else None,
        "missed_gates": list(report.missed),
        "totals": _totals(report) | _tally(totals),
    }
    return json.dumps(secrets.mask_values(data), indent=1, ensure_ascii=False) + "\n"


def failures(report: Report) -> Iterator[tuple[str, str]]:
    """Yield what failed, and why."""
    yield from report.source_failures
    for row in (*report.files, *report.folders):
        if row.error and row.state != "edited":
            yield row.path or row.tree, row.error


def exit_code(report: Report) -> int:
    """Return what the run was stopped with, else 1 when something failed, else 0.

    A run that was stopped because its time was over did what it was told.
    """
    if report.exit_code:
        return report.exit_code
    return 1 if any(True for _ in failures(report)) else 0


def summary(report: Report) -> Iterator[str]:
    """Yield the lines that tell a person what was done; none when there was nothing to do."""
    rows = [row for row in (*report.files, *report.folders) if row.note]
    written = sum(row.written for row in rows)
    asked = [row for row in rows if row.tally.requests]
    if written or asked:
        rest = _count(len(rows) - written, "note")
        yield f"{_count(written, 'note')} written, {rest} unchanged, in {report.seconds:.0f} s."
    for usage in report.models:
        yield _usage_line(usage)
    tally = sum((row.tally for row in rows), Tally())
    if tally.names:
        rate = 100 * (1 - tally.invented / tally.names)
        yield (
            f"Names in the model's first answers that exist: {rate:.1f} % of {tally.names}; "
            "in the notes: 100 %."
        )
    if tally.dropped:
        dropped = _count(tally.dropped, "piece")
        yield f"{dropped} of prose left out: the model's answers could not be used."
    edited = [row.path for row in rows if row.state == "edited"]
    if edited:
        yield f"Edited by hand, so left alone: {_some(edited)} (--overwrite-edited replaces them)."
    yield from _housekeeping(report)
    yield from (f"A gate was missed: {why}." for why in report.missed)
    if report.stopped:
        yield f"Stopped early: {report.stopped}{_left(report)}"
    if written and report.open_first:
        yield f"Open {report.target}/{report.open_first}"


def _housekeeping(report: Report) -> Iterator[str]:
    """Yield what happened to notes whose source is elsewhere now, or gone."""
    if report.moved:
        moved = [f"{old} -> {new}" for old, new in report.moved]
        yield f"{_count(len(moved), 'note')} followed their source: {_some(moved)}."
    for link in report.broken_links:
        yield f"Your link to {link.link} in {link.note} leads nowhere now: it is {link.now}"
    if report.removed:
        removed = _count(len(report.removed), "note")
        yield f"{removed} of deleted sources moved to .trash: {_some(report.removed)}."
    for why in dict.fromkeys(why for _, why in report.kept):
        paths = [path for path, reason in report.kept if reason == why]
        yield f"The source is deleted and the note stays, as {why}: {_some(paths)}."


def _left(report: Report) -> str:
    """Return how much a run that was stopped has left for the next one, in words."""
    files = sum(row.left for row in report.files)
    folders = sum(row.left for row in report.folders)
    counts = [_count(files, "file")] * bool(files) + [_count(folders, "folder")] * bool(folders)
    return f". Left for the next run: {' and '.join(counts)}." if counts else ""


def plan_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a dry run."""
    groups: dict[str, list[PlanRow]] = {}
    for row in report.plan:
        groups.setdefault(row.state, []).append(row)
    for state in _STATES:
        rows = groups.get(state, [])
        if rows and state != "unchanged":
            yield f"{state} ({len(rows)}):"
            yield from (f"  {_plan_line(row)}" for row in rows)
    yield from _routing_lines(report.routing)
    unchanged = len(groups.get("unchanged", []))
    asked = [row for row in report.plan if row.tokens]
    tokens = sum(row.tokens for row in asked)
    others = sum(len(groups.get(state, ())) for state in ("skipped", "removed", "kept"))
    files = _count(len(report.plan) - others, "file")
    parts = _count(sum(row.parts for row in asked), "part")
    time = duration(tokens / TOKENS_PER_SECOND)
    yield f"{files}, {unchanged} unchanged; {_count(len(asked), 'file')} to ask about in {parts}."
    yield f"About {tokens} tokens: {time} at {TOKENS_PER_SECOND} tokens/s."


def _routing_lines(routing: Sequence[Stretch]) -> Iterator[str]:
    """Yield who would be asked what; nothing where there is one model only."""
    if len({stretch.model for stretch in routing}) < 2:
        return
    yield "models, in this order:"
    for stretch in routing:
        time = f", about {duration(stretch.tokens / TOKENS_PER_SECOND)}" if stretch.tokens else ""
        again = "; comes back: loads again where not all fit" if stretch.is_return else ""
        what = {"part": "part", "overview": "overview"}.get(stretch.task, stretch.task)
        yield f"  {stretch.model}: {_count(stretch.count, what)}{time}{again}"


TOKENS_PER_SECOND = 250
"""What a 3B model manages on a small machine, prompt and answer taken together."""
duration = in_words


def _plan_line(row: PlanRow) -> str:
    cost = f" [{_count(row.parts, 'part')}, about {row.tokens} tokens]" if row.tokens else ""
    return f"{row.path}{cost}{f': {row.why}' if row.why else ''}"


def _usage_line(usage: Usage) -> str:
    rate = usage.prompt_tokens / usage.prompt_seconds if usage.prompt_seconds else 0
    out = usage.answer_tokens / usage.answer_seconds if usage.answer_seconds else 0
    loads = f"loaded {usage.loads}×" if usage.loads else "was loaded already"
    if usage.loads:
        loads += f" ({usage.load_seconds:.1f} s)"
    reasons = "".join(f"; loaded again: {why}" for why in dict.fromkeys(usage.reloads))
    name = PurePath(usage.model).name if usage.model.endswith(".gguf") else usage.model
    return (
        f"{name}: {loads}{_memory(usage)}, {_count(usage.requests, 'request')}, "
        f"{usage.prompt_tokens} tokens read at {rate:.0f}/s, "
        f"{usage.answer_tokens} written at {out:.0f}/s{reasons}."
    )


def _memory(usage: Usage) -> str:
    before, after = usage.memory_before, usage.memory_after
    grown = f" ({before / 1e9:.1f} at the start)" if before and after > 1.05 * before else ""
    return f", {after / 1e9:.1f} GB{grown} in memory" if after else ""


def _row(row: FileRow) -> dict[str, Any]:
    data = asdict(row) | _tally(row.tally)
    del data["tally"]
    return data


def _tally(tally: Tally) -> dict[str, Any]:
    rate = 1 - tally.invented / tally.names if tally.names else None
    return asdict(tally) | {"seconds": round(tally.seconds, 3), "raw_name_rate": rate}


def _usage(usage: Usage) -> dict[str, Any]:
    return asdict(usage) | {
        "prompt_tokens_per_second": _rate(usage.prompt_tokens, usage.prompt_seconds),
        "answer_tokens_per_second": _rate(usage.answer_tokens, usage.answer_seconds),
    }


def _rate(tokens: int, seconds: float) -> float | None:
    return round(tokens / seconds, 1) if seconds else None


def _totals(report: Report) -> dict[str, Any]:
    rows = (*report.files, *report.folders)
    read = [row.coverage for row in report.files if row.coverage is not None]
    return {
        "notes": len(rows),
        "written": sum(row.written for row in rows),
        "failed": sum(1 for _ in failures(report)),
        "left": sum(row.left for row in rows),
        "coverage": sum(read) / len(read) if read else None,
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _some(paths: Sequence[str]) -> str:
    more = len(paths) - 5
    return ", ".join(paths[:5]) + (f" and {more} more" if more > 0 else "")
