"""The command line: options -> configuration, one call, errors -> one line and an exit code."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ralf_notes import __version__
from ralf_notes.cli.options import (
    OUTPUT,
    RUN,
    AsJson,
    At,
    ChangedSince,
    ConfigFile,
    Debug,
    DryRun,
    EngineName,
    Exclude,
    FailUnder,
    Force,
    Host,
    Include,
    Interval,
    KeepAlive,
    Limit,
    LongestTrial,
    MaxTime,
    ModelName,
    ModelNames,
    Now,
    OverwriteEdited,
    Parallel,
    Prune,
    Quiet,
    RefreshWhat,
    SampleFiles,
    SchedulerAddress,
    SchedulerName,
    ScoredSource,
    ShowDefects,
    Sources,
    StartAt,
    StopAt,
    TargetDir,
    Vault,
    Verbose,
    Wait,
    WarmUp,
    Watch,
    WriteSettings,
)
from ralf_notes.errors import RalfError

if TYPE_CHECKING:
    from ralf_notes.config.keys import Config, Loaded
    from ralf_notes.models.engines import Engine
    from ralf_notes.report.report import Report

app = typer.Typer(
    name="ralf-notes",
    help="Document source code as an Obsidian vault, with a language model on your own machine.",
    epilog="Begin with: ralf-notes generate . --engine none --target-dir vault",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _output_file(option: str, words: str) -> Any:
    return typer.Option(
        option, help=words, show_default=False, metavar="FILE", rich_help_panel=OUTPUT
    )


def main() -> None:
    """Run the command line; the entry point of the command `ralf-notes`."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ralf-notes {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Document source code as an Obsidian vault, with a language model on your own machine."""


@app.command(
    epilog="Example: ralf-notes generate src --target-dir ~/Vaults/code --model qwen2.5-coder:7b   "
    "Exit codes: 0 done, 1 something failed, 2 usage or config, 3 server or model, 4 target, "
    "130 interrupted.",
)
def generate(
    context: typer.Context,
    source_paths: Sources = None,
    config: ConfigFile = None,
    target_dir: TargetDir = None,
    model: ModelName = None,
    engine: EngineName = None,
    host: Host = None,
    keep_alive: KeepAlive = None,
    warm_up: WarmUp = None,
    parallel: Parallel = None,
    scheduler: SchedulerAddress = None,
    include: Include = None,
    exclude: Exclude = None,
    changed_since: ChangedSince = None,
    limit: Limit = None,
    force: Force = False,
    refresh: RefreshWhat = None,
    prune: Prune = None,
    overwrite_edited: OverwriteEdited = False,
    dry_run: DryRun = False,
    start_at: StartAt = None,
    stop_at: StopAt = None,
    max_time: MaxTime = None,
    now: Now = False,
    wait: Wait = False,
    report: Annotated[Path | None, _output_file("--report", "Write what was done as JSON.")] = None,
    summary: Annotated[
        Path | None, _output_file("--summary", "Append what was done as Markdown, for a CI job.")
    ] = None,
    fail_under: FailUnder = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    debug: Debug = False,
) -> None:
    """Walk the sources and write one note per file, then folder and repository overviews."""
    settings = _settings(context)
    if overwrite_edited:
        settings["on_edited"] = "rebuild"
    with _told(debug):
        from ralf_notes.cli.progress import open_progress
        from ralf_notes.machine.process import interruptible
        from ralf_notes.report import outputs
        from ralf_notes.report.gates import parse_gates
        from ralf_notes.run import unattended
        from ralf_notes.run.request import Request

        gates = parse_gates(fail_under or ())
        outputs.check_folders(report, summary)
        with outputs.errors_in_summary(summary):
            request = Request(
                _load(config, settings).config,
                force=force,
                refresh=refresh or "",
                changed_since=changed_since or "",
                limit=limit,
                dry_run=dry_run,
                wait=wait,
                prune=bool(prune),
                gates=gates,
                is_watched=sys.stderr.isatty(),
            )
            with closing(open_progress(quiet, verbose)) as progress, interruptible():
                done = unattended.run(request, _engine, progress, at_once=now)
        _show(done, dry_run, quiet)
        outputs.write_outputs(done, report, summary)
    raise typer.Exit(done.exit_code)


def _show(done: Report, dry_run: bool, quiet: bool) -> None:
    """Print the plan on stdout, or the summary on stderr."""
    from ralf_notes.report import summary

    if dry_run:
        for line in summary.plan_lines(done):
            typer.echo(line)
    elif not quiet or done.exit_code:
        for line in summary.summary_lines(done):
            typer.echo(line, err=True)


