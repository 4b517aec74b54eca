"""Reads JSON and TOML of a repository as data, whatever it holds, in time that grows with it.

A value in data of YAML, JSON or TOML may be anything; `as_table` and its neighbours take what fits.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from ralf_notes.patterns import lazily
from ralf_notes.text import has_deep_brackets

_COMMENT = lazily(
    r"(\"(?:\\.|[^\"\\])*+(?:\"|\\?\Z))|//[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.DOTALL
)
_COMMA = lazily(r"(\"(?:\\.|[^\"\\])*+(?:\"|\\?\Z))|,(?=\s*+[}\]])", re.DOTALL)
_LONG_KEY = lazily(r"(?:[\w\"'-]{0,60}+[ \t]{0,3}+\.[ \t]{0,3}+){60}")
"""Matches keys of many parts, `a.a.a`, which the parser takes quadratic time for."""


def as_table(value: object) -> dict[str, Any]:
    """Return the value if it is a table, else an empty table: a file may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[Any]:
    """Return the value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """Return the value if it is a text, on one line, else ''."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """Return a text as a list, the texts of a list, or the keys of a mapping."""
    if isinstance(value, str):
        return [value] if value else []
    items: Iterable[object] = value if isinstance(value, list | dict) else ()
    return [as_text(each) for each in items if as_text(each)]


def pairs(value: object) -> list[tuple[str, dict[str, Any]]]:
    """Return the entries of a table whose values are tables; other values are empty ones."""
    return [(key, as_table(each)) for key, each in as_table(value).items()]


def inner(values: object, *keys: str) -> dict[str, Any]:
    """Return the table below some keys, {} if there is none."""
    for key in keys:
        values = as_table(values).get(key)
    return as_table(values)


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
