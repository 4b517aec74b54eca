"""Values that nobody would call a leak: fillers anywhere, plain words in tests and docs."""

from __future__ import annotations

import re
from base64 import b64decode
from functools import lru_cache
from itertools import pairwise

from ralf_notes.patterns import lazily
from ralf_notes.source.classify import Kind, kind_by_path
from ralf_notes.source.secrets.letters import RUNS, likeness, word_set

_FOLDERS = word_set(
    "test tests testing spec specs __tests__ __mocks__ mock mocks stub stubs fixture fixtures "
    "__fixtures__ testdata test-data test_data integration-test integration-tests "
    "integration_test integrationtest androidtest unittests e2e cypress snapshots example examples "
    "sample samples demo demos doc docs documentation tutorial tutorials guide guides"
)
_FILE = lazily(
    r"(?:^|[._-])(?:tests?|spec|mocks?|fixtures?|examples?|samples?|demo)(?:[._-]|$)"
    r"|[a-z0-9](?:Tests?|Spec|Mocks?|Fixtures?|Examples?|Sample)\.\w+$"
)
_ROWS = (
    "1234567890", "0123456789", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
_NEIGHBOURS = frozenset(
    pair for row in _ROWS for line in (row, row[::-1]) for pair in pairwise(line)
)
"""Characters that follow one another on a keyboard, or in counting."""
_HEX = lazily(r"(?:[0-9a-f]{2}){4,}|(?:[0-9A-F]{2}){4,}")
_CODED = lazily(r"%[0-9A-Fa-f]{2}")
_WORDS = lazily(r"(?P<words>[A-Za-z]++(?:[-_.][A-Za-z]++)*+)[-_.]?(?P<digits>\d{0,9})")
_COUNTED = lazily(r"\d{1,3}[a-z]{1,4}")
_HASH = lazily(
    r"(?:\{[\w@.-]{2,40}\})*(?:\$(?:2[abxy]?|[156y]|apr1|argon2\w{0,2}|scrypt|pbkdf2[\w-]*|e0801)\$.*"
    r"|(?:pbkdf2|scrypt|argon2|bcrypt|sha\d+)(?:[_:][\w:]{0,30})?\$.*)"
    r"|\{[\w@.-]{2,40}\}(?:\{[^{}]*\})?[A-Za-z0-9+/=]{16,}"
)
"""A password that nobody can read back: as bcrypt, argon2, PBKDF2 or a directory keeps it."""
_LONGEST = 32
_LONGEST_WORD = 12
_BASIC = lazily(r"basic[ \t]+(?P<coded>[A-Za-z0-9+/]{4,400}={0,2})\Z", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_place_of_examples(path: str) -> bool:
    """Whether a file is a test, an example or documentation: most passwords in it are made up."""
    folder, _, name = path.rpartition("/")
    if _FILE.search(name) or not _FOLDERS.isdisjoint(folder.lower().split("/")):
        return True
    return bool(path) and kind_by_path(path)[0] in (Kind.TEST, Kind.DOCS)


def is_filler(value: str) -> bool:
    """Whether a value repeats or counts, or follows the rows of a keyboard: `654321`, `abc123`."""
    if len(set(value)) == 1:
        return True
    return (len(value) <= _LONGEST and _follows_rows(value.lower())) or _counts_in_hex(value)


def _follows_rows(value: str) -> bool:
    """Whether all characters stand in runs of three or more neighbours."""
    run = 1
    for pair in pairwise(value):
        if pair in _NEIGHBOURS or pair[0] == pair[1]:
            run += 1
        elif run < 3:
            return False
        else:
            run = 1
    return run >= 3 and value.isalnum()


def _counts_in_hex(value: str) -> bool:
    """Whether the digits or the bytes of a hexadecimal number go up by the same step."""
    if not _HEX.fullmatch(value):
        return False
    digits, numbers = [int(digit, 16) for digit in value], [*bytes.fromhex(value)]
    return any(
        len({(b - a) % most for a, b in pairwise(steps)}) == 1
        for steps, most in ((digits, 16), (numbers, 256))
    )


def is_example(value: str) -> bool:
    """Whether a value in a test is a made-up one: a few plain words, perhaps numbered, or a hash.

    A word is at most 12 letters; a number behind it has at most 2 digits or counts. Behind a
    capital it has one digit or counts from 1: `hunter2` and `Password123` are examples, `Winter93`
    may be a password.
    """
    if _HASH.fullmatch(value):
        return True
    plain = _CODED.sub("", value).strip("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")
    if len(plain) > _LONGEST:
        return False
    if not plain or _COUNTED.fullmatch(plain):
        return True
    match = _WORDS.fullmatch(plain)
    return match is not None and _are_plain(match["words"]) and _is_number(match["digits"], plain)


def _are_plain(words: str) -> bool:
    runs = RUNS.findall(words)
    letters = sum(map(len, runs))
    is_cased_by_chance = letters < 3 * len(runs)
    if is_cased_by_chance or any(len(run) > _LONGEST_WORD for run in runs):
        return False
    return letters <= 5 or likeness(runs) >= -0.7


def _is_number(digits: str, value: str) -> bool:
    is_lower = value == value.lower()
    return len(digits) <= 1 + is_lower or _follows_rows(digits)


def password_of_basic(value: str) -> tuple[str, str] | None:
    """Return the user and the password of `Basic <base64>`; None if a value is not of that form."""
    basic = _BASIC.match(value)
    if basic is None:
        return None
    try:
        user, colon, password = b64decode(basic["coded"], validate=True).decode().partition(":")
    except ValueError:
        return None
    return (user, password) if colon else None
