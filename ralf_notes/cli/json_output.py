"""What commands print with `--json`, each with a published schema.

The schemas are in docs/schemas, one file for each command and version. A field that changes its
meaning or goes raises the command's version; a new field does not.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ralf_notes.control_tokens import broken
from ralf_notes.escapes import shown_json
from ralf_notes.report.history import LastRun, is_running

if TYPE_CHECKING:
    from ralf_notes.cli.commands.answers.search import Results
    from ralf_notes.cli.commands.checks.finding import Finding
    from ralf_notes.cli.commands.models import Inventory, MemoryPlan
    from ralf_notes.cli.commands.status import Status
    from ralf_notes.config.keys import Config
    from ralf_notes.machine.cache import Holding
    from ralf_notes.run.answering import Answered
    from ralf_notes.search.passages import Hit

VERSIONS = {"status": 1, "search": 1, "ask": 1, "models": 1, "check": 1, "cache": 1}
"""By command: the version of what it prints."""


def status_json(state: Status, up_to_date: int, exit_code: int) -> str:
    """Return the state of a vault.

    Args:
        state: what `status` found.
        up_to_date: how many notes are as they should be.
        exit_code: of the command.
    """
    return _document(
        "status",
        exit_code,
        {
            "target": state.target,
            "notes": state.notes,
            "up_to_date": up_to_date,
            "rows": [asdict(row) for row in state.rows],
            "source_failures": [{"source": s, "error": e} for s, e in state.source_failures],
            "own_files": sum(count for _, count in state.own_files),
            "remarks": list(state.remarks),
            "last_run": _run(state.last_run) if state.last_run else None,
        },
    )


def _run(run: LastRun) -> dict[str, Any]:
    data = asdict(run)
    del data["pid"], data["asks"]
    return data | {"ended": run.ended or None, "running": is_running(run)}


def search_json(results: Results) -> str:
    """Return what a question found, best first."""
    data = {
        "question": results.question,
        "target": results.target,
        "has_notes": results.has_notes,
        "results": [_hit(each) for each in results.hits],
    }
    return _document("search", results.exit_code, data)


def _hit(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    first, last = passage.shown_lines
    return {
        "kind": passage.kind,
        "tree": passage.tree,
        "path": passage.path,
        "note": passage.note or None,
        "symbol": passage.symbol or None,
        "signature": broken(passage.signature) or None,
        "sentence": broken(passage.sentence) or None,
        "first_line": first or None,
        "last_line": last or None,
        "score": round(hit.score, 3),
    }


def models_json(inventory: Inventory, config: Config) -> str:
    """Return the models of an engine, and the memory that they need."""
    plan = inventory.plan
    return _document(
        "models",
        0,
        {
            "engine": config.engine,
            "host": config.host,
            "models": [
                {
                    "name": name,
                    "size": model.size if model else None,
                    "context_length": (model.context_length or None) if model else None,
                    "runs_at": (model.remote_host or None) if model else None,
                    "in_memory": {
                        "size": loaded.size,
                        "context_length": loaded.context_length or None,
                        "until": loaded.expires_at or None,
                    }
                    if loaded
                    else None,
                }
                for name, model, loaded in inventory.models
            ],
            "room": plan.room if plan else None,
            "needs": _needs(plan) if plan else [],
            "remarks": list(inventory.lines),
        },
    )


def _needs(plan: MemoryPlan) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "num_ctx": num_ctx,
            "weights": need.weights,
            "kv_cache": need.cache,
            "buffers": need.buffers,
            "total": need.total,
            "is_rough": need.is_rough,
            "fits_alone": None if plan.room is None else need.total <= plan.room,
            "fits_with": None if plan.room is None else list(plan.beside(name)),
        }
        for name, (num_ctx, need) in plan.needs.items()
    ]


def check_json(findings: Iterable[Finding], exit_code: int) -> str:
    """Return what a check found, in the order in which a run would meet it."""
    rows = [
        {
            "level": each.level,
            "what": each.what,
            "remedy": each.remedy or None,
            "exit_code": each.exit_code,
        }
        for each in findings
    ]
    return _document("check", exit_code, {"findings": rows})


def cache_json(
    path: Path, size: int | None, largest: int, holdings: Mapping[str, Holding], *, cleared: bool
) -> str:
    """Return what a cache holds.

    Args:
        path: its file.
        size: bytes that it takes, or took before it was cleared; None if there is none.
        largest: bytes that it may take.
        holdings: by name, what it holds of each kind.
        cleared: whether it was emptied just now.
    """
    return _document(
        "cache",
        0,
        {
            "path": str(path),
            "exists": size is not None,
            "size": size or 0,
            "largest": largest,
            "cleared": cleared,
            "holds": [
                {
                    "what": name,
                    "count": each.count,
                    "size": each.size,
                    "oldest": datetime.fromtimestamp(each.oldest, UTC).date().isoformat(),
                }
                for name, each in holdings.items()
            ],
        },
    )


def ask_json(answered: Answered) -> str:
    """Return the answer to a question, with the passages that a model read for it."""
    passages = [
        {
            "number": number,
            "kind": each.passage.kind,
            "tree": each.passage.tree,
            "path": each.passage.path,
            "file": str(each.file),
            "lines": list(each.passage.shown_lines) if each.passage.shown_lines[0] else None,
            "symbol": each.passage.symbol or None,
            "note": each.passage.note or None,
            "link": each.link or None,
            "text": each.excerpt.text,
        }
        for number, each in enumerate(answered.chosen, 1)
    ]
    return _document(
        "ask",
        answered.exit_code,
        {
            "question": answered.question,
            "model": answered.model or None,
            "sentences": [{"text": s.text, "passage": s.number} for s in answered.sentences],
            "dropped": [
                {"text": s.text, "passage": s.number or None, "why": s.why}
                for s in answered.dropped
            ],
            "passages": passages,
            "prompt_tokens": answered.prompt_tokens,
            "answer_tokens": answered.answer_tokens,
            "seconds": round(answered.seconds, 3),
            "first_sentence_seconds": round(answered.first_seconds, 3) or None,
            "problem": str(answered.problem) if answered.problem else None,
        },
    )


def _document(command: str, exit_code: int, data: Mapping[str, Any]) -> str:
    """Return the result of a command as JSON, in which nothing acts at a terminal."""
    document = {"schema_version": VERSIONS[command], "exit_code": exit_code, **data}
    return shown_json(json.dumps(document, indent=1, ensure_ascii=False)) + "\n"
