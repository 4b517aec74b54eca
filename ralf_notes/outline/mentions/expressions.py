"""The type of a value by a type or expression: `Cart | None` is `Cart`, `make(1)` is `make()`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ralf_notes.patterns import lazily

_CHAIN = r"[A-Za-z_$\\@][\w$\\]*(?:\s*(?:\?\.|\.|::|->)\s*[A-Za-z_]\w*)*"
_TYPE = lazily(_CHAIN)
_MADE = lazily(
    rf"(?:(?P<new>new\s+|&)|(?:try[!?]?|move)\s+)?(?P<chain>{_CHAIN})"
    r"(?P<of><[\w\s,.<>?]*>|\[[\w\s,.*\[\]]*\])?(?P<open>[({])?"
)
ACCESS = lazily(r"(?:(?<!\s)\s++)?+(?:[?&]?\.|::|\??->)\s*+")
"""What stands between a value and its member."""
_OPTIONAL = lazily(
    r"(?:t\.|typing\.)?(?:Optional|Annotated|ClassVar|Final|Type|type)\[\s*([^,]+)(?:,.*)?\]$|"
    r"(?:Readonly|Partial|Required)<([^,]+)>$",
    re.DOTALL,
)
_INNER = lazily(r"<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)(?=\s*(?:,|$))")
_BETWEEN_TYPES = lazily(r",|\bimplements\b|\bextends\b|\bwith\b")
_NOTHING = frozenset(("None", "null", "undefined", "nil"))


@lru_cache(maxsize=4096)
def type_in(text: str) -> str:
    """Return the name of the type that an annotation says, '' if it says more than one."""
    text = text.strip().lstrip(":").removeprefix("->").strip().strip("'\"").lstrip("*&?").strip()
    parts = [part.strip() for part in text.split("|")]
    named = [part for part in parts if part not in _NOTHING]
    if len(named) != 1:
        return ""
    text = named[0].rstrip("?!").strip("'\" ")
    inner = _OPTIONAL.match(text)
    if inner:
        return type_in(inner[1] or inner[2])
    match = _TYPE.match(text)
    rest = text[match.end() :].lstrip() if match else ""
    is_plain = not rest or (rest[0] in "<[," and rest[:2] != "[]" and rest[-2:] != "[]")
    if not match or not is_plain or match[0] in ("var", "const", "final", "auto", "let"):
        return ""
    return dotted(match[0])


def made_in(text: str) -> str:
    """Return what an expression is, if it is one call or one chain of names: `shop.make()`."""
    match = _MADE.match(text)
    if not match:
        return ""
    chain = dotted(match["chain"])
    rest = text[match.end() :]
    if match["open"] is None:
        if chain.endswith(".new") and not rest:  # of Ruby
            return f"{chain.removesuffix('.new')}()"
        if match["new"]:
            return f"{chain}()" if not rest.strip() and match["new"] != "&" else ""
        return chain if not rest and not match["of"] else ""
    if not _closes(rest):
        return ""
    if chain == "new" and (match["open"] == "{" or rest[:-1].isidentifier()):
        return f"{rest[:-1]}()"
    return f"{chain if match['open'] == '{' else chain.removesuffix('.new')}()"


def _closes(rest: str) -> bool:
    """Whether a bracket that was opened is closed at the very end of what follows."""
    depth = 1
    for at, character in enumerate(rest):
        depth += (character in "({[") - (character in ")}]")
        if not depth:
            return at == len(rest) - 1
    return False


def types_in(text: str) -> Iterator[str]:
    """Yield the types that the head of a type names as those that it inherits from."""
    for part in _BETWEEN_TYPES.split(_INNER.sub("", text.strip("():{} \n"))):
        name = part.strip(" \n:<*&").partition("(")[0]
        if "=" not in name and _TYPE.fullmatch(name):
            yield dotted(name)


def dotted(chain: str) -> str:
    """Return a chain of names with dots between them, however its language writes it."""
    return ACCESS.sub(".", chain).strip().lstrip("\\")
