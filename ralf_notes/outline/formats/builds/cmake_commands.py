"""The commands of a CMake file, with their arguments and the author's words above them.

Source: https://cmake.org/cmake/help/latest/manual/cmake-language.7.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice

_TOKEN = re.compile(
    r"(?P<comment>#(?:\[(?P<mark>=*+)\[(?P<inside>(?:[^\]]++|\](?!(?P=mark)\]))*+)(?:\](?P=mark)\]|\Z)"
    r"|[^\n]*+))"
    r"|(?P<bracket>\[(?P<level>=*+)\[(?P<raw>(?:[^\]]++|\](?!(?P=level)\]))*+)(?:\](?P=level)\]|\Z))"
    r"|\"(?P<quoted>(?:[^\"\\]++|\\.)*+)(?:\"|\Z)"
    r"|(?P<open>\()|(?P<close>\))|(?P<gap>\n[ \t\r]*\n)"
    r"|(?P<word>(?:[^\s()#\"\\]|\\.)(?:[^\s()#\"\\]++|\\.|\"[^\"\s()]*+\")*+)",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_]\w{0,100}")
_VARIABLE = re.compile(r"\$\{([\w.+-]{1,100})\}")
_RST = re.compile(r"\A\.?rst:[ \t]*\n?")
_TURNED_OFF = re.compile(r"[A-Za-z_]\w*+[ \t]*+\([^\n]*+(?:\n|\Z)|\)[ \t]*+(?:\n|\Z)")
"""Matches a first line that is a command, which a comment turns off."""
_BLOCKS = {"function": "endfunction", "macro": "endmacro"}
_OPEN = re.compile(r"[$;@]")
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class BuildCommand:
    """One call of a command."""

    name: str
    """In small letters: case does not count in it."""
    arguments: tuple[str, ...]
    """Without quotes; what a variable means is put in where the file alone decides it."""
    start: int
    """Index of its first character, that of the comment above it included."""
    head: int
    """Index of the first character of its name."""
    end: int
    """Index after its closing bracket."""
    comment: str
    """The author's words right above it."""
    quoted: frozenset[int]
    """Which of the arguments stand in quotes."""
    holders: int = 0
    """How many functions and macros it stands in."""


def commands(text: str) -> Iterator[BuildCommand]:
    """Yield the commands of a CMake file, in their order."""
    values = _KnownVariables()
    holders = 0
    for command in _read(text):
        holders -= command.name in _BLOCKS.values() and holders > 0
        arguments = command.arguments
        if not holders:
            arguments = tuple(values.filled(each) for each in arguments)
            values.learn(command.name, arguments)
        yield replace(command, arguments=arguments, holders=holders)
        holders += command.name in _BLOCKS


class _KnownVariables:
    """What the variables of a file mean, as far as the file alone decides it."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._conditional: list[set[str]] = []
        """For each condition that is open, the variables that were set in it."""

    def filled(self, argument: str) -> str:
        """Return an argument with what its variables mean, where that is known."""
        if "${" not in argument:
            return argument
        return _VARIABLE.sub(lambda match: self._known.get(match[1]) or match[0], argument)

    def learn(self, name: str, arguments: Sequence[str]) -> None:
        """Note what a command says; a variable that is set again, or not always, is left open."""
        if name == "if":
            self._conditional.append(set())
        elif name in ("else", "elseif", "endif") and self._conditional:
            self._known.update(dict.fromkeys(self._conditional[-1], ""))
            if name == "endif":
                self._conditional.pop()
        elif name == "project" and arguments:
            self._set("PROJECT_NAME", arguments[0])
        elif name == "set" and len(arguments) == 2:
            self._set(*arguments)
        elif name in ("set", "unset", "foreach", "option", "list", "string"):
            for variable in arguments:
                self._known.update({variable: ""} if variable.isidentifier() else {})

    def _set(self, variable: str, value: str) -> None:
        is_known = variable not in self._known and len(value) < _LONGEST_VALUE
        self._known[variable] = value if is_known and not _OPEN.search(value) else ""
        if self._conditional:
            self._conditional[-1].add(variable)


def _read(text: str) -> Iterator[BuildCommand]:
    above: list[re.Match[str]] = []
    name: re.Match[str] | None = None
    arguments: list[str] = []
    quoted: set[int] = set()
    depth = 0
    for token in _TOKEN.finditer(text):
        if token["comment"]:
            if not depth and _stands_alone(text, token.start()):
                above.append(token)
        elif token["open"]:
            depth += bool(depth or name)
        elif token["close"]:
            depth = max(depth - 1, 0)
            if name and not depth:
                yield _command(name, arguments, quoted, token.end(), above)
                name, arguments, quoted, above = None, [], set(), []
        elif token["gap"]:
            above = above if depth or name else []
        elif depth:
            if token["word"] is None:
                quoted.add(len(arguments))
            arguments.append(_value(token))
        else:
            name = token if _NAME.fullmatch(token[0]) else None
            above = above if name else []


def _stands_alone(text: str, at: int) -> bool:
    return not text[text.rfind("\n", max(at - 200, 0), at) + 1 : at].strip()


def _value(token: re.Match[str]) -> str:
    if token["quoted"] is not None:
        return token["quoted"].replace('\\"', '"').replace("\\\n", "")
    return token["raw"] if token["bracket"] else token[0]


def _command(
    name: re.Match[str],
    arguments: list[str],
    quoted: set[int],
    end: int,
    above: list[re.Match[str]],
) -> BuildCommand:
    return BuildCommand(
        name=name[0].lower(),
        arguments=tuple(arguments),
        start=above[0].start() if above else name.start(),
        head=name.start(),
        end=end,
        comment=_words(above),
        quoted=frozenset(quoted),
    )


def _words(above: list[re.Match[str]]) -> str:
    """Return what the comments above a command say; '' for a licence and what is turned off."""
    block = next((each for each in reversed(above) if each["inside"] is not None), None)
    if block:
        words = _RST.sub("", block["inside"]).strip()
    else:
        words = comment_text("\n".join(each[0] for each in above))
    return "" if is_notice(words) or _TURNED_OFF.match(words) else words
