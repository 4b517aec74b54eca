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


class NoOracle(Exception):
    """Why nobody can say what a language's sources declare here."""


TEST = re.compile(
    r"(^|/)(tests?|__tests__|specs?|testdata|benchmarks?|examples?|contrib)/"
    r"|(^|/)(test_[^/]*|conftest\.py)$|[._-](test|spec)\.\w+$|Tests?\.\w+$"
)


def is_test(file: str) -> bool:
    """Whether a path is a test, an example or a benchmark: those make no figure."""
    return bool(TEST.search(file))
