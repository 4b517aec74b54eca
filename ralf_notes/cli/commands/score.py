"""`score`: how good the notes of a vault are, in numbers."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ralf_notes.config.keys import Config
from ralf_notes.config.loading import load_config
from ralf_notes.errors import ConfigError, UsageError
from ralf_notes.escapes import shown_json
from ralf_notes.report.gates import Gate, missed_gates
from ralf_notes.report.metrics import (
    METRICS,
    Quality,
    Share,
    by_model,
    quality_data,
    shown_value,
    total,
)
from ralf_notes.report.score import score_sources
from ralf_notes.report.sources import with_sources_of_target

SCHEMA_VERSION = 1


def one_vault(vault: Path | None, target_dir: Path | None) -> Path | None:
    """Return the folder of the notes, which may be named in two ways.

    Raises UsageError when these are two folders: other commands take a source where this one takes
    the notes.
    """
    if vault is None or target_dir is None or vault == target_dir:
        return vault or target_dir
    command = ["ralf-notes", "score", "--source", str(vault), "--target-dir", str(target_dir)]
    raise UsageError(
        f"the notes are named twice: {vault} and --target-dir {target_dir}. If {vault} is a "
        f"source: {shlex.join(command)}"
    )


def start_of_search(vault: Path | None, environ: Mapping[str, str]) -> tuple[Path | None, bool]:
    """Return from where to look for a configuration, and whether the one there is the vault's own.

    That is one whose notes go to the vault: around the working directory, else around the vault,
    which may lie in the repository that it is about.

    Args:
        vault: as named on the command line; None for the one of the configuration.
        environ: the environment.
    """
    if vault is None:
        return None, True
    for start in (None, vault) if vault.is_dir() else (None,):
        with suppress(ConfigError):  # one that counts is read once more, and the error told
            loaded = load_config(None, {}, environ, start)
            target = loaded.config.target_dir if loaded.file else None
            if target and os.path.realpath(target) == os.path.realpath(vault):
                return start, True
    return None, False


def score(config: Config, gates: Sequence[Gate], report: Path | None, *, is_own: bool) -> Quality:
    """Measure the notes of a configuration's sources.

    Args:
        config: names the target, and the sources unless they are those of the last run on it.
        gates: what the notes must reach.
        report: what `generate --report` wrote, for the metric `raw_names`.
        is_own: whether the sources that it names are those of its target.

    Raises UsageError when there is nothing to measure, when the report cannot be read, and when a
    gate needs a report but none is given.
    """
    if report is None and any(gate.metric == "raw_names" for gate in gates):
        raise UsageError(
            "--fail-under raw_names: it is not in the notes. Name the report of the run that wrote "
            "them: --report FILE"
        )
    names = _first_names(report) if report else {}
    return score_sources(with_sources_of_target(config, is_own=is_own), names)


def _first_names(file: Path) -> dict[str, Share]:
    """Return the share of existing names in first answers, by note, from a run's JSON report."""
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        rows = (*report["files"], *report["folders"])
        return {r["note"]: Share(r["names"] - r["invented"], r["names"]) for r in rows}
    except OSError as exc:
        raise UsageError(f"--report {file}: cannot be read: {exc.strerror}") from exc
    except (ValueError, TypeError, KeyError) as exc:
        raise UsageError(
            f"--report {file}: it is not what ralf-notes generate --report wrote"
        ) from exc


def quality_table(quality: Quality) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the headings and the rows of the table for a person."""
    models, everything = by_model(quality), total(quality.notes)
    rows = []
    for metric, unit in METRICS.items():
        whole = everything[metric].whole
        is_elsewhere = metric == "raw_names" and not whole
        of = "needs --report FILE of a run" if is_elsewhere else f"{whole:.0f} {unit}"
        values = (shown_value(shares[metric]) for shares in (everything, *models.values()))
        rows.append((metric, *values, of))
    return ("METRIC", "TOTAL", *(name or "no model" for name in models), "SHARE OF"), rows


def defect_lines(quality: Quality) -> Iterator[str]:
    """Yield what keeps each metric below 1, note by note."""
    defects = [defect for note in quality.notes for defect in note.defects]
    for metric in METRICS:
        rows = [defect for defect in defects if defect.metric == metric]
        if rows:
            yield f"{metric} ({len(rows)}):"
            yield from (f"  {row.note}: {row.what}" for row in rows)


def problems(quality: Quality, gates: Sequence[Gate]) -> list[str]:
    """Return a line for each source that failed and each gate that was missed: exit code 1."""
    failed = [f"{source}: {why}" for source, why in quality.source_failures]
    return failed + [f"a gate was missed: {why}" for why in missed_gates(quality, gates)]


def to_json(quality: Quality, gates: Sequence[Gate]) -> str:
    """Return everything as JSON; `schema_version` grows when a field changes its meaning."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "exit_code": 1 if problems(quality, gates) else 0,
        "target": quality.target,
        **quality_data(quality),
        "missed_gates": list(missed_gates(quality, gates)),
        "source_failures": [{"source": s, "error": e} for s, e in quality.source_failures],
    }
    return shown_json(json.dumps(data, indent=1, ensure_ascii=False)) + "\n"
