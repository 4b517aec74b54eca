"""Links between notes: writes wikilinks and Markdown links, and finds both in text. Pure."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import markdown, note
from ralf_notes.patterns import lazily
from ralf_notes.text import one_line

_QUOTED = lazily(r"^>.*$", re.MULTILINE)
_WIKILINK = lazily(r"\[\[([^\[\]|#\\\n]++)[^\[\]\n]*\]\]")
_MARKDOWN_LINK = lazily(r"(?<!\\)\]\(<?([^()<>\s#]++)[^()\n]*\)")
_SCHEME = lazily(r"[A-Za-z][A-Za-z\d+.-]*:")
_NOT_IN_HEADINGS = lazily(r"[^\w .-]")
"""What Obsidian does not compare when it looks for a heading, and what may end a link."""
_NOT_IN_ANCHORS = lazily(r"[^\w\- ]")
_COMMON_NAMES = frozenset(("__init__", "__main__", "index", "main", "mod", "lib", "readme"))
_LIKENESS = str.maketrans("[]|`<>", "()/'()")


@dataclass(frozen=True, slots=True)
class Links:
    """Where the notes of a tree are, and how links to them are written."""

    files: Mapping[str, str]
    """Path of each existing note below the target, by source path."""
    folders: Mapping[str, str]
    """The same for folders; '' is the tree."""
    style: str
    """`wikilink` or `markdown`."""
    prefix: str = ""
    """Path of the target below the vault's root: wikilinks start at the root."""
    has_base: bool = False
    """Whether the target has a table of its notes for Obsidian."""

    def file(self, at: str, path: str, label: str = "") -> str:
        """Return the link from the note at `at` to a file's note; without one, its path as code."""
        return self._link(at, self.files.get(path), label or file_label(path), path)

    def section(self, at: str, path: str, heading: str, label: str = "") -> str:
        """Return the link to a section of a file's note; the same as `file` otherwise.

        Args:
            heading: the text of its heading, or '' for the note as a whole.
        """
        return self._link(at, self.files.get(path), label or file_label(path), path, heading)

    def name(self, at: str, path: str, name: str, heading: str = "") -> str:
        """Return the link from a name in prose to a file's note, or to a section of it.

        '' if there is no such note. The path of a folder ends with a slash.
        """
        is_folder = path.endswith("/")
        note_path = self.folders.get(path[:-1]) if is_folder else self.files.get(path)
        if note_path is None:
            return ""
        if self.style == "markdown":
            return f"[{markdown.code_span(name)}]({_address(at, note_path, heading)})"
        return self._link(at, note_path, name, path, heading)

    def folder(self, at: str, path: str, label: str) -> str:
        """Return the link to a folder's note; the same as `file` otherwise."""
        return self._link(at, self.folders.get(path), label, path)

    def _link(
        self, at: str, note_path: str | None, label: str, path: str, heading: str = ""
    ) -> str:
        if note_path is None:
            return markdown.code_span(path)
        if self.style == "markdown":
            return f"[{markdown.escape(label)}]({_address(at, note_path, heading)})"
        target = f"{self.prefix}/{note_path}" if self.prefix else note_path
        # A wikilink's label has no escapes, so characters that it cannot hold are replaced.
        text = one_line(label).translate(_LIKENESS)
        if text.count("$") > 1:
            text = text.replace("$", "＄")  # two of them would be a formula
        if words := " ".join(_NOT_IN_HEADINGS.sub(" ", heading).split()):
            target = f"{target}#{words}"
        return f"[[{target}|{text.replace('%%', '%') or '_'}]]"


def _address(at: str, note_path: str, heading: str) -> str:
    """Return the relative URL of a note, with the anchor that GitHub gives to a heading of it."""
    slug = _NOT_IN_ANCHORS.sub("", heading.lower()).replace(" ", "-")
    return f"{relative(at, note_path)}#{quote(slug)}" if slug else relative(at, note_path)


def file_label(path: str) -> str:
    """Return a file's name, after its folder if many files have that name: `a/__init__.py`."""
    folder, _, name = path.rpartition("/")
    is_common = name.partition(".")[0].lower() in _COMMON_NAMES and folder
    return f"{posixpath.basename(folder)}/{name}" if is_common else name


def distinct_labels(paths: Iterable[str]) -> dict[str, str]:
    """Return a label for each file of a list: `a/…/Cart.java` where others have that name, too."""
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for path in dict.fromkeys(paths):
        by_label[file_label(path)].append(path)
    labels = {path: label for label, group in by_label.items() for path in group}
    for group in (group for group in by_label.values() if len(group) > 1):
        parts = [path.split("/") for path in group]
        start = len(posixpath.commonprefix(parts))  # the first folder that not all of them have
        for path, each in zip(group, parts, strict=True):
            folders, name = each[start:-1], each[-1]
            if folders:
                labels[path] = f"{folders[0]}{'/…/' if len(folders) > 1 else '/'}{name}"
    return labels


def relative(at: str, note_path: str) -> str:
    """Return the relative URL of a note; it begins with `./` or `../`, which every tool reads."""
    # From `/`, or it would ask for the current folder, which may be gone.
    path = posixpath.relpath(f"/{note_path}", f"/{posixpath.dirname(at)}")
    return quote(path if path.startswith("../") else f"./{path}")


def wikilinks(body: str) -> Iterator[str]:
    """Yield the targets of the wikilinks in a block of ours, as written."""
    yield from (match[1] for match in _WIKILINK.finditer(_without_code(body)))


def relative_links(at: str, body: str) -> Iterator[tuple[str, str]]:
    """Yield each relative Markdown link of a block of ours, as written and as a path.

    Args:
        at: the path of the note.
        body: its block.
    """
    for match in _MARKDOWN_LINK.finditer(_without_code(body)):
        if not _SCHEME.match(match[1]):
            path = posixpath.join(posixpath.dirname(at), unquote(match[1]))
            yield match[1], posixpath.normpath(path)


def _without_code(body: str) -> str:
    """Return a block without code and quotes of the author: nothing in them is a link."""
    return markdown.without_code(_QUOTED.sub("", body).replace(r"\`", ""))


# --- the user's links -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Backlink:
    """A user's link that leads nowhere because its note has moved."""

    note: str
    """The path of the file that holds the link, below the vault."""
    link: str
    """The target of the link, as written in that file."""
    now: str
    """The path of the note now, below the vault."""


def links_to_moved(path: str, text: str, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the user's links in a file to notes that were moved.

    Args:
        path: the file's path below the vault.
        text: the file's text; links in a block of ours do not count, because it is rewritten.
        moved: old note path -> new one, below the vault.
    """
    with suppress(NoteBlocked):  # not a note of ours: all of it is the user's
        document = note.take_apart(text)
        text = f"{document.front}\n{document.before}\n{document.after}"
    for match in _WIKILINK.finditer(text):
        target = match[1].strip()
        for old, new in moved.items():
            if _leads_to(target, old) and not _leads_to(target, new):
                yield Backlink(path, target, new)
    for match in _MARKDOWN_LINK.finditer(text):
        old = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(match[1])))
        if old in moved:
            yield Backlink(path, match[1], moved[old])


def _leads_to(target: str, path: str) -> bool:
    """Whether a wikilink leads to a note: it names the note's path, or the end of it."""
    wanted = target if target.endswith(".md") else f"{target}.md"
    return path == wanted or path.endswith(f"/{wanted.lstrip('/')}")
