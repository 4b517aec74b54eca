"""PowerShell: bare paths and lists as arguments of commands, sizes, `-Name:$value`, `{ }`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blank

_TEXTS = re.compile(
    rb"<#(?:[^#]++|#(?!>))*+(?:#>)?|(?<![\w`$])#[^\n]*+"
    rb"|@\"[ \t]*+\r?\n(?:[^\n]|\n(?!\"@))*+(?:\n\"@)?"
    rb"|@'[ \t]*+\r?\n(?:[^\n]|\n(?!'@))*+(?:\n'@)?|\"(?:[^\"`]|`.|\"\")*+\"?|'(?:[^']|'')*+'?",
    re.DOTALL,
)
_PATH = re.compile(rb"\$\w++(?P<cut>(?:[\\/][\w.*-]++)++)(?<![\\/]\d)")
"""A path behind a variable: `Import-Module $PSScriptRoot/lib/Shop.psm1`."""
_COMMA = re.compile(
    rb"(?<=[\w*])[ \t]*+(?P<cut>,)"
    rb"(?=[ \t]*+[A-Za-z_*][\w.*-]*+[ \t]*+(?:[,|;)\r\n-]|\Z))"
)
"""`Get-Module Shop, Cart | Remove-Module`"""
_NO_WORD = re.compile(rb"\W")
_SIZE = re.compile(rb"\b\d++(?P<cut>[KMGTP]B)\b", re.IGNORECASE)
_COLON = re.compile(rb"[ \t]-[A-Za-z]\w*+(?P<cut>:)(?=[$(\"'])")
"""`-PassThru:$PassThru`"""
_ATTRIBUTE = re.compile(
    rb"(?<=\n)[ \t]*+(?P<cut>\[[\w.]++\((?:[^()\n]|\([^()\n]*+\))*+\)\])"
    rb"(?=\s*+(?:\[[\w.]++\((?:[^()\n]|\([^()\n]*+\))*+\)\]\s*+){0,9}+(?:param|enum|class)\b)"
)
"""`[Flags()]` above an enum."""
_BLOCK_WORDS = (
    rb"function|filter|class|enum|try|else|finally|begin|process|end|do|trap|data|dynamicparam|catch"
    rb"|default|if|elseif|while|for|foreach|switch|until|workflow|configuration"
)
_EMPTY = re.compile(
    rb"=\s*+(?P<value>\{\s*+\})|(?:^|(?<=[\n;{|(]))[ \t]*+(?!(?:" + _BLOCK_WORDS + rb")\b)"
    rb"[A-Za-z][\w.-]*+[^\n;{}@()]*+(?P<argument>\{\s*+\})",
    re.IGNORECASE,
)
"""An empty block as a value, or as an argument of a command: `Mock Write-Host { }`."""


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then one without what the grammar does not know."""
    yield source
    code = _TEXTS.sub(_hidden, source)
    text = bytearray(source)
    for pattern in (_COMMA, _SIZE, _COLON, _ATTRIBUTE):
        for match in pattern.finditer(code):
            text[match.start("cut") : match.end("cut")] = blank(match["cut"])
    for match in _PATH.finditer(code):
        text[match.start("cut") : match.end("cut")] = _NO_WORD.sub(b"_", match["cut"])
    for match in _EMPTY.finditer(code):
        group = "value" if match["value"] else "argument"
        text[match.start(group) : match.end(group)] = b"0" + blank(match[group][1:])
    yield bytes(text)


def _hidden(match: re.Match[bytes]) -> bytes:
    """Return a comment as blanks, and a string as blanks in quotes."""
    inside = blank(match[0])
    return b'"' + inside[1:-1] + b'"' if match[0][:1] in b"@\"'" and len(inside) > 1 else inside
