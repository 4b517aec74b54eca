"""What a shell offers as values of options, such as engines and models: quick, never an error."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING

import typer

from ralf_notes.errors import RalfError

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config

Complete = Callable[[str], list[str]]

_PATIENCE = 1.0
"""Seconds to wait for the models of a server: a person has just pressed a key."""

_begun = ""
"""What stands before the end of the word at the cursor, in a shell that completes that end only."""


def join_words(environ: MutableMapping[str, str]) -> None:
    """Join the words that bash takes apart at colons, such as `qwen3:4b` and `127.0.0.1:11434`.

    Source: COMP_WORDBREAKS in bash(1).

    Args:
        environ: what bash tells of the command line: its words, and the number of the one at the
            cursor; changed.
    """
    global _begun
    _begun = ""
    words, number = environ.get("COMP_WORDS", "").split("\n"), environ.get("COMP_CWORD", "")
    if not number.isdecimal() or len(words) <= int(number):
        return
    joined: list[str] = []
    for word in words[: int(number) + 1]:
        is_more = word and len(joined) > 1 and (not word.strip(":") or joined[-1].endswith(":"))
        if is_more:
            joined[-1] += word
        else:
            joined.append(word)
    if joined[-1] != words[int(number)]:
        begun, colon, joined[-1] = joined[-1].rpartition(":")
        _begun = begun + colon
    environ["COMP_WORDS"], environ["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)


def of(*values: str) -> Complete:
    """Return a function that offers some fixed values."""

    def complete(incomplete: str) -> list[str]:
        typed = _begun + incomplete
        return [value.removeprefix(_begun) for value in values if value.startswith(typed)]

    return complete


def engines(incomplete: str) -> list[str]:
    """Offer the engines."""
    from ralf_notes.config.engines import ENGINES

    return of(*ENGINES)(incomplete)


def gates(incomplete: str) -> list[str]:
    """Offer the metrics, each with the sign that a number follows."""
    from ralf_notes.report.metrics import METRICS

    return of(*(f"{metric}=" for metric in METRICS))(incomplete)


def models(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the models of the engine that the command line or the configuration names."""
    from ralf_notes.config.loading import load_config

    settings = {key: ctx.params.get(key) for key in ("engine", "host")}
    try:
        config = load_config(ctx.params.get("config"), settings, os.environ).config
    except RalfError:
        return []
    return of(*_models_of(config))(incomplete)


def _models_of(config: Config) -> list[str]:
    """Return what an engine has, if it answers in time."""
    from ralf_notes.models.opening import open_engine

    if not config.traits.asks or config.traits.in_process:
        return []
    names: list[str] = []

    def look() -> None:
        try:
            engine = open_engine(config, os.environ)
            names.extend(model.name for model in engine.models())
        except RalfError:
            return

    # A server that does not answer must not hold up the shell: the thread ends with the process.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    return sorted(names)
