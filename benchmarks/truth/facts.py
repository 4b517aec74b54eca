"""What a source declares, as a parser says that has nothing to do with the package."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["type", "function", "method", "constructor", "data", "name"]
"""`name` is known and not asked for: a constant, a local function, an imported name."""


@dataclass(frozen=True)
class Fact:
    file: str
    name: tuple[str, ...]
    kind: Kind
    public: bool
    doc: str = ""
    """The author's comment on it, with the signs of comments or without; '' for none."""


class NoOracle(Exception):
    """Why nobody can say what a language's sources declare here."""


TEST = re.compile(
    r"(^|/)(tests?|__tests__|specs?|e2e|testdata|benchmarks?|examples?|contrib|\w*Test|[\w.]*Tests)/"
    r"|(^|/)(test_[^/]*|conftest\.py)$|[._-](test|spec)\.\w+$|Tests?\.\w+$"
)


def is_test(file: str) -> bool:
    """Whether a path is a test, an example or a benchmark: those make no figure."""
    return bool(TEST.search(file))


def parts(name: str) -> tuple[str, ...]:
    """Split a qualified name, without type parameters and the number of an overload."""
    bare = re.sub(r"#\d+(?=\.|$)", "", name.strip("'\"\u200b"))
    while re.search(r"\w<", bare) and re.search(r"<[^<>]*>", bare):
        bare = re.sub(r"<[^<>]*>", "", bare)
    bare = re.sub(r"operator\s+(?=\W)", "operator", bare)
    split = re.split(r"(?:::|\.|\\|#(?=\w)|->(?=\w))(?![^\[]*\])", bare)
    return tuple(part.strip("`") for part in split if part) or (name,)
