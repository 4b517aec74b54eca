"""What a model says about a repository, as sections of its overview, and read back. Pure.

An item stands on a place, a symbol of a file or a file as a whole: its key takes the place of the
symbol that an item of a file's note stands on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ralf_notes.notes import markdown
from ralf_notes.notes.links import Links
from ralf_notes.notes.lists.calls import place_of
from ralf_notes.notes.lists.members import own_name
from ralf_notes.notes.prose.items import BETWEEN, KeptItem, with_texts
from ralf_notes.notes.prose.linkers import Linker
from ralf_notes.notes.prose.reading import section_under
from ralf_notes.notes.wording import Wording

START, IDEAS, TASKS = "start", "ideas", "tasks"
STORY = (START, IDEAS, TASKS)
"""The lists that a repository may be asked for."""
_HEADINGS = {START: "headings.calls", IDEAS: "headings.ideas", TASKS: "headings.tasks"}
_PLACE = re.compile(r" · (?:\[\[[^\]\n]*\]\]|\[[^\]\n]*\]\([^\n]*\)|`[^\n]*`)$")
_STEP = re.compile(r"^(?:\d+\.|-) (.*)$", re.MULTILINE)
_IDEA = re.compile(r"^- \*\*(.*?)\*\* ?: (.*)$", re.MULTILINE)
_ROW = re.compile(r"^\| (.*) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Goals:
    """Where the pieces of a story lead."""

    at: str
    """The path of the overview."""
    links: Links
    """The notes that exist."""
    headings: Mapping[str, str]
    """By key of a place, the section of a symbol in the note of its file."""
    link: Linker
    """Links names in prose."""

    def of(self, key: str) -> str:
        """Return the link to the section of a place, or to the note of its file."""
        return self.links.section(self.at, place_of(key).path, self.headings.get(key, ""))


@dataclass(frozen=True, slots=True)
class StoryLines:
    """The pieces of a story as Markdown: lines for the sections of an overview."""

    steps: Sequence[str]
    ideas: Sequence[str]
    tasks: Sequence[str]
    """The lines of a table, with its head."""


def story_lines(
    lists: Mapping[str, Sequence[KeptItem]],
    tasks: Sequence[tuple[str, str]],
    goals: Goals,
    say: Wording,
) -> StoryLines:
    """Return the lines of a story.

    Args:
        lists: the items that a model wrote, by list.
        tasks: tasks that follow from facts, as `FolderFacts.tasks` has them; those that a model
            wrote take their place.
        goals: where the pieces lead.
        say: the words of the table, and of the tasks that follow from facts.
    """
    items = {name: [item for item in lists.get(name, ()) if item.text] for name in STORY}
    steps = [f"{number}. {_step(item, goals)}" for number, item in enumerate(items[START], 1)]
    rows = [(t.text, goals.links.file(goals.at, place_of(t.symbol).path)) for t in items[TASKS]]
    rows = rows or [(say(f"tasks.{key}"), _look_in(path, goals)) for key, path in tasks]
    shown = [(markdown.cell(markdown.prose(task)), markdown.cell(place)) for task, place in rows]
    table = markdown.table([say("lists.task"), say("lists.place")], shown) if shown else ""
    return StoryLines(steps, [_idea(item, goals, say) for item in items[IDEAS]], table.splitlines())


def _look_in(path: str, goals: Goals) -> str:
    """Return the link to a file, or to a folder, whose path ends with a slash."""
    if not path.endswith("/"):
        return goals.links.file(goals.at, path, path)
    return goals.links.folder(goals.at, path[:-1], path)


def read_story(
    sections: Sequence[str], rows: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, tuple[KeptItem, ...]]:
    """Return the items of an overview, whose headings may be in any language.

    Args:
        sections: of the note's block, each with its heading.
        rows: what the note's state says of its items.
    """
    return with_texts(
        rows,
        lambda name, keys: _texts(name, section_under(_HEADINGS[name], sections), len(keys)),
    )


def _texts(name: str, section: str, count: int) -> list[str]:
    """Return the texts of the items in a section, in order."""
    if name == START:  # the calls that the parser knows come after the steps
        return [_without_place(line) for line in _STEP.findall(section)[:count]]
    if name == IDEAS:
        pairs = _IDEA.findall(section)
        return [f"{markdown.plain(term)}: {_without_place(says)}" for term, says in pairs]
    cells = [markdown.BAR.split(row)[0].strip() for row in _ROW.findall(section)]
    # If a model wrote none, the rows follow from facts.
    return [markdown.plain(cell.replace("\\|", "|")) for cell in cells[len(cells) - count :]]


def _without_place(line: str) -> str:
    place = _PLACE.search(line)
    return markdown.plain(line[: place.start()] if place else line)


def _step(item: KeptItem, goals: Goals) -> str:
    """Return a step, with its place if no link in it leads there."""
    text = markdown.prose(item.text, goals.link)
    symbol = place_of(item.symbol).symbol
    names = {symbol, own_name(symbol)} - {""}
    is_linked = any(f"`{each}`" in item.text and goals.link(each) for each in names)
    return text if is_linked else f"{text}{BETWEEN}{goals.of(item.symbol)}"


def _idea(item: KeptItem, goals: Goals, say: Wording) -> str:
    term, _, says = item.text.partition(": ")
    shown = markdown.prose(says, goals.link)
    text = f"{shown}{BETWEEN}{goals.of(item.symbol)}"
    return "- " + say("lists.named", name=f"**{markdown.prose(term)}**", text=text)
