"""Secrets that detect-secrets does not look for: more tokens, passwords in URLs, named values."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int, str]
"""Where a secret starts and ends, and its label."""

TOKEN = re.compile(
    r"""[\s=:"']*(?:AccountKey=)?(?P<token>[^\s"'`,;<>\\]{8,})""",
)
"""The secret itself, in a match that includes its name."""
_SIGNS = ("pass", "pwd", "secret", "token", "credential", "key", "salt", "contrase", "://", "sig",
          "bearer ", "basic ", "curl ", "jdbc:")  # fmt: skip


def may_hold_any(text: str) -> bool:
    """Whether a text has any of the words that `assigned_secrets` and `named_lines` look for."""
    lower = text.lower()
    return any(sign in lower for sign in _SIGNS)


def named_lines(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each line that has the name of a secret."""
    lines = _lines_with(_lowered(text), _NEEDLES)
    return [(start, end) for start, end in lines if _NAME.search(text, start, end)]


def assigned_secrets(text: str, path: str = "") -> Iterator[Span]:
    """Yield passwords in URLs and connection strings, and the values of names of secrets.

    Args:
        text: The text to search.
        path: The path of its file, if any: in a file of settings, passwords need no quotes.
    """
    lower = _lowered(text)
    yield from _after_users(text)
    yield from _parameters(text, lower)
    # The values of names of secrets: quoted in code, bare in settings.
    is_settings = bool(_SETTINGS.search(path))
    for start, end in _lines_with(lower, _NEEDLES):
        for name in _NAME.finditer(text, start, end):
            if value := _value(text, name, start, end, is_settings):
                yield *value.span("value"), _label(name["name"])


def _lowered(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else text  # the lower case of `İ` is two characters


# --- tokens by their shape --------------------------------------------------------------------

_TOKEN_TYPES = {
    "JSON Web Token": r"eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*",
    "GitHub token": r"github_pat_[A-Za-z0-9_]{22,}",
    "GitLab token": r"gl(?:pat|dt|ft|rt|ptt|oas|soat|imt|agent)-[A-Za-z0-9_.-]{20,}",
    "Slack token": r"xox[abceoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}|xapp-[0-9]-[A-Za-z0-9-]{10,}",
    "Stripe key": r"[srp]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{20,}",
    "npm token": r"npm_[A-Za-z0-9]{36}",
    "Google key": r"AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,}",
    "API key": r"sk-(?:proj-|ant-|or-|svcacct-)?[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}"
    r"|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|do[opr]_v1_[a-f0-9]{64}|hv[sb]\.[A-Za-z0-9_-]{24,}"
    r"|dckr_pat_[A-Za-z0-9_-]{20,}|rubygems_[a-f0-9]{48}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}"
    r"|sq0[ai]tp-[A-Za-z0-9_-]{22,}|AGE-SECRET-KEY-1[A-Z0-9]{50,}|ATATT3[A-Za-z0-9_=-]{20,}"
    r"|lin_api_[A-Za-z0-9]{32,}|dapi[a-f0-9]{32}",
}
_TOKENS = {
    label: re.compile(rf"(?<![A-Za-z0-9_])(?:{pattern})") for label, pattern in _TOKEN_TYPES.items()
}


def known_tokens(line: str) -> Iterator[Span]:
    """Yield the tokens in a line that their shape alone gives away."""
    for label, pattern in _TOKENS.items():
        for match in pattern.finditer(line):
            if is_varied(match[0]) and not _is_words(match[0]):
                yield *match.span(), label


# --- URLs and connection strings --------------------------------------------------------------

_URL_PASSWORD = re.compile(
    r"""://(?P<user>[^\s:/@"'`<>]{0,100}):(?P<password>[^\s/"'`<>]{1,200})@(?=[\w.\[$%{-])"""
)
_URL_TOKEN = re.compile(r"://(?P<password>[A-Za-z0-9_.-]{20,200})(?::[\w-]*)?@(?=[\w.-])")
_CURL_USER = re.compile(r"""\s(?:-u|--user)[ =]["']?[\w.@-]+:(?P<password>[^\s"'`]{3,200})""")
_ORACLE = re.compile(r"""jdbc:oracle:\w+:[^\s/"'@]+/(?P<password>[^\s"'@]+)@""")


