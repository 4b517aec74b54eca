"""The calls of a build file that is written like Python: Meson and Starlark.

Sources: https://mesonbuild.com/Syntax.html,
https://github.com/bazelbuild/starlark/blob/master/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice

_STRING = (
    r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\"|\\?\Z)|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\\?\Z)"
    r"|\"(?:[^\"\\\n]|\\.)*+(?:\"|(?=\n)|\\?\Z)|'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\\?\Z)"
)
_TOKEN = re.compile(
    rf"(?P<comment>\#[^\n]*+)|(?P<string>[frb]?(?:{_STRING}))|(?P<open>[(\[{{])|(?P<close>[)\]}}])"
    r"|(?P<comma>,)|(?P<gap>\n[ \t\r]*\n)|(?P<line>\n)|(?P<word>[A-Za-z_][\w.]*+)"
    r"|(?P<other>[^\s\w]|\w++)",
    re.DOTALL,
)
_NAMED = re.compile(r"\s*+([A-Za-z_]\w*+)\s*+(?:=(?!=)|:)\s*+")
_LITERAL = re.compile(rf"\#[^\n]*+|(?P<string>{_STRING})", re.DOTALL)
_TURNED_OFF = re.compile(
    r"[A-Za-z_][\w.]*+[ \t]*+\([^\n]*+(?:\n|\Z)|[)\]}],?[ \t]*+(?:\n|\Z)|load\("
)


@dataclass(frozen=True, slots=True)
class BuildCall:
    """A call that stands in no brackets."""

    name: str
    """With its dots: `cc.find_library`."""
    variable: str
    """What its result is kept in, or ''."""
    comment: str
    """The author's words right above it."""
    indented: bool
    """Whether it stands in a block: a condition, a loop or a function."""
    positional: tuple[str, ...]
    """As written."""
    named: Mapping[str, str] = field(default_factory=dict)
    """By name, as written."""

    def text(self, at: int | str) -> str:
        """Return an argument that is one literal, without its quotes; '' for any other."""
        if isinstance(at, int):
            written = self.positional[at] if at < len(self.positional) else ""
        else:
            written = self.named.get(at, "")
        return literal(written)

    def texts(self, name: str) -> list[str]:
        """Return the literals in an argument, such as a list of files."""
        return literals(self.named.get(name, ""))


def literal(written: str) -> str:
    """Return what a single string says; '' for anything else."""
    match = _LITERAL.fullmatch(written.strip())
    return _unquoted(match["string"]) if match and match["string"] else ""


def literals(written: str) -> list[str]:
    """Return the strings in an expression."""
    found = (match["string"] for match in _LITERAL.finditer(written))
    return [_unquoted(each) for each in found if each]


def _unquoted(string: str) -> str:
    size = 3 if string[:3] in ('"""', "'''") else 1
    return string[size:-size] if len(string) >= 2 * size else ""


def calls(text: str) -> Iterator[BuildCall]:
    """Yield the calls of a build file that stand in no brackets, in their order."""
    reader = _CallReader(text)
    for token in _TOKEN.finditer(text):
        if call := reader.take(token):
            yield call


class _CallReader:
    """Puts the tokens of a build file together to calls."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._above: list[str] = []
        self._line: list[re.Match[str]] = []
        """The tokens of the statement so far, outside brackets."""
        self._depth = 0
        self._name: re.Match[str] | None = None
        self._commas: list[int] = []
        """Where the arguments of the call begin and end."""

    def take(self, token: re.Match[str]) -> BuildCall | None:
        """Go on by one token; return the call that it ends."""
        if token["comment"]:
            if not self._depth and not self._line:
                self._above.append(token[0])
        elif token["open"]:
            self._opened(token)
        elif token["close"]:
            return self._closed(token)
        elif self._depth:
            if token["comma"] and self._depth == 1:
                self._commas.append(token.start())
        elif token["gap"] or token["line"]:
            self._above = [] if token["gap"] or self._line else self._above
            self._line = []
        else:
            self._line.append(token)
        return None

    def _opened(self, token: re.Match[str]) -> None:
        last = self._line[-1] if self._line else None
        if not self._depth and token[0] == "(" and last and last["word"]:
            self._name, self._commas = last, [token.end()]
        self._depth += 1

    def _closed(self, token: re.Match[str]) -> BuildCall | None:
        self._depth = max(self._depth - 1, 0)
        if self._depth or not self._name:
            return None
        bounds = [*self._commas, token.start()]
        call = self._call(self._name, bounds)
        self._name, self._above = None, []
        return call

    def _call(self, name: re.Match[str], bounds: list[int]) -> BuildCall | None:
        before = [each[0] for each in self._line if each.start() < name.start()]
        if before and before[-1] == "def":
            return None
        parts = [self._text[a:b].lstrip(",").strip() for a, b in pairwise(bounds)]
        named = {match[1]: each[match.end() :] for each in parts if (match := _NAMED.match(each))}
        positional = tuple(each for each in parts if each and not _NAMED.match(each))
        first = self._line[0].start()
        is_kept = len(before) >= 2 and before[-1] in ("=", "+=")
        return BuildCall(
            name=name[0],
            variable=before[0] if is_kept and len(before) == 2 else "",
            comment=_words(self._above),
            indented=first > 0 and self._text[first - 1] in " \t",
            positional=positional,
            named=named,
        )


def _words(above: list[str]) -> str:
    words = comment_text("\n".join(above))
    return "" if is_notice(words) or _TURNED_OFF.match(words) else words
