"""The options of the commands: how each is written, what it means, and its default."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

from ralf_notes.cli import completion, help_pages, plain_values
from ralf_notes.errors import Interrupted
from ralf_notes.escapes import shown
from ralf_notes.machine.process import INTERRUPTED

WHAT, MODEL, RUN, OUTPUT = "What to document", "Model", "This run", "Output"
"""The panels that `--help` shows options in."""
_MOST = 10**9
"""No option needs a greater number."""
_Refresh = Literal["model", "prompt", "all"]
_Function = TypeVar("_Function", bound=Callable[..., None])


_COMMANDS: dict[str, CommandInfo] = {}


def command(name: str, epilog: str) -> Callable[[_Function], _Function]:
    """Return a decorator that makes a function the command of a name.

    Args:
        name: such as `generate`.
        epilog: an example and the exit codes, for the end of its help.
    """

    def register(function: _Function) -> _Function:
        _COMMANDS[name] = CommandInfo(
            name, cls=help_pages.Command, callback=function, epilog=epilog
        )
        return function

    return register


@cache
def _built(name: str) -> Any:
    return typer.main.get_command_from_info(
        _COMMANDS[name], pretty_exceptions_short=True, rich_markup_mode=None
    )


class _Commands(Mapping[str, Any]):
    """The commands by name. Each is built when it is looked up: all of them take 30 ms."""

    def __getitem__(self, name: str) -> Any:
        return _built(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class CommandGroup(TyperGroup):
    """The commands, with pages of help of our own."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = cast(Any, _Commands())

    def main(self, args: Any = None, *more: Any, **extra: Any) -> Any:
        """Run a command; exit with its code, or return it unless `standalone_mode`."""
        from ralf_notes.cli import endings

        words = [*sys.argv[1:]] if args is None else [*args]
        exits = extra.pop("standalone_mode", True)

        def command() -> object:
            extra["standalone_mode"] = False
            # Typer prints an instruction for completion that it does not know as it is.
            for name, value in [*os.environ.items()]:
                if name.endswith("_COMPLETE") and shown(value) != value:
                    del os.environ[name]
                elif name.endswith("_COMPLETE") and value == "complete_bash":
                    completion.join_words(os.environ)
            return super(CommandGroup, self).main(words, *more, **extra)

        code = endings.exit_code(command, words, _words(self))
        if exits:
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:
        """Call a command; a pipe that broke is an error as any other, not the end of a reader.

        Typer would end one that is interrupted without a word.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as exc:
            raise Interrupted(INTERRUPTED) from exc
        except BrokenPipeError as exc:
            raise RuntimeError("a pipe to another process broke") from exc

    def get_params(self, ctx: Any) -> Any:
        """Return the options of `ralf-notes` itself."""
        return plain_values.read_here(help_pages.without_types(super().get_params(ctx)))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of `--help`."""
        help_pages.write_page(self, ctx, formatter)


def _words(group: CommandGroup) -> set[str]:
    """Return the names of all commands and options."""
    options = (
        each.opts + each.secondary_opts for c in group.commands.values() for each in c.params
    )
    return {*group.commands, *(name for names in options for name in names if name[0] == "-")}


def _argument(metavar: str, words: str) -> Any:
    return typer.Argument(help=words, show_default=False, metavar=metavar)


def _value(names: str, metavar: str, panel: str | None, words: str, **more: Any) -> Any:
    """Return an option that takes a value; its help text names the default."""
    return typer.Option(
        *names.split(),
        help=words,
        show_default=False,
        metavar=metavar,
        rich_help_panel=panel,
        **more,
    )


def _flag(names: str, panel: str | None, words: str) -> Any:
    return typer.Option(*names.split(), help=words, show_default=False, rich_help_panel=panel)


def _number(
    kind: type[int] | type[float], least: int, words: str
) -> Callable[[str | float], float]:
    """Return a function that reads a number, and says in our words what is none.

    Args:
        kind: of number.
        least: the smallest one that is allowed.
        words: what is expected.
    """

    def read(text: str | float) -> float:
        try:
            number = kind(text)
        except ValueError:
            number = kind(-1)
        if not least <= number < _MOST:
            raise typer.BadParameter(f'found "{text}", expected {words}, {least} or more')
        return number

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    """Return a function that reads one of some words."""

    def read(text: str) -> str:
        if text not in words:
            raise typer.BadParameter(f'found "{text}", expected one of {", ".join(words)}')
        return text

    return read


# fmt: off
# --- what to document -----------------------------------------------------------------------------

ConfigFile = Annotated[Path | None, _value("--config -c", "FILE", None,
    "Configuration file, which is then trusted. Default: ralf-notes.yaml, .ralf-notes.yaml or "
    "[tool.ralf-notes], here or above in the repository, else the one in your config directory.")]
