# ruff: noqa: E501 - a pattern stands on one line
"""What a value looks like: a secret, a word, a placeholder, or a reference to a secret."""

from __future__ import annotations

import re
from enum import IntEnum

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.examples import is_example, is_filler, password_of_basic
from ralf_notes.source.secrets.letters import RUNS, likeness, reads_as_words, word_set
from ralf_notes.source.secrets.names import Meaning, NameKind, calls_secret

_LONGEST = 4000
"""How many characters of a value are looked at."""


class Tie(IntEnum):
    """How closely a value is tied to the name of a secret, from the closest to the loosest."""

    SETTING = 0
    """A value without quotes in a file of settings."""
    ASSIGNED = 1
    """The string that a name is given, or that is used in its absence."""
    GIVEN = 2
    """The argument of a call that sets what has the name, such as `set_password`."""
    PASSED = 3
    """An argument of another call with that name."""
    LISTED = 4
    """An element of a collection with that name."""
    NEARBY = 5
    """A string further in the same expression, or in another argument."""
    COMPARED = 6
    """What a value with that name is compared with."""
    BARE = 7
    """A word without quotes in code or running text."""


def is_secret(meaning: Meaning, tie: Tie, value: str, *, in_example: bool = False) -> bool:
    """Whether a value is a secret, by what its name says and how closely it is tied to it.

    Args:
        meaning: what the name says.
        tie: how closely the value is tied to the name.
        value: the value.
        in_example: whether it stands in a test, an example or documentation.
    """
    value = value.strip()[:_LONGEST]
    if is_made_up(value, in_example=in_example):
        return False
    value = _SCHEME.sub("", value, count=1).strip()
    value = _ESCAPED.sub("\u00e9", value).strip("\\\"'`")
    if len(value) < 3 or is_reference(value) or is_made_up(value, in_example=in_example):
        return False
    if re.search(r"\s", value):
        return _is_secret_of_words(meaning, tie, value)
    if is_placeholder(value):
        return False
    if meaning.kind is NameKind.KEY:
        return is_strong(value)
    if is_constant(value):
        return False
    if not meaning.is_sure or tie >= Tie.NEARBY:
        return _is_secret_further_off(meaning, tie, value)
    return _is_secret_close_by(meaning, tie, value)


def is_made_up(value: str, *, in_example: bool) -> bool:
    """Whether nobody would call a value a leak: `123456`, and in a test a plain word."""
    if not value or is_filler(value) or (in_example and is_example(value)):
        return True
    if basic := password_of_basic(value):
        user, password = basic
        is_named = password == user or is_placeholder(password)
        return len(password) < 3 or is_named or is_made_up(password, in_example=in_example)
    return False


def _is_secret_of_words(meaning: Meaning, tie: Tie, value: str) -> bool:
    """Whether a text with blanks is a passphrase, or a random value in groups."""
    if not meaning.is_sure or meaning.kind is NameKind.KEY:
        return False
    if _has_random_words(value):
        return tie <= Tie.PASSED
    return tie <= Tie.LISTED and not is_placeholder(value) and is_phrase(meaning.kind, value)


def _is_secret_close_by(meaning: Meaning, tie: Tie, value: str) -> bool:
    """Whether a value is a secret that a name which leaves no doubt is given."""
    if meaning.kind is NameKind.SECRET:
        if tie is Tie.LISTED:
            return is_random(value, least=12) or (len(value) >= 10 and is_jumbled(value))
        is_short = len(value) >= 6 and is_mixed(value) and not is_words(value)
        return is_short or is_random(value, least=8)
    if tie <= Tie.ASSIGNED and not meaning.is_many:
        return not (_FOLDER.match(value) and is_words(value))
    return len(value) >= 5 and (is_mixed(value) or (tie is Tie.GIVEN and len(value) >= 6))


