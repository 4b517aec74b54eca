# ruff: noqa: E501 - a pattern stands on one line
"""Secrets that a place gives away: a URL, a header, an option of a command, a statement of SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.patterns import lazily
from ralf_notes.source.secrets.examples import is_place_of_examples
from ralf_notes.source.secrets.named import Span, joined, labelled
from ralf_notes.source.secrets.names import Meaning, NameKind, meaning_of
from ralf_notes.source.secrets.reading.expressions import Bounds, values_after
from ralf_notes.source.secrets.reading.literals import literal_at
from ralf_notes.source.secrets.reading.syntax import of_path
from ralf_notes.source.secrets.values import (
    Tie,
    is_chance,
    is_constant,
    is_made_up,
    is_mixed,
    is_placeholder,
    is_random,
    is_reference,
    is_secret,
    is_words,
)

_PASSWORD = Meaning(NameKind.PASSWORD, True, False)


def placed_secrets(text: str, lower: str, path: str) -> Iterator[Span]:
    """Yield the secrets in URLs, connection strings, headers, commands and statements of SQL."""
    in_example = is_place_of_examples(path)
    if "://" in text:
        yield from _in_urls(text, lower, in_example)
    yield from _parameters(text, lower, in_example)
    yield from _in_headers(text, lower, in_example)
    yield from _in_commands(text, lower, in_example)
    yield from _in_sql(text, lower, path)


def lines_with(lower: str, needles: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return the start and end of each line that has one of the needles, in their order."""
    lines: dict[int, int] = {}
    for needle in needles:
        at = lower.find(needle)
        while at >= 0:
            start, end = lower.rfind("\n", 0, at) + 1, lower.find("\n", at)
            end = len(lower) if end < 0 else end
            lines[start] = end
            at = lower.find(needle, end)
    return sorted(lines.items())


# --- URLs -------------------------------------------------------------------------------------

_URL = lazily(
    r"""://(?P<user>[^\s:/@"'`<>,;()]{0,100}):(?P<password>[^\s"'`<>]{1,300}?)@(?=(?P<host>[\w.\[$%{-][^\s"'`<>@]{0,200}))"""
)
_PORT = lazily(r"\d{1,5}(?:[/?#]|\Z)|\d{2,5}(?:\D|\Z)")
_URL_TOKEN = lazily(r"://(?P<password>[A-Za-z0-9_.-]{20,200})(?::[\w-]*)?@(?=[\w.-])")
_ORACLE = lazily(r"""jdbc:oracle:\w{1,20}:[^\s/"'@]{1,100}+/(?P<password>[^\s"'@]{1,300}+)@""")


_OF_GIT = r"(?:archive|blame|blobs?|commits?|compare|raw|trees?|zipball|tarball)/"
_HOOK = lazily(
    rf"hooks?(?:\.[\w.-]{{1,60}})?(?:/(?!{_OF_GIT})[\w.-]{{1,40}}){{0,2}}"
    r"/(?P<value>[\w-]{16,200}+(?:/[\w-]{16,200}+)?)"
)
"""The address of a web hook; a repository may be named so, and its commits are no secrets."""
_KEY_IN_QUERY = lazily(r"[?&](?:key|code)=(?P<value>[\w%+/=.~-]{16,400})")
_NOT_BEFORE = lazily(r"[\s\"'`<>]|raw\.githubusercontent\.com/")
"""What is before no such secret: the end of a URL, or the host of files of public repositories."""
_LONGEST_URL = 300
"""Characters of a URL before what it holds."""


def _opening_addresses(text: str, lower: str, in_example: bool) -> Iterator[Span]:
    """Yield what makes a URL a secret itself: whoever has that of a web hook may call it."""
    for pattern, needles in ((_HOOK, ("hook",)), (_KEY_IN_QUERY, ("?key=", "&key=", "code="))):
        for start, end in lines_with(lower, needles):
            for match in pattern.finditer(text, start, end):
                first = text.rfind("://", max(start, match.start() - _LONGEST_URL), match.start())
                is_in_url = first >= 0 and not _NOT_BEFORE.search(text, first, match.start())
                value = match["value"]
                if is_in_url and is_chance(value) and not _stands_for_other(value, in_example):
                    yield *match.span("value"), "key or token"


