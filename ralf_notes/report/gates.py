"""How good notes are, in numbers: of each model and in total, against gates, as table and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import floor
from typing import Any

from ralf_notes.errors import UsageError
from ralf_notes.report import metrics
from ralf_notes.report.metrics import Share

SCHEMA_VERSION = 1
METRICS: Mapping[str, str] = {
    "completeness": "public symbols",
    "raw_names": "names in first answers",
    "names": "names in prose",
    "parameter_precision": "rows of tables",
    "parameter_recall": "parameters of signatures",
    "parameter_f1": "both together",
    "links": "links",
    "coverage": "files for a model",
    "variety": "runs of 4 words",
    "own_words": "words of prose",
    "telling_apart": "descriptions",
    "freshness": "sources and their notes",
}
"""What is measured, and of what it is a share. Each goes from 0 to 1, and more is better."""
_NOBODY = "no model"


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that keeps a metric below 1."""

    metric: str
    note: str
    """Below the target."""
    what: str


@dataclass(frozen=True, slots=True)
class NoteQuality:
    """How good one note is."""

    note: str
    """Its path below the target."""
    model: str = ""
    """Who wrote its prose; '' for nobody."""
    shares: Mapping[str, Share] = field(default_factory=dict)
    """By metric; without `variety`, which is not a note's alone."""
    prose: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """How good the notes of a target are."""

    target: str
    notes: tuple[NoteQuality, ...] = ()
    source_failures: tuple[tuple[str, str], ...] = ()
    """Source as given -> why it could not be compared with its notes."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a metric must reach."""

    metric: str
    least: float


def gates(given: Iterable[str]) -> tuple[Gate, ...]:
    """Return the gates that are written as `completeness=0.8`. Raises UsageError."""
    return tuple(map(_gate, given))


def missed(quality: Quality, wanted: Iterable[Gate]) -> tuple[str, ...]:
    """Return what a person reads of each gate that was missed.

    A metric with nothing to look at misses no gate.
    """
    shares = total(quality.notes)
    return tuple(
        f"{gate.metric} is {_shown(shares[gate.metric])}, below {gate.least:g}"
        for gate in wanted
        if (value := shares[gate.metric].value) is not None and value < gate.least
    )


def total(notes: Sequence[NoteQuality]) -> dict[str, Share]:
    """Return each metric of some notes taken together."""
    shares = dict.fromkeys(METRICS, Share())
    for note in notes:
        for metric, share in note.shares.items():
            shares[metric] += share
    return shares | {"variety": metrics.variety(piece for note in notes for piece in note.prose)}


def by_model(quality: Quality) -> dict[str, dict[str, Share]]:
    """Return each metric for the notes of each model; '' for those that no model wrote in."""
    groups: dict[str, list[NoteQuality]] = {}
    for note in quality.notes:
        groups.setdefault(note.model, []).append(note)
    return {model: total(groups[model]) for model in sorted(groups)}


def table(quality: Quality) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the headings and the rows of what a person reads."""
    models = by_model(quality)
    columns = [total(quality.notes), *models.values()]
    rows = [
        (metric, *(_shown(column[metric]) for column in columns), _measured(columns[0], metric))
        for metric in METRICS
    ]
    return ("METRIC", "TOTAL", *(name or _NOBODY for name in models), "SHARE OF"), rows


def to_data(quality: Quality) -> dict[str, Any]:
    """Return what a program reads, as values for JSON."""
    return {
        "total": _data(total(quality.notes)),
        "models": {model: _data(shares) for model, shares in by_model(quality).items()},
        "defects": [asdict(defect) for note in quality.notes for defect in note.defects],
    }


def to_json(quality: Quality, wanted: Sequence[Gate]) -> str:
    """Return what a program reads; `schema_version` grows when a field changes its meaning."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "exit_code": exit_code(quality, wanted),
        "target": quality.target,
        **to_data(quality),
        "missed_gates": list(missed(quality, wanted)),
        "source_failures": [{"source": s, "error": e} for s, e in quality.source_failures],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def problems(quality: Quality, wanted: Sequence[Gate]) -> Iterator[str]:
    """Yield what a person is told of failed sources and missed gates."""
    yield from (f"{given}: {why}" for given, why in quality.source_failures)
    yield from (f"a gate was missed: {why}" for why in missed(quality, wanted))


def exit_code(quality: Quality, wanted: Sequence[Gate]) -> int:
    """Return 1 when a gate was missed or a source could not be looked at, else 0."""
    return 1 if any(True for _ in problems(quality, wanted)) else 0


def defect_lines(quality: Quality) -> Iterator[str]:
    """Yield what keeps each metric below 1, note by note."""
    found = [defect for note in quality.notes for defect in note.defects]
    for metric in METRICS:
        rows = [defect for defect in found if defect.metric == metric]
        if rows:
            yield f"{metric} ({len(rows)}):"
            yield from (f"  {row.note}: {row.what}" for row in rows)


def _gate(text: str) -> Gate:
    metric, _, number = text.partition("=")
    if metric not in METRICS:
        raise UsageError(f"--fail-under {text}: the metrics are {', '.join(METRICS)}")
    try:
        least = float(number)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise UsageError(f"--fail-under {text}: write a number from 0 to 1, as in {metric}=0.8")
    return Gate(metric, least)


def _shown(share: Share) -> str:
    """Return a value rounded down: it is 1.000 only if nothing is missing."""
    return "-" if share.value is None else f"{floor(share.value * 1000 + 1e-9) / 1000:.3f}"


def _measured(shares: Mapping[str, Share], metric: str) -> str:
    whole = shares[metric].whole
    if metric == "raw_names" and not whole:
        return "not in notes: --report FILE of the run knows"
    return f"{whole:.0f} {METRICS[metric]}"


def _data(shares: Mapping[str, Share]) -> dict[str, Any]:
    return {
        metric: {"value": share.value, "part": share.part, "whole": share.whole}
        for metric, share in shares.items()
    }
