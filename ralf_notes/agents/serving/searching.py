"""`search_notes` and `find_symbol`: what the index finds, and what the notes say about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ralf_notes.agents.note_text import readable
from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.reading import document_of
from ralf_notes.config.keys import Config
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.notes.wording import in_every_language
from ralf_notes.search.find import find
from ralf_notes.search.index import opened
from ralf_notes.search.lookups import symbols_called
from ralf_notes.search.passages import Hit, Passage
from ralf_notes.search.words import TRY_INSTEAD
from ralf_notes.source import secrets
from ralf_notes.text import count_of

_MOST_SIMILAR = 5
_LONGEST_SECTION = 3_000
"""Most characters of a note's section on a symbol."""
_HEADING = re.compile(r"^(#{2,6}) [^`\n]*`([^`\n]+)`[^\n]*$", re.MULTILINE)


def search_notes(config: Config, query: str, limit: int, offset: int) -> str:
    """Return the best hits for a question, one line each."""
    with opened(config) as index:
        hits = find(index, query, offset + limit + 1)
    shown = hits[offset : offset + limit]
    if not shown:
        return f"{'no further results' if offset else 'nothing found'}: try {TRY_INSTEAD}."
    lines = [_line(number, hit) for number, hit in enumerate(shown, offset + 1)]
    text = handing.material(secrets.mask_note("\n".join(lines)))
    if len(hits) > offset + limit:
        text += f"\nMore: call again with offset {offset + limit}."
    return text


def _line(number: int, hit: Hit) -> str:
    each = hit.passage
    without_symbol = "the note as a whole" if each.kind == "note" else "lines of the source"
    what = each.symbol or without_symbol
    sentence = handing.line(each.sentence or each.signature)
    note = f" · note {each.note}" if each.note else ""
    return handing.line(
        f"{number}. {what} · {each.tree}: {each.place}{note}{f' · {sentence}' if sentence else ''}"
    )


def find_symbol(config: Config, name: str, limit: int) -> str:
    """Return where symbols of a name are, with what their notes say about them and their users."""
    wanted = name.removesuffix("()").strip()
    with opened(config) as index:
        passages = symbols_called(index, wanted)
        hits = () if passages else find(index, wanted, 4 * _MOST_SIMILAR)
    if not passages:
        similar = dict.fromkeys(hit.passage.symbol for hit in hits if hit.passage.symbol)
        close = [*similar][:_MOST_SIMILAR]
        problem = f"no symbol is called {handing.line(wanted)}. search_notes finds by words."
        names = secrets.mask_note("\n".join(map(handing.line, close)))
        return f"{problem} Similar:\n\n{handing.material(names)}" if close else problem
    prefix = vault_place(config).prefix
    texts = "\n\n".join("\n".join(_symbol_lines(config, prefix, each)) for each in passages[:limit])
    hidden = len(passages) - limit
    more = (
        f"\n{count_of(hidden, 'further symbol')} of that name: raise limit." if hidden > 0 else ""
    )
    return handing.material(secrets.mask_note(texts)) + more


def _symbol_lines(config: Config, prefix: str, each: Passage) -> Iterator[str]:
    """Yield what is known of a symbol; the prefix is that of wikilinks in its vault."""
    first, last = each.shown_lines
    where = f":{first}-{last}" if first else ""
    yield handing.line(f"{each.symbol} · {each.tree}: {each.path}{where}")
    document = document_of(config, each.note) if each.note else None
    body = ""
    if document is not None:
        yield f"Note: {each.note}"
        body = readable(document.body, each.note, "", prefix)
    section = _section(body, each.symbol)
    if section:
        yield section
    else:
        yield each.signature
        if each.sentence:
            yield each.sentence
    if document is not None:
        links = [f"{link} (of the file)" for link in _link_lines().findall(body)]
        yield "\n".join(links) or "No other file is known to use this file."


@cache
def _link_lines() -> re.Pattern[str]:
    """Return what matches the lines of a note on what uses its file, and what the file uses."""
    phrases = [
        re.escape(phrase.partition("{files}")[0])
        for key in ("links.uses", "links.used_by", "links.tested_by")
        for phrase in in_every_language(key)
    ]
    return re.compile(rf"^- (?:{'|'.join(phrases)}).*$", re.MULTILINE)


def _section(body: str, symbol: str) -> str:
    """Return a note's section on one symbol, without the symbols below it; '' if there is none."""
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
