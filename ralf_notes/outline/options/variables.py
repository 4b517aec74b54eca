"""The environment variables that code reads, with their defaults where these are literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.go_names import names_of
from ralf_notes.patterns import lazily

if TYPE_CHECKING:
    from tree_sitter import Node


class _Reads(NamedTuple):
    """How a language reads a variable: patterns of what stands before its name."""

    signs: tuple[bytes, ...]
    """One of these stands in every file that reads one."""
    calls: bytes
    """Functions: the name is their first argument."""
    indexed: bytes = rb"(?!)"
    """Maps: the name is in brackets."""
    members: bytes = rb"(?!)"
    """Objects, with the dot: the name is a member."""


_IN_C = _Reads(
    (b"getenv", b"qEnvironmentVariable"),
    rb"\b(?:getenv|secure_getenv|qgetenv|qEnvironmentVariable(?:IsSet|IntValue)?)",
)
_IN_SCRIPTS = _Reads(
    (b".env",),
    rb"\bDeno\.env\.(?:get|has)",
    rb"\b(?:process|import\.meta)\.env(?:\?\.)?",
    rb"\b(?:process\??\.env\??\.|Bun\.env\.|import\.meta\.env\??\."
    rb"(?!(?:MODE|DEV|PROD|SSR|BASE_URL)\b))",  # these are of the bundler
)
_IN_JAVA = _Reads(
    (b"System.getenv",),
    rb"\bSystem\.getenv(?:\(\)\s?\.(?:get|getOrDefault|containsKey))?",
    rb"\bSystem\.getenv\(\)",
)
_READ = {
    "go": _Reads((b"os.Getenv", b"os.LookupEnv"), rb"\bos\.(?:Getenv|LookupEnv)"),
    "rust": _Reads((b"env::var",), rb"\benv::(?:var|var_os)"),
    "c": _IN_C,
    "cpp": _IN_C,
    "objectivec": _IN_C,
    "python": _Reads(
        (b"environ", b"getenv", b"decouple"),
        rb"\bos\.(?:getenv|environ\.(?:get|setdefault))",
        rb"\bos\.environ",
    ),
    "javascript": _IN_SCRIPTS,
    "typescript": _IN_SCRIPTS,
    "tsx": _IN_SCRIPTS,
    "php": _Reads(
        (b"env(", b"env (", b"Env::get", b"$_ENV"),
        rb"(?<![\w>:$\\])\\?(?:getenv|env|Env::get)",
        rb"\$_ENV",
    ),
    "ruby": _Reads(
        (b"ENV",), rb"(?<![\w.:])ENV\.(?:fetch|(?:has_)?key\?|include\?)", rb"(?<![\w.:])ENV"
    ),
    "java": _IN_JAVA,
    "kotlin": _IN_JAVA,
    "c_sharp": _Reads((b"Environment.GetEnv",), rb"\bEnvironment\.GetEnvironmentVariable"),
    "scala": _Reads(
        (b"System.getenv", b"sys.env"),
        rb"\b(?:System\.getenv|sys\.env(?:\.(?:get|getOrElse|contains))?)",
    ),
    "swift": _Reads(
        (b"processInfo.environment",), rb"(?!)", rb"\bProcessInfo\.processInfo\.environment"
    ),
    "dart": _Reads((b"Platform.environment",), rb"(?!)", rb"\bPlatform\.environment"),
    "elixir": _Reads(
        (b"System.get_env", b"System.fetch_env"), rb"\bSystem\.(?:get_env|fetch_env!?)"
    ),
    "lua": _Reads((b"os.getenv",), rb"\bos\.getenv"),
}
_IMPORTED = (
    (
        lazily(rb"^from os import[^\n]*\b(?:environ|getenv)\b", re.MULTILINE),
        _Reads((), rb"(?<![\w.])(?:getenv|environ\.(?:get|setdefault))", rb"(?<![\w.])environ"),
    ),
    (
        lazily(rb"^(?:import environ|from environs? import)\b", re.MULTILINE),
        _Reads((), rb"(?<![\w.])env(?:\.(?!read_env|prefixed)\w++)?"),
    ),
    (
        lazily(rb"^from decouple import[^\n]*\bconfig\b", re.MULTILINE),
        _Reads((), rb"(?<![\w.])config"),
    ),
)
"""By import of Python, what is read then, too; the `environ` of WSGI is another."""
_NOT_CODE = lazily("comment|string|heredoc|text|regex")
_REMOVES = (b"del ", b"delete ", b"unset(")
_SETS = lazily(rb"\s*+(?:[-+*/.]|\*\*)?=(?![=~>])")

_LITERAL = rb"(?P<default>\"[^\"\\\n]{0,80}+\"|'[^'\\\n]{0,80}+'|-?\d[\w.]*+|[Tt]rue\b|[Ff]alse\b)"
_GOES_ON = rb"(?!\s*+(?:[-+.*%\[(&?=!<>]|/(?![/*]))|[ \t]*+[\w\"'])"
"""What is behind the literal is a part of the default, too."""
_DEFAULTS = {
    "called": lazily(
        rb"\s*+,\s*+(?:default\s*+=\s*+)?+" + _LITERAL + rb"\s*+[,)]"
        rb"|\s*+\)\s*+(?:\|\||\?\?|\?:|or\b)\s*+"
        + _LITERAL.replace(b"default", b"other")
        + _GOES_ON
        + rb"|\s*+\)\s*+\{\s*+"
        + _LITERAL.replace(b"default", b"block")
        + rb"\s*+\}"
    ),
    "indexed": lazily(rb"\s*+(?:\|\|=?|\?\?=?|\?:|or\b)\s*+" + _LITERAL + _GOES_ON),
}
_DEFAULTS |= {"by": _DEFAULTS["called"], "asked": lazily(rb"(?!)")}
_DEFAULTS |= dict.fromkeys(("at", "member"), _DEFAULTS["indexed"])
_BEFORE_SIGN = 200
"""How far before a sign what reads a variable may begin: `"NAME" not in os.environ`."""
_OF_CALLS = ("called", "by")
_NAME = rb"(?:\"[A-Za-z_]\w*+\"|'[A-Za-z_]\w*+')(?!\s*+[-+.%*\[])"
_TAKEN_APART = lazily(rb"\{(?P<names>[^{}]{0,2000}+)\}\s*+=\s*+process\.env\b(?![.\[?])")
_TAKEN = lazily(
    rb"(?:^|,)\s*+(?P<name>[A-Za-z_]\w*+)(?=\s*+(?:[,=:]|\Z))(?:\s*+:\s*+\w++)?+(?:\s*+=\s*+"
    + _LITERAL
    + rb")?+"
)


def read_variables(key: str, source: bytes, root: Node) -> list[tuple[str, str]]:
    """Return the variables that the code of a file reads, each once, with its defaults.

    Args:
        key: the key of the language.
        source: the text of the file.
        root: its syntax tree.
    """
    if key not in _READ or not any(sign in source for sign in _READ[key].signs):
        return []
    defaults: dict[str, dict[str, None]] = {}
    for name, default in _read(key, source, root):
        shown = defaults.setdefault(name, {})
        if default := shown_default(name, default):
            shown[default] = None
    return [(name, "\n".join(shown)) for name, shown in defaults.items()]


def _read(key: str, source: bytes, root: Node) -> Iterator[tuple[str, str]]:
    """Yield each variable that code reads, and the literal that stands in for it, or ''."""
    imported = [more for sign, more in _IMPORTED if _is_in(sign, key, source)]
    pattern = _pattern(_READ[key], *imported)
    found = pattern.finditer(source) if imported else _near(_READ[key].signs, pattern, source)
    matches = [match for match in found if _is_read(match, source, root)]
    constants = _constants(
        key, source, root, {match["by"] or match["at"] or b"" for match in matches}
    )
    for match in matches:
        name = match[match.lastgroup or 0]
        if match.lastgroup in ("by", "at"):
            name = constants.get(name, b"")
        behind = _DEFAULTS[match.lastgroup or ""].match(source, match.end())
        default = behind[behind.lastgroup or 0] if behind else b""
        if name:
            yield name.decode(), default.decode("utf-8", "replace")
    if _READ[key] is _IN_SCRIPTS:
        yield from _taken_apart(source, root)


def _near(
    signs: tuple[bytes, ...], pattern: re.Pattern[bytes], source: bytes
) -> Iterator[re.Match[bytes]]:
    """Yield the matches of a pattern, looked for only from where a sign stands."""
    sign_pattern, at = _any_of(signs), 0
    while sign := sign_pattern.search(source, at):
        match = pattern.search(source, max(at, sign.start() - _BEFORE_SIGN))
        if match is None:
            return
        yield match
        at = match.end()


@lru_cache
def _any_of(signs: tuple[bytes, ...]) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, signs)))


def _is_in(imported: re.Pattern[bytes], key: str, source: bytes) -> bool:
    return key == "python" and imported.search(source) is not None


def _is_read(match: re.Match[bytes], source: bytes, root: Node) -> bool:
    """Whether code reads a variable there: neither text, nor set, nor removed."""
    is_asked = match.lastgroup == "asked"
    if not _is_code(match.end() - 1 if is_asked else match.start(), root):
        return False
    is_set = match.lastgroup not in _OF_CALLS and _SETS.match(source, match.end())
    before = source[max(0, match.start() - 7) : match.start()]
    return not is_set and not before.endswith(_REMOVES)


def _constants(key: str, source: bytes, root: Node, names: set[bytes]) -> dict[bytes, bytes]:
    """Return the texts of constants of the file that name variables."""
    if key == "go" and any(names):
        texts = names_of(root, source).texts
        return {name.encode(): text.encode() for name, text in texts.items()}
    names = {name for name in names if name and not name[:1].islower()}
    if not names:
        return {}
    values: dict[bytes, set[bytes]] = {}
    assigned = rb"\b(?P<name>%b)\b[^=\n;,!<>(){}]{0,40}+=(?![=>~])\s*+(?P<value>%b)?"
    for match in re.finditer(assigned % (b"|".join(sorted(names)), _NAME), source):
        values.setdefault(match["name"], set()).add(match["value"] or b"")
    return {name: texts.pop()[1:-1] for name, texts in values.items() if len(texts) == 1}


def _taken_apart(source: bytes, root: Node) -> Iterator[tuple[str, str]]:
    """Yield what a script takes out of all variables: `const { PORT = 80 } = process.env`."""
    for match in _TAKEN_APART.finditer(source):
        if _is_code(match.start(), root):
            for taken in _TAKEN.finditer(match["names"]):
                yield taken["name"].decode(), (taken["default"] or b"").decode("utf-8", "replace")


@lru_cache
def _pattern(*all_reads: _Reads) -> re.Pattern[bytes]:
    calls, indexed, members = (
        b"|".join(ways) for ways in zip(*(reads[1:] for reads in all_reads), strict=True)
    )
    return re.compile(
        rb"(?:%b) ?\(\s*+(?:[\"'](?P<called>[A-Za-z_]\w*+)[\"']|(?P<by>[A-Za-z_]\w*+)(?=\s*+[,)]))"
        rb"|(?:%b)\[\s*+(?:[\"'](?P<indexed>[A-Za-z_]\w*+)[\"']|(?P<at>[A-Za-z_]\w*+))\s*+\]"
        rb"|(?:%b)(?P<member>[A-Za-z_]\w*+)(?!\s*+\()"
        rb"|[\"'](?P<asked>[A-Za-z_]\w*+)[\"']\s++(?:not\s++)?+in\s++(?:%b)(?![\w.\[])"
        % (calls, indexed, members, indexed)
    )


def _is_code(at: int, root: Node) -> bool:
    """Whether what stands at a byte is no comment and no string."""
    node = root.descendant_for_byte_range(at, at + 1)
    return node is not None and _NOT_CODE.search(node.type) is None
