"""The command line: turns options into a configuration, calls the command, reports errors."""

from __future__ import annotations

import os
import platform
from contextlib import closing
from typing import Annotated

import typer

from ralf_notes import __version__
from ralf_notes.cli import dialog, loading, options, search_commands, terminal
from ralf_notes.cli.help_pages import HelpAll
from ralf_notes.machine import home
from ralf_notes.machine.process import collect_seldom, interruptible

app = typer.Typer(
    name="ralf-notes",
    cls=options.CommandGroup,
    help="Document source code as an Obsidian vault, with a language model on your own machine.",
    epilog="Start with: ralf-notes generate . --engine none --target-dir vault",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def main() -> None:
    """Run the command line; the entry point of the command `ralf-notes`."""
    collect_seldom()
    terminal.open_closed_streams()
    if remark := home.provide():
        terminal.tell(f"ralf-notes: {remark}")
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        terminal.say(f"ralf-notes {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Document source code as an Obsidian vault, with a language model on your own machine."""


@options.command(
    "generate",
    "Example: ralf-notes generate src -o ~/Vaults/code --model qwen2.5-coder:7b\n"
    "Exit codes: 0 done, 1 something failed, 2 wrong usage or configuration, 3 server or model not "
    "available, 4 target not usable, 70 a fault of ralf-notes, 130 interrupted.",
)
def generate_command(
    context: typer.Context,
    source_paths: options.Sources = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    model: options.ModelName = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    keep_alive: options.KeepAlive = None,
    warm_up: options.WarmUp = None,
    parallel: options.Parallel = None,
    scheduler: options.SchedulerAddress = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    changed_since: options.ChangedSince = None,
    limit: options.Limit = None,
    force: options.Force = False,
    refresh: options.RefreshWhat = None,
    prune: options.Prune = None,
    overwrite_edited: options.OverwriteEdited = False,
    dry_run: options.DryRun = False,
    start_at: options.StartAt = None,
    stop_at: options.StopAt = None,
    max_time: options.MaxTime = None,
    now: options.Now = False,
    wait: options.Wait = False,
    report: options.ReportFile = None,
    summary: options.SummaryFile = None,
    fail_under: options.FailUnder = None,
    agents_block: options.AgentsBlock = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    debug: options.Debug = False,
    help_all: HelpAll = False,
) -> None:
    """Write a note for each source file, then overviews of the folders and the repository."""
    from ralf_notes.cli.commands import generate
    from ralf_notes.cli.progress import open_progress
    from ralf_notes.events import Configured
    from ralf_notes.report.gates import parse_gates
    from ralf_notes.run.request import Request

    terminal.date_messages()
    settings = loading.setting_options(context)
    if overwrite_edited:
        settings |= {"on_edited": "rebuild"}
    if agents_block:
        return terminal.say_lines(generate.agents_block(loading.load(config, settings)))
    if not (config or target_dir or quiet):
        settings |= dialog.ask_for_first_run(settings, loading.look_at_engine, may_keep=not dry_run)

    def request() -> Request:
        loaded = loading.load(config, settings, quiet=quiet)
        if loaded.origin:
            progress(Configured(loaded.origin.file, at_once=dry_run or verbose))
        return Request(
            loaded.config,
            origin=loaded.origin,
            force=force,
            refresh=refresh or "",
            changed_since=changed_since or "",
            limit=limit,
            dry_run=dry_run,
            wait=wait,
            prune=bool(prune),
            gates=parse_gates(fail_under or ()),
            is_watched=terminal.is_watched(),
        )

    files = generate.ResultFiles(report, summary)
    with closing(open_progress(quiet=quiet, verbose=verbose)) as progress:
        done = generate.generate_notes(request, files, loading.open_engine, progress, at_once=now)
    is_watched = terminal.is_watched()
    for line in generate.final_lines(done, dry_run=dry_run, quiet=quiet, is_watched=is_watched):
        (terminal.say if dry_run else terminal.tell)(line)
    if is_watched and not quiet and (way := generate.way_to_obsidian(done)):
        terminal.tell_link(*way)
    files.write(done)
    if done.fault is not None:
        raise done.fault
    raise typer.Exit(done.exit_code)


options.command(
    "ask",
    'Example: ralf-notes ask "How are retries counted?"\n'
    "Exit codes: 0 answered, 1 nothing found or no sentence that holds, 2 wrong usage or "
    "configuration, 3 server or model not available (the passages are printed), 130 interrupted.",
)(search_commands.ask_command)
options.command(
    "search",
    "Example: ralf-notes search where are failed requests retried\n"
    "Exit codes: 0 found, 1 nothing found, 2 wrong usage or configuration.",
)(search_commands.search_command)
options.command(
    "mcp",
    "Example: claude mcp add notes -- ralf-notes mcp --config ~/code/ralf-notes.yaml\n"
    "Exit codes: 0 the client has closed its end, 2 wrong usage or configuration.",
)(search_commands.mcp_command)


@options.command(
    "check",
    "Exit codes: 0 fine, 2 wrong configuration or source, 3 server or model not available, "
    "4 target not usable.",
)
def check_command(
    context: typer.Context,
    source_paths: options.Sources = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    model: options.ModelName = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    keep_alive: options.KeepAlive = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    deep: options.Deep = False,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> None:
    """Check everything that a run needs, and say how to fix what is wrong."""
    from ralf_notes.cli import json_output
    from ralf_notes.cli.commands import check

    loaded = loading.load(config, loading.setting_options(context))
    with interruptible(), terminal.waiting("Checking"):
        findings = check.examine(loaded, loading.open_engine, os.environ, deep=deep)
    if as_json:
        terminal.say_json(json_output.check_json(findings, check.exit_code_of(findings)))
    for finding in () if as_json else findings:
        line = f"{finding.what}{'. ' if finding.remedy else ''}{finding.remedy}"
        terminal.say(line, lead=f"{finding.level:<9}", colour=_COLOURS.get(finding.level, ""))
    raise typer.Exit(check.exit_code_of(findings))


_COLOURS = {"warning": "magenta", "error": "red"}


@options.command(
    "models",
    "Exit codes: 0 done, 2 wrong usage or configuration, 3 server not available.",
)
def models_command(
    config: options.ConfigFile = None,
    model: options.ModelName = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> None:
    """List models: which are in memory and until when, the memory they need, which fit together."""
    from ralf_notes.cli import json_output
    from ralf_notes.cli.commands import models

    settings = loading.load(config, {"model": model, "engine": engine, "host": host}).config
    with terminal.waiting("Asking for the models"):
        inventory = models.inventory(settings, loading.open_engine)
    if as_json:
        terminal.say_json(json_output.models_json(inventory, settings))
        return
    if inventory.rows:
        terminal.show_table(models.HEADINGS, inventory.rows, ("CONTEXT", "UNTIL", "SIZE"))
    if inventory.needs:
        terminal.say()
        terminal.show_table(models.NEEDS_HEADINGS, inventory.needs, models.NEEDS_FIRST_TO_GO)
    for line in inventory.lines:
        terminal.say(line)


@options.command(
    "status",
    "Exit codes: 0 done, 1 a source cannot be read, 2 wrong usage or configuration; with "
    "--exit-code also 5 facts in notes are stale.",
)
def status_command(
    context: typer.Context,
    source_paths: options.ComparedSources = None,
    config: options.ConfigFile = None,
    target_dir: options.TargetDir = None,
    model: options.ModelName = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    exit_code: options.ExitCode = False,
    summary: options.CheckSummary = None,
    verbose: options.AllPaths = False,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> None:
    """Compare the notes with their sources. Asks no model, writes nothing."""
    from ralf_notes.cli import json_output
    from ralf_notes.cli.commands import stale, status
    from ralf_notes.report import outputs

    outputs.check_folders(summary)
    with outputs.errors_in_summary(summary):
        settings = loading.load(config, loading.setting_options(context)).config
        settings, parameters = status.with_sources(settings, context.params)
        state = status.status(settings)
    if exit_code:
        state = stale.facts_only(state)
    code = status.exit_code(state, exit_code)
    if as_json:
        terminal.say_json(json_output.status_json(state, status.up_to_date(state), code))
    for line in () if as_json else status.lines(state, verbose):
        terminal.say(line)
    for source, why in state.source_failures:
        terminal.tell(f"ralf-notes: {source}: {why}")
    if exit_code or summary is not None:
        verdict = stale.verdict(state, settings, parameters, os.environ)
        if exit_code and verdict.remedy:
            terminal.tell(f"ralf-notes: {verdict}")
        if summary is not None:
            stale.write_summary(summary, state, verdict)
    raise typer.Exit(code)


@options.command(
    "score",
    "Example: ralf-notes score vault --source src --fail-under completeness=0.8\n"
    "Exit codes: 0 done, 1 a gate was missed or a source failed, 2 wrong usage or configuration.",
)
def score_command(
    vault: options.Vault = None,
    target_dir: options.TargetDir = None,
    source: options.DescribedSource = None,
    config: options.ConfigFile = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    fail_under: options.FailUnder = None,
    report: options.RunReport = None,
    as_json: options.AsJson = False,
    verbose: options.ShowDefects = False,
    debug: options.Debug = False,
) -> None:
    """Measure how good the notes are: a number from 0 to 1 for each metric."""
    from ralf_notes.cli.commands import score
    from ralf_notes.report.gates import parse_gates

    vault = score.one_vault(vault, target_dir)
    settings = {
        "source_paths": source,
        "target_dir": vault,
        "include": include,
        "exclude": exclude,
    }
    gates = parse_gates(fail_under or ())
    start, is_own = (None, True) if config or source else score.start_of_search(vault, os.environ)
    loaded = loading.load(config, settings, start=start)
    quality = score.score(loaded.config, gates, report, is_own=is_own)
    if as_json:
        terminal.say_json(score.to_json(quality, gates))
    else:
        terminal.show_table(*score.quality_table(quality), ("SHARE OF",))
        for line in score.defect_lines(quality) if verbose else ():
            terminal.say(line)
    problems = score.problems(quality, gates)
    for line in problems:
        terminal.tell(f"ralf-notes: {line}")
    raise typer.Exit(1 if problems else 0)


@options.command(
    "schedule",
    "Example: ralf-notes schedule --at 02:00\n"
    "Exit codes: 0 done, 2 wrong usage or configuration; with --install, those of check.",
)
def schedule_command(
    config: options.ConfigFile = None,
    at: options.At = None,
    launcher: options.Launcher = "",
    install: options.Install = False,
    remove: options.Remove = False,
    debug: options.Debug = False,
) -> None:
    """Print a job that runs generate at fixed times, for launchd, cron or systemd."""
    from ralf_notes.cli.commands import schedule

    code = 0
    times = at or (["00:00"] if remove else [])  # removing a job needs no time
    loaded = loading.load(config, {})
    if not remove:
        schedule.refuse_untrusted(loaded)
    job = schedule.job_for(loaded, times, os.environ)
    kind = schedule.launcher(launcher, platform.system())
    if install or remove:
        schedule.refuse_elsewhere(job, kind, platform.system(), install=install)
        from ralf_notes.cli.commands.nights import launchd

        do = launchd.set_up if install else launchd.take_out
        with interruptible():
            code = do(job, terminal.say)
    else:
        terminal.say_lines(schedule.text(job, kind))
        from ralf_notes.cli.commands.nights import around

        for line in around.remarks(job, kind, loaded.config, platform.system()):
            terminal.tell(line)
    raise typer.Exit(code)


@options.command(
    "tune",
    "Example: ralf-notes tune src --model ministral-3:3b --model qwen2.5-coder:7b\n"
    "Exit codes: 0 done, 2 wrong usage or configuration, 3 server or model not available.",
)
def tune_command(
    context: typer.Context,
    source_paths: options.Sources = None,
    config: options.ConfigFile = None,
    model: options.ModelNames = None,
    engine: options.EngineName = None,
    host: options.Host = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    files: options.SampleFiles = 4,
    seconds: options.TrialSeconds = 600,
    debug: options.Debug = False,
) -> None:
    """Measure models on a few of your files, and recommend settings. Writes no notes."""
    from ralf_notes.cli.commands.tune import tune

    loaded = loading.load(config, loading.setting_options(context) | {"model": None})
    limits = tune.TuneOptions(tuple(model or ()), files, seconds)
    with interruptible(), terminal.waiting("Looking for files and models"):
        tuned = tune.tune(loaded.config, limits, loading.open_engine, terminal.tell)
    terminal.show_table(tune.HEADINGS, tuned.rows, tune.FIRST_TO_GO)
    for line in tune.conclusions(tuned):
        terminal.say(line)


@options.command(
    "init",
    "Exit codes: 0 done, 2 wrong usage, or the file cannot be written, 130 interrupted.",
)
def init_command(
    path: options.NewConfigFile = None,
    force: options.Overwrite = False,
    yes: options.Yes = False,
    debug: options.Debug = False,
) -> None:
    """Write a first ralf-notes.yaml. Asks questions on a terminal, else takes the defaults."""
    from ralf_notes.cli.commands import init

    file = init.file_for(path)
    if not force:
        init.refuse_existing(file)
    asks = terminal.can_ask() and not yes
    settings = (
        dialog.ask_for_settings(file.parent, loading.look_at_engine)
        if asks
        else init.defaults(file.parent)
    )
    why_untrusted = init.write_config(file, settings)
    for line in init.next_steps(file, why_untrusted):
        terminal.say(line)


@options.command(
    "trust",
    "Exit codes: 0 done, 2 wrong usage, or there is no such file.",
)
def trust_command(
    file: options.TrustedFile = None,
    remove: options.RemoveTrust = False,
    show: options.ListTrusted = False,
    debug: options.Debug = False,
) -> None:
    """Trust a config file that was found in a repository, as long as it stays as it is now."""
    from ralf_notes.cli.commands import trust

    command = trust.listed if show else trust.removed if remove else trust.trusted
    for line in command(file):
        terminal.say(line)


@options.command(
    "cache",
    "Exit codes: 0 done, 1 the cache cannot be removed, 2 wrong usage or configuration.",
)
def cache_command(
    config: options.ConfigFile = None,
    clear: options.Clear = False,
    as_json: options.AsJson = False,
    debug: options.Debug = False,
) -> None:
    """Show where the cache is and what it holds. Losing it costs time, but no text."""
    from ralf_notes.cli import json_output
    from ralf_notes.cli.commands import cache
    from ralf_notes.machine.cache import default_path

    largest = loading.load(config, {}).config.cache_size
    path = default_path()
    if as_json:
        size, holdings = (cache.clear(path), {}) if clear else cache.cache_data(path)
        terminal.say_json(json_output.cache_json(path, size, largest, holdings, cleared=clear))
    elif clear:
        terminal.say(cache.cleared_line(path, cache.clear(path)))
    else:
        for line in cache.cache_lines(path, largest):
            terminal.say(line)
