"""Private keys in a text: PEM, OpenSSH, PGP, SSH2 and PuTTY, in lines or in one string."""

from __future__ import annotations

import re

from ralf_notes.patterns import lazily

_TYPE = r"(?:[A-Z0-9]{2,9} ){0,2}PRIVATE KEY(?: BLOCK)?"
_BEGIN = lazily(rf"-{{4,5}} ?BEGIN {_TYPE} ?-{{4,5}}")
_END = lazily(rf"-{{4,5}} ?END {_TYPE} ?-{{4,5}}")
_LONGEST = 20_000
"""Characters; an RSA key of 16,384 bits takes 12,900."""
_LONGEST_LINE = 200
_RUN = lazily(r"\\[nrt]|[A-Za-z0-9+/=]{2,}")
_HEADER = lazily(
    r"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Subject|Hash|X-[\w-]{1,40})\s?:[^\n\\\"']*"
)
_LINE = lazily(r"""[\s"'`#*/+,;|>\\-]{0,200}(?:\\?[nr])?[A-Za-z0-9+/=]{16,}+[\s"'`+,;\\nr]*""")
_PUTTY = lazily(
    r"(?<=Private-Lines: )[0-9]{1,3}[ \t]*\r?\n"
    r"(?:[ \t#*/]{0,20}[A-Za-z0-9+/=]{16,}+[ \t]*+\r?(?:\n|\Z))+"
)


def mask_private_keys(text: str, placeholder: str) -> str:
    """Return a text with its private keys masked. A first line that no key follows stays."""
    if "Private-Lines: " in text:
        text = _PUTTY.sub(lambda match: placeholder + _without_key(match[0]), text)
    if "PRIVATE KEY" not in text:
        return text
    parts, at = [], 0
    begins = list(_BEGIN.finditer(text))
    borders = [*(begin.start() for begin in begins[1:]), len(text)]
    for begin, border in zip(begins, borders, strict=False):
        # No key goes on behind the first line of the next: so each line is read once.
        last = min(begin.end() + _LONGEST, border)
        if end := _key_end(text, begin.end(), last):
            parts += [text[at : begin.start()], placeholder, _without_key(text[begin.end() : end])]
            at = end
    return "".join([*parts, text[at:]])


def _key_end(text: str, start: int, last: int) -> int:
    """Return the end of the key that follows the marker which ends at `start`; 0 if none does."""
    end = _END.search(text, start, last)
    runs = _RUN.findall(_HEADER.sub("", text[start : end.start()])) if end else []
    sizes = [len(run) for run in runs if not run.startswith("\\")]
    base64 = sum(size for size in sizes if size >= 16)
    if end and base64 >= 32 and base64 >= 0.6 * sum(sizes):
        return end.end()
    # The key has no last marker, or other text before it: follow the lines of the key.
    at = 0
    lines = re.compile(r"[^\n]*\n?").finditer(text, start, last)
    for number, line in enumerate(lines):
        words = line[0].strip()
        if len(line[0]) <= _LONGEST_LINE and _LINE.fullmatch(line[0]):
            at = line.end() - line[0].endswith("\n")
        elif (words and not _HEADER.match(words) and number) or not line[0]:
            break
    return at


def _without_key(lines: str) -> str:
    """Return what the lines of a key hold besides it: quotes and line ends."""
    marks = _END.sub("", _HEADER.sub("", lines))
    return _RUN.sub(lambda run: run[0] if run[0].startswith("\\") else "", marks)
