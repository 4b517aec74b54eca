"""Rust, Java, Kotlin, C, C++, C# and Bash, by universal-ctags.

It does not read macros and `#if` as a compiler does, and of Kotlin we believe its types only. In
C# it takes parameters of constructors for members and loses what follows some forms: a tag counts
that its line confirms. There and in Kotlin, a name in a note is made up only if it is no word of
the source.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import by_lines
from facts import Fact, Kind, NoOracle, parts
from packages import run

NAMES = {"c": "C", "cpp": "C++", "bash": "Sh", "java": "Java", "kotlin": "Kotlin"}
NAMES |= {"rust": "Rust", "csharp": "C#"}
TYPES = {"class", "interface", "struct", "union", "enum", "trait", "typedef", "record"}
TYPES |= {"object", "typealias"}
FUNCTIONS = {"function", "prototype", "method"}
DATA = {"enumerator", "enumConstant", "member", "field", "property"}
TAGGED = {"struct", "union", "enum"}
IN_TYPES = {"implementation", *TYPES}
HIDDEN = re.compile(r"\b(private|protected|internal)\b")


def facts(root: Path, files: list[str], language: str) -> list[Fact]:
    """Return what each file declares.

    Raises:
        NoOracle: universal-ctags is not installed.
    """
    if not shutil.which("ctags"):
        raise NoOracle("universal-ctags is not installed")
    tags = _tags(root, files, language)
    called = _typedefs(root, tags) if language == "c" else {}
    lines = {file: _text(root, file).split("\n") for file in files}
    found = [_fact(tag, language, called, lines[tag["path"]]) for tag in tags]
    found += [fact for file in files for fact in _further_names(root, file, language)]
    closed = _private_modules(tags) if language == "rust" else set[tuple[str, str]]()
    types = {(f.file, f.name[-1]): f.public for f in found if f.kind == "type"}
    types |= {(f.file, f.name[-1]): True for f in found if f.kind == "type" and f.public}
    closed |= {place for place, public in types.items() if not public}
    return [_closed(fact, closed) for fact in found]


def _tags(root: Path, files: list[str], language: str) -> list[dict[str, Any]]:
    header = ["--map-C=+.h", "--kinds-C=+p"] if language == "c" else []
    header = ["--map-C++=+.h", "--kinds-C++=+p"] if language == "cpp" else header
    command = ["ctags", "--output-format=json", "--fields=+neKSZa", "-L", "-", "-f", "-"]
    command += [f"--languages={NAMES[language]}", *header]
    tags = [json.loads(line) for line in run(command, root, "\n".join(files)).splitlines()]
    tags = [tag for tag in tags if not tag["name"].startswith("__anon")]
    if language == "bash":  # ctags takes `names=()` for a function
        return [tag for tag in tags if not tag["name"].endswith("=")]
    if language != "csharp":
        return tags
    tags = [tag for tag in tags if _is_confirmed(tag)]
    types = {(tag["path"], tag["name"]) for tag in tags if tag["kind"] in TYPES}
    return [
        tag
        for tag in tags
        if tag["kind"] in TYPES or (tag["path"], parts(tag.get("scope", ""))[-1]) in types
    ]


def _private_modules(tags: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """(file, name) of the modules inside Rust files whose names do not leave them by themselves."""
    modules = [tag for tag in tags if tag["kind"] == "module"]
    return {(t["path"], t["name"]) for t in modules if not re.match(r"/\^\s*pub\s", t["pattern"])}


def _is_confirmed(tag: dict[str, Any]) -> bool:
    """Whether the line of a C# tag declares it: outside of round brackets, in a usual form."""
    name = re.escape(tag["name"])
    line = tag.get("pattern", "").removeprefix("/^").removesuffix("$/")
    if tag["kind"] in TYPES:
        return bool(re.search(rf"\b(class|struct|interface|enum|record)\s+{name}\b", line))
    if tag["kind"] not in DATA or tag["kind"] == "enumerator":
        return True
    found = re.search(rf"^(?P<before>.*?)\b{name}\s*(?:\{{|=|;|$)", line)
    return found is not None and found["before"].count("(") == found["before"].count(")")


