"""PowerShell: bare paths and lists as arguments, sizes, `-Name:$value`, `{ }`, attributes."""

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
_PATH = re.compile(rb"\$(?:\w++:)?\w++(?P<cut>(?:[\\/][\w.*-]++)++)(?<![\\/]\d)")
"""A path behind a variable: `Import-Module $PSScriptRoot/lib/Shop.psm1`."""
_COMMA = re.compile(
    rb"(?<=[\w*])[ \t]*+(?P<cut>,)"
    rb"(?=[ \t]*+[A-Za-z_*][\w.*-]*+[ \t]*+(?:[,|;)\r\n-]|\Z))"
)
"""`Get-Module Shop, Cart | Remove-Module`"""
_MIXED = re.compile(
    rb"(?<=[\s,])[A-Za-z*][\w.*-]*+[ \t]*+(?P<cut>,)(?=\s*+(?:@\{|[\"'\w*]))"
    rb"|\}[ \t]*+(?P<more>,)(?=\s*+[A-Za-z])"
)
"""`Select-Object Name, @{ n = 1 }, Size`: names and tables, over several lines."""
_GENERIC = re.compile(rb"\[[\w.]++(?P<cut>`\d++(?:\+\w++)?+)")
"""``[Func`1]``"""
_FIRST = re.compile(rb"(?:^|(?<=[\n;{(=]))[ \t]*+(?P<cut>\{\s*+\})(?=\s*+\|)")
"""An empty block that begins a pipeline: `{ } | Should -Throw`."""
_NO_WORD = re.compile(rb"\W")
_SIZE = re.compile(rb"\b\d++(?P<cut>[KMGTP]B)\b", re.IGNORECASE)
_COLON = re.compile(rb"[ \t]-[A-Za-z]\w*+(?P<cut>:)(?=[$(\"'])")
"""`-PassThru:$PassThru`"""
_ATTRIBUTE = re.compile(
    rb"(?<=\n)[ \t]*+(?P<cut>\[[\w.]++\((?:[^()\n]|\([^()\n]*+\))*+\)\])"
    rb"(?=[ \t]*+(?:\r?\n|param\b|\[[\w.]++\())"
)
"""`[Flags()]` above an enum, `[Suppress('A', '')]` above a value."""
_BITS = re.compile(rb"(?<=\s)(?P<cut>-(?:bor|band|bxor))(?=\s)", re.IGNORECASE)
"""An operator that the grammar does not know among arguments: `f(1, $a -bor $b)`."""
_BLOCK_WORDS = (
    rb"function|filter|class|enum|try|else|finally|begin|process|end|do|trap|data|dynamicparam|catch"
    rb"|default|if|elseif|while|for|foreach|switch|until|workflow|configuration"
)
_EMPTY = re.compile(
    rb"=\s*+(?P<value>\{\s*+\})|(?:^|(?<=[\n;{|(]))[ \t]*+(?!(?:" + _BLOCK_WORDS + rb")\b)"
    rb"[A-Za-z][\w.-]*+(?:[^\n;{}@()]++|@?\([^(){}\n]*+\)|@\{[^{}\n]*+\})*+(?P<argument>\{\s*+\})",
    re.IGNORECASE,
)
"""An empty block as a value, or as an argument of a command: `Mock Write-Host { }`."""


_REPLACED = (
    *((pattern, b"") for pattern in (_COMMA, _SIZE, _COLON, _ATTRIBUTE, _MIXED)),
    (_BITS, b"+"),
    (_FIRST, b"0"),
    (_EMPTY, b"0"),
)
"""What is looked for, and what its first bytes become; the others become blanks."""


def readings(source: bytes) -> Iterator[bytes]:
    """Yield the source, then one without what the grammar does not know."""
    yield source
    text = bytearray(source)
    for start, new in _edits(_TEXTS.sub(_hidden, source)):
        text[start : start + len(new)] = new
    yield bytes(text)


def _edits(code: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the offset of each piece to replace, and what replaces it, of the same length."""
    for pattern, new in _REPLACED:
        for match in pattern.finditer(code):
            group = match.lastgroup or "cut"
            yield match.start(group), new + blank(match[group][len(new) :])
    for pattern in (_PATH, _GENERIC):
        for match in pattern.finditer(code):
            yield match.start("cut"), _NO_WORD.sub(b"_", match["cut"])


def _hidden(match: re.Match[bytes]) -> bytes:
    """Return a comment as blanks, and a string as blanks in quotes."""
    inside = blank(match[0])
    return b'"' + inside[1:-1] + b'"' if match[0][:1] in b"@\"'" and len(inside) > 1 else inside
