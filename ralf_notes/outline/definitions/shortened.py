"""A signature that is too long for a note, without lines from its inside."""

from __future__ import annotations

import re

_LEADING = re.compile(r"[ \t]*")


def shortened(text: str, named: int, name: str, most: int) -> str:
    """Return a signature, or its most telling lines and how many are left out.

    The line with the name stays, then the last one, the parameters, and the lines above the name.

    Args:
        text: the signature.
        named: the number of the line that the name is on, from 0.
        name: the name.
        most: the most characters; the line with the name may be longer by the name.
    """
    if len(text) <= most:
        return text
    lines = text.split("\n")
    named = min(named, len(lines) - 1)
    lines[named] = _cut(lines[named], max(lines[named].find(name), 0), most)
    shown, room = {named}, most - len(lines[named])
    above, below = range(named), range(named + 1, len(lines))
    for order in ((*below[-1:], *below), above):
        for number in order:
            if number in shown:
                continue
            room -= len(lines[number]) + 1
            if room < 0:
                break
            shown.add(number)
    return "\n".join(_kept_lines(lines, shown))


def _kept_lines(lines: list[str], kept: set[int]) -> list[str]:
    """Return the kept lines, with a remark where others are missing."""
    shown: list[str] = []
    missing: list[str] = []
    for number, line in enumerate([*lines, ""]):
        if number < len(lines) and number not in kept:
            missing.append(line)
            continue
        if missing:
            more = f"… {len(missing)} more line{'s' if len(missing) > 1 else ''}"
            leading = _LEADING.match(missing[0])
            shown.append(f"{leading[0] if leading else ''}{more}")
            missing = []
        shown.append(line)
    return shown[:-1]


def _cut(line: str, name_at: int, most: int) -> str:
    """Return a line without what is too long after its name, or before it."""
    if len(line) <= most:
        return line
    tail = line[-most // 4 :]
    start = 0 if name_at < most // 2 else name_at
    head = line[start : start + max(most - len(tail) - 4, 1)]
    beginning = "… " if start else ""
    return f"{beginning}{head.rstrip()}…{tail.lstrip()}"
