"""A search like one before: it is answered before the command line is built, which takes longer.

Only the options that are written as a person mostly writes them are read here. Whatever else is on
the command line, or goes wrong, is left to Typer and the command `search`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ralf_notes.cli import terminal
from ralf_notes.cli.commands.answers import search
from ralf_notes.search.remembered import SearchRequest

_CONFIG, _TARGET, _SOURCE, _LIMIT = "--config", "--target-dir", "--source", "--limit"
_LIMIT_TEXT = re.compile(r"[1-9][0-9]{0,8}")
_SHORT = {"-c": _CONFIG, "-o": _TARGET}
MOST_RESULTS = 8
"""How many results are shown if nobody says how many."""


def answered(words: Sequence[str]) -> int | None:
    """Answer a search as before, if nothing changed since; return its exit code, None if not.

    Args:
        words: what follows `search` on the command line.
    """
    question: list[str] = []
    given: dict[str, list[str]] = {_CONFIG: [], _TARGET: [], _SOURCE: [], _LIMIT: []}
    rest = iter(words)
    for word in rest:
        name = _SHORT.get(word, word)
        if name in given:
            given[name].append(next(rest, ""))
        elif word.startswith("-"):
            return None
        else:
            question.append(word)
    limit = given[_LIMIT][-1] if given[_LIMIT] else str(MOST_RESULTS)
    values = [value for each in given.values() for value in each]
    if not (question and all(values) and _LIMIT_TEXT.fullmatch(limit)):
        return None
    request = SearchRequest(
        _path(given[_CONFIG]), given[_SOURCE], _path(given[_TARGET]), os.environ
    )
    results = None
    with suppress(Exception):  # the command meets it again, and says what it is
        results = search.search_again(request, question, int(limit))
    if results is None:
        return None
    show(results)
    return results.exit_code


def show(results: search.Results, *, as_json: bool = False) -> None:
    """Print what a question found, and what a person should know besides."""
    if as_json:
        from ralf_notes.cli import json_output

        terminal.say_json(json_output.search_json(results))
    for place, text in () if as_json else search.lines(results):
        terminal.say(text, lead=place, colour="magenta")
    for line in search.remarks(results):
        terminal.tell(f"ralf-notes: {line}")


def _path(values: Sequence[str]) -> Path | None:
    return Path(values[-1]) if values else None