# The options that are keys of the configuration too; what is not given is None or empty.
_SETTINGS = (
    "source_paths", "target_dir", "model", "engine", "host", "keep_alive", "warm_up", "parallel",
    "scheduler", "include", "exclude", "prune", "start_at", "stop_at", "max_time",
)  # fmt: skip


def _settings(context: typer.Context) -> dict[str, Any]:
    """Return the options of a command that are settings, by their key."""
    return {key: value for key, value in context.params.items() if key in _SETTINGS}


def _load(config: Path | None, options: dict[str, Any]) -> Loaded:
    from ralf_notes.config.keys import load

    return load(config, options, os.environ)


def _engine(config: Config) -> Engine:
    from ralf_notes.models import parallel

    return parallel.open_engine(config, os.environ)


@contextmanager
def _told(debug: bool) -> Iterator[None]:
    """Turn an error into one line on stderr and its exit code."""
    try:
        yield
    except RalfError as exc:
        if debug:
            traceback.print_exc()
        typer.echo(f"ralf-notes: {exc}", err=True)
        raise typer.Exit(exc.exit_code) from exc
    except KeyboardInterrupt:
        typer.echo("ralf-notes: interrupted", err=True)
        sys.exit(130)


@app.command(epilog="Exit codes: 0 fine, 2 config or source, 3 server or model, 4 target.")
def check(
    context: typer.Context,
    source_paths: Sources = None,
    config: ConfigFile = None,
    target_dir: TargetDir = None,
    model: ModelName = None,
    engine: EngineName = None,
    host: Host = None,
    keep_alive: KeepAlive = None,
    include: Include = None,
    exclude: Exclude = None,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep",
            help="Load the model too, as a run does, with a request for one token.",
            rich_help_panel=RUN,
        ),
    ] = False,
    debug: Debug = False,
) -> None:
    """Look at all that a run needs, and say what to do about what is missing."""
    with _told(debug):
        from ralf_notes.cli.commands import check as doctor

        findings = doctor.check(_load(config, _settings(context)), _engine, os.environ, deep)
    for finding in findings:
        level = typer.style(f"{finding.level:<9}", fg=_COLOURS[finding.level])
        typer.echo(f"{level}{finding.what}{'. ' if finding.remedy else ''}{finding.remedy}")
    raise typer.Exit(doctor.exit_code(findings))


_COLOURS = {"ok": "green", "warning": "yellow", "error": "red"}


@app.command()
def models(
    config: ConfigFile = None,
    model: ModelName = None,
    engine: EngineName = None,
    host: Host = None,
    watch: Watch = False,
    interval: Interval = 2.0,
    debug: Debug = False,
) -> None:
    """List the models: what is in memory until when, what each takes, which fit together."""
    with _told(debug):
        from ralf_notes.cli import progress
        from ralf_notes.cli.commands import models as inventory
        from ralf_notes.cli.commands import watch as watching

        settings = _load(config, {"model": model, "engine": engine, "host": host}).config
        if watch:
            progress.show_looks(watching.looks(settings, _engine, interval))
        else:
            progress.show_models(inventory.models(settings, _engine), settings)


@app.command()
def status(
    context: typer.Context,
    source_paths: Sources = None,
    config: ConfigFile = None,
    target_dir: TargetDir = None,
    model: ModelName = None,
    engine: EngineName = None,
    include: Include = None,
    exclude: Exclude = None,
    exit_code: Annotated[
        bool,
        typer.Option(
            "--exit-code",
            help="Exit with 5 if there are new, changed or gone sources.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show all paths.", rich_help_panel=OUTPUT)
    ] = False,
    debug: Debug = False,
) -> None:
    """Say how the notes stand to their sources. Asks no model, writes nothing."""
    with _told(debug):
        from ralf_notes.cli.commands import status as standing

        found = standing.status(_load(config, _settings(context)).config)
    for line in standing.lines(found, verbose):
        typer.echo(line)
    for given, why in found.source_failures:
        typer.echo(f"ralf-notes: {given}: {why}", err=True)
    raise typer.Exit(standing.exit_code(found, exit_code))


