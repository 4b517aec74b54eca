"""The text of `llms.txt`: what a tree is, and where its notes are."""

from __future__ import annotations

from collections.abc import Iterable

from ralf_notes import control_tokens
from ralf_notes.agents.llms import marking
from ralf_notes.agents.llms.order import SECTIONS, WeighedNote
from ralf_notes.notes import markdown
from ralf_notes.notes.links import relative
from ralf_notes.notes.wording import wording_for
from ralf_notes.notes.wording.facts import translated
from ralf_notes.plan.folder_note import sentence_of
from ralf_notes.plan.scope import Scope
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.own_files import LLMS_FULL_NAME, LLMS_NAME
from ralf_notes.text import one_line

MOST_BYTES = 16_000
"""A page or two of context: about 4,000 tokens."""
_LONGEST = 300
"""Characters of a note's sentence."""
_MARKS = str.maketrans({"[": "%5B", "]": "%5D", "<": "%3C", ">": "%3E"})
"""What ends a title, or begins HTML or a control token of a chat model."""


def index_text(scope: Scope, planned: TreePlan, ordered: Iterable[WeighedNote]) -> str:
    """Return `llms.txt` of a tree that has an overview, at most `MOST_BYTES` of it.

    Args:
        ordered: the other notes, those that matter most first.
    """
    overview = planned.layout.folders[""]
    at = f"{overview.rpartition('/')[0]}/{LLMS_NAME}"
    say = wording_for(scope.config.language)
    first = _line(scope, planned, at, WeighedNote("/", overview, ""), say("llms.overview"))
    total = len(planned.links.files) + len(planned.links.folders) - 1
    start = [f"## {say('llms.start')}\n\n{first}"]
    names = {section: say.word("headings", section) for section in SECTIONS}
    room = MOST_BYTES - len(marking.marked(_page(scope, planned, start, total, total)).encode())
    lines: dict[str, list[str]] = {section: [] for section in SECTIONS}
    shown = 0
    for each in ordered:
        line = _line(scope, planned, at, each, each.source)
        heading = 0 if lines[each.section] else len(names[each.section].encode()) + 6
        room -= len(line.encode()) + 1 + heading
        if room < 0:
            break
        lines[each.section].append(line)
        shown += 1
    sections = start + [
        f"## {names[section]}\n\n" + "\n".join(rows) for section, rows in lines.items() if rows
    ]
    return marking.marked(_page(scope, planned, sections, total - shown, total))


def head(scope: Scope, planned: TreePlan, title: str) -> str:
    """Return how a file for agents begins: its title, what the tree is, and whose the file is."""
    say = wording_for(scope.config.language)
    what = translated(sentence_of(scope, planned, "/"), say)
    what = what or say("llms.source_of", name=planned.name)
    return f"# {_safe_line(title)}\n\n> {_safe_line(what)}\n\n{marking.PLACE}"


def _page(scope: Scope, planned: TreePlan, sections: list[str], missing: int, total: int) -> str:
    say = wording_for(scope.config.language)
    intro = say("llms.note", full=LLMS_FULL_NAME)
    if missing:
        intro += f" {say.counted('llms.missing', total, missing=missing)}"
    parts = [f"{head(scope, planned, planned.name)}\n{intro}", *sections]
    return "\n\n".join(parts) + "\n"


def _line(scope: Scope, planned: TreePlan, at: str, each: WeighedNote, title: str) -> str:
    """Return the link to a note."""
    address = relative(at, each.note).replace("(", "%28").replace(")", "%29")
    link = f"- [{control_tokens.broken(one_line(title)).translate(_MARKS)}]({address})"
    say = wording_for(scope.config.language)
    sentence = translated(sentence_of(scope, planned, each.source), say)
    if len(sentence) > _LONGEST:
        sentence = f"{sentence[:_LONGEST].rsplit(' ', 1)[0]} …"
    return f"{link}: {_safe_line(sentence)}" if sentence else link


def _safe_line(text: str) -> str:
    """Return a line of others as Markdown in which nothing acts."""
    return control_tokens.broken(markdown.sentence(text))
