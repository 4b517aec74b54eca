"""What the manifests of a repository or package say, as lines of its note. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ralf_notes.notes.markdown import code_span, code_spans, escape, prose
from ralf_notes.notes.wording import Wording

_MOST_COMMANDS = 12
_MOST_EXPORTS = 12
_LONGEST_COMMAND = 80
_REMARK = "# "


@dataclass(frozen=True, slots=True)
class About:
    """What manifests say of the package in a folder."""

    name: str = ""
    licence: str = ""
    commands: tuple[tuple[str, str], ...] = ()
    """What is typed to build, run and test it, and what that runs, or ''; after `# `, what the
    author says of it."""
    exports: tuple[str, ...] = ()
    """By which names users import it."""


def about_line(about: About, say: Wording) -> str:
    """Return the name and the licence of a package on one line, '' for neither."""
    pieces = [code_span(about.name)] if about.name else []
    pieces += [say("place.licence", name=escape(about.licence))] if about.licence else []
    return " · ".join(pieces)


def command_lines(about: About, say: Wording) -> list[str]:
    """Return a line for each command, with what it runs, cut where that is long."""
    described = [pair for pair in about.commands if pair[1]][:_MOST_COMMANDS]
    lines = [
        say("lists.named", name=code_span(typed), text=_what_it_runs(runs))
        for typed, runs in described
    ]
    shown = {typed for typed, _ in described}
    rest = [typed for typed, _ in about.commands if typed not in shown][: 2 * _MOST_COMMANDS]
    if rest:
        names = " · ".join(map(code_span, rest))
        lines.append(say("lists.also", names=names) if lines else names)
    return lines


def _what_it_runs(runs: str) -> str:
    """Return what a command runs as code, or what its author says of it as text."""
    if runs.startswith(_REMARK):
        return prose(runs.removeprefix(_REMARK))
    return code_span(_short(runs))


def _short(runs: str) -> str:
    return runs if len(runs) <= _LONGEST_COMMAND else f"{runs[: _LONGEST_COMMAND - 1].rstrip()}…"


def export_line(about: About) -> str:
    """Return the names by which a package is imported, '' for none."""
    return code_spans(about.exports, _MOST_EXPORTS)
