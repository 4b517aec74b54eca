"""A note as an agent reads it: no hidden lines, no drawings, links that it can follow."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache, partial
from urllib.parse import quote

from ralf_notes.notes import markdown
from ralf_notes.notes.diagrams.mermaid import without_flowcharts
from ralf_notes.notes.links import relative
from ralf_notes.patterns import lazily

_OURS = lazily(r"^<!-- ralf:.*-->\n?", re.MULTILINE)
_LINK = lazily(
    r"\[\[(?P<wiki>[^\[\]|#\n]+)(?:#[^\[\]|\n]*)?\|(?P<label>[^\[\]\n]*)\]\]"
    r"|(?<!\\)\]\((?P<address>\.{1,2}/[^()\s#]*)(?P<anchor>#[^()\s]*)?\)"
)

# Notes link to the same few notes again and again.
_address = lru_cache(maxsize=4096)(relative)


@lru_cache(maxsize=4096)
def _counted_from(start: str, folder: str, address: str) -> str:
    """Return an address that counts from a folder as one that counts from another."""
    path = posixpath.relpath(posixpath.join(folder, address), start or ".")
    return path if path.startswith("../") else f"./{path}"


def readable(text: str, note_path: str, at: str, prefix: str) -> str:
    """Return a text of a note without what only programs read, its links counted from elsewhere.

    Args:
        text: our block, or all of the note.
        note_path: the note's path below the target.
        at: the path of the file below the target from which links are to count.
        prefix: the path of the target below its vault, as wikilinks have it, with `/` at its end.
    """

    def moved(link: re.Match[str]) -> str:
        if link["wiki"]:
            target = link["wiki"].removesuffix("\\")  # in a table the bar of a link is escaped
            address = _address(at, target.removeprefix(prefix))
            return f"[{markdown.escape(link['label'])}]({address})"
        return f"]({_counted_from(start, folder, link['address'])}{link['anchor'] or ''})"

    # As they stand in addresses.
    start, folder = (quote(posixpath.dirname(path)) for path in (at, note_path))

    body = without_flowcharts(_OURS.sub("", text)).strip("\n")
    return markdown.outside_code(body, partial(_LINK.sub, moved))
