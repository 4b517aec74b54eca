"""Rules that send files to one of several models, such as `used_by >= 5 -> quality`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import ByteSize, TypeAdapter

ProseKind = Literal["code", "docs", "test", "data"]
"""The kinds of files that a model may write about."""
Tier = Literal["fast", "balanced", "quality", "none"]
TIERS = ("fast", "balanced", "quality")
"""What the models of a run are for, from the smallest model to the largest."""
RULE_EXPECTED = (
    "a rule such as used_by >= 5 -> quality, size > 200 kB -> fast or kind: test -> none"
)
_PATTERN = re.compile(
    r"(kind|size|used_by)\s*(:|=|>=|<=|>|<)\s*(.+?)\s*->\s*(fast|balanced|quality|none)"
)


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """The files that a rule matches, and the tier of the model for them."""

    what: str
    """`kind`, `size` (in bytes) or `used_by` (number of files)."""
    sign: str
    """`=`, `>=`, `<=`, `>` or `<`."""
    value: str
    tier: str
    """One of `TIERS`, or `none`."""


def parse_rule(text: str) -> RoutingRule:
    """Return a rule from its text. The text of the ValueError it raises says what is allowed."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        raise ValueError(RULE_EXPECTED)
    what, sign, value, tier = match.groups()
    sign = "=" if sign == ":" else sign
    if what == "kind":
        if sign != "=" or value not in get_args(ProseKind):
            raise ValueError(RULE_EXPECTED)
        return RoutingRule(what, sign, value, tier)
    try:
        number = int(TypeAdapter(ByteSize).validate_python(value) if what == "size" else value)
    except ValueError:
        raise ValueError(RULE_EXPECTED) from None
    return RoutingRule(what, sign, str(number), tier)
