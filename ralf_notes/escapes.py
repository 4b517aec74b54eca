"""Text that a person reads at a terminal or in a log: what would act there is shown instead.

A name, a setting or a server's error can hold an escape sequence that sets the window's title, a
line end that fakes a line of ours, or marks that turn the reading direction.
"""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

from ralf_notes.patterns import lazily

# Unicode 16: the categories Cc, Cf, Cs, Zl and Zp, Default_Ignorable_Code_Point, and the blank
# Braille pattern. Source: https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt
_ACTIVE = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HIDDEN = lazily(f"[{_ACTIVE}]")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
# What CI systems take for a command when a job prints it. GitHub: `::` at the start of a line,
# blanks before it included, and `##[` anywhere (actions/runner, ActionCommand.cs); Azure: `##vso[`
# anywhere; TeamCity: `##teamcity[` at the start.
_MARK = r"#(?=#(?:vso|teamcity)?\[)"
_COMMAND = lazily(rf"^(\s*):(?=:)|{_MARK}", re.IGNORECASE)
_ACTIVE_IN_JSON = lazily(rf"(?!\n)[{_ACTIVE}]|{_MARK}", re.IGNORECASE)


def shown(text: str) -> str:
    r"""Return a text as one line in which nothing acts: `\x1b` for an escape, `\n` for a line end.

    Two marks that CI systems read as commands lose their first character in the same way.
    """
    if not (text.isascii() and text.isprintable()):
        text = _HIDDEN.sub(_escaped, text)
    return _COMMAND.sub(_command_shown, text) if "::" in text or "##" in text else text


def shown_json(text: str) -> str:
    """Return JSON in which nothing acts: in its strings, JSON's own escapes stand instead.

    Line ends between the values stay.
    """
    return _ACTIVE_IN_JSON.sub(_json_escaped, text)


def width(text: str) -> int:
    """Return how many columns of a terminal a shown text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _command_shown(match: re.Match[str]) -> str:
    return f"{match[1] or ''}\\x{ord(match[0][-1]):02x}"


def _json_escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
