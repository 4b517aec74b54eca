"""What the manifests of a repository or package say, as lines of its note. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ralf_notes.notes.markdown import code_span, code_spans, escape, prose
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.manifests import Script
from ralf_notes.text import cut

_MOST_COMMANDS = 12
_MOST_EXPORTS = 12
_LONGEST_COMMAND = 80


@dataclass(frozen=True, slots=True)
class About:
    """What manifests say about the package in a folder."""

    name: str = ""
    licence: str = ""
    commands: tuple[Script, ...] = ()
    exports: tuple[str, ...] = ()
    """By which names users import it."""
    licence_texts: tuple[tuple[str, str], ...] = ()
    """Name and licence of each text, where there are several; '' for a licence of its own."""


def about_line(about: About, say: Wording) -> str:
    """Return the name and the licence of a package on one line, '' for neither."""
    pieces = [code_span(about.name)] if about.name else []
    if about.licence:
        pieces.append(say("place.licence", name=escape(about.licence)))
    elif about.licence_texts:
        texts = (
            f"{escape(licence)} ({code_span(file)})" if licence else code_span(file)
            for file, licence in about.licence_texts
        )
        pieces.append(say("place.licence", name=", ".join(texts)))
    return " · ".join(pieces)


def command_lines(about: About, say: Wording) -> list[str]:
    """Return a line for each command: what it runs, cut where that is long, or its remark."""
    described = [each for each in about.commands if each.runs or each.remark][:_MOST_COMMANDS]
    lines = [
        say("lists.named", name=code_span(each.typed), text=_description(each))
        for each in described
    ]
    shown = {each.typed for each in described}
    rest = [each.typed for each in about.commands if each.typed not in shown]
    if rest:
        names = " · ".join(map(code_span, rest[: 2 * _MOST_COMMANDS]))
        lines.append(say("lists.also", names=names) if lines else names)
    return lines


def _description(script: Script) -> str:
    """Return what a command runs as code, or its author's remark as text."""
    if not script.runs:
        return prose(script.remark)
    return code_span(cut(script.runs, _LONGEST_COMMAND))


def export_line(about: About) -> str:
    """Return the names by which a package is imported, '' for none."""
    return code_spans(about.exports, _MOST_EXPORTS)
