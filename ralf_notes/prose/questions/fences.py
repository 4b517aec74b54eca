"""Puts material into a fence that nothing inside it can close. Pure."""

from __future__ import annotations

import re


def fenced(text: str) -> str:
    """Return a text in a fence with more backticks than the text has in a row."""
    longest = max(map(len, re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"
