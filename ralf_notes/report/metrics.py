"""The quality of notes as data: shares by metric, for each note, each model, and in total.

`measure` works them out for one note, `score` for all notes of a vault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

METRICS: Mapping[str, str] = {
    "completeness": "public symbols",
    "raw_names": "names in first answers",
    "names": "names in prose",
    "density": "words of summaries",
    "items": "steps, things to know",
    "parameter_precision": "rows of tables",
    "parameter_recall": "parameters of signatures",
    "parameter_f1": "rows and parameters",
    "links": "links",
    "coverage": "files for a model",
    "freshness": "sources and their notes",
    "parsed": "lines of code",
}
"""The metrics, and the things that each is a share of. Each is from 0 to 1; more is better."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the measured things are good. Shares can be added."""

    part: float = 0.0
    whole: float = 0.0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None if there was nothing to measure."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that keeps a metric below 1."""

    metric: str
    note: str
    """Its path below the target."""
    what: str


@dataclass(frozen=True, slots=True)
class NoteQuality:
    """The quality of one note."""

    note: str
    """Its path below the target."""
    model: str = ""
    """The model that wrote its prose, or ''."""
    shares: Mapping[str, Share] = field(default_factory=dict)
    """By metric."""
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality of the notes of a target."""

    target: str
    notes: tuple[NoteQuality, ...] = ()
    source_failures: tuple[tuple[str, str], ...] = ()
    """Sources as given, each with the reason why its notes could not be measured."""


def total(notes: Sequence[NoteQuality]) -> dict[str, Share]:
    """Return each metric for some notes together."""
    shares = dict.fromkeys(METRICS, Share())
    for note in notes:
        for metric, share in note.shares.items():
            shares[metric] += share
    return shares


def by_model(quality: Quality) -> dict[str, dict[str, Share]]:
    """Return each metric for the notes of each model; '' stands for notes without a model."""
    groups: dict[str, list[NoteQuality]] = {}
    for note in quality.notes:
        groups.setdefault(note.model, []).append(note)
    return {model: total(groups[model]) for model in sorted(groups)}


def quality_data(quality: Quality) -> dict[str, Any]:
    """Return the quality as values for JSON."""
    return {
        "total": _shares_data(total(quality.notes)),
        "models": {model: _shares_data(shares) for model, shares in by_model(quality).items()},
        "defects": [asdict(defect) for note in quality.notes for defect in note.defects],
    }


def _shares_data(shares: Mapping[str, Share]) -> dict[str, Any]:
    return {
        metric: {"value": share.value, "part": share.part, "whole": share.whole}
        for metric, share in shares.items()
    }


def shown_value(share: Share) -> str:
    """Return the value with three decimals, rounded down, so that 1.000 means exactly 1."""
    return "-" if share.value is None else f"{int(share.value * 1000 + 1e-9) / 1000:.3f}"
