"""Plain text: what of it is seen, on one line or on several."""

from __future__ import annotations

import re

ZERO_WIDTH = "\u200b"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"  # bidi marks and zero width
    "\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # surrogates, tags and selectors that carry hidden text
)
# Joiners belong to emoji and to scripts such as Persian; beside ASCII they only hide something.
_JOINERS = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f])")


def visible(text: str) -> str:
    """Return the text without characters that are not seen; line ends become `\\n`, tabs stay."""
    if text.isascii() and text.isprintable():
        return text  # nearly all text: three searches less
    return _JOINERS.sub("", _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def hidden_as(mark: str, text: str) -> str:
    """Return the text with a mark for each character that is not seen, line ends and tabs too."""
    return _JOINERS.sub(mark, _HIDDEN.sub(mark, _LINE_ENDS.sub(mark, re.sub("[\t\n]", mark, text))))


def one_line(text: str) -> str:
    """Return what is visible of the text, with line ends and tabs as spaces."""
    return visible(text).replace("\n", " ").replace("\t", " ")