Sources = Annotated[list[str] | None, _argument("SOURCE_PATHS",
    "Folders or files to document. Default: source_paths of the configuration.")]
ComparedSources = Annotated[list[str] | None, _argument("SOURCE_PATHS",
    "Folders or files that the notes describe. Default: source_paths of the configuration, else "
    "those of the last run on the notes, else the repository that they are in.")]
DescribedSource = Annotated[list[str] | None, _value("--source", "PATH", WHAT,
    "Folder or file that the notes describe. Repeatable. Default: source_paths of the notes' own "
    "configuration, else those of the last run on them, else the repository that they are in.")]
TargetDir = Annotated[Path | None, _value("--target-dir -o", "DIR", WHAT,
    "Folder for the notes. Default: target_dir of the configuration.")]
Include = Annotated[list[str] | None, _value("--include", "GLOB", WHAT,
    "Document only files that match this pattern, as in .gitignore. Repeatable.")]
Exclude = Annotated[list[str] | None, _value("--exclude", "GLOB", WHAT,
    "Leave out files that match this pattern, as in .gitignore. Repeatable.")]

# --- the model ------------------------------------------------------------------------------------

ModelName = Annotated[str | None, _value("--model -m", "NAME", MODEL,
    "Model name (ollama, openai) or GGUF file (embedded). Default: ministral-3:3b with ollama, the "
    "installed small model with embedded.", autocompletion=completion.models)]
ModelNames = Annotated[list[str] | None, _value("--model -m", "NAME", MODEL,
    "Model name (ollama, openai) or GGUF file (embedded). Repeatable. Default: the models of the "
    "configuration, else every installed model that fits into memory.",
    autocompletion=completion.models)]
EngineName = Annotated[str | None, _value("--engine", "NAME", MODEL,
    "What runs the model: ollama (default), openai (llama.cpp, LM Studio, vLLM, Ray Serve), "
    "embedded (in this process) or none (facts only, no model).",
    autocompletion=completion.engines)]
Host = Annotated[str | None, _value("--host", "URL", MODEL,
    "Address of the server. Default for ollama: OLLAMA_HOST, else http://127.0.0.1:11434.")]
KeepAlive = Annotated[str | None, _value("--keep-alive", "DURATION", MODEL,
    "How long the model stays loaded after a request: 30m (default), auto, 0 (until the run "
    "ends) or -1 (forever).")]
WarmUp = Annotated[bool | None, _flag("--warm-up/--no-warm-up", MODEL,
    "Load the model before the first question, with a request for one token. Default: yes.")]
Parallel = Annotated[str | None, _value("--parallel", "N", MODEL,
    "Number of requests at once, or auto. Default: 1.")]
SchedulerAddress = Annotated[str | None, _value("--scheduler", "URL", MODEL,
    "Send requests to the workers of this Dask scheduler. Default: none.")]
Deep = Annotated[bool, _flag("--deep", RUN,
    "Also load the model as a run does, with a request for one token.")]

# --- this run -------------------------------------------------------------------------------------

ChangedSince = Annotated[str | None, _value("--changed-since", "REV", RUN,
    "Ask only about what git says has changed since, e.g., origin/main. Default: all.")]
Limit = Annotated[int | None, _value("--limit", "N", RUN,
    "Ask the model only about the N most used files.", parser=_number(int, 0, "a whole number"))]
Force = Annotated[bool, _flag("--force", RUN, "Ask about everything again.")]
RefreshWhat = Annotated[_Refresh | None, _value("--refresh", "WHAT", RUN,
    "Ask again about prose by another model or prompt: model, prompt or all. Default: keep it.",
    parser=_one_of(*get_args(_Refresh)), autocompletion=completion.of(*get_args(_Refresh)))]
Prune = Annotated[bool | None, _flag("--prune/--no-prune", RUN,
    "Remove all notes of deleted sources, or none. Default: all, but none if more than a fifth of "
    "a source's notes would go at once.")]
OverwriteEdited = Annotated[bool, _flag("--overwrite-edited", RUN,
    "Replace generated blocks that were edited by hand; .trash keeps the old notes.")]
DryRun = Annotated[bool, _flag("--dry-run", RUN,
    "Show what would be done. Asks no model, writes nothing.")]
StartAt = Annotated[str | None, _value("--start-at", "HH:MM", RUN,
    "Wait until this time of day, e.g. 02:00. Default: start_at of the configuration, else "
    "start at once.")]
StopAt = Annotated[str | None, _value("--stop-at", "HH:MM", RUN,
    "Stop at this time of day; the most used files are done first. Default: stop_at of the "
    "configuration, else never.")]
MaxTime = Annotated[str | None, _value("--max-time", "DURATION", RUN,
    "Stop after this long, e.g. 4h. Default: max_time of the configuration, else never.")]
