"""The pages of `--help`, in plain columns: as narrow as the terminal, wrapped at words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from ralf_notes.cli import plain_values, terminal

_WIDEST = 100
"""Columns: longer lines are hard to read."""
_LEFT = 24
"""The most columns of the names of an option, if its text is to begin on the same line."""
_MOST = 20
"""The most options on one page: of a command with more, `--help` shows the common ones."""
_COMMON = frozenset(
    (
        "--config", "--target-dir", "--include", "--exclude", "--model", "--engine", "--host",
        "--parallel", "--limit", "--changed-since", "--force", "--refresh", "--dry-run",
        "--max-time", "--report", "--fail-under", "--quiet", "--verbose", "--help-all", "--help",
    )
)  # fmt: skip
"""The options that it shows then."""
GROUPS = {
    "Start": ("init", "check", "trust"),
    "Write": ("generate", "schedule"),
    "Ask": ("search", "ask", "mcp"),
    "Look": ("status", "score", "models", "cache"),
    "Tune": ("tune",),
}
"""The commands as the help lists them."""
_EVERYTHING = "help-all"
"""Set in a context whose page is to show all options."""


class Command(TyperCommand):
    """A command with a page of help as described above."""

    def get_params(self, ctx: Any) -> Any:
        """Return the options; flags, which take no value, have no type in messages either."""
        return plain_values.read_here(without_types(super().get_params(ctx)))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page."""
        write_page(self, ctx, formatter)


def without_types(parameters: list[Any]) -> list[Any]:
    """Return parameters in which flags have no type."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters


def write_page(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the page of a command, or of a group of them."""
    formatter.write("\n".join(_page(command, ctx)) + "\n")


def _show_everything(ctx: typer.Context, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        ctx.meta[_EVERYTHING] = True
        terminal.show_page(ctx.get_help())
        raise typer.Exit


HelpAll = Annotated[
    bool,
    typer.Option("--help-all", help="Show all options.", is_eager=True, callback=_show_everything),
]


def _page(command: Any, ctx: Any) -> Iterator[str]:
    width = min(terminal.columns_of(1), _WIDEST)
    usage = " ".join((ctx.command_path, *command.collect_usage_pieces(ctx)))
    yield f"{terminal.bold('Usage:')} {usage}"
    yield ""
    yield from _wrapped(command.help or "", width)
    sections = [*_sections(command, ctx)]
    names = [len(names) for _, rows in sections for names, _ in rows]
    first_column = max(each for each in names if each <= _LEFT) + 2
    for title, rows in sections:
        yield from ("", terminal.bold(f"{title}:"))
        yield from _columns(rows, first_column, width)
    if command.epilog:
        yield ""
        for line in command.epilog.split("\n"):
            yield from _wrapped(line, width, hanging=True)


def _sections(command: Any, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield the sections of a page: a title, and rows of names and what they mean."""
    from ralf_notes.text import sentences  # each start of a command would wait for its patterns

    for group, names in GROUPS.items() if hasattr(command, "commands") else ():
        yield group, [(name, sentences(command.commands[name].help)[0]) for name in names]
    parameters = [each for each in command.get_params(ctx) if not getattr(each, "hidden", False)]
    options = [each for each in parameters if each.param_type_name == "option"]
    arguments = [each for each in parameters if each.param_type_name == "argument"]
    if arguments:
        yield "Arguments", [(each.metavar, each.help or "") for each in arguments]
    if len(options) > _MOST and not ctx.meta.get(_EVERYTHING):
        shown = [each for each in options if not _COMMON.isdisjoint(each.opts)]
    else:
        shown = options
    panels: dict[str, list[tuple[str, str]]] = {}
    for each in shown:
        panel = getattr(each, "rich_help_panel", None) or "Options"
        panels.setdefault(panel, []).append((_names(each), each.help or ""))
    others = panels.pop("Options", [])
    yield from panels.items()
    yield "Options", others


def _names(option: Any) -> str:
    """Return the names of an option, the short one first, and what its value is called."""
    names = [*sorted(option.opts, key=len), *option.secondary_opts]
    return f"{', '.join(names)} {option.metavar or ''}".rstrip()


def _columns(rows: Sequence[tuple[str, str]], first_column: int, width: int) -> Iterator[str]:
    for names, text in rows:
        lines = _wrapped(text, width - 2 - first_column) or [""]
        if len(names) + 2 > first_column:
            yield f"  {names}"
        else:
            yield f"  {names:<{first_column}}{lines.pop(0)}".rstrip()
        yield from (" " * (2 + first_column) + line for line in lines)


def _wrapped(text: str, width: int, *, hanging: bool = False) -> list[str]:
    indent = len(text) - len(text.lstrip()) + 2 * hanging
    return textwrap.wrap(
        text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