def _in_urls(text: str, lower: str, in_example: bool) -> Iterator[Span]:
    """Yield passwords after the name of a user, tokens in its place, and secrets in paths."""
    yield from _opening_addresses(text, lower, in_example)
    if "@" not in text:
        return
    for match in _URL.finditer(text):
        start, end = match.span("password")
        # A password may hold an `@` itself: the last one before the host ends it.
        end = max(end, text.rfind("@", end + 1, match.end("host") + 1))
        password = text[start:end]
        is_path = "/" in password and (_PORT.match(password) or not match["user"])
        is_guess = len(password) < 3 or password == match["user"]
        if not is_path and not is_guess and not _stands_for_other(password, in_example):
            yield start, end, "password"
    for match in _URL_TOKEN.finditer(text):
        if is_random(match["password"], least=20):
            yield *match.span("password"), "token"
    for match in _ORACLE.finditer(text) if "jdbc:oracle" in text else ():
        if not _stands_for_other(match["password"], in_example):
            yield *match.span("password"), "password"


def _stands_for_other(value: str, in_example: bool) -> bool:
    is_other = is_placeholder(value) or is_reference(value) or is_constant(value)
    return is_other or is_made_up(value, in_example=in_example)


_PARAMETER = lazily(
    r"""(?:[?&;"'\s{(,]|\A)(?:[\w.-]{0,40}?[_.-])?
    (?P<name>password|passwd|passphrase|pwd|secret|(?:access|auth|refresh|id)?_?token|api_?key
      |accountkey|sharedaccesskey|sharedsecret|sig|signature|client_?secret|access_?key|auth)
    \s?=(?:\s(?!\w+=))?(?P<value>[^\s&;"'`<>,)]{3,500})(?=[&;"'`<>,)\s]|\Z)""",
    re.VERBOSE | re.IGNORECASE,
)
_STRING_SIGNS = ("=http", "://", "jdbc:", "server=", "host=", "endpoint=", "source=", "account",
                 "uid=", "user id=", "user=", "dbname=", "dsn=", "--")  # fmt: skip


def _parameters(text: str, lower: str, in_example: bool) -> Iterator[Span]:
    """Yield passwords in queries (`?token=x`), in ADO and JDBC strings, and in options."""
    for start, end in lines_with(lower, ("key=", "pwd=", "password=", "secret=", "token=", "sig=",
                                         "signature=", "passwd=", "passphrase=", "auth=")):  # fmt: skip
        if any(sign in lower[start:end] for sign in _STRING_SIGNS):
            for match in _PARAMETER.finditer(text, start, end):
                value = match["value"]
                is_password = "pass" in match["name"].lower() or "pwd" in match["name"].lower()
                if not _stands_for_other(value, in_example) and (is_password or is_mixed(value)):
                    yield *match.span("value"), "password" if is_password else "key or token"


# --- headers and commands ---------------------------------------------------------------------

_AUTHORIZATION = lazily(
    r"\b(?:bearer|basic|token|apikey|ssws|genie\s?key|splunk|bot)[ \t]+(?P<value>[A-Za-z0-9._~+/=:-]{12,})",
    re.IGNORECASE,
)
_COOKIE = lazily(
    r"""(?:session|sess|sid|token|auth|jwt)\w{0,20}=(?P<value>[^\s;"'`<>&]{16,400})""",
    re.IGNORECASE,
)


def _in_headers(text: str, lower: str, in_example: bool) -> Iterator[Span]:
    for start, end in lines_with(
        lower, ("bearer ", "basic ", "token ", "apikey ", "ssws ", "splunk ", "geniekey ", "bot ")
    ):
        for match in _AUTHORIZATION.finditer(text, start, end):
            is_other = any(_stands_for_other(match[of], in_example) for of in (0, "value"))
            if is_random(match["value"], least=12) and not is_other:
                yield *match.span("value"), "token"
    for start, end in lines_with(lower, ("cookie", " -b ")):
        for match in _COOKIE.finditer(text, start, end):
            if is_chance(match["value"]) and not _stands_for_other(match["value"], in_example):
                yield *match.span("value"), "token"


