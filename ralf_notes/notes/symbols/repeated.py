"""Descriptions that stand in a note already: they are quoted once, and referred to. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def repeated_descriptions(quotes: Mapping[str, str]) -> dict[str, str]:
    """Return by name the symbol whose description a symbol repeats, if that has several lines.

    A client and its asynchronous twin often have the same long descriptions.

    Args:
        quotes: each symbol's description as a note shows it, in the order of their sections.
    """
    first: dict[str, str] = {}
    repeated = {}
    for name, text in quotes.items():
        if "\n" in text and (original := first.setdefault(text, name)) != name:
            repeated[name] = original
    return repeated
