"""Reads JSON and TOML of a repository as data, whatever it holds, in time that grows with it."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from ralf_notes.text import has_deep_brackets

_COMMENT = re.compile(
    r"(\"(?:\\.|[^\"\\])*+(?:\"|\\?\Z))|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.DOTALL
)
_COMMA = re.compile(r"(\"(?:\\.|[^\"\\])*+(?:\"|\\?\Z))|,(?=\s*+[}\]])", re.DOTALL)
_LONG_KEY = re.compile(r"(?:[\w\"'-]{0,60}+[ \t]{0,3}+\.[ \t]{0,3}+){60}")
"""Matches keys of many parts, `a.a.a`, which the parser takes quadratic time for."""


def as_table(value: object) -> dict[str, Any]:
    """Return the value if it is a table, else an empty table: a file may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def json_table(text: str) -> dict[str, Any]:
    """Return the object in a JSON text; {} if there is none."""
    try:
        return as_table(json.loads(text.removeprefix("\ufeff")))
    except (ValueError, RecursionError):
        return {}


def plain_json(text: str) -> str:
    """Return JSON without the comments and trailing commas that tools allow in it."""
    for pattern in (_COMMENT, _COMMA):
        text = pattern.sub(lambda match: match[1] or "", text)
    return text


def toml_table(text: str) -> dict[str, Any]:
    """Return the tables of a TOML text; {} if it is broken."""
    if has_deep_brackets(text) or _LONG_KEY.search(text):
        return {}
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return {}
