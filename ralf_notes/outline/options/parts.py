"""Texts that a program puts together, of parts of which some are known only when it runs."""

from __future__ import annotations

import re
from collections.abc import Iterable

GAP = "…"
"""Stands for what is known only when the program runs."""


def whole_text(parts: Iterable[str | None]) -> str | None:
    """Return the text that the parts make; None where one of them, itself None, is not known."""
    texts = list(parts)
    return None if None in texts else "".join(text or "" for text in texts)


def help_text(parts: Iterable[str | None]) -> str:
    """Return a help text on one line, with `…` for each part that is not known.

    Returns:
        "" where no word is known.
    """
    text = "".join(GAP if part is None else part for part in parts)
    return " ".join(text.split()) if re.search(r"\w", text) else ""
