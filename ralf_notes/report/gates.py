"""Gates: the values that metrics of the notes must reach, or else a run or `score` fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ralf_notes.errors import UsageError
from ralf_notes.report.metrics import METRICS, Quality, shown_value, total
from ralf_notes.report.report import Report

_MOVED = ("variety", "own_words", "telling_apart")
"""Metrics of earlier versions: they compare models, and find no fault in a single note."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The least value that a metric must have."""

    metric: str
    least: float


def parse_gates(texts: Iterable[str]) -> tuple[Gate, ...]:
    """Return gates from texts such as `completeness=0.8`. Raises UsageError."""
    gates = []
    for text in texts:
        metric, _, number = text.partition("=")
        if metric in _MOVED:
            raise UsageError(
                f"--fail-under {text}: {metric} is no longer a metric. In a checkout of "
                "ralf-notes, benchmarks/prose_variety.py prints it."
            )
        if metric not in METRICS:
            raise UsageError(f"--fail-under {text}: the metrics are {', '.join(METRICS)}")
        try:
            least = float(number)
        except ValueError:
            least = -1.0
        if not 0 <= least <= 1:
            raise UsageError(f"--fail-under {text}: write a number from 0 to 1, as in {metric}=0.8")
        gates.append(Gate(metric, least))
    return tuple(gates)


def missed_gates(quality: Quality, gates: Iterable[Gate]) -> tuple[str, ...]:
    """Return a line for a person about each gate that the notes missed.

    A metric without anything to measure misses no gate.
    """
    shares = total(quality.notes)
    return tuple(
        f"{gate.metric} is {shown_value(shares[gate.metric])}, below {gate.least:g}"
        for gate in gates
        if (value := shares[gate.metric].value) is not None and value < gate.least
    )


def judged(report: Report, quality: Quality, gates: Iterable[Gate]) -> Report:
    """Return a run's report with the quality of its notes and the gates that they missed."""
    missed = missed_gates(quality, gates)
    code = report.exit_code or (1 if missed else 0)
    return replace(report, quality=quality, missed=missed, exit_code=code)
