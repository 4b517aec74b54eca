"""Hashes as short text: four characters for six hex digits. Pure.

The characters are those of base64: none of them ends a comment of HTML, and JSON has no escapes for
them.
"""

from __future__ import annotations

import re

_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
"""Source: RFC 4648, section 4."""
_VALUES = {character: value for value, character in enumerate(_CHARACTERS)}
_HEX = re.compile(r"(?:[0-9a-f]{3})+")
_HASH = re.compile(r"[0-9a-f]+")
_AS_IT_IS = "="


def packed(digest: str) -> str:
    """Return a hash in two characters for each three hex digits; other text as it is, marked."""
    if not digest:
        return ""
    if not _HEX.fullmatch(digest):
        return f"{_AS_IT_IS}{digest}"
    return _written(int(digest, 16), len(digest) * 2 // 3)


def unpacked(text: str) -> str:
    """Return what was packed. Raises ValueError for other text."""
    if text.startswith(_AS_IT_IS):
        return text[1:]
    return f"{_read(text):0{len(text) * 3 // 2}x}" if text else ""


def packed_set(digits: str, each: int) -> str:
    """Return sorted hashes of one length, joined without a separator, in few characters.

    What is written are the distances between them, which are short: for 20 hashes of 20 bits about
    17 bits each, for 1,000 of them 12. Source: R. F. Rice, Some practical universal noiseless
    coding techniques (1979), section 3.

    Args:
        digits: their hex digits; other text is returned as it is, marked.
        each: how many digits one of them has.
    """
    hashes = [digits[at : at + each] for at in range(0, len(digits), each)]
    is_set = all(_HASH.fullmatch(one) and len(one) == each for one in hashes)
    if not is_set or hashes != sorted({*hashes}):
        return f"{_AS_IT_IS}{digits}"
    if not hashes:
        return ""
    low = max((16**each // len(hashes)).bit_length() - 1, 0)
    bits, last = [], -1
    for value in (int(one, 16) for one in hashes):
        step, last = value - last - 1, value
        rest = f"{step & (1 << low) - 1:0{low}b}" if low else ""
        bits.append(f"{'1' * (step >> low)}0{rest}")
    text = "".join(bits)
    text += "1" * (-len(text) % 6)
    sixes = (int(text[at : at + 6], 2) for at in range(0, len(text), 6))
    return _CHARACTERS[low] + "".join(_CHARACTERS[six] for six in sixes)


def unpacked_set(text: str, each: int) -> str:
    """Return what `packed_set` was given. Raises ValueError for other text."""
    if text.startswith(_AS_IT_IS) or not text:
        return text[1:]
    low = _read(text[0])
    bits = "".join(f"{_read(character):06b}" for character in text[1:])
    at, value, hashes = 0, -1, []
    while (end := bits.find("0", at)) >= 0:
        rest = bits[end + 1 : end + 1 + low]
        if len(rest) < low:
            raise ValueError(text)
        value += 1 + ((end - at) << low) + (int(rest, 2) if rest else 0)
        at = end + 1 + low
        hashes.append(f"{value:0{each}x}")
    return "".join(hashes)


def _written(value: int, length: int) -> str:
    return "".join(_CHARACTERS[(value >> (6 * at)) & 63] for at in range(length - 1, -1, -1))


def _read(text: str) -> int:
    value = 0
    for character in text:
        if character not in _VALUES:
            raise ValueError(text)
        value = value << 6 | _VALUES[character]
    return value
