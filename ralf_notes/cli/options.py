"""Options that several commands share: how each is written, what it means, its default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

WHAT, MODEL, RUN, OUTPUT = "What to document", "Model", "This run", "Output"

"""The panels that `--help` shows options in."""

ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        help="YAML file. Default: ./config.yaml, else the user's.",
        show_default=False,
        metavar="FILE",
    ),
]
TargetDir = Annotated[
    Path | None,
    typer.Option(
        "--target-dir",
        "-o",
        help="Folder for the notes.",
        show_default=False,
        metavar="DIR",
        rich_help_panel=WHAT,
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        help="Model name (ollama, openai) or GGUF file (embedded). "
        "Default: ministral-3:3b, or the installed small one.",
        show_default=False,
        metavar="NAME",
        rich_help_panel=MODEL,
    ),
]
EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        help="ollama (default), openai (llama.cpp, LM Studio, vLLM, Ray Serve), embedded (a model "
        "in this process) or none (facts only, no model).",
        show_default=False,
        metavar="NAME",
        rich_help_panel=MODEL,
    ),
]
Host = Annotated[
    str | None,
    typer.Option(
        "--host",
        help="The server's address. Default (ollama): OLLAMA_HOST, else http://127.0.0.1:11434.",
        show_default=False,
        metavar="URL",
        rich_help_panel=MODEL,
    ),
]
KeepAlive = Annotated[
    str | None,
    typer.Option(
        "--keep-alive",
        help="How long the model stays loaded after a request: 30m "
        "(default), 0 = unload after the run, -1 = keep for ever.",
        show_default=False,
        metavar="DURATION",
        rich_help_panel=MODEL,
    ),
]
Parallel = Annotated[
    str | None,
    typer.Option(
        "--parallel",
        help="Requests at once: a number, or auto (OLLAMA_NUM_PARALLEL, if set here). Default: 1.",
        show_default=False,
        metavar="N",
        rich_help_panel=MODEL,
    ),
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Show failures only.", rich_help_panel=OUTPUT)
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Show what is chosen and why.", rich_help_panel=OUTPUT),
]
SchedulerAddress = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        help="Dask scheduler whose workers ask, each on its machine. Default: this machine asks.",
        show_default=False,
        metavar="URL",
        rich_help_panel=MODEL,
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Argument(
        help="Folders or files. Default: source_paths of the configuration.",
        show_default=False,
        metavar="SOURCE_PATHS",
    ),
]
Include = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        help="Only files that match, as in .gitignore. Repeatable.",
        show_default=False,
        metavar="GLOB",
        rich_help_panel=WHAT,
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        help="No files that match, as in .gitignore. Repeatable.",
        show_default=False,
        metavar="GLOB",
        rich_help_panel=WHAT,
    ),
]
Debug = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of an error.", rich_help_panel=OUTPUT)
]
StartAt = Annotated[
    str | None,
    typer.Option(
        "--start-at",
        help="Wait until this time of day, e.g. 02:00. Default: start_at, or at once.",
        show_default=False,
        metavar="HH:MM",
        rich_help_panel=RUN,
    ),
]
StopAt = Annotated[
    str | None,
    typer.Option(
        "--stop-at",
        help="Stop at this time of day, what matters most done. Default: stop_at, or never.",
        show_default=False,
        metavar="HH:MM",
        rich_help_panel=RUN,
    ),
]
MaxTime = Annotated[
    str | None,
    typer.Option(
        "--max-time",
        help="Stop after so long, e.g. 4h. Default: max_time, or never.",
        show_default=False,
        metavar="DURATION",
        rich_help_panel=RUN,
    ),
]
Now = Annotated[
    bool,
    typer.Option("--now", help="Begin at once, whatever start_at says.", rich_help_panel=RUN),
]
At = Annotated[
    list[str] | None,
    typer.Option(
        "--at",
        help="Time of day. Repeatable. Default: start_at of the configuration.",
        show_default=False,
        metavar="HH:MM",
    ),
]
SchedulerName = Annotated[
    str,
    typer.Option(
        "--for",
        help="launchd, cron or systemd. Default: launchd on macOS, systemd on Linux.",
        show_default=False,
        metavar="NAME",
    ),
]
ChangedSince = Annotated[
    str | None,
    typer.Option(
        "--changed-since",
        help="Ask the model only about what git says has changed since, e.g. origin/main. "
        "Default: about all.",
        show_default=False,
        metavar="REV",
        rich_help_panel=RUN,
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "--limit",
        min=0,
        help="Ask the model about the N most used files only.",
        show_default=False,
        metavar="N",
        rich_help_panel=RUN,
    ),
]
Vault = Annotated[
    Path | None,
    typer.Argument(
        help="Folder of the notes. Default: target_dir of the configuration.",
        show_default=False,
        metavar="VAULT",
    ),
]
ScoredSource = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        help="Folder or file that the notes are about. Repeatable. "
        "Default: source_paths of the configuration.",
        show_default=False,
        metavar="PATH",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.", rich_help_panel=OUTPUT)]
ShowDefects = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", help="Show what keeps each metric below 1.", rich_help_panel=OUTPUT
    ),
]
FailUnder = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-under",
        help="Exit with 1 if a metric of the notes is below a number from 0 to 1, as in "
        "completeness=0.8. Repeatable. Default: no metric is.",
        show_default=False,
        metavar="METRIC=NUMBER",
        rich_help_panel=OUTPUT,
    ),
]
Prune = Annotated[
    bool | None,
    typer.Option(
        "--prune/--no-prune",
        help="Remove the notes of deleted sources: all of them, or none. "
        "Default: up to a fifth of a source's notes.",
        show_default=False,
        rich_help_panel=RUN,
    ),
]
RefreshWhat = Annotated[
    Literal["model", "prompt", "all"] | None,
    typer.Option(
        "--refresh",
        help="Ask again about prose by another model, another prompt, or either (all). "
        "Default: leave it.",
        show_default=False,
        rich_help_panel=RUN,
    ),
]
WarmUp = Annotated[
    bool | None,
    typer.Option(
        "--warm-up/--no-warm-up",
        help="Load the model with one token first (default: yes).",
        show_default=False,
        rich_help_panel=MODEL,
    ),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Ask about everything again.", rich_help_panel=RUN),
]
OverwriteEdited = Annotated[
    bool,
    typer.Option(
        "--overwrite-edited",
        help="Replace generated blocks that were edited by hand; .trash keeps the old notes.",
        rich_help_panel=RUN,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Show what would be done. Calls no model, writes nothing.",
        rich_help_panel=RUN,
    ),
]
Wait = Annotated[
    bool,
    typer.Option(
        "--wait",
        help="Wait for another run on the same target, instead of exit code 4.",
        rich_help_panel=RUN,
    ),
]
Watch = Annotated[
    bool,
    typer.Option(
        "--watch",
        help="Show what is in memory again and again, until Ctrl-C.",
        rich_help_panel=OUTPUT,
    ),
]
Interval = Annotated[
    float,
    typer.Option(
        "--interval",
        min=0.1,
        help="Seconds between two looks with --watch. Default: 2.",
        show_default=False,
        metavar="SECONDS",
        rich_help_panel=OUTPUT,
    ),
]
ModelNames = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        "-m",
        help="Model name (ollama) or GGUF file (embedded). Repeatable. Default: models of the "
        "configuration, else all that are installed and fit the memory.",
        show_default=False,
        metavar="NAME",
        rich_help_panel=MODEL,
    ),
]
SampleFiles = Annotated[
    int,
    typer.Option(
        "--files",
        min=1,
        help="Ask about so many of your files, from small to large. Default: 4.",
        show_default=False,
        metavar="N",
        rich_help_panel=RUN,
    ),
]
LongestTrial = Annotated[
    float,
    typer.Option(
        "--seconds",
        min=0,
        help="After so many seconds ask about one file at most. Default: 600.",
        show_default=False,
        metavar="SECONDS",
        rich_help_panel=RUN,
    ),
]
WriteSettings = Annotated[
    bool,
    typer.Option(
        "--write",
        help="Write the settings into the configuration file, or a new config.yaml.",
        rich_help_panel=OUTPUT,
    ),
]