_VALUE = r"""(?P<quote>["']?)(?P<value>(?<=["'])[^"'\n]{3,200}(?=["'])|[^\s"'`;|&<>()]{3,200})"""
_COMMANDS = {
    "curl": rf"\s(?:-[a-zA-Z]{{0,4}}u|--user|--proxy-user|-U)[ =]?\s*[\"']?[\w.@%+-]{{0,60}}:{_VALUE}",
    "curl ": r"\s(?:-u|--user)[ =]?\s*[\"']?(?P<value>[\w.!$%+-]{12,200}):[\"']?(?=\s|\Z)",
    "wget": rf"--(?:http-|ftp-|proxy-)?passw(?:or)?d[ =]{_VALUE}",
    "mysql": rf"\bmysql(?:dump|admin|import|show)?\b[^\n]{{0,200}}?\s(?:-p|--password=){_VALUE}",
    "mariadb": rf"\bmariadb(?:-dump|-admin)?\b[^\n]{{0,200}}?\s(?:-p|--password=){_VALUE}",
    "sshpass": rf"\bsshpass\s+-p\s*{_VALUE}",
    "redis-cli": rf"\bredis-cli\b[^\n]{{0,200}}?\s-a\s*{_VALUE}",
    "mongo": rf"\bmongo(?:sh|dump|restore|import|export)?\b[^\n]{{0,200}}?\s(?:-p|--password)[ =]?{_VALUE}",
    "docker login": rf"\bdocker\s+login\b[^\n]{{0,200}}?\s(?:-p|--password)[ =]?{_VALUE}",
    "az login": rf"\baz\s+login\b[^\n]{{0,200}}?\s(?:-p|--password)[ =]{_VALUE}",
    "openssl": rf"-pass(?:in|out)?\s+pass:{_VALUE}",
    "pass:": rf"\s-pass(?:in|out)?\s+[\"']?pass:{_VALUE}",
    "7z": rf"\b7z[ar]?\b[^\n]{{0,200}}?\s-p{_VALUE}",
    "zip": rf"\b(?:un)?zip\b[^\n]{{0,100}}?\s-P\s*{_VALUE}",
    "ldap": rf"\bldap(?:search|add|modify|delete|passwd|whoami)\b[^\n]{{0,300}}?\s-w\s*{_VALUE}",
    "smbclient": rf"\b(?:smbclient|rpcclient|mount\.cifs)\b[^\n]{{0,200}}?\s-U\s*[\"']?[\w.\\/]+%{_VALUE}",
    "chpasswd": rf"\becho\s+[\"']?[\w.-]+:{_VALUE}[^\n]{{0,20}}\|\s*(?:sudo\s+)?chpasswd",
    "sudo -s": rf"\becho\s+{_VALUE}[\"']?\s*\|\s*sudo\s+-S",
    "--stdin": rf"\becho\s+(?:-n\s+)?{_VALUE}[\"']?\s*\|[^\n|]{{0,80}}--(?:password-)?stdin",
    "htpasswd": rf"\bhtpasswd\b\s+-\w*b\w*\s+\S+\s+[\w.@-]+\s+{_VALUE}",
    "net use": rf"\bnet\s+use\b[^\n]{{0,120}}?/user:\S+\s+{_VALUE}",
    "net user": rf"\bnet\s+user\s+\S+\s+{_VALUE}\s+/add",
    "sqlcmd": rf"\b(?:sqlcmd|bcp|osql)\b[^\n]{{0,200}}?\s-P\s*{_VALUE}",
    "snowsql": rf"\bPGPASSWORD={_VALUE}",
    "psexec": rf"\bpsexec\b[^\n]{{0,120}}?\s-p\s+{_VALUE}",
    "gh secret": rf"\bgh\s+secret\s+set\b[^\n]{{0,100}}?\s(?:-b|--body)[ =]{_VALUE}",
    "vault login": rf"\bvault\s+login\s+(?:token=)?{_VALUE}",
    "gpg": rf"--passphrase[ =]{_VALUE}",
}
"""Part of a command, in lower case -> where it takes a password."""
_COMMAND = {sign: lazily(pattern, re.IGNORECASE if sign not in ("zip", "curl", "curl ", "redis-cli", "sqlcmd", "7z") else 0)
            for sign, pattern in _COMMANDS.items()}  # fmt: skip
_SHARED = ("pass", "sql", " login", "net use")
"""Parts of several commands: to look for them first takes fewer looks at a text."""
_BY_PART: dict[str, list[str]] = {}
for _sign in _COMMANDS:
    _BY_PART.setdefault(next((part for part in _SHARED if part in _sign), _sign), []).append(_sign)


def _in_commands(text: str, lower: str, in_example: bool) -> Iterator[Span]:
    parts = [part for part in _BY_PART if part in lower]
    for sign in (sign for part in parts for sign in _BY_PART[part]):
        if sign in lower:
            for start, end in lines_with(lower, (sign,)):
                last = _command_end(text, start, end)
                for match in _COMMAND[sign].finditer(text, start, last):
                    value = match["value"]
                    if (
                        not _stands_for_other(value, in_example)
                        and not value.startswith("-")
                        and (
                            is_mixed(value)
                            or (sign == "curl" and len(value) > 5 and not is_words(value))
                        )
                    ):
                        yield *match.span("value"), "password"


