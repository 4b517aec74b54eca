"""Rust, Java, Kotlin, C, C++, Ruby, PHP and Bash, by universal-ctags.

It does not read macros and `#if` as a compiler does, and of Kotlin we believe its types only.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from facts import Fact, Kind, NoOracle
from packages import run

NAMES = {"c": "C", "cpp": "C++", "bash": "Sh", "java": "Java", "kotlin": "Kotlin"}
NAMES |= {"php": "PHP", "ruby": "Ruby", "rust": "Rust", "csharp": "C#"}
TYPES = {"class", "interface", "struct", "union", "enum", "trait", "typedef", "record"}
TYPES |= {"object", "typealias"}
FUNCTIONS = {"function", "prototype", "method", "singletonMethod"}
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
    header = ["--map-C=+.h", "--kinds-C=+p"] if language == "c" else []
    header = ["--map-C++=+.h", "--kinds-C++=+p"] if language == "cpp" else header
    command = ["ctags", "--output-format=json", "--fields=+neKSZa", "-L", "-", "-f", "-"]
    command += [f"--languages={NAMES[language]}", *header]
    tags = [json.loads(line) for line in run(command, root, "\n".join(files)).splitlines()]
    tags = [tag for tag in tags if not tag["name"].startswith("__anon")]
    if language == "bash":  # ctags takes `names=()` for a function
        tags = [tag for tag in tags if not tag["name"].endswith("=")]
    called = _typedefs(root, tags) if language == "c" else {}
    found = [_fact(tag, language, called) for tag in tags]
    if language == "kotlin":
        found += [fact for file in files for fact in _kotlin_names(root, file)]
    open_types = {(f.file, f.name[-1]) for f in found if f.kind == "type" and f.public}
    return [_closed(fact, open_types) for fact in found]


def _kotlin_names(root: Path, file: str) -> list[Fact]:
    """What ctags does not name: constructors, and names in backticks."""
    quoted = re.findall(r"`([^`\n]+)`", (root / file).read_text(encoding="utf-8", errors="replace"))
    return [Fact(file, (name,), "name", False) for name in ("constructor", *quoted)]


def _typedefs(root: Path, tags: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(file, tag of a struct, union or enum) -> the name that a typedef gives it."""
    called = {}
    for tag in tags:
        of, _, name = tag.get("typeref", "").partition(":")
        if tag.get("kind") == "typedef" and of in TAGGED:
            called[(tag["path"], name)] = tag["name"]
        elif tag.get("kind") in TAGGED and "end" in tag and "typedef" in tag.get("pattern", ""):
            # ctags does not see the name where a macro stands before it: `} FAR deflate_state;`
            lines = (root / tag["path"]).read_text(encoding="utf-8", errors="replace").split("\n")
            given = re.search(r"\}\s*(?:\w+\s+)*(\w+)\s*;", lines[tag["end"] - 1])
            if given:
                called[(tag["path"], tag["name"])] = given[1]
    return called


def _fact(tag: dict[str, Any], language: str, called: dict[tuple[str, str], str]) -> Fact:
    file, scope = tag["path"], re.sub(r"<.*?>", "", tag.get("scope", ""))
    around = [called.get((file, part), part) for part in re.split(r"::|\\|\.", scope) if part]
    name = re.sub(r"operator\s+(?=\W)", "operator", tag["name"].split("::")[-1])
    outer = tuple(part for part in around if not part.startswith("__anon"))
    # Users know a struct by its typedef, and a companion object by its class.
    other = (file, name) in called or (language == "kotlin" and name == "Companion")
    kind = "name" if other else _kind(tag, outer)
    return Fact(file, (*outer, name), kind, _public(tag, language))


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
    if language == "rust":
        return "pub " in line or kind == "enumerator"
    if language == "java":
        open_owner = tag.get("scopeKind") in ("interface", "enum") and kind != "field"
        return "public" in line or (open_owner and not HIDDEN.search(line))
    if language in ("php", "ruby") and HIDDEN.search(line):
        return False
    if tag.get("access") in ("private", "protected"):
        return False
    return not (tag.get("file") and language in ("c", "cpp"))


def _closed(fact: Fact, open_types: set[tuple[str, str]]) -> Fact:
    """What stands in a type that is not public is not public."""
    if fact.kind in ("data", "constructor", "method") and fact.public and len(fact.name) > 1:
        return Fact(fact.file, fact.name, fact.kind, (fact.file, fact.name[-2]) in open_types)
    return fact
