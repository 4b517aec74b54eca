"""Makefiles and justfiles: their targets with the author's comment on each.

Sources: https://www.gnu.org/software/make/manual/make.html, https://just.systems/man/en/
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.keys import comment_of
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named

_RULE = re.compile(r"([^\s#:=!?+][^#:=\n]{0,300}?)[ \t]*(?:&?::?)(?![:=])[ \t]*([^\n]*)")
_ASSIGNMENT = re.compile(
    r"(?:(?:override|export|private)[ \t]+){0,3}[\w.$(){}-]{1,100}[ \t]*(?:\?|\+|!|:{1,3})?="
)
_INCLUDE = re.compile(r"^-?s?include[ \t]+([^\n#]{1,500})", re.MULTILINE)
_NO_TARGET = (
    "ifeq", "ifneq", "ifdef", "ifndef", "else", "endif", "define", "endef", "include", "export",
    "unexport",
)  # fmt: skip
_PHONY = re.compile(r"\.PHONY[ \t]*:[ \t]*([\w./-]{1,100})[ \t]*")
"""The declaration of one target, which may stand between its comment and its rule."""
_SELF_TOLD = re.compile(r"#{2,}[ \t]*(?:@[ \t]*)?(.*)")
_SETS_VARIABLE = re.compile(
    r"(?:(?:export|override|private)[ \t]+){0,3}[\w.-]{1,100}[ \t]*(?:\?|\+|!|:{0,3})="
)


_ENTRY = re.compile(
    r"#+\s*(?:\$\s*)?(?:make\s+)?(?P<name>[\w.-]{1,60})\s*(?::|-{1,2}|–|\s{2})\s+(?P<words>\S.*)"
)
_FURTHER = re.compile(r"#+\s{4,}\S")
_FEWEST_LISTED = 2
"""A comment that describes this many targets is a list of them."""


def makefile(_path: str, text: str) -> Facts:
    """Return the facts of a makefile."""
    rows: dict[str, list[str]] = {}
    for names, needs, words in _rules(text):
        for name in names.split():
            row = rows.setdefault(name, [needs, words])
            row[0] = row[0] or needs
            row[1] = row[1] or words
    about, listed = _listed(text, rows)
    for name, words in listed.items():
        rows[name][1] = words
    shown = tuple((name, "\n".join(needs.split()), words) for name, (needs, words) in rows.items())
    included = [each for match in _INCLUDE.finditer(text) for each in match[1].split()]
    targets = [name for name, *_ in shown if "%" not in name and "$" not in name]
    return Facts(
        about=f"Makefile with the {some_named('target', targets)}." if targets else "Makefile.",
        purpose=about if listed else None,
        tables=tables(Table("Targets", ("target", "needs", "what it is"), shown)),
        imports=tuple(
            Import(f"./{each}")
            for each in dict.fromkeys(included)
            if "$" not in each and "*" not in each
        ),
    )


def _listed(text: str, targets: Collection[str]) -> tuple[str, dict[str, str]]:
    """Return what the first comment says about the file, and about the targets if it lists them."""
    comment = takewhile(lambda line: line.startswith("#"), text.lstrip().splitlines())
    about: list[str] = []
    listed: dict[str, str] = {}
    name = ""
    for line in comment:
        entry = _ENTRY.match(line)
        if entry and entry["name"] in targets:
            name = entry["name"]
            listed[name] = entry["words"]
        elif name and _FURTHER.match(line):
            listed[name] += f" {line.lstrip('# ')}"
        else:
            name = ""
            about += [] if listed else [line]
    if len(listed) < _FEWEST_LISTED:
        return "", {}
    return comment_of(about), listed


def _rules(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the targets, prerequisites and comment of each rule that a person can call."""
    above: list[str] = []
    phony = ""
    in_define = False
    for line in _whole_lines(text):
        if line.startswith("#"):
            above.append(line)
            continue
        if above and (declared := _PHONY.fullmatch(line)):
            phony = declared[1]
            continue
        if phony and not line.startswith(f"{phony}:"):  # it was about several
            above = []
        phony = ""
        first = line.split(maxsplit=1)[0] if line.strip() else ""
        in_define = (in_define or first == "define") and first != "endef"
        if not (in_define or line.startswith(("\t", " ")) or first in _NO_TARGET):
            yield from _rule(line, above)
        above = []