def _is_secret_further_off(meaning: Meaning, tie: Tie, value: str) -> bool:
    """Whether a value is a secret that a name is not given, or whose name leaves a doubt."""
    is_password = meaning.kind is NameKind.PASSWORD
    if tie is Tie.COMPARED:
        if not meaning.is_sure or _STRUCTURE.search(value):
            return is_strong(value)
        if is_password:
            return len(value) >= 6 and is_mixed(value) and not is_words(value.strip("!$%&*:?"))
        return is_random(value, least=8)
    if tie is Tie.NEARBY:
        if _STRUCTURED.search(value):
            return False
        least = 6 if is_password and meaning.is_sure else 10
        return is_mixed(value) and is_random(value, least) and (least < 10 or is_jumbled(value))
    if tie is Tie.BARE:
        return is_jumbled(value)
    if is_password and tie <= Tie.ASSIGNED and len(value) >= 6:
        return is_mixed(value) and not is_words(value)
    return is_random(value, least=8 if tie <= Tie.ASSIGNED else 10)


_STRUCTURED = lazily(r"""[{}"'<>|\\]""")
_STRUCTURE = lazily(r"[\"'{}\[\]:=<>|,;()]")
_SCHEME = lazily(
    r"(?:(?:proxy-)?authorization\s*[:=]\s*)?(?:bearer|basic|token|apikey|api-key|jwt|ssws|key"
    r"|oauth|splunk|genie\s?key|aws4-hmac-sha256)[\s:=]+(?=\S)",
    re.IGNORECASE,
)
"""What stands before a token in a header."""
_ESCAPED = lazily(r"\\u[0-9a-fA-F]{4}")
_FOLDER = lazily(r"/|~/|\.{1,2}(?:/|$)|[A-Za-z]:\\")
_CONSTANT = lazily(
    r"[~^<>=v]{0,2}\d+(?:\.\d+){1,3}(?:[-+][\w.]{1,20})?|true|false|null|nil|none|undefined|yes|no|on|off|[-+]?\d{1,3}|\d+px|auto|inherit|default"
    r"|optional|required|readonly|disabled|enabled|prompt|ask|encrypted|plain|plaintext|basic"
    r"|oauth2?|ldap|local|saml|kerberos|confirmed|nullable|sensitive|filled|present|accepted|hashed|never"
    r"|(?:ed|rs|es|hs|ps|p|secp|aes|sha|md|rsa|ipv|x(?=\d{3}))-?\d{1,5}(?:[kr]1|ph|ctx|bit|[-_/]?(?:gcm|cbc|ctr|ecb|kw|ocb|siv)|[-_/]\d{1,4})?"
    r"|(?=\D*[A-Z])(?:pbkdf2|hmac|with|sha|aes|cbc|gcm|ecb|nopadding|pkcs\d|padding|rsa|ecdsa|and|mgf1|[/_-]|\d)+|id_(?:rsa|dsa|ecdsa|ed25519)"
    r"|:?(?:md5|sha\d*|bcrypt|scrypt|argon2\w*)|(?:[a-z_]+(?::[\w.,]+)?\|)+[a-z_]+(?::[\w.,]+)?|(?:min|max|size|between):\d+.*",
    re.IGNORECASE,
)
"""What a setting with such a name may be, other than a secret."""

