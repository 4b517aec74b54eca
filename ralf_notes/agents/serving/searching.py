"""`search_notes` and `find_symbol`: what the index finds, and what the notes say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.agents.note_text import readable
from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.reading import document_of
from ralf_notes.config.keys import Config
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.search.find import find
from ralf_notes.search.index import opened
from ralf_notes.search.passages import Hit, Passage
from ralf_notes.text import count_of

_MOST_LOOKED_AT = 200
_LONGEST_SECTION = 3_000
"""Characters of what a note says of a symbol."""
_HEADING = re.compile(r"^(#{2,6}) [^`\n]*`([^`\n]+)`[^\n]*$", re.MULTILINE)
_LINKS = re.compile(r"^- (?:Used by|Tested by|Uses) .*$", re.MULTILINE)


def search_notes(config: Config, query: str, limit: int, offset: int) -> str:
    """Return the best hits for a question, one line each."""
    with opened(config) as index:
        hits = find(index, query, offset + limit + 1)
    shown = hits[offset : offset + limit]
    if not shown:
        more = "no further results" if offset else "nothing found"
        return f"{more}: try other words, or names as the code has them."
    lines = [_line(number, hit) for number, hit in enumerate(shown, offset + 1)]
    text = handing.material(handing.masked("\n".join(lines)))
    if len(hits) > offset + limit:
        text += f"\nMore: call again with offset {offset + limit}."
    return text


def _line(number: int, hit: Hit) -> str:
    each = hit.passage
    what = each.symbol or {"note": "the note as a whole"}.get(each.kind, "lines of the source")
    said = handing.line(each.sentence or each.signature)
    note = f" · note {each.note}" if each.note else ""
    return handing.line(
        f"{number}. {what} · {each.tree}: {each.place}{note}{f' · {said}' if said else ''}"
    )


def find_symbol(config: Config, name: str, limit: int) -> str:
    """Return where symbols of a name are, with what their notes say of them and of their users."""
    wanted = name.removesuffix("()").strip()
    with opened(config) as index:
        hits = find(index, wanted, _MOST_LOOKED_AT)
    found = _named([hit.passage for hit in hits if hit.passage.symbol], wanted)
    if not found:
        close = list(dict.fromkeys(hit.passage.symbol for hit in hits if hit.passage.symbol))[:5]
        said = f"no symbol is called {handing.line(wanted)}. search_notes finds by words."
        names = handing.masked("\n".join(map(handing.line, close)))
        return f"{said} Similar:\n\n{handing.material(names)}" if close else said
    texts = "\n\n".join("\n".join(_told(config, each)) for each in found[:limit])
    left = len(found) - limit
    more = f"\n{count_of(left, 'further symbol')} of that name: raise limit." if left > 0 else ""
    return handing.material(handing.masked(texts)) + more


def _named(passages: list[Passage], wanted: str) -> list[Passage]:
    """Return the symbols of a name: the whole name first, then its end, then in other case."""

    def rank(each: Passage) -> int:
        if each.symbol == wanted:
            return 0
        last = each.symbol.replace("::", ".").endswith(f".{wanted.replace('::', '.')}")
        return 1 if last else 2 if each.symbol.lower().endswith(wanted.lower()) else 3

    ranked = sorted((rank(each), number) for number, each in enumerate(passages))
    exact = [passages[number] for each, number in ranked if each < 2]
    return exact or [passages[number] for each, number in ranked if each == 2]


def _told(config: Config, each: Passage) -> Iterator[str]:
    """Yield what is known of a symbol."""
    first, last = each.lines
    where = f":{first}-{last}" if first else ""
    yield handing.line(f"{each.symbol} · {each.tree}: {each.path}{where}")
    document = document_of(config, each.note) if each.note else None
    body = ""
    if document is not None:
        yield f"Note: {each.note}"
        body = readable(document.body, each.note, "", vault_place(config).prefix)
    section = _section(body, each.symbol)
    if section:
        yield section
    else:
        yield each.signature
        if each.sentence:
            yield each.sentence
    links = [f"{link} (of the file)" for link in _LINKS.findall(body)]
    yield "\n".join(links) or "No other file is known to use this file."


def _section(body: str, symbol: str) -> str:
    """Return what a note says of one symbol, without the symbols below it; '' if it is not told."""
    headings = [*_HEADING.finditer(body)]
    for number, heading in enumerate(headings):
        if heading[2] == symbol:
            following = headings[number + 1 :]
            end = following[0].start() if following else len(body)
            text = re.split(r"^#{2,6} ", body[heading.end() : end], maxsplit=1, flags=re.MULTILINE)
            section = text[0].strip()
            if len(section) > _LONGEST_SECTION:
                return f"{section[:_LONGEST_SECTION]} … (read_note has all of it)"
            return section
    return ""
