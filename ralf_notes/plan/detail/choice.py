"""Which files matter so much that a model says how they work."""

from __future__ import annotations

from ralf_notes.outline.model import FUNCTIONS, Outline
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.survey import Project
from ralf_notes.source.classify import Kind

STEPS, GOTCHAS = "steps", "gotchas"
_LEAST_SYMBOLS = 5
_LEAST_BYTES = 2000


def lists_for(scope: Scope, project: Project, path: str, outline: Outline) -> tuple[str, ...]:
    """Return the lists that a file's note is to have, as the setting `detail` says."""
    detail = scope.config.detail
    is_code = project.files[path].kind is Kind.CODE
    if (
        detail == "brief"
        or not is_code
        or not any(symbol.kind in FUNCTIONS for symbol in outline.symbols)
    ):
        return ()
    if detail == "full":
        return STEPS, GOTCHAS
    return (STEPS,) if _matters(project, path, outline) else ()


def _matters(project: Project, path: str, outline: Outline) -> bool:
    """Whether a file is big enough, much used, or where a program starts."""
    if len(outline.symbols) >= _LEAST_SYMBOLS and outline.size >= _LEAST_BYTES:
        return True
    whole = project.neighbours.of_folder("")
    return path in whole.in_detail or any(path == e for e, _ in whole.entry_points)