def _after_users(text: str) -> Iterator[Span]:
    """Yield passwords after the name of a user, and tokens in its place."""
    if "@" in text and "://" in text:
        for match in _URL_PASSWORD.finditer(text):
            if not _is_placeholder(match["password"]):
                yield *match.span("password"), "password"
        for match in _URL_TOKEN.finditer(text):
            if is_random(match["password"], least=20):
                yield *match.span("password"), "token"
    for sign, pattern in (("jdbc:oracle", _ORACLE), ("curl ", _CURL_USER)):
        for match in pattern.finditer(text) if sign in text else ():
            if not _is_placeholder(match["password"]) and not _is_reference(match["password"]):
                yield *match.span("password"), "password"


_PARAMETER = re.compile(
    r"""(?:[?&;"'\s]|\A)(?:[\w.-]{0,40}?[_.-])?
    (?P<name>password|passwd|passphrase|pwd|secret|(?:access|auth|refresh|id)?_?token|api_?key
      |accountkey|sharedaccesskey|sharedsecret|sig|signature|client_?secret)
    \s?=\s?(?P<value>[^\s&;"'`<>,)]{3,500})(?=[&;"'`<>,)\s]|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)
_STRING_SIGNS = ("=http", "://", "jdbc:", "server=", "host=", "endpoint=", "source=", "account")
_AUTHORIZATION = re.compile(
    r"\b(?:bearer|basic|token)\s+(?P<value>[A-Za-z0-9._~+/=-]{16,})", re.IGNORECASE
)


def _parameters(text: str, lower: str) -> Iterator[Span]:
    """Yield passwords in queries (`?token=x`), headers, ADO and JDBC strings (`;Password=x;`)."""
    for start, end in _lines_with(lower, ("key=", "pwd=", "password=", "secret=", "token=", "sig=",
                                          "signature=", "passwd=", "passphrase=")):  # fmt: skip
        if any(sign in lower[start:end] for sign in _STRING_SIGNS):
            for match in _PARAMETER.finditer(text, start, end):
                if not _is_reference(match["value"]) and not _is_placeholder(match["value"]):
                    yield *match.span("value"), _label(match["name"])
    for start, end in _lines_with(lower, ("bearer ", "basic ", "token ")):
        for match in _AUTHORIZATION.finditer(text, start, end):
            if is_random(match["value"], least=16):
                yield *match.span("value"), "token"


def _label(name: str) -> str:
    return "password" if "pass" in name.lower() or "pwd" in name.lower() else "key or token"


# --- assignments ------------------------------------------------------------------------------

_NEEDLES = ("passw", "passphrase", "passcode", "pwd", "secret", "token", "credential", "key",
            "_pass", "-pass", "salt", "contrase")  # fmt: skip
"""Parts of the names of secrets, in lower case."""
_SETTINGS = re.compile(
    r"\.(?:ya?ml|toml|ini|cfg|conf|cnf|properties|env|sh|bash|zsh|fish|tf|tfvars|hcl|example|sample"
    r"|dist|dockerfile)$|(?:^|/)(?:\.env|Dockerfile|Containerfile)[^/]*$",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"""(?P<name>pass(?:word|wd|phrase|code)|(?<=[_-])pass|pwd|secret|token|credential|salt|contrase[nñ]a
      |(?:api|auth|access|account|priv(?:ate)?|client|service|db|database|encryption|signing
         |master|shared|storage|session|secret|app|aws|license|hmac|jwt|webhook)[_.-]?key)
    (?P<suffix>[\w-]{0,30})""",
    re.VERBOSE | re.IGNORECASE,
)
_PASSWORD = re.compile("pass|pwd", re.IGNORECASE)
_ORDINARY_SUFFIX = re.compile(
    r"s?(?:[_-]?(?:\d|value|val|str|string|text|raw|plain|prod|production|dev|test|staging"
    r"|default|old|new|live|master|admin|root|user|db|base64|b64|hex|access|api|shared|signing"
    r"|private|key|token|password|env))*",
    re.IGNORECASE,
)
_OTHER_SUFFIX = re.compile(
    r"hash|digest|sha\d|md5|_?(?:id|type|name|url|uri|path|file|field|label)s?$", re.IGNORECASE
)
_QUOTED = re.compile(
    r"""(?:\\?["'`\])]){0,3} (?:\[\d*\])? \??
    (?:[ \t]*:[ \t]*[\w.&<>\[\]|? ]{1,40}?(?==))? # its type: Python, TypeScript, Rust, Kotlin
    (?:[ \t]+[A-Za-z][\w.]*(?=[ \t]*=))?             # its type: Go
    (?P<sep>[ \t]*(?:[:=]=|[=!]=?=?|=>|:|\(|,)|(?<=\w)[ \t])\s*(?:\(\s*)?
    (?:[@$]|[bBfFrRuU]{1,2})?
    (?P<quote>\\?(?:\"{3}|'{3}|["'`]))
    (?P<value>[^\n]{1,400}?)
    (?P=quote)""",
    re.VERBOSE,
)
_BARE = re.compile(
    r"""["']?(?:\s*:=\s*|\s?=\s?|:[ \t]+|\s?=>\s?|>)
    (?P<value>[^\s"'`,;()\[\]<>|\\]{4,200})(?=[\s,;<\\]|\Z)""",
    re.VERBOSE,
)
_PLAIN = re.compile(
    r"""[ \t]+(?:(?:is|was|of|to|as)[ \t]+)?["'`]?
    (?P<value>[^\s"'`,;()\[\]{}<>|]{8,200}?)(?=[.,;:!?]*(?:["'`\s)]|\Z))""",
    re.VERBOSE,
)


def _value(
    text: str, name: re.Match[str], start: int, end: int, is_settings: bool
) -> re.Match[str] | None:
    """Return the secret that follows a name on its line, or in quotes on the next."""
    if _OTHER_SUFFIX.search(name["suffix"]):
        return None
    if quoted := _QUOTED.match(text, name.end()):
        return quoted if _is_literal(name, quoted["value"], quoted["sep"].strip()) else None
    if bare := _BARE.match(text, name.end(), end):
        before = text[max(start, name.start() - 80) : name.end()]
        return bare if _is_setting(before, name, bare["value"], is_settings) else None
    plain = _PLAIN.match(text, name.end(), end)
    return plain if plain and _is_jumbled(plain["value"]) else None


def _is_literal(name: re.Match[str], value: str, sep: str) -> bool:
    """Whether a quoted text is a secret. After a comma, it may be one more name of a list."""
    if _is_placeholder(value) or _is_reference(value):
        return False
    is_named = bool(_ORDINARY_SUFFIX.fullmatch(name["suffix"]))
    is_sure = is_named and sep not in ("", ",", "(")
    if is_named and _PASSWORD.search(name["name"]) and not re.search(r"\s", value):
        if name["name"].lower() == "pwd" and _FOLDER.match(value):
            return False  # a working directory
        return is_sure or (len(value) >= 6 and bool(_MIXED.fullmatch(value)))
    if sep == ",":
        return len(value) >= 10 and _is_jumbled(value)
    return is_random(value, least=8 if is_sure else 10)


def _is_setting(before: str, name: re.Match[str], value: str, is_settings: bool) -> bool:
    """Whether an unquoted value is a secret, and not a variable or a word."""
    if _is_placeholder(value) or _is_reference(value):
        return False
    if _FOLDER.match(value) and _is_words(value):
        return False
    is_expression = bool(_EXPRESSION.search(value)) and not _is_jumbled(value)
    if not _ORDINARY_SUFFIX.fullmatch(name["suffix"]) or not _STARTS.fullmatch(before):
        return is_random(value, least=12) and not is_expression
    if is_settings and _PASSWORD.search(name["name"]):
        return True
    return is_random(value, least=8) and (is_settings or not is_expression)


_FOLDER = re.compile(r"/|~/|\.{1,2}(?:/|$)|[A-Za-z]:\\")
_STARTS = re.compile(r"\W*(?:(?:export|set|ENV|ARG)\s+)?[\w.-]+")
"""The text before the value of a setting: its name and nothing else."""
_EXPRESSION = re.compile(
    r"^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^[A-Za-z_]+[0-9]?$|^[a-z]+(?:_[a-z0-9]+)+$"
)
"""A variable or an attribute."""

_MIXED = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[^-_./:{}\[\]]+|(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z]).+")


# --- what a value looks like ------------------------------------------------------------------

_PLACEHOLDERS = re.compile(
    r"""(?:your|my|the|some|an?|enter|change|insert|replace|put|add|todo|dummy|fake|invalid
        |wrong|missing|redacted|hidden|none|null|true|false|undefined|empty|string|bytes|str)
        (?:[\W_].*)?
      | .*(?:passw|pwd|secret|token|credential|api.?key|example|placeholder|change.?me).*
      | pass|user|username|pw|p|x+|\*+|\.+|-+|_+|\W+|foo|bar|baz|foobar|test(?:ing)?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_REFERENCE = re.compile(
    r"""\$[A-Za-z_]+ | .*\$\{.* | .*\{\{.* | .*\{[\w.\[\]"'!:()]*\}.* | <.* | %\(?\w*\)?[sd]
      | .*%\(\w+\)s.* | %\w+% | \[.* | \(.* | @\w+@ | !\w+\s.* | [*&][a-z_-]+ | \w+\(.*
      | https?://.* | \$\(.* | (?:\W*%[sdr]\W*)+
      | .*\[\^?(?:A-Z|a-z|0-9|\\w).*   # a regular expression""",
    re.VERBOSE | re.DOTALL,
)
_WORD = r"(?:[A-Z]?[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+)"
_WORDS = re.compile(
    rf"""{_WORD}(?:[-_./:]{_WORD})*[-_./]?[0-9]{{0,3}}     # words and a number
      | {_WORD}[0-9]{{0,3}}(?:[-_./](?:{_WORD}[0-9]{{0,3}}|[0-9]{{1,4}}))+   # a path, a name
      | [vV]?[0-9]+(?:\.[0-9a-z]+)+                        # a version
      | \d{{4}}-\d\d-\d\d.*                                # a date
      | [\w.+-]+@[\w-]+\.[\w.-]+                           # an address
      | sha\d+-.*""",
    re.VERBOSE,
)
_KINDS = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")


def _is_placeholder(value: str) -> bool:
    return bool(_PLACEHOLDERS.fullmatch(value)) and not _is_jumbled(value)


def _is_reference(value: str) -> bool:
    """Whether a value only refers to a secret: `${TOKEN}`, `{{ token }}`."""
    return bool(_REFERENCE.fullmatch(value))


def is_secret(value: str) -> bool:
    """Whether a value may be a secret, given that its name is that of one."""
    return is_random(value, 8) and not _is_placeholder(value) and not _is_reference(value)


def is_varied(value: str) -> bool:
    """Whether a value is more than a filler such as `xxxxxxxx`."""
    return len(set(value.lower())) >= 8 and not re.search(r"(.)\1{5}", value)


def is_random(value: str, least: int) -> bool:
    """Whether a value looks random: it mixes letters and digits, and is no word or path."""
    if len(value) < least or re.search(r"\s", value) or len(set(value.lower())) < min(6, least - 2):
        return False
    if not re.search("[0-9]", value):
        return len(value) >= 20 and len(_KINDS.findall(value)) > 0.4 * len(value)
    return len(re.findall("[A-Za-z]", value)) >= 2 and not _is_words(value)


def _is_words(value: str) -> bool:
    return bool(_WORDS.fullmatch(value.strip("~./")))


def _is_jumbled(value: str) -> bool:
    """Whether a value changes between kinds of characters more often than words do."""
    return is_random(value, least=8) and len(_KINDS.findall(value)) >= max(5, len(value) // 5)


def _lines_with(lower: str, needles: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the start and end of each line that has one of the needles."""
    lines: dict[int, int] = {}
    for needle in needles:
        at = lower.find(needle)
        while at >= 0:
            start, end = lower.rfind("\n", 0, at) + 1, lower.find("\n", at)
            end = len(lower) if end < 0 else end
            lines[start] = end
            at = lower.find(needle, end)
    return list(lines.items())
