"""One option of a program, as tables show it."""

from __future__ import annotations

from typing import NamedTuple


class Option(NamedTuple):
    """One option of a program, or one argument without dashes."""

    name: str
    short: str
    """Its other spellings, one a line."""
    default: str
    """As the source writes it; '' for the zero value."""
    environment: str
    """The variables that give it, too, one a line."""
    words: str
    command: str = ""
    """The command that takes it, where the file says so."""
    choices: str = ""
    """The values that it may have, one a line, where the file lists them."""


def of_spellings(
    spellings: list[str],
    default: str = "",
    environment: str = "",
    words: str = "",
    command: str = "",
) -> Option:
    """Return an option of several spellings: the first long one is its name.

    Args:
        spellings: with their dashes, in the order of the source; at least one.
        default: as the source writes it.
        environment: the variables that give it, too, one a line.
        words: its help text.
        command: the one that takes it.
    """
    name = next((each for each in spellings if each.startswith("--")), spellings[0])
    others = "\n".join(each for each in spellings if each != name)
    return Option(name, others, default, environment, words, command)