Now = Annotated[bool, _flag("--now", RUN, "Start at once, whatever start_at says.")]
Wait = Annotated[bool, _flag("--wait", RUN,
    "Wait for another run on the same target to end, instead of exiting with code 4.")]
SampleFiles = Annotated[int, _value("--files", "N", RUN,
    "Number of files to ask about, from small to large. Default: 4.",
    parser=_number(int, 1, "a whole number"))]
TrialSeconds = Annotated[float, _value("--seconds", "SECONDS", RUN,
    "After this many seconds, ask each model about one file at most. Default: 600.",
    parser=_number(float, 0, "a number of seconds"))]

# --- output ---------------------------------------------------------------------------------------

ReportFile = Annotated[Path | None, _value("--report", "FILE", OUTPUT,
    "Write the results as JSON.")]
SummaryFile = Annotated[Path | None, _value("--summary", "FILE", OUTPUT,
    "Append the results as Markdown, for a CI job.")]
FailUnder = Annotated[list[str] | None, _value("--fail-under", "METRIC=NUMBER", OUTPUT,
    "Exit with code 1 if a metric of the notes is below this number from 0 to 1, e.g. "
    "completeness=0.8. Repeatable. Default: none.", autocompletion=completion.gates)]
AgentsBlock = Annotated[bool, _flag("--agents-block", OUTPUT,
    "Print a block for AGENTS.md that tells agents of the notes, and write nothing.")]
Quiet = Annotated[bool, _flag("--quiet -q", OUTPUT, "Show failures only.")]
Verbose = Annotated[bool, _flag("--verbose -v", OUTPUT, "Also show what the run decides, and why.")]
Debug = Annotated[bool, _flag("--debug", OUTPUT, "Show the traceback of an error.")]
ExitCode = Annotated[bool, _flag("--exit-code", OUTPUT,
    "Look at facts alone: exit with code 5 if sources were added, changed or deleted, and say how "
    "to mend it.")]
CheckSummary = Annotated[Path | None, _value("--summary", "FILE", OUTPUT,
    "Append the verdict as Markdown, for a CI job.")]
AllPaths = Annotated[bool, _flag("--verbose -v", OUTPUT, "Show all paths.")]

# --- ask ------------------------------------------------------------------------------------------

ShowDropped = Annotated[bool, _flag("--verbose -v", OUTPUT,
    "Also quote the sentences that were dropped.")]

# --- score ----------------------------------------------------------------------------------------

Vault = Annotated[Path | None, _argument("VAULT",
    "Folder of the notes. Default: target_dir of the configuration.")]
RunReport = Annotated[Path | None, _value("--report", "FILE", OUTPUT,
    "Report of the run that wrote the notes; the metric raw_names needs it.")]
AsJson = Annotated[bool, _flag("--json", OUTPUT, "Print the result as JSON.")]
ShowDefects = Annotated[bool, _flag("--verbose -v", OUTPUT, "Show what keeps each metric below 1.")]

# --- search ---------------------------------------------------------------------------------------

Question = Annotated[list[str], _argument("QUESTION",
    "Words, names, or a whole question; quotes are not needed.")]
MostResults = Annotated[int, _value("--limit", "N", OUTPUT,
    "Show at most N results. Default: 8.", parser=_number(int, 1, "a whole number"))]

# --- schedule, init, trust, cache -----------------------------------------------------------------

At = Annotated[list[str] | None, _value("--at", "HH:MM", None,
    "Time of day for the run. Repeatable. Default: start_at of the configuration.")]
Launcher = Annotated[str, _value("--for", "NAME", None,
    "What starts the job: launchd, cron or systemd. Default: launchd on macOS, systemd on Linux, "
    "else cron.", autocompletion=completion.of("launchd", "cron", "systemd"))]
Install = Annotated[bool, _flag("--install", None,
    "On macOS: install the job, and let launchd try it once.")]
Remove = Annotated[bool, _flag("--remove", None, "On macOS: remove the job.")]
NewConfigFile = Annotated[Path | None, _argument("PATH",
    "File to write, or its folder. Default: ./ralf-notes.yaml.")]
Overwrite = Annotated[bool, _flag("--force", None, "Overwrite an existing file.")]
Yes = Annotated[bool, _flag("--yes -y", None, "Ask no questions; write the defaults.")]
TrustedFile = Annotated[Path | None, _argument("FILE",
    "Config file, or its folder. Default: the one that a run would find here.")]
RemoveTrust = Annotated[bool, _flag("--remove", None, "Trust the file no longer.")]
ListTrusted = Annotated[bool, _flag("--list", None, "Show the files that you trust.")]
Clear = Annotated[bool, _flag("--clear", None,
    "Empty the cache. This costs time, but no text.")]
