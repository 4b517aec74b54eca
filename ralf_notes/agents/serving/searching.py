"""`search_notes` and `find_symbol`: what the index finds, and what the notes say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from urllib.parse import unquote

from ralf_notes.agents.note_text import readable
from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.reading import document_of
from ralf_notes.agents.serving.tools import MOST_RESULTS
from ralf_notes.config.keys import Config
from ralf_notes.notes.obsidian.place import vault_place
from ralf_notes.notes.wording import in_every_language
from ralf_notes.search.find import find
from ralf_notes.search.index import Index, opened
from ralf_notes.search.lookups import LineWithName, lines_naming, lines_with, symbols_called
from ralf_notes.search.passages import Hit, Passage
from ralf_notes.search.words import TRY_INSTEAD, dotted
from ralf_notes.source import secrets
from ralf_notes.text import count_of

_MOST_SIMILAR = 5
_MOST_NAMING = 8
"""Lines in which a name stands."""
_LONGEST_SECTION = 3_000
"""Most characters of a note's section on a symbol."""
_UNDERLINE = re.compile(r"[=~*^#\"+-]{3,}")
"""What stands below a heading of reStructuredText."""
_HEADING = re.compile(r"^(#{2,6}) [^`\n]*`([^`\n]+)`[^\n]*$", re.MULTILINE)


_LISTED = re.compile(r"^ *- .*", re.MULTILINE)
_NOTE_LINK = re.compile(r"\]\([^()\s]+\.md\)")
_USE = re.compile(
    r" *- (?:[^\[\]`\n]*: ?)?\[[^\]\n]*\]\((?P<address>[^()\s]+)\)"
    r"(?:, `(?P<symbol>[^`\n]+)`)?: (?P<code>`.+`)$"
)


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
    shown = (each.sentence or each.signature).split()
    sentence = " ".join(word for word in shown if not _UNDERLINE.fullmatch(word))
    sentence = sentence if sentence != what else ""
    note = f" · note {each.note}" if each.note else ""
    return handing.line(
        f"{number}. {what} · {each.tree}: {each.place}{note}{f' · {sentence}' if sentence else ''}"
    )


def find_symbol(config: Config, name: str, limit: int) -> str:
    """Return where symbols of a name are, with what their notes say about them and their users.

    The symbols that are called so as a whole come first, of these the one that is used most.
    """
    wanted = name.removesuffix("()").strip()
    prefix = vault_place(config).prefix
    with opened(config) as index:
        passages = symbols_called(index, wanted)
        if not passages:
            return _similar(index, wanted)
        compared = [_noted(config, prefix, each) for each in passages[:MOST_RESULTS]]
        compared.sort(key=lambda each: (not each.is_called(wanted), -each.uses))
        texts = ["\n".join(_symbol_lines(index, each)) for each in compared[:limit]]
        hidden = len(passages) - len(texts)
        if len(passages) == 1 and not compared[0].uses:
            texts += _naming_lines(lines_naming(index, wanted, passages[0]))
    more = f"\n{count_of(hidden, 'further symbol')} of that name: raise limit." if hidden else ""
    return handing.material(secrets.mask_note("\n\n".join(texts))) + more


def _similar(index: Index, wanted: str) -> str:
    """Return that no symbol has a name, where it stands, and what is found by its words."""
    hits = find(index, wanted, 4 * _MOST_SIMILAR)
    similar = dict.fromkeys(hit.passage.symbol for hit in hits if hit.passage.symbol)
    close = [handing.line(symbol) for symbol in [*similar][:_MOST_SIMILAR]]
    problem = f"no symbol is called {handing.line(wanted)}. search_notes finds by words."
    parts = [*_naming_lines(lines_naming(index, wanted))]
    if close:
        parts.append("\n".join(("Similar:", *close)))
    material = handing.material(secrets.mask_note("\n\n".join(parts)))
    return f"{problem}\n\n{material}" if parts else problem


def _naming_lines(naming: Iterable[LineWithName]) -> Iterator[str]:
    """Yield a list of the lines in which a name stands, if there are any: it may be another's."""
    lines = [
        handing.line(
            f"- {each.path}:{each.number}{f', `{each.symbol}`' if each.symbol else ''}: "
            f"`{each.code}`"
        )
        for each in islice(naming, _MOST_NAMING)
    ]
    if lines:
        yield "\n".join(("The name stands in:", *lines))


@dataclass(frozen=True, slots=True)
class _NotedSymbol:
    """A symbol, and what its note says."""

    passage: Passage
    body: str
    """The note, as an agent reads it; '' without one."""
    section: str
    """What the note says about the symbol."""

    @property
    def uses(self) -> int:
        """How many places the note names that use it."""
        return sum(len(_NOTE_LINK.findall(line)) for line in _LISTED.findall(self.section))

    def is_called(self, wanted: str) -> bool:
        """Whether this is its whole name."""
        return dotted(self.passage.symbol) == dotted(wanted)


def _noted(config: Config, prefix: str, each: Passage) -> _NotedSymbol:
    """Return a symbol with its note; the prefix is that of wikilinks in its vault."""
    document = document_of(config, each.note) if each.note else None
    if document is None:
        return _NotedSymbol(replace(each, note=""), "", "")
    body = readable(document.body, each.note, "", prefix)
    return _NotedSymbol(each, body, _section(body, each.symbol))


def _symbol_lines(index: Index, noted: _NotedSymbol) -> Iterator[str]:
    """Yield what is known of a symbol."""
    each = noted.passage
    first, last = each.shown_lines
    where = f":{first}-{last}" if first else ""
    yield handing.line(f"{each.symbol} · {each.tree}: {each.path}{where}")
    if each.note:
        yield f"Note: {each.note}"
    if noted.section:
        yield "\n".join(_with_line(index, line) for line in noted.section.split("\n"))
    else:
        yield each.signature
        if each.sentence:
            yield each.sentence
    if each.note:
        users = [f"{line} (of the file)" for line in _user_lines().findall(noted.body)]
        yield "\n".join(users) or "No other file is known to use this file."


def _with_line(index: Index, line: str) -> str:
    """Return a line of a note on a use, with the place in the source as it is now."""
    use = _USE.match(line)
    if use is None:
        return line
    note = unquote(use["address"]).removeprefix("./")
    for path, first in lines_with(index, note, use["symbol"] or "", use["code"].strip(" `")):
        return f"{line} ({path}:{first})"
    return line


@cache
def _user_lines() -> re.Pattern[str]:
    """Return what matches the lines of a note on what uses its file."""
    phrases = [
        re.escape(phrase.partition("{files}")[0])
        for key in ("links.used_by", "links.tested_by")
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
