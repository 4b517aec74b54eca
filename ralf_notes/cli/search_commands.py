"""The commands `search`, `ask` and `mcp`, which answer from notes and sources."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ralf_notes.cli import loading, options, terminal
from ralf_notes.machine.process import interruptible

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config
    from ralf_notes.prose.cited.checking import Judged
    from ralf_notes.run.answering import Answered, Chosen


def search_command(
    question: options.Question,
    source: options.DescribedSource = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    limit: options.MostResults = 8,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> None:
    """Find what answers a question in notes and sources. Asks no model."""
    from ralf_notes.cli import search_again
    from ralf_notes.cli.commands.answers import search, waiting
    from ralf_notes.search.remembered import SearchRequest

    request = SearchRequest(config, source or (), target_dir, os.environ)
    results = search.search_again(request, question, limit)
    if results is None:
        loaded = loading.load(config, {"source_paths": source, "target_dir": target_dir})
        settings = _with_sources(loaded.config, source, target_dir)
        has_remarks = bool(loaded.notices or loaded.warning)  # a remembered search shows none
        with waiting.shown_when_needed() as tell:
            remembered = None if has_remarks else request
            results = search.search(settings, question, limit, tell, remembered)
    search_again.show(results, as_json=as_json)
    raise typer.Exit(results.exit_code)


def ask_command(
    context: typer.Context,
    question: options.Question,
    source: options.DescribedSource = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    model: options.ModelName = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    keep_alive: options.KeepAlive = None,
    as_json: options.AsJson = False,
    verbose: options.ShowDropped = False,
    debug: options.Debug = False,
) -> None:
    """Answer a question from notes and sources; each sentence says what it stands on."""
    from ralf_notes.cli import json_output
    from ralf_notes.cli.progress import open_progress
    from ralf_notes.run.answering import ask as answering

    text = answering.checked(" ".join(question))
    options_given = loading.setting_options(context) | {"source_paths": source}
    loaded = loading.load(config, options_given, quiet=as_json)
    settings = _with_sources(loaded.config, source, target_dir)
    with interruptible(), closing(open_progress(quiet=as_json, verbose=verbose)) as progress:
        show = None if as_json else _shown_as_it_comes(progress.close)
        answered = answering.ask(settings, text, loading.open_engine, progress, show)
    if as_json:
        terminal.say_json(json_output.ask_json(answered))
    else:
        _show_end(answered, verbose=verbose)
    if answered.problem is not None:
        raise answered.problem
    raise typer.Exit(answered.exit_code)


def _shown_as_it_comes(close: Callable[[], None]) -> Callable[[Sequence[Chosen], Judged], None]:
    """Return what prints each sentence of an answer that holds.

    Args:
        close: takes what shows the progress from the screen.
    """
    from ralf_notes.cli.commands.answers import ask

    def show(chosen: Sequence[Chosen], sentence: Judged) -> None:
        close()
        terminal.say(ask.sentence_line(chosen, sentence))

    return show


def _show_end(answered: Answered, *, verbose: bool) -> None:
    """Print what stands below an answer, or the passages in place of one."""
    from ralf_notes.cli.commands.answers import ask

    for line in ask.why_none(answered):
        terminal.tell(f"ralf-notes: {line}")
    if answered.sentences:
        terminal.say()
        terminal.say("Stands on:")
    for lines in (ask.place_lines if answered.sentences else ask.passage_lines)(answered):
        terminal.say_lines(lines)
    for line in ask.dropped_lines(answered, verbose=verbose):
        terminal.tell(f"ralf-notes: {line}")


def mcp_command(
    source: options.DescribedSource = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    debug: options.Debug = False,
) -> None:
    """Serve notes and sources to an agent (Model Context Protocol, stdio). Writes nothing."""
    from ralf_notes.agents.serving import server

    loaded = loading.load(config, {"source_paths": source, "target_dir": target_dir})
    server.serve(_with_sources(loaded.config, source, target_dir))


def _with_sources(config: Config, source: list[str] | None, target_dir: Path | None) -> Config:
    """Return a configuration with the sources of its target.

    Args:
        config: as loaded; what it names are not the sources of another target than its own.
        source: the sources that the command line names.
        target_dir: the target that the command line names.

    Raises UsageError when no target is named, or no source is known.
    """
    from ralf_notes.report.sources import with_sources_of_target

    return with_sources_of_target(config, is_own=bool(source) or target_dir is None)