def _rule(line: str, above: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the rule that a line begins, if it is one; its comment is in it or in those above."""
    rule = _RULE.match(_without_calls(line))
    if rule is None or _ASSIGNMENT.match(line) or rule[1].startswith("."):
        return
    needs, hash_, words = line[rule.start(2) :].partition("#")
    if _SETS_VARIABLE.match(needs):
        return
    own_comment = _SELF_TOLD.match(f"#{words}") if hash_ else None
    comment = own_comment[1].strip() if own_comment else comment_of(above)
    yield line[: rule.end(1)], needs.partition(";")[0].replace("|", " ").strip(), comment


def _without_calls(line: str) -> str:
    """Return a line with `$` in place of all of `$(call ...)`, whose colons end no target."""
    characters, open_calls = [], 0
    for at, character in enumerate(line):
        begins = character in "({" and (open_calls or line[at - 1 : at] == "$")
        open_calls += begins
        characters.append("$" if open_calls else character)
        open_calls -= bool(open_calls and character in ")}")
    return "".join(characters)


def _whole_lines(text: str) -> Iterator[str]:
    """Yield the lines of a makefile, those that a backslash continues as one."""
    parts: list[str] = []
    for line in text.splitlines():
        parts.append(line)
        if line.endswith("\\"):
            parts[-1] = line[:-1]
            continue
        yield " ".join([parts[0], *(part.strip() for part in parts[1:])])
        parts = []
    if parts:
        yield " ".join(parts)


_RECIPE = re.compile(
    r"@?([A-Za-z_][\w-]{0,100})"
    r"((?:[ \t]++[+*$]*[A-Za-z_][\w-]*+(?:=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s:\"']*+))?)*+)"
    r"[ \t]*:(?!=)[ \t]*([^\n]*)"
)
_DOC = re.compile(r"\[doc\([\"']([^\"'\n]{1,300})[\"']\)\]")
_WITH_VALUES = re.compile(r"\(([\w-]{1,100})[^()\n]{0,300}\)")
_CALLED = re.compile(r"(?<![^\s(])([A-Za-z_][\w-]*)")
_JUST_SKIPPED = ("set ", "alias ", "export ", "import ", "mod ", "[")
_JUST_IMPORT = re.compile(r"^import\??[ \t]+[\"']([^\"'\n]{1,300})[\"']", re.MULTILINE)


def justfile(_path: str, text: str) -> Facts:
    """Return the facts of a justfile."""
    rows: list[tuple[str, ...]] = []
    above: list[str] = []
    doc, is_private = "", False
    for line in text.splitlines():
        if line.startswith("#"):
            above.append(line)
        elif line.startswith("["):
            doc = match[1] if (match := _DOC.match(line)) else doc
            is_private = is_private or "private" in line
        else:
            recipe = None if line.startswith(_JUST_SKIPPED) else _RECIPE.match(line)
            if recipe and not is_private and not recipe[1].startswith("_"):
                needs = recipe[3].partition("#")[0].replace("&&", " ")
                words = doc or comment_of(above)
                rows.append(
                    (
                        recipe[1],
                        " ".join(recipe[2].split()),
                        "\n".join(_CALLED.findall(_WITH_VALUES.sub(r"\1", needs))),
                        words,
                    )
                )
            above, doc, is_private = [], "", False
    rows = list(dict.fromkeys(rows))  # one for each system: `[unix]` and `[windows]`
    names = list(dict.fromkeys(name for name, *_ in rows))
    columns = ("recipe", "parameters", "needs", "what it is")
    return Facts(
        about=f"Justfile with the {some_named('recipe', names)}." if names else "Justfile.",
        tables=tables(Table("Recipes", columns, tuple(rows))),
        imports=tuple(Import(f"./{match[1]}") for match in _JUST_IMPORT.finditer(text)),
    )
