"""The tags that notes get: a closed set below one prefix, so that ours are told from the user's."""

from __future__ import annotations

from functools import cache

from ralf_notes.outline import languages
from ralf_notes.source.classify import Kind


def of_language(key: str) -> str:
    """Return the last part of a language's tag: Obsidian takes no `+` and no `#` in one."""
    return key.replace("+", "p").replace("#", "sharp")


@cache
def own(prefix: str) -> frozenset[str]:
    """Return every tag that a note of ours can have."""
    names = {of_language(language.key) for language in languages.all_languages()}
    names |= {kind.value for kind in Kind} | {"folder", "overview"}
    return frozenset(f"{prefix}/{name}" for name in names)
