"""The report of a run: rows and totals as data, and as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ralf_notes import escapes
from ralf_notes.prose.tally import Tally

if TYPE_CHECKING:
    from ralf_notes.config.loading import ConfigOrigin
    from ralf_notes.models.usage import Usage
    from ralf_notes.notes.links import Backlink
    from ralf_notes.report.metrics import Quality

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class FileRow:
    """The result of a run for one file or folder."""

    tree: str
    path: str
    state: str
    """`new`, `moved`, `changed`, `unchanged`, `skipped`, `edited`, `blocked` or `failed`."""
    note: str = ""
    written: bool = False
    parts: int = 0
    coverage: float | None = None
    """Share of the file's bytes that a model has read; None if no model is to read the file."""
    tally: Tally = Tally()
    error: str = ""
    left: bool = False
    """Whether the run ended before a model was asked about it; the next run continues with it."""
    unanswered: str = ""
    """Why a part of its prose is missing: what was wrong with the model's answers; or ''."""
    unread_lines: int = 0
    """How many of its lines the parser could not read: what they define may be missing."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan of a run for one file."""

    tree: str
    path: str
    state: str
    why: str
    parts: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long the questions of a run take."""

    seconds: float = 0.0
    read: int = 0
    """Tokens of prompts."""
    written: int = 0
    """Tokens of answers."""
    reading: float = 0.0
    """Tokens of prompts a second, of the first model."""
    writing: float = 0.0
    models: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Those of them whose speed this machine has not measured yet: a default counts for them."""


@dataclass(frozen=True, slots=True)
class ModelTurn:
    """The questions to one model before the next model has its turn."""

    task: str
    """`part`, `file`, `folder` or `overview`."""
    model: str
    count: int
    tokens: int
    is_return: bool
    """Whether the model has had a turn before, so that it may have to be loaded again."""
    seconds: float = 0.0
    """Estimated."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one run."""

    target: str = ""
    open_first: str = ""
    """The path below the target of the note to read first."""
    files: tuple[FileRow, ...] = ()
    folders: tuple[FileRow, ...] = ()
    source_failures: tuple[tuple[str, str], ...] = ()
    """Sources as given, each with the reason of its failure."""
    models: tuple[Usage, ...] = ()
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    stopped: str = ""
    """Why the run ended early, or ''."""
    exit_code: int = 0
    moved: tuple[tuple[str, str], ...] = ()
    """Old and new paths of notes that followed their source."""
    removed: tuple[str, ...] = ()
    """Notes that were moved to `.trash`."""
    kept: tuple[tuple[str, str], ...] = ()
    """Notes of deleted sources that were kept, each with the reason."""
    passed_over: tuple[tuple[str, str], ...] = ()
    """Other notes that `--prune` left, each with the reason."""
    broken_links: tuple[Backlink, ...] = ()
    """The user's own links to notes that were moved."""
    own_files: tuple[tuple[str, int], ...] = ()
    """How many files are no sources because ralf-notes wrote them: by `own_files.NOUNS`."""
    plan: tuple[PlanRow, ...] = ()
    routing: tuple[ModelTurn, ...] = ()
    """The turns of the models, in order."""
    folders_to_ask: int = 0
    """Folders that the models may be asked about after their files, in a plan."""
    estimate: Estimate = Estimate()
    for_agents: tuple[tuple[str, int], ...] = ()
    """The files for agents that were written, with their bytes; no part of the JSON."""
    prefix: str = ""
    """The path of the target below the top of its vault, or ''; no part of the JSON."""
    facts_only: bool = False
    """Whether its engine asks no model and no model has written yet; no part of the JSON."""
    up_to_date: int = 0
    """The notes of a run that had nothing to compare; no part of the JSON."""
    quality: Quality | None = None
    """The quality of the notes, if there are gates."""
    missed: tuple[str, ...] = ()
    """The gates that the notes missed."""
    origin: ConfigOrigin | None = None
    """The file of the run's configuration, None if it has none."""
    fault: Exception | None = None
    """What ended the run and nobody foresaw; no part of the JSON."""

    @property
    def rows(self) -> tuple[FileRow, ...]:
        """Files, then folders."""
        return (*self.files, *self.folders)

    @property
    def has_worked(self) -> bool:
        """Whether a note was written, or a model was asked."""
        return any(row.written or row.tally.requests for row in self.rows)

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Everything that failed, each with the reason."""
        failed = [row for row in self.rows if row.error and row.state != "edited"]
        return (*self.source_failures, *((row.path or row.tree, row.error) for row in failed))

    @property
    def tally(self) -> Tally:
        """The sum of all requests to models."""
        return sum((row.tally for row in self.rows), Tally())


def run_exit_code(report: Report) -> int:
    """Return the exit code of a run that was stopped, else 1 if anything failed, else 0.

    A run that stops because its time is over has not failed.
    """
    return report.exit_code or (1 if report.failures else 0)


def report_json(report: Report) -> str:
    """Return the report as JSON; `schema_version` grows when the meaning of a field changes."""
    from ralf_notes.report import metrics
    from ralf_notes.source import secrets

    read = [row.coverage for row in report.files if row.coverage is not None]
    totals = {
        "notes": sum(bool(row.note) for row in report.rows),
        "written": sum(row.written for row in report.rows),
        "failed": len(report.failures),
        "left": sum(row.left for row in report.rows),
        "coverage": sum(read) / len(read) if read else None,
        "unread_lines": sum(row.unread_lines for row in report.files),
        "files_with_unread_lines": sum(row.unread_lines > 0 for row in report.files),
    }
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "exit_code": report.exit_code,
        "stopped": report.stopped,
        "seconds": round(report.seconds, 3),
        "target": report.target,
        "configuration": _origin_data(report.origin) if report.origin else None,
        "files": [_row_data(row) for row in report.files],
        "folders": [_row_data(row) for row in report.folders],
        "source_failures": [{"source": s, "error": e} for s, e in report.source_failures],
        "models": [_usage_data(usage) for usage in report.models],
        "warnings": list(report.warnings),
        "moved": [{"from": old, "to": new} for old, new in report.moved],
        "removed": list(report.removed),
        "kept": [{"note": path, "why": why} for path, why in report.kept],
        "passed_over": [{"note": path, "why": why} for path, why in report.passed_over],
        "broken_links": [asdict(link) for link in report.broken_links],
        "own_files": sum(count for _, count in report.own_files),
        "quality": metrics.quality_data(report.quality) if report.quality else None,
        "missed_gates": list(report.missed),
        "totals": totals | _tally_data(report.tally),
    }
    text = json.dumps(secrets.mask_values(data), indent=1, ensure_ascii=False)
    return escapes.shown_json(text) + "\n"


def _origin_data(origin: ConfigOrigin) -> dict[str, Any]:
    return {"file": origin.file, "trusted": origin.trusted, "not_set": list(origin.not_set)}


def _row_data(row: FileRow) -> dict[str, Any]:
    data = asdict(row) | _tally_data(row.tally)
    del data["tally"]
    return data


def _tally_data(tally: Tally) -> dict[str, Any]:
    rate = 1 - tally.invented / tally.names if tally.names else None
    return asdict(tally) | {"seconds": round(tally.seconds, 3), "raw_name_rate": rate}


def _usage_data(usage: Usage) -> dict[str, Any]:
    read, written = usage.reading_rate, usage.writing_rate
    data = asdict(usage)
    del data["counts_loads"], data["counts_prompts"], data["timed_tokens"]
    return data | {
        "prompt_tokens_per_second": round(read, 1) if read else None,
        "answer_tokens_per_second": round(written, 1) if written else None,
    }
