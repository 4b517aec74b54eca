"""A table of all notes for Obsidian's core plugin Bases: one file at the top of the target.

It is there where the target lies in an Obsidian vault and links are wikilinks. It is written again
only while it is as we left it, and not again once somebody has deleted it.
Source: https://help.obsidian.md/bases/syntax and https://help.obsidian.md/bases/functions
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from ralf_notes.config.keys import Config
from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import vault
from ralf_notes.notes.disk import upkeep
from ralf_notes.notes.frontmatter import yaml_string
from ralf_notes.notes.hidden.line import names_base
from ralf_notes.notes.obsidian.place import VaultPlace
from ralf_notes.notes.wording import wording_for
from ralf_notes.source.own_files import BASE_NAME
from ralf_notes.text import short_sum

Change = Literal["", "new", "changed", "gone"]
"""What is to become of the file."""
_HEAD = "# ralf-notes writes this file (sum={}) as long as nobody else changes it."
_HEAD_LINE = re.compile(r"# ralf-notes writes this file \(sum=([0-9a-f]{8})\) as long as [^\n]*\n")
_COLUMNS = ("file.name", "note.description", "note.language", "note.ralf_model", "file.mtime")
_NAMES = ("description", "language", "ralf_model", "file.mtime")
"""The properties that get a name in the reader's language: `base.property.<name>`."""
_VIEWS = (
    ("all", "", ""),
    ("by_language", 'file.hasProperty("language")', "note.language"),
    ("by_model", 'file.hasProperty("ralf_model")', "note.ralf_model"),
    ("not_read", '!file.hasProperty("ralf_model")', ""),
)
"""The key of each view's name, the filter for its notes, the property that they are grouped by."""


def is_wanted(config: Config, place: VaultPlace) -> bool:
    """Whether a target has this file."""
    return config.links == "wikilink" and place.origin != "none"


def base_text(config: Config, place: VaultPlace) -> str:
    """Return the file for a target, as YAML."""
    ours = [f"file.hasTag({json.dumps(config.tags_prefix)})", 'file.hasProperty("source")']
    if place.prefix:
        folder = json.dumps(place.prefix.rstrip("/"), ensure_ascii=False)
        ours.append(f"file.inFolder({folder})")
    lines = ["filters:", "  and:", *(f"    - {yaml_string(each)}" for each in ours), "properties:"]
    words = wording_for(config.language)
    for name in _NAMES:
        shown = words(f"base.property.{name}")
        lines += [f"  {name}:", f"    displayName: {yaml_string(shown)}"]
    lines.append("views:")
    for view, condition, group in _VIEWS:
        lines += ["  - type: table", f"    name: {yaml_string(words(f'base.view.{view}'))}"]
        if condition:
            lines += ["    filters:", "      and:", f"        - {yaml_string(condition)}"]
        if group:
            lines += ["    groupBy:", f"      property: {group}", "      direction: ASC"]
        lines += ["    order:", *(f"      - {column}" for column in _COLUMNS)]
    text = "\n".join(lines) + "\n"
    return f"{_HEAD.format(short_sum(text))}\n{text}"


def change_of(config: Config, place: VaultPlace, overviews: Collection[str]) -> Change:
    """Return what is to become of the file.

    Args:
        config: the run's.
        place: of the target in its vault.
        overviews: the paths of the notes that tell whether the file was there before; without any,
            nothing becomes of it.
    """
    target = config.target()
    if not overviews:
        return ""
    try:
        text = vault.read_text(target, BASE_NAME)
    except NoteBlocked:
        return ""
    if text is None:
        is_new = is_wanted(config, place) and not _was_there(target, overviews)
        return "new" if is_new else ""
    head = _HEAD_LINE.match(text)
    if head is None or head[1] != short_sum(text[head.end() :]):
        return ""  # somebody has changed it, or it is another file
    if not is_wanted(config, place):
        return "gone" if config.links != "wikilink" else ""
    return "changed" if text != base_text(config, place) else ""


def bring_up_to_date(config: Config, place: VaultPlace, overviews: Collection[str]) -> None:
    """Write the file or put it into the trash, as `change_of` says.

    Raises NoteBlocked and TargetError.
    """
    target, change = config.target(), change_of(config, place, overviews)
    if change == "gone":
        upkeep.discard(target, BASE_NAME)
    elif change:
        vault.write_text(target, BASE_NAME, base_text(config, place))


def _was_there(target: Path, overviews: Collection[str]) -> bool:
    """Whether the file has been written before, so that somebody has deleted it."""
    for path in overviews:
        try:
            document = vault.read_document(target, path)
        except NoteBlocked:
            continue
        if document is not None and names_base(document.body):
            return True
    return False
