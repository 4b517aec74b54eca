"""Defaults of options and variables as tables show them."""

from __future__ import annotations

from ralf_notes.source.secrets.names import NameKind, meaning_of

_QUOTES = ('"', "'", "`")
_MASKED = "<secret: "
_SAYS_NOTHING = ('""', "''", "``")
_LONGEST = 60


def shown_default(name: str, text: str) -> str:
    """Return a default as it is written, '' for one that says nothing, much, or a secret.

    Args:
        name: of the option or the variable.
        text: the default, as the source writes it.
    """
    if text in _SAYS_NOTHING or len(text) > _LONGEST:
        return ""
    meaning = meaning_of(name) if text[:1] in _QUOTES and _MASKED not in text else None
    return text if meaning is None or meaning.kind is NameKind.KEY else ""
