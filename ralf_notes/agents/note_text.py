"""A note as an agent reads it: no hidden lines, no drawings, links that it can follow."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache, partial

from ralf_notes.notes import markdown
from ralf_notes.notes.diagrams.mermaid import without_flowcharts
from ralf_notes.notes.links import relative

_OURS = re.compile(r"^<!-- ralf:.*-->\n?", re.MULTILINE)
_LINK = re.compile(
    r"\[\[(?P<wiki>[^\[\]|#\n]+)(?:#[^\[\]|\n]*)?\|(?P<label>[^\[\]\n]*)\]\]"
    r"|(?<!\\)\]\((?P<address>\.{1,2}/[^()\s#]*)(?P<anchor>#[^()\s]*)?\)"
)

_address = lru_cache(maxsize=4096)(relative)  # notes link to the same few notes again and again


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
            address = _address(at, link["wiki"].removeprefix(prefix))
            return f"[{markdown.escape(link['label'])}]({address})"
        path = posixpath.normpath(posixpath.join(posixpath.dirname(note_path), link["address"]))
        address = posixpath.relpath(path, posixpath.dirname(at) or ".")
        start = "" if address.startswith("../") else "./"
        return f"]({start}{address}{link['anchor'] or ''})"

    body = without_flowcharts(_OURS.sub("", text)).strip("\n")
    return markdown.outside_code(body, partial(_LINK.sub, moved))