def _further_names(root: Path, file: str, language: str) -> list[Fact]:
    """What ctags does not name: some forms of Kotlin and C#, and constants of Rust with types."""
    if language in ("kotlin", "csharp"):
        text = _text(root, file)
        names = {"constructor", *re.findall(r"[^\W\d]\w*", text), *re.findall(r"`([^`\n]+)`", text)}
    elif language == "rust":
        names = set(re.findall(r"\b(?:const|static)\s+(?:mut\s+)?(\w+)", _text(root, file)))
    else:
        names = set()
    return [Fact(file, (name,), "name", False) for name in sorted(names)]


def _text(root: Path, file: str) -> str:
    return (root / file).read_text(encoding="utf-8", errors="replace")


def _typedefs(root: Path, tags: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(file, tag of a struct, union or enum) -> the name that a typedef gives it."""
    called = {}
    apart = {
        (tag["path"], tag["name"])
        for tag in tags
        if tag.get("kind") in TAGGED and "typedef" not in tag.get("pattern", "")
    }
    for tag in tags:
        of, _, name = tag.get("typeref", "").partition(":")
        if tag.get("kind") == "typedef" and of in TAGGED and (tag["path"], name) not in apart:
            called[(tag["path"], name)] = tag["name"]
        elif tag.get("kind") in TAGGED and "end" in tag and "typedef" in tag.get("pattern", ""):
            # ctags does not see the name where a macro stands before it: `} FAR deflate_state;`
            lines = _text(root, tag["path"]).split("\n")
            given = re.search(r"\}\s*(?:\w+\s+)*(\w+)\s*;", lines[tag["end"] - 1])
            if given:
                called[(tag["path"], tag["name"])] = given[1]
    return called


def _fact(
    tag: dict[str, Any], language: str, called: dict[tuple[str, str], str], lines: list[str]
) -> Fact:
    file, scope = tag["path"], re.sub(r"<.*?>", "", tag.get("scope", ""))
    around = [called.get((file, part), part) for part in (parts(scope) if scope else ())]
    name = re.sub(r"operator\s+(?=\W)", "operator", tag["name"].split("::")[-1])
    outer = tuple(part for part in around if not part.startswith("__anon"))
    if language == "kotlin":  # ctags loses a class whose constructor is on a line of its own
        outer = tuple(part for part in outer if part[0].isupper())
    # Users know a struct by its typedef, and a companion object by its class.
    other = called.get((file, name), name) != name or (language == "kotlin" and name == "Companion")
    # Of a union without a name ctags does not know whether it is private.
    unsure = language == "cpp" and len(outer) < len(around) and outer
    kind = "name" if other or unsure else _kind(tag, outer)
    doc = by_lines.comment_above(lines, tag["line"], language)
    return Fact(file, (*outer, name), kind, _public(tag, language), doc)


def _kind(tag: dict[str, Any], around: tuple[str, ...]) -> Kind:
    kind, owner = tag.get("kind", ""), tag.get("scopeKind", "")
    if owner in FUNCTIONS or "operator" in tag["name"]:
        return "name"
    if kind in TYPES:
        return "type"
    if kind in FUNCTIONS:
        if around and tag["name"] in (around[-1], "__construct"):
            return "constructor"
        return "method" if owner in IN_TYPES else "function"
    return "data" if kind in DATA and owner in IN_TYPES else "name"


def _public(tag: dict[str, Any], language: str) -> bool:
    """Whether users of the package can reach it, as far as ctags and the line tell."""
    line, kind = tag.get("pattern", ""), tag.get("kind", "")
    if language == "kotlin":
        return kind in TYPES and not HIDDEN.search(line)
    if language == "bash":
        return not tag["name"].startswith("_")
    if language == "rust":
        return bool(re.match(r"/\^\s*pub\s", line)) or kind == "enumerator"
    if language == "java":
        open_owner = tag.get("scopeKind") in ("interface", "enum") and kind != "field"
        return "public" in line or (open_owner and not HIDDEN.search(line))
    if language == "csharp":
        return tag.get("scopeKind") in ("interface", "enum") or bool(re.search(r"\bpublic\b", line))
    if tag.get("access") in ("private", "protected"):
        return False
    return not (tag.get("file") and language in ("c", "cpp"))


def _closed(fact: Fact, closed: set[tuple[str, str]]) -> Fact:
    """What stands in a type or module that is not public is not public."""
    is_inside = any((fact.file, part) in closed for part in fact.name[:-1])
    return replace(fact, public=fact.public and not is_inside)