_PLACEHOLDERS = lazily(
    r"""(?:your|my|the|some|an?|enter|change|insert|replace|put|add|todo|dummy|fake|invalid
        |wrong|missing|redacted|hidden|none|null|true|false|undefined|empty|string|bytes|str|bad
        |sample|type|use|fill|set|given|any)
        (?:[\W_].*)?
      | .*(?:example|placeholder|change.?(?:me|it|this)|replace.?me|your[-_ ]).*
      | pass|user|username|pw|p|x+|\*+|\.+|-+|_+|\W+|foo|bar|baz|qux|foobar|test(?:ing)?|tbd|fixme
      | [xX*•.#?_-]+ | (?:[a-z]+[-_])?x{3,} | (?:0+|1+|(?:1234567890?+|12345678|123456|0123456789)++)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_REFERENCE = lazily(
    r"""\$[A-Za-z_]+ | \$[A-Za-z_]\w*(?:(?:->|::|\.)\w+(?:\(\))?|\[[^\[\]]*\])+ | <.* | %\(?\w*\)?[sd]
      | \.[A-Za-z]\w*(?:\.\w+)* | %\w+% | \[.* | \(.* | @\w+@ | !\w+\s.* | [*&][a-z_-]+ | \w+\(.*
      | (?:https?|file|classpath|env|vault|arn|urn|secret|ref|op|aws|gcp|sm|keychain|ssm)://?[^@]*
      | arn:.* | urn:.* | vault:.* | ENC\[.* | ENC\(.* | \$\(.* | (?=.*%[sdrv@])(?:\W|(?<=%)[sdrv])++
      | \{(?:noop|bcrypt|pbkdf2|scrypt|argon2|sha256|MD5|SHA|SSHA)[\w@.]*\}(?:passw.*|user|admin)?
      | \$[A-Z][A-Z0-9_]* | [Dd]igest\b.* | .*[\#$]\{[^{}]*""",
    re.VERBOSE | re.DOTALL,
)
_VARIABLE = lazily(
    r"\$[A-Z][A-Z0-9_]*|\$[a-z]+(?:_[a-z0-9]+)*|\$[a-z]+(?:[A-Z][a-z]+)*|\$\{[^{}]*\}"
)
_PATTERN = lazily(
    r".*(?:\.\*|\\[(dwsSDW]|\[\^).*|.*\[\^?(?:A-Z|a-z|0-9|\\w).*|.*\(\?[:=!<].*|\^.*\$", re.DOTALL
)
"""A regular expression."""
_HOLE = lazily(
    r"""\$\{[^{}]*\} | \#\{[^{}]*\} | \{\{[^{}]*\}\} | \\\([^()]* \) | %\(\w+\)s | %[-+\#0]*\d*+(?:\.\d*+)?[hlzjt]{0,2}[sdiufgxXvqcpn]\b
      | \{[\w.\[\]"'!:()]*\} | \$\([^()]*\) | <%.{0,200}?%> | \{%.{0,200}?%\} | %[A-Z_]{2,40}% | <[a-z][\w -]*>""",
    re.VERBOSE,
)
"""A part of a text that is filled in later."""
_WORD = r"(?:[A-Z]?[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+)"
_WORDS = lazily(
    rf"""{_WORD}(?:[-_./:]{_WORD})*[-_./]?[0-9]{{0,3}}     # words and a number
      | {_WORD}[0-9]{{0,3}}(?:[-_./](?:{_WORD}[0-9]{{0,3}}|[0-9]{{1,4}}))+   # a path, a name
      | [vV]?[0-9]+(?:\.[0-9a-z]{{1,16}})+(?:[-+~][a-z]+[\w.-]{{0,20}})?  # a version
      | \d{{4}}-\d\d-\d\d.*                                # a date
      | [\w.+-]+@[\w-]+\.[\w.-]+                           # an address
      | sha\d+-.*""",
    re.VERBOSE,
)
_KINDS = lazily(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
_MIXED = lazily(r"(?=.*[0-9])(?=.*[A-Za-z]).+|(?=.*[A-Za-z])(?=.*[!@#$%^&*+=?~]).+")
_UUID = lazily(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HEX = lazily(r"(?:0x)?[0-9a-f]+|(?:0x)?[0-9A-F]+")


def is_constant(value: str) -> bool:
    """Whether a value is one of the few that settings have with names of secrets: `true`, `md5`."""
    return bool(_CONSTANT.fullmatch(value))


def is_placeholder(value: str) -> bool:
    """Whether a value stands for one that a person has yet to give: `changeme`, `xxx`."""
    if _PLACEHOLDERS.fullmatch(value) or calls_secret(value):
        return not is_jumbled(value)
    return False


def is_reference(value: str) -> bool:
    """Whether a value only refers to a secret: `${TOKEN}`, `{{ token }}`."""
    if _PATTERN.fullmatch(value):
        return True
    if _VARIABLE.fullmatch(value):
        return True
    if _REFERENCE.fullmatch(value) and not (value[0] in "[(<!*&$." and is_jumbled(value)):
        return True
    rest, holes = _HOLE.subn("", value)
    rest = re.sub(r"\\[nrt]", "", rest)
    return bool(holes) and not is_random(rest, least=6)


def is_varied(value: str) -> bool:
    """Whether a value is more than a filler such as `xxxxxxxx`."""
    return len(set(value.lower())) >= 8 and not re.search(r"(.)\1{5}", value)


def is_random(value: str, least: int) -> bool:
    """Whether a value looks random: it mixes letters and digits, and is no word or path."""
    if len(value) < least or re.search(r"\s", value) or len(set(value.lower())) < min(6, least - 2):
        return False
    if not re.search("[0-9]", value):
        return value.isascii() and _is_random_letters(value)
    return len(re.findall("[A-Za-z]", value)) >= 2 and not is_words(value)


def _is_random_letters(value: str) -> bool:
    """Whether a text without digits changes too often between kinds of letters to be a name."""
    if len(value) < 16 or is_words(value):
        return False
    jumbled = len(value) >= 20 and len(_KINDS.findall(value)) > 0.3 * len(value)
    return jumbled or likeness(RUNS.findall(value)) < -0.6


def is_words(value: str) -> bool:
    """Whether a value is a word, a path, a version, a date, or some words joined."""
    if _WORDS.fullmatch(value.strip("~./:")):
        return True
    return value.isascii() and reads_as_words(value)


def is_mixed(value: str) -> bool:
    """Whether a value has letters, and digits or signs among them."""
    return bool(_MIXED.fullmatch(value))


def is_jumbled(value: str) -> bool:
    """Whether a value changes between kinds of characters more often than words do."""
    return is_random(value, least=8) and len(_KINDS.findall(value)) >= max(5, len(value) // 5)


def is_strong(value: str) -> bool:
    """Whether a value cannot be other than made by chance, and is neither hash nor identifier."""
    return (
        len(value) >= 16
        and is_jumbled(value)
        and is_varied(value)
        and not _UUID.fullmatch(value)
        and not _HEX.fullmatch(value)
        and bool(re.fullmatch(r"[\w+/=.~!@#$%^&*-]+", value))
    )


def is_chance(value: str) -> bool:
    """Whether a value can be made by chance alone, where an identifier would do no good."""
    is_hex = len(value) >= 24 and bool(_HEX.fullmatch(value)) and is_varied(value)
    return is_hex or bool(_UUID.fullmatch(value)) or is_strong(value)


_PLAIN_WORDS = word_set(
    "a an the is are was be been to of in on at by for with and or not no yes your you my "
    "our we this that these it its must should can cannot may will would please enter "
    "type choose select use used using least most more than less characters character "
    "letters letter numbers number digits digit long short too weak strong invalid valid "
    "required optional missing empty wrong match matches does do don't doesn't isn't new "
    "old current confirm confirmation again forgot reset change changed update updated "
    "set get user users name username email login log sign out field fields value values "
    "default string text only if when then else from as here there all any each other "
    "same different between contain contains include includes provide provided give given "
    "see has have had were one two first last into via per up down"
)


def _has_random_words(value: str) -> bool:
    """Whether a text of several words is mostly a random value in groups."""
    words = value.split()
    if len(words) > 12:
        return False
    random = sum(len(word) for word in words if is_random(word, least=5) and is_mixed(word))
    if random >= 0.4 * len(value):
        return True
    groups = all(len(word) <= 8 and word.isalnum() for word in words)
    return groups and is_jumbled("".join(words))


def is_phrase(kind: NameKind, value: str) -> bool:
    """Whether a text of several words is a passphrase."""
    words = value.split()
    return (
        kind is NameKind.PASSWORD
        and 3 <= len(words) <= 8
        and all(word.isascii() and word.isalpha() and word.islower() for word in words)
        and _PLAIN_WORDS.isdisjoint(words)
    )
