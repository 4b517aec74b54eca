"""What a model reads around a file: its repository, what it uses, who uses it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ralf_notes.prose.names import Vocabulary, code_names, exists
from ralf_notes.text import one_line, sentences

MOST_BYTES = 840
"""Room for the lines about the neighbours."""
_MOST_OF_FILE = 0.5
"""Share of a file's own size: more would tell of its neighbours rather than of the file."""
LONGEST_LINE = 200
_SAYS = " - "
"""Between a signature and its description."""
_USES, _USERS = "It uses:", "It is used by:"
_STYLE = "How the authors word it, in other files (follow the style, not the content):"


@dataclass(frozen=True, slots=True)
class UsedSymbol:
    """A symbol of another file that a file uses."""

    path: str
    signature: str
    sentence: str
    """The first sentence by its author, or else by a model, or ''."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A line of another file that uses a symbol of a file."""

    path: str
    function: str
    """The symbol around it, or ''."""
    line: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line about a neighbour of a file."""

    path: str
    """Of the neighbour."""
    text: str


_Forms = tuple[Line, ...]
"""A line, and what it may be shortened to."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Where a file stands. It is no part of the key of an answer: a neighbour may change."""

    repository: str = ""
    """The line about its repository, or ''."""
    used: tuple[Line, ...] = ()
    """What the file uses."""
    callers: tuple[Line, ...] = ()
    """Who uses it."""
    style: tuple[str, ...] = ()
    """Sentences of its authors about other things: no names of these belong to the file."""

    @property
    def shown(self) -> str:
        """The lines about its neighbours, and those that show the style, or ''."""
        style = [_STYLE, *(f"- {sentence}" for sentence in self.style)] if self.style else []
        return "\n".join(filter(None, (self.neighbours, *style)))

    @property
    def neighbours(self) -> str:
        """The lines about its neighbours, with their titles, or ''."""
        titled = ((_USES, self.used), (_USERS, self.callers))
        texts = [[title, *(line.text for line in lines)] for title, lines in titled if lines]
        return "\n".join(chain.from_iterable(texts))


def surroundings_of(
    repository: str,
    used: Iterable[UsedSymbol],
    callers: Iterable[Caller],
    size: int,
    most: int,
    style: Sequence[str] = (),
) -> Neighbourhood:
    """Return where a file stands, in at most 840 bytes on its neighbours, and half of its size.

    What it uses and who uses it get half of the room each, and what the other leaves. Where no
    sentence of an author is among that, the style gets room that is left.

    Args:
        repository: a sentence on the repository, with its name; or ''.
        used: the symbols that the file uses, the most telling ones first.
        callers: the lines that use its symbols, likewise.
        size: bytes of the file.
        most: bytes that the request has for all of it.
        style: sentences that show the style of the authors.
    """
    line = _short(repository)
    line = line if len(line.encode()) < most else ""
    room = int(min(MOST_BYTES, size * _MOST_OF_FILE, most - len(line.encode())))
    uses, users = tuple(_used_lines(used)), tuple(_caller_lines(callers))
    some_users = _fitting(_USERS, users, room // 2)
    shown = _fitting(_USES, uses, room - _size(_USERS, some_users))
    neighbourhood = Neighbourhood(line, shown, _fitting(_USERS, users, room - _size(_USES, shown)))
    bytes_left = room - len(neighbourhood.neighbours.encode()) - len(_STYLE) - 1
    if any(_SAYS in each.text for each in shown):
        return neighbourhood
    while style and sum(len(each.encode()) + 3 for each in style) > bytes_left:
        style = style[:-1]
    return replace(neighbourhood, style=tuple(style))


def borrowed(
    texts: Iterable[str], own_names: Vocabulary, surroundings: Neighbourhood
) -> dict[str, str]:
    """Return the names in prose that only a file's neighbours have, and the neighbour of each.

    Args:
        texts: the prose about the file.
        own_names: the names that prose about it may use without its neighbours.
        surroundings: what was shown of its neighbours.
    """
    origins: dict[str, str] = {}
    for name in {name.text: name for text in texts for name in code_names(text)}.values():
        if exists(name.text, own_names, is_ticked=name.ticked):
            continue
        for line in (*surroundings.used, *surroundings.callers):
            if exists(name.text, Vocabulary.of(line.text), is_ticked=name.ticked):
                origins[name.text] = line.path
                break
    return dict(sorted(origins.items()))


def without_names(text: str, names: Collection[str]) -> str:
    """Return prose without the sentences in which one of some names stands."""
    others = (s for s in sentences(text) if not {name.text for name in code_names(s)} & {*names})
    return " ".join(others)


def _used_lines(used: Iterable[UsedSymbol]) -> Iterator[_Forms]:
    for each in used:
        bare = f"- {each.path}: {each.signature}"
        forms = (f"{bare}{_SAYS}{each.sentence}", bare) if each.sentence else (bare,)
        yield tuple(Line(each.path, _short(form)) for form in forms)


def _caller_lines(callers: Iterable[Caller]) -> Iterator[_Forms]:
    for each in callers:
        function = f", {each.function}" if each.function else ""
        yield (Line(each.path, _short(f"- {each.path}{function}: {each.line}")),)


def _fitting(title: str, lines: Iterable[_Forms], room: int) -> tuple[Line, ...]:
    """Return the lines below a title that fit, with the title, into a number of bytes."""
    chosen: list[Line] = []
    bytes_left = room - len(title) - 1
    for forms in dict.fromkeys(lines):
        line = next((form for form in forms if len(form.text.encode()) < bytes_left), None)
        if line is None:
            break
        bytes_left -= len(line.text.encode()) + 1
        chosen.append(line)
    return tuple(chosen)


def _size(title: str, lines: Sequence[Line]) -> int:
    return sum(len(line.text.encode()) + 1 for line in lines) + (len(title) + 1 if lines else 0)


def _short(text: str) -> str:
    """Return a text on one line of at most 200 bytes."""
    line = " ".join(one_line(text).split())
    if len(line.encode()) <= LONGEST_LINE:
        return line
    return f"{line.encode()[: LONGEST_LINE - 3].decode(errors='ignore')}…"