@app.command(
    epilog="Example: ralf-notes score vault --source src --fail-under completeness=0.8   "
    "Exit codes: 0 done, 1 a gate was missed or a source failed, 2 usage or config.",
)
def score(
    vault: Vault = None,
    source: ScoredSource = None,
    config: ConfigFile = None,
    include: Include = None,
    exclude: Exclude = None,
    fail_under: FailUnder = None,
    report: Annotated[
        Path | None,
        _output_file("--report", "The report of the run that wrote the notes, for raw_names."),
    ] = None,
    as_json: AsJson = False,
    verbose: ShowDefects = False,
    debug: Debug = False,
) -> None:
    """Measure how good the notes are: the share of each metric that is as it should be."""
    options = {
        "source_paths": source,
        "target_dir": vault,
        "include": include,
        "exclude": exclude,
    }
    with _told(debug):
        from ralf_notes.cli import progress
        from ralf_notes.cli.commands import score as command
        from ralf_notes.report.gates import parse_gates

        gates = parse_gates(fail_under or ())
        quality = command.score(_load(config, options).config, gates, report)
    if as_json:
        typer.echo(command.to_json(quality, gates), nl=False)
    else:
        progress.show_table(*command.table(quality))
        for line in command.defect_lines(quality) if verbose else ():
            typer.echo(line)
    problems = command.problems(quality, gates)
    for line in problems:
        typer.echo(f"ralf-notes: {line}", err=True)
    raise typer.Exit(1 if problems else 0)


@app.command(
    epilog="Example: ralf-notes schedule --at 02:00   Exit codes: 0 done, 2 usage or config, "
    "with --install that of the check."
)
def schedule(
    config: ConfigFile = None,
    at: At = None,
    scheduler: SchedulerName = "",
    install: Annotated[
        bool,
        typer.Option(
            "--install", help="On macOS: put the job in place, and let launchd try it once."
        ),
    ] = False,
    remove: Annotated[
        bool, typer.Option("--remove", help="On macOS: take the job out again.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Print what runs generate at fixed times, as launchd, cron or systemd want it written."""
    code = 0
    with _told(debug):
        from ralf_notes.cli.commands import schedule as schedules

        times = at or (["00:00"] if remove else [])  # a job that goes needs no time
        job = schedules.job(_load(config, {}), times, os.environ)
        kind = schedules.scheduler(scheduler, platform.system())
        if install or remove:
            schedules.refuse_elsewhere(job, kind, platform.system(), install=install)
            from ralf_notes.cli.commands import launchd

            code = launchd.set_up(job, typer.echo) if install else launchd.take_out(job, typer.echo)
        else:
            typer.echo(schedules.text(job, kind), nl=False)
    raise typer.Exit(code)


@app.command(
    epilog="Example: ralf-notes tune src --model ministral-3:3b --model qwen2.5-coder:7b   "
    "Exit codes: 0 done, 2 usage or config, 3 server or model."
)
def tune(
    context: typer.Context,
    source_paths: Sources = None,
    config: ConfigFile = None,
    model: ModelNames = None,
    engine: EngineName = None,
    host: Host = None,
    include: Include = None,
    exclude: Exclude = None,
    files: SampleFiles = 4,
    seconds: LongestTrial = 600,
    write: WriteSettings = False,
    debug: Debug = False,
) -> None:
    """Measure models on a few of your files, and say what to set. Writes no notes."""
    with _told(debug):
        from ralf_notes.cli import progress
        from ralf_notes.cli.commands.tune import tune as tuning

        loaded = _load(config, _settings(context) | {"model": None})
        options = tuning.Options(tuple(model or ()), files, seconds)
        tuned = tuning.tune(loaded.config, options, _engine, lambda s: typer.echo(s, err=True))
        progress.show_table(tuning.HEADINGS, tuned.rows)
        for line in tuning.conclusions(tuned):
            typer.echo(line)
        if write:
            typer.echo(tuning.write(loaded, tuned))


@app.command()
def init(
    path: Annotated[
        Path | None,
        typer.Argument(help="File or folder. Default: ./config.yaml", show_default=False),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing, write the defaults.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Write a first config.yaml: asks on a terminal, else takes the defaults."""
    with _told(debug):
        from ralf_notes.cli import terminal
        from ralf_notes.cli.commands import init as starter

        file = starter.file_for(path)
        if not force:
            starter.refuse_existing(file)
        asks = sys.stdin.isatty() and not yes
        starter.write(file, terminal.interview(file.parent, _engine) if asks else starter.DEFAULTS)
    for line in starter.next_steps(file):
        typer.echo(line)


@app.command(name="cache")
def show_cache(
    config: ConfigFile = None,
    clear: Annotated[
        bool,
        typer.Option("--clear", help="Forget everything in it: costs time, never text."),
    ] = False,
    debug: Debug = False,
) -> None:
    """Show where the cache is and what it holds: what saves time and may be lost."""
    with _told(debug):
        from ralf_notes.cli.commands import cache
        from ralf_notes.machine.cache import default_path

        most = _load(config, {}).config.cache_size
        told = [cache.clear(default_path())] if clear else cache.lines(default_path(), most)
        for line in told:
            typer.echo(line)
