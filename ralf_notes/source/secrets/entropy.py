"""Quoted strings that look random, after what may be the name of a secret."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from string import ascii_uppercase, digits, hexdigits

from ralf_notes.source.secrets.examples import is_filler
from ralf_notes.source.secrets.named import Span
from ralf_notes.source.secrets.values import is_random

_QUOTED = re.compile(r"""(['"])(?P<value>[A-Za-z0-9+/\\_=-]+)\1""")
_SHORTEST = 16
_BEFORE = 80
"""Characters before a string in which its name may stand."""
_NAMED = re.compile(
    r"pass|pwd|secret|token(?!i[sz]|s?[._-]?(?:embd|embed|type|count))|key|auth|cred|salt|sign|cookie|session|bearer|webhook",
    re.IGNORECASE,
)
_HASH_NAMED = re.compile(
    r"sha-?\d|md5|digest|hash|checksum|integrity|fingerprint|etag|commit|revision|\brev\b|uuid"
    r"|public|\bssh-",
    re.IGNORECASE,
)
_LEAST_OF_HEX, _LEAST_OF_BASE64 = 3.0, 4.5
"""Bits for each character: those of detect-secrets (https://github.com/Yelp/detect-secrets)."""
_ALPHABETS = (
    ascii_uppercase * 2 + digits + "+/",
    digits + ascii_uppercase * 2 + "+/",
    (digits + ascii_uppercase) * 2,
)


def random_strings(line: str) -> Iterator[Span]:
    """Yield the strings of high entropy in a line that may have the name of a secret."""
    for match in _QUOTED.finditer(line) if '"' in line or "'" in line else ():
        value, before = match["value"], line[max(0, match.start() - _BEFORE) : match.start()]
        if (
            len(value) >= _SHORTEST
            and _NAMED.search(before)
            and not _HASH_NAMED.search(before)
            and is_random(value, _SHORTEST)
            and _entropy(value) > (_LEAST_OF_HEX if _is_hex(value) else _LEAST_OF_BASE64)
            and not is_filler(value)
            and not any(value.upper() in alphabet for alphabet in _ALPHABETS)
        ):
            yield *match.span("value"), "high entropy string"


def _is_hex(value: str) -> bool:
    return not set(value) - set(hexdigits)


def _entropy(value: str) -> float:
    """Return the bits of information in each character of a text."""
    shares = [count / len(value) for count in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares)
