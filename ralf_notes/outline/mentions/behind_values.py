"""Finds members that stand behind values of known type: `cart.add` where `cart: Cart`."""

from __future__ import annotations

import re
from itertools import chain

from ralf_notes.outline.mentions.expressions import ACCESS
from ralf_notes.outline.mentions.places import MOST_OFFSETS, Places
from ralf_notes.outline.mentions.values import SELF, Values, resolved_value

_ABOVE = frozenset(("super()", "super", "base"))
_IMPLICIT = frozenset(("java", "kotlin", "c_sharp", "swift"))
"""Languages in which the name of a field stands for that of the object."""
_MOST_TYPED = 4_000
"""Members of a file that are kept."""
_WITH_SIGNS = {
    "php": re.compile(rb"\$([A-Za-z_]\w*+)((?:\s*+\??->\s*+[A-Za-z_]\w*+){1,5})"),
    "ruby": re.compile(rb"(?<![\w.$@:])(@?[a-z_]\w*+)((?:&?\.[a-z_]\w*+[?!]?){1,5})"),
}


def members_on_values(values: Values, on_others: Places, on_local: Places, text: bytes) -> Places:
    """Return the members that stand behind values of known type, and where.

    Args:
        values: of the file.
        on_others: where chains stand that begin with no local name.
        on_local: the others.
        text: of the file in UTF-8, with blanks in place of what is no code.
    """
    if values.key in _WITH_SIGNS:
        on_local = _behind_signs(values, text)
    heads = {*SELF, *_ABOVE, *values.members}
    if values.key in _IMPLICIT:
        heads.update(name.rpartition(".")[2] for name in values.members)
    places: Places = {}
    for (symbol, names), offsets in chain(on_local.items(), on_others.items()):
        head, _, tail = names.partition(".")
        if not head and text[offsets[0] - 8 : offsets[0]] == b"super().":
            head = "super()"
        if not tail or not (
            head in heads or (symbol, head) in values.local or head.startswith("@")
        ):
            continue
        if len(places) >= _MOST_TYPED:
            break
        types = (_of_head(values, symbol, head, at) for at in offsets)
        what = next(filter(None, types), "")
        # What is behind an empty part stands here; what is before it comes from the value.
        is_typed_local = ":" in what and values.local_at(symbol, head, offsets[0]) is not None
        typed = f"{what}{'::' if is_typed_local else ':'}{tail.replace('.', ':')}"
        if what and not _is_own(values, typed):
            places.setdefault((symbol, typed), offsets)
    return places


def _behind_signs(values: Values, text: bytes) -> Places:
    """Return where members stand behind `$cart` and `@cart`: no chain begins with these."""
    places: Places = {}
    for match in _WITH_SIGNS[values.key].finditer(text):
        symbol = values.inside.symbol_at(match.start(1))
        chain = ".".join((match[1].decode(), *ACCESS.split(match[2].decode())[1:]))
        offsets = places.setdefault((symbol, chain), [])
        if len(offsets) < MOST_OFFSETS:
            offsets.append(match.start(1))
    return places


def _of_head(values: Values, symbol: int, head: str, at: int) -> str:
    """Return what the value is that a name stands for, or ''."""
    owner = values.owner(symbol)
    if head in SELF or head.startswith("@"):
        return f"{owner}:{head[1:]}" if owner and head.startswith("@") else owner
    if head in _ABOVE:
        return next(iter(values.bases.get(owner, ())), "")
    local = values.local_at(symbol, head, at)
    if local is not None:
        return resolved_value(values, symbol, local, at)
    if values.key in _IMPLICIT and owner and f"{owner}.{head}" in values.members:
        return f"{owner}:{head}"
    return head if values.members.get(head) else ""


def _is_own(values: Values, chain: str) -> bool:
    """Whether a chain is a member that a type of the file itself declares."""
    what, _, member = chain.rpartition(":")
    if what not in values.bases:
        return False
    names = (f"{what}.{member}", f"{what}.{member}()")
    return any(name in values.members for name in names) or not values.bases[what]
