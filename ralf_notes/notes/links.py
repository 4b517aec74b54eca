"""Links between notes: written in the two styles that the tools read, and found in text. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, unquote

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import markdown, note
from ralf_notes.text import one_line

_CODE = re.compile(
    r"^(`{3,})[^\n`]*\n.*?^\1[ \t]*$ | (?<!\\)(`+)(?!`).+?(?<!`)\2(?!`)",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_QUOTED = re.compile(r"^>.*$", re.MULTILINE)
_WIKILINK = re.compile(r"\[\[([^\]|#\n]+)[^\]\n]*\]\]")
_MARKDOWN_LINK = re.compile(r"(?<!\\)\]\(<?([^)>\s#]+)[^)\n]*\)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z\d+.-]*:")
_SAY_NOTHING = frozenset(("__init__", "__main__", "index", "main", "mod", "lib", "readme"))


@dataclass(frozen=True, slots=True)
class Links:
    """Where the notes of a tree are, and how a link to one is written."""

    files: Mapping[str, str]
    """Note path below the target, by source path: the notes that exist."""
    folders: Mapping[str, str]
    """The same for folders, '' being the tree."""
    style: str
    """`wikilink` or `markdown`."""
    prefix: str = ""
    """Path of the target below the vault's root, from which wikilinks count."""

    def file(self, at: str, path: str, label: str = "") -> str:
        """Return the link to a file's note from the note at path `at`, else its name as code."""
        return self._link(at, self.files.get(path), label or short_name(path), path)

    def folder(self, at: str, path: str, label: str) -> str:
        """Return the link to a folder's note from the note at path `at`, else its name as code."""
        return self._link(at, self.folders.get(path), label, path)

    def _link(self, at: str, note: str | None, label: str, path: str) -> str:
        if note is None:
            return markdown.code_span(path)
        if self.style == "markdown":
            return f"[{markdown.escape(label)}]({relative(at, note)})"
        target = f"{self.prefix}/{note}" if self.prefix else note
        return f"[[{target}|{_alias(label)}]]"


@dataclass(frozen=True, slots=True)
class Backlink:
    """A link that leads nowhere since a note was moved."""

    note: str
    """The path of the file that it stands in, below the vault."""
    link: str
    """Its target as written there."""
    now: str
    """Where the note is now, below the vault."""


def short_name(path: str) -> str:
    """Return a file's name, with its folder's where it says nothing alone: `a/__init__.py`."""
    folder, _, name = path.rpartition("/")
    says_nothing = name.partition(".")[0].lower() in _SAY_NOTHING and folder
    return f"{posixpath.basename(folder)}/{name}" if says_nothing else name


def relative(at: str, note: str) -> str:
    """Return the URL of a note as seen from another; `./` or `../` first, for every tool."""
    path = posixpath.relpath(note, posixpath.dirname(at) or ".")
    return quote(path if path.startswith("../") else f"./{path}")


def wikilinks(body: str) -> Iterator[str]:
    """Yield where the wikilinks of a block of ours lead, as written; code and quotes have none."""
    yield from (match[1] for match in _WIKILINK.finditer(_linking(body)))


def relative_links(at: str, body: str) -> Iterator[tuple[str, str]]:
    """Yield the relative Markdown links of a block of ours, as written and as paths.

    Args:
        at: the path of the note that it stands in.
        body: the block.
    """
    for match in _MARKDOWN_LINK.finditer(_linking(body)):
        if not _SCHEME.match(match[1]):
            path = posixpath.join(posixpath.dirname(at), unquote(match[1]))
            yield match[1], posixpath.normpath(path)


def _linking(body: str) -> str:
    """Return a block without what cannot link: code, and the author's words."""
    return _CODE.sub("", _QUOTED.sub("", body))


def _alias(label: str) -> str:
    """Return a wikilink's shown text: it cannot hold brackets or a bar, and has no escapes."""
    text = one_line(label)
    for character, likeness in (
        ("[", "("),
        ("]", ")"),
        ("|", "/"),
        ("`", "'"),
        ("<", "("),
        (">", ")"),
    ):
        text = text.replace(character, likeness)
    if text.count("$") > 1:
        text = text.replace("$", "＄")  # two of them would be a formula
    return text.replace("%%", "%") or "_"


def broken_links(path: str, text: str, moved: Mapping[str, str]) -> Iterator[Backlink]:
    """Yield the links of the user in a note that led to notes which were moved.

    Args:
        path: of the note, below the vault.
        text: of the note; the links in our block follow by themselves.
        moved: old note path -> new one, below the vault.
    """
    with suppress(NoteBlocked):  # a file of the user's: all of it counts
        document = note.take_apart(text)
        text = f"{document.front}\n{document.before}\n{document.after}"
    folder = posixpath.dirname(path)
    for match in _WIKILINK.finditer(text):
        for old, new in moved.items():
            if _leads_to(match[1].strip(), old) and not _leads_to(match[1].strip(), new):
                yield Backlink(path, match[1].strip(), new)
    for match in _MARKDOWN_LINK.finditer(text):
        led_to = posixpath.normpath(posixpath.join(folder, unquote(match[1])))
        if led_to in moved:
            yield Backlink(path, match[1], moved[led_to])


def _leads_to(target: str, path: str) -> bool:
    """Tell whether a wikilink finds a note: by its path in the vault, or by the end of it."""
    wanted = target if target.endswith(".md") else f"{target}.md"
    return path == wanted or path.endswith(f"/{wanted.lstrip('/')}")
