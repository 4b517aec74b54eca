"""HTML pages: the title, the headings, and the files of the tree that a page loads or links to."""

from __future__ import annotations

import re
from html import unescape

from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.documents.headings import Heading, nest, sections
from ralf_notes.outline.formats.documents.templates import references
from ralf_notes.outline.model import Import

_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{1,300})</title>", re.IGNORECASE)
_HEADING = re.compile(
    r"<h([1-6])(?:\s[^<>]{0,300})?>((?:[^<]|<(?!/?h[1-6])){1,400}?)</h\1>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,300}>")
_SOURCE = re.compile(
    r"<(?:script|link|a|iframe)\s[^<>]{0,400}?(?:src|href)\s*=\s*[\"']([^\"'\s<>{}]{1,300})[\"']",
    re.IGNORECASE,
)
_TEMPLATED = re.compile(
    r"<(?:script|link)\s[^<>{]{0,400}?(?:src|href)\s*=\s*[\"']?\{[{%][^{}<>]{0,100}?\bstatic\b"
    r"[^{}<>]{0,40}?[\"']/?([\w./@-]{1,200}\.(?:m?js|css))[\"']",
    re.IGNORECASE,
)
"""`{% static 'cart.js' %}` of Django, `{{ url_for('static', filename='cart.js') }}` of Flask."""


def facts(_path: str, text: str) -> Facts:
    """Return the facts of an HTML page."""
    shown = _COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    source = shown.encode("utf-8", "replace")
    headings, at, offset = [], 0, 0
    for match in _HEADING.finditer(shown):
        offset += len(shown[at : match.start()].encode("utf-8", "replace"))
        at = match.start()
        words = " ".join(unescape(_TAG.sub("", match[2])).split())
        line_end = offset + len(match[0].encode("utf-8", "replace"))
        if words and "{{" not in words:
            headings.append(Heading(offset, len(source), line_end, int(match[1]), words))
    nest(headings)
    title = _TITLE.search(shown)
    name = " ".join(unescape(title[1]).split()) if title and "{" not in title[1] else ""
    targets = dict.fromkeys(match[1].partition("#")[0] for match in _SOURCE.finditer(shown))
    targets.update((f"/static/{match[1]}", None) for match in _TEMPLATED.finditer(shown))
    return Facts(
        about=f"HTML page `{name.replace('`', ' ')}`." if name else "",
        symbols=tuple(sections(headings, source)),
        imports=(*(Import(each) for each in targets if each), *references("html", shown)),
    )
