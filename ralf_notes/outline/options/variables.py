"""The environment variables that code reads, with their defaults where these are literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ralf_notes.outline.options.defaults import shown_default

if TYPE_CHECKING:
    from tree_sitter import Node


class _Reads(NamedTuple):
    """How a language reads a variable: patterns of what stands before its name."""

    calls: bytes
    """Functions: the name is their first argument."""
    indexed: bytes = rb"(?!)"
    """Maps: the name is in brackets."""
    members: bytes = rb"(?!)"
    """Objects, with the dot: the name is a member."""


_IN_C = _Reads(rb"\b(?:getenv|secure_getenv|qgetenv|qEnvironmentVariable(?:IsSet|IntValue)?)")
_IN_SCRIPTS = _Reads(
    rb"\bDeno\.env\.(?:get|has)",
    rb"\b(?:process|import\.meta)\.env(?:\?\.)?",
    rb"\b(?:process\??\.env\??\.|Bun\.env\.|import\.meta\.env\??\."
    rb"(?!(?:MODE|DEV|PROD|SSR|BASE_URL)\b))",  # these are of the bundler
)
_IN_JAVA = _Reads(
    rb"\bSystem\.getenv(?:\(\)\s?\.(?:get|getOrDefault|containsKey))?", rb"\bSystem\.getenv\(\)"
)
_READ = {
    "go": _Reads(rb"\bos\.(?:Getenv|LookupEnv)"),
    "rust": _Reads(rb"\benv::(?:var|var_os)"),
    "c": _IN_C,
    "cpp": _IN_C,
    "objectivec": _IN_C,
    "python": _Reads(rb"\bos\.(?:getenv|environ\.(?:get|setdefault))", rb"\bos\.environ"),
    "javascript": _IN_SCRIPTS,
    "typescript": _IN_SCRIPTS,
    "tsx": _IN_SCRIPTS,
    "php": _Reads(rb"(?<![\w>:$\\])\\?(?:getenv|env|Env::get)", rb"\$_ENV"),
    "ruby": _Reads(rb"(?<![\w.:])ENV\.(?:fetch|(?:has_)?key\?|include\?)", rb"(?<![\w.:])ENV"),
    "java": _IN_JAVA,
    "kotlin": _IN_JAVA,
    "c_sharp": _Reads(rb"\bEnvironment\.GetEnvironmentVariable"),
    "scala": _Reads(rb"\b(?:System\.getenv|sys\.env(?:\.(?:get|getOrElse|contains))?)"),
    "swift": _Reads(rb"(?!)", rb"\bProcessInfo\.processInfo\.environment"),
    "dart": _Reads(rb"(?!)", rb"\bPlatform\.environment"),
    "elixir": _Reads(rb"\bSystem\.(?:get_env|fetch_env!?)"),
    "lua": _Reads(rb"\bos\.getenv"),
}
_TAKEN_FROM_OS = _Reads(
    rb"(?:\bos\.|(?<![\w.]))(?:getenv|environ\.(?:get|setdefault))",
    rb"(?:\bos\.|(?<![\w.]))environ",
)
"""In Python, after `from os import environ, getenv`; the `environ` of WSGI is another."""
_FROM_OS = re.compile(rb"^from os import[^\n]*\b(?:environ|getenv)\b", re.MULTILINE)
_NOT_CODE = re.compile("comment|string|heredoc|text|regex")
_REMOVES = (b"del ", b"delete ", b"unset(")
_SETS = re.compile(rb"\s*+(?:[-+*/.]|\*\*)?=(?![=~>])")

_LITERAL = rb"(?P<default>\"[^\"\\\n]{0,80}+\"|'[^'\\\n]{0,80}+'|-?\d[\w.]*+|[Tt]rue\b|[Ff]alse\b)"
_GOES_ON = rb"(?!\s*+(?:[-+.*%\[(&?]|/(?![/*]))|[ \t]*+[\w\"'])"
"""What is behind the literal is a part of the default, too."""
_DEFAULTS = {
    "called": re.compile(
        rb"\s*+,\s*+(?:default\s*+=\s*+)?+" + _LITERAL + rb"\s*+,?+\s*+\)"
        rb"|\s*+\)\s*+(?:\|\||\?\?|\?:|or\b)\s*+"
        + _LITERAL.replace(b"default", b"other")
        + _GOES_ON
        + rb"|\s*+\)\s*+\{\s*+"
        + _LITERAL.replace(b"default", b"block")
        + rb"\s*+\}"
    ),
    "indexed": re.compile(rb"\s*+(?:\|\|=?|\?\?=?|\?:|or\b)\s*+" + _LITERAL + _GOES_ON),
}
_DEFAULTS["member"] = _DEFAULTS["indexed"]
_TAKEN_APART = re.compile(rb"\{(?P<names>[^{}]{0,2000}+)\}\s*+=\s*+process\.env\b(?![.\[?])")
_TAKEN = re.compile(
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
    if key not in _READ or b"env" not in source.lower():
        return []
    defaults: dict[str, dict[str, None]] = {}
    for name, default in _read(key, source, root):
        shown = defaults.setdefault(name, {})
        if default := shown_default(name, default):
            shown[default] = None
    return [(name, "\n".join(shown)) for name, shown in defaults.items()]


def _read(key: str, source: bytes, root: Node) -> Iterator[tuple[str, str]]:
    """Yield each variable that code reads, and the literal that stands in for it, or ''."""
    is_bare = key == "python" and _FROM_OS.search(source)
    for match in _pattern(_TAKEN_FROM_OS if is_bare else _READ[key]).finditer(source):
        form = match.lastgroup or ""
        if not _is_code(match.start(), source, root):
            continue
        if form != "called" and _SETS.match(source, match.end()):
            continue
        behind = _DEFAULTS[form].match(source, match.end())
        default = behind[behind.lastgroup or 0] if behind else b""
        yield match[form].decode(), default.decode("utf-8", "replace")
    if _READ[key] is _IN_SCRIPTS:
        yield from _taken_apart(source, root)


def _taken_apart(source: bytes, root: Node) -> Iterator[tuple[str, str]]:
    """Yield what a script takes out of all variables: `const { PORT = 80 } = process.env`."""
    for match in _TAKEN_APART.finditer(source):
        if _is_code(match.start(), source, root):
            for taken in _TAKEN.finditer(match["names"]):
                yield taken["name"].decode(), (taken["default"] or b"").decode("utf-8", "replace")


@lru_cache
def _pattern(reads: _Reads) -> re.Pattern[bytes]:
    return re.compile(
        rb"(?:%b)(?: ?\(\s*+| )[\"'](?P<called>[A-Za-z_]\w*+)[\"']"
        rb"|(?:%b)\[\s*+[\"'](?P<indexed>[A-Za-z_]\w*+)[\"']\s*+\]"
        rb"|(?:%b)(?P<member>[A-Za-z_]\w*+)(?!\s*+\()" % reads
    )


def _is_code(start: int, source: bytes, root: Node) -> bool:
    """Whether what starts at a byte is read: no comment, no string, and not removed."""
    node = root.descendant_for_byte_range(start, start + 1)
    is_text = node is None or _NOT_CODE.search(node.type) is not None
    return not is_text and not source[max(0, start - 7) : start].endswith(_REMOVES)
