"""TypeScript: `export type *`, variance of type parameters, call signatures without semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank

_SIGNATURE = re.compile(rb"[^\s{,(|&=:;<][ \t]*+(?:\r?\n[ \t]*+)++(?<=[ \t])(?=<[A-Za-z\r\n])")
_EXPORT = re.compile(rb"(?<=\bexport) ++(?P<cut>type)(?= ++\*)")
_VARIANCE = re.compile(rb"[<,]\s*+(?P<cut>(?:(?:in|out)\s++){1,2}+)(?=\w++\s*+(?:[,>=]|extends\b))")
"""`interface Shop<in Coin, out Toy>`"""


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then one with what the grammar does not know as blanks.

    It also has a semicolon before each line that begins a signature.
    """
    yield source
    text = bytearray(_SIGNATURE.sub(lambda match: match[0][:-1] + b";", source))
    for pattern in (_EXPORT, _VARIANCE):
        for match in pattern.finditer(source):
            text[match.start("cut") : match.end("cut")] = blank(match["cut"])
    yield bytes(text)
