"""What a list has no room for: how many there are, by what their names begin with. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from ralf_notes.notes import markdown
from ralf_notes.notes.wording import Wording

_MOST_GROUPS = 6
_FEWEST = 2
_BEGINNING = re.compile(r"[^\W\d_]?(?:[^\W\d_A-Z]+|[A-Z]+)(?=[\W\d_A-Z])")
_ENDING = re.compile(r"\.\w{1,10}$")


def beyond_line(names: Iterable[str], say: Wording, *, of_files: bool = False) -> str:
    """Return how many names there are, and by which beginnings most of them: `order_*` (900).

    Args:
        names: of what a list leaves out; at least one.
        say: the words around the number.
        of_files: whether the names end with what kind of file it is: `order_*.sql`.
    """
    names = list(names)
    groups = Counter(group for name in names if (group := _group(name, of_files=of_files)))
    shown = [
        (group, count) for group, count in groups.most_common(_MOST_GROUPS) if count >= _FEWEST
    ]
    more = say("lists.more", count=len(names))
    text = ", ".join(f"{markdown.code_span(group)} ({count})" for group, count in shown)
    return say("lists.named", name=more, text=text) if text else more


def _group(name: str, *, of_files: bool) -> str:
    """Return what a name begins with, as a pattern of those that begin alike; '' for one word."""
    ending = _ENDING.search(name) if of_files else None
    beginning = _BEGINNING.match(name)
    if beginning is None or (ending and beginning.end() >= ending.start()):
        return f"*{ending[0]}" if ending else ""
    return f"{beginning[0]}*{ending[0] if ending else ''}"
