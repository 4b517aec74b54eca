"""The tags of notes about files, and the property that names a model. Pure."""

from __future__ import annotations

from ralf_notes.notes.frontmatter import language_tag
from ralf_notes.notes.kept import Kept
from ralf_notes.notes.properties import Value
from ralf_notes.source.classify import Kind


def file_tags(language: str, kind: Kind, prefix: str) -> tuple[str, ...]:
    """Return the tags of a file's note: its language, and its kind if that is not code.

    Args:
        prefix: the first part of our tags.
    """
    tags = [f"{prefix}/{language_tag(language)}"]
    return (*tags, f"{prefix}/{kind.value}") if kind is not Kind.CODE else tuple(tags)


def written_by(model: str, kept: Kept) -> dict[str, Value]:
    """Return the property that names the model, or none for a note without prose."""
    return {"ralf_model": model} if model and (kept.summary or kept.symbols) else {}
