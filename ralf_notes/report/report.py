"""The report of a run: its rows and totals as data, and as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ralf_notes.prose.tally import Tally

if TYPE_CHECKING:
    from ralf_notes.models.usage import Usage
    from ralf_notes.notes.links import Backlink
    from ralf_notes.report.metrics import Quality

SCHEMA_VERSION = 1


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
    """Share of the file's present bytes that a model has read; None where none is to read it."""
    tally: Tally = Tally()
    error: str = ""
    left: bool = False
    """The run ended before the model was asked about it: a later one goes on with it."""


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
class ModelTurn:
    """What one model would do before another one has its turn."""

    task: str
    """`part`, `file`, `folder` or `overview`."""
    model: str
    count: int
    tokens: int
    is_return: bool
    """The model has had a turn before: it may have to be loaded again."""


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    target: str = ""
    open_first: str = ""
    """The note to start reading at, below the target."""
    files: tuple[FileRow, ...] = ()
    folders: tuple[FileRow, ...] = ()
    source_failures: tuple[tuple[str, str], ...] = ()
    """Source as given, and why it failed."""
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
    plan: tuple[PlanRow, ...] = ()
    routing: tuple[ModelTurn, ...] = ()
    """What the models would be asked, in order."""
    quality: Quality | None = None
    """How good the notes are, where gates were set."""
    missed: tuple[str, ...] = ()
    """The gates that the notes missed."""

    @property
    def rows(self) -> tuple[FileRow, ...]:
        """Files, then folders."""
        return (*self.files, *self.folders)

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """What failed, and why."""
        failed = [row for row in self.rows if row.error and row.state != "edited"]
        return (*self.source_failures, *((row.path or row.tree, row.error) for row in failed))

    @property
    def tally(self) -> Tally:
        """What all requests to models came to."""
        return sum((row.tally for row in self.rows), Tally())


def run_exit_code(report: Report) -> int:
    """Return the code that the run was stopped with, else 1 when something failed, else 0.

    A run that stopped because its time was over is no failure.
    """
    return report.exit_code or (1 if report.failures else 0)


def report_json(report: Report) -> str:
    """Return the report as JSON; `schema_version` grows when a field changes its meaning."""
    from ralf_notes.report import metrics
    from ralf_notes.source import secrets

    read = [row.coverage for row in report.files if row.coverage is not None]
    totals = {
        "notes": len(report.rows),
        "written": sum(row.written for row in report.rows),
        "failed": len(report.failures),
        "left": sum(row.left for row in report.rows),
        "coverage": sum(read) / len(read) if read else None,
    }
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "exit_code": report.exit_code,
        "stopped": report.stopped,
        "seconds": round(report.seconds, 3),
        "target": report.target,
        "files": [_row_data(row) for row in report.files],
        "folders": [_row_data(row) for row in report.folders],
        "source_failures": [{"source": s, "error": e} for s, e in report.source_failures],
        "models": [_usage_data(usage) for usage in report.models],
        "warnings": list(report.warnings),
        "moved": [{"from": old, "to": new} for old, new in report.moved],
        "removed": list(report.removed),
        "kept": [{"note": path, "why": why} for path, why in report.kept],
        "broken_links": [asdict(link) for link in report.broken_links],
        "quality": metrics.quality_data(report.quality) if report.quality else None,
        "missed_gates": list(report.missed),
        "totals": totals | _tally_data(report.tally),
    }
    return json.dumps(secrets.mask_values(data), indent=1, ensure_ascii=False) + "\n"


def _row_data(row: FileRow) -> dict[str, Any]:
    data = asdict(row) | _tally_data(row.tally)
    del data["tally"]
    return data


def _tally_data(tally: Tally) -> dict[str, Any]:
    rate = 1 - tally.invented / tally.names if tally.names else None
    return asdict(tally) | {"seconds": round(tally.seconds, 3), "raw_name_rate": rate}


def _usage_data(usage: Usage) -> dict[str, Any]:
    read, written = usage.prompt_seconds, usage.answer_seconds
    data = asdict(usage)
    del data["counts_loads"]
    return data | {
        "prompt_tokens_per_second": round(usage.prompt_tokens / read, 1) if read else None,
        "answer_tokens_per_second": round(usage.answer_tokens / written, 1) if written else None,
    }
