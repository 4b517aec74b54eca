"""The names that stand in a file as identifiers: what it may use of other files, and where.

A name is kept with the plain names before it, as a chain: `shop.Cart.add` for `shop.Cart.add()`, in
PHP `Shop\\Cart.make` for `Shop\\Cart::make()`. A chain that follows something else, such as a call,
starts with a dot: `.add`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

UNPLACED = frozenset(("bash", "scala", "dart", "elixir", "powershell", "zig", "julia", "lua"))
"""Languages of whose uses no lines are shown: it does not matter where in a file a name stands."""

FIXTURE = "()"
"""What stands behind the name of a parameter of a test in Python: it may be a fixture."""


class Standing(NamedTuple):
    """That a chain stands in a symbol, and where; a tuple, because a file has hundreds of them."""

    chain: str
    symbol: int
    """The symbol that it is in, as its index in `Outline.symbols`; -1 outside all symbols."""
    offsets: tuple[int, ...]
    """Where it stands first, in bytes of the text's UTF-8: at most three places."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """The names that stand in one file, without comments, strings, imports and local variables."""

    chains: tuple[str, ...] = ()
    """All chains, sorted."""
    members: frozenset[str] = frozenset()
    """The names of methods, fields and other values that the file itself defines in its types."""
    standing: tuple[Standing, ...] = ()
    """Where the chains stand, in the order of the source; the cache does not keep it."""
    typed: tuple[str, ...] = ()
    """Members that stand behind values of a known type, as in `values`: `shop.Cart:add`."""
    values: str = ""
    """What other files need to know of the values of the file."""


NO_MENTIONS = Mentions()


def encode(mentions: Mentions) -> bytes:
    """Return the names of mentions as compact text, for a cache; `decode` reads it back."""
    lines = mentions.chains, sorted(mentions.members), mentions.typed
    return "\n".join((*map(" ".join, lines), mentions.values)).encode()


def decode(data: bytes) -> Mentions:
    """Return the mentions that `encode` wrote, without their places."""
    chains, members, typed, values = data.decode().split("\n", 3)
    return Mentions(_words(chains), frozenset(_words(members)), (), _words(typed), values)


def _words(line: str) -> tuple[str, ...]:
    return tuple(line.split(" ")) if line else ()  # some languages allow other white space in names


def heads(chains: Iterable[str]) -> frozenset[str]:
    """Return the first names of the chains that follow nothing else."""
    return frozenset(chain.partition(".")[0] for chain in chains) - {""}