def _command_end(text: str, start: int, end: int) -> int:
    """Return where a command ends that a backslash at the end of a line continues."""
    last = min(len(text), start + 4000)
    while end < last and text[end - 1] == "\\":
        following = text.find("\n", end + 1, last)
        end = last if following < 0 else following
    return min(end, last)


# --- SQL --------------------------------------------------------------------------------------

_SQL = lazily(
    r"""\bidentified\s+(?:with\s+[\w'"]+\s+)?(?:by|as)\s+(?:password\s+|values\s+)?(?=N?["'\w])
    | \bset\s+password\s+(?:for\s+[^=\n]{1,80})?=\s*(?:password\s*\(\s*)?(?=N?["'])
    | \b(?:encrypted|unencrypted|with|valid\s+until\s+'[^'\n]*')\s+password\s+(?=N?["'])
    | (?<![-\w])password(?:\s*[=(]\s*|\s+)(?=N?')
    | \b(?:pgp_sym_(?:en|de)crypt|(?:aes|des)_(?:en|de)crypt|encode|decode)\s*\([^,\n]{1,200},\s*(?=N?')""",
    re.VERBOSE | re.IGNORECASE,
)
_INSERT = lazily(
    r"""\b(?:insert|replace|merge)\b[^;()]{0,120}\((?P<columns>[^();]{1,1000})\)\s*(?:output[^()]{0,60})?values\s*\(""",
    re.IGNORECASE,
)
_COLUMN = lazily(r"""[^,]+""")
_SQL_SYNTAX = of_path("a.sql")
_FURTHEST_SQL = 4000
"""Characters that the string of a statement and what is joined to it may take."""
_TOKENS_SQL = 12
_BARE_SQL = lazily(r"(?P<value>[^\s;'\"]{3,200})")


def _in_sql(text: str, lower: str, path: str) -> Iterator[Span]:
    is_sql, in_example = of_path(path).family == "sql", is_place_of_examples(path)
    needles = ("identified ", "password ", "password(", "password=", "crypt(")
    read: set[int] = set()
    for start, end in lines_with(lower, needles):
        for match in _SQL.finditer(text, start, min(end, start + 8000)):
            bounds = Bounds(min(len(text), match.end() + _FURTHEST_SQL), read, _TOKENS_SQL)
            yield from _sql_value(text, match.end(), is_sql, bounds, in_example=in_example)
    if "values" in lower and "insert" in lower:
        for match in _INSERT.finditer(text):
            yield from _inserted(text, match, in_example)


def _sql_value(
    text: str, at: int, is_sql: bool, bounds: Bounds, *, in_example: bool
) -> Iterator[Span]:
    """Yield the string that starts at a place in a statement, which other files quote."""
    tie = Tie.ASSIGNED if is_sql else Tie.PASSED
    for value in values_after(text, at, _SQL_SYNTAX, tie, bounds=bounds):
        is_one_line = "\n" not in text[at : value.pieces[-1][1]]
        content = joined(text, value.pieces)
        if is_one_line and is_secret(_PASSWORD, value.tie, content, in_example=in_example):
            yield from labelled(text, value.pieces, "password")
        return
    bare = _BARE_SQL.match(text, at)
    is_by = text[at - 3 : at].lower().strip() == "by"
    if not is_by or bare is None or _stands_for_other(bare["value"], in_example):
        return
    if is_mixed(bare["value"]):
        yield *bare.span("value"), "password"


def _inserted(text: str, match: re.Match[str], in_example: bool) -> Iterator[Span]:
    """Yield the values of the columns that are named as secrets, row by row."""
    columns = [
        meaning_of(column[0].strip("\"'`[] \n\t")) for column in _COLUMN.finditer(match["columns"])
    ]
    if not any(columns):
        return
    at = match.end()
    for _ in range(200):
        number = 0
        while at < len(text) and text[at] not in ")":
            if literal := literal_at(text, at, _SQL_SYNTAX):
                meaning = columns[number] if number < len(columns) else None
                content = text[literal.start : literal.end]
                if meaning and is_secret(meaning, Tie.ASSIGNED, content, in_example=in_example):
                    yield from labelled(text, [(literal.start, literal.end)], "password")
                at = literal.after
                continue
            number += text[at] == ","
            at += 1
        row = _ROW.match(text, at)
        if row is None:
            return
        at = row.end()


_ROW = lazily(r"\)\s*,\s*\(")
