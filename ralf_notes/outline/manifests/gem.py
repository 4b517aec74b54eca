"""Gemspecs and podspecs: Ruby, of which only literals are read."""

from __future__ import annotations

import re

from ralf_notes.outline.manifests.model import Manifest, Start
from ralf_notes.outline.manifests.reading import joined_literals

_TEXT = (
    r"""(?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)'"""
    r"""|%[qQ]?[{(\[](?P<percent>[^})\]]*)[})\]]"""
)
_HEREDOC = (
    r"""|<<[-~]?['"]?(?P<mark>[A-Z_]+)['"]?[^\n]*\n(?P<lines>[\s\S]{0,2000}?)\n\s*(?P=mark)\b)"""
)
_SETTING = re.compile(
    r"^[ \t]*+\w+\.(?P<key>name|summary|description|licenses?|bindir)\s*=\s*\[?\s*"
    rf"{_TEXT}{_HEREDOC}",
    re.MULTILINE,
)
_NEW = re.compile(r"Specification\.new[\s(]+['\"]([\w.-]+)['\"]")
_NEEDED = re.compile(
    r"^[ \t]*+\w+\.(?:add_(?:runtime_)?dependency|dependency)[\s(]+['\"]([\w./-]+)", re.MULTILINE
)
_PROGRAMS = re.compile(
    r"^[ \t]*+\w+\.(?:executables?|default_executable)\s*(?:=|<<|\+=)\s*([^\n]{1,300})",
    re.MULTILINE,
)
_COMPUTED = re.compile(r"ls-files|Dir[.\[]|Dir\.|\.map|\.grep|\bexecutables?\(")
_GEMSPEC = re.compile(r"^[ \t]*gemspec\b", re.MULTILINE)
_GEM = re.compile(r"[ \t]*gem[ \t(]+['\"](?P<name>[\w.-]{1,100})['\"]")
_BLOCK = re.compile(r"[ \t]*(?P<word>group|platforms?|source|git|path|install_if|if|unless|case)\b")
_CONDITION = re.compile(r"[ \t]*(?:if|unless|case)\b")
_END = re.compile(r"[ \t]*end\b")
_OF_WORK = re.compile(r":(?:development|test|ci|lint|docs?)\b")
_WORD = re.compile(r"[\w.-]+")


def read_gemspec(text: str) -> Manifest:
    """Return what the literals of a gemspec say.

    Source: https://guides.rubygems.org/specification-reference/
    """
    settings = _settings(text)
    folder, programs = settings.get("bindir") or "bin", []
    new = _NEW.search(text)
    name = settings.get("name") or (new[1] if new else "")
    for match in _PROGRAMS.finditer(text):
        if not _COMPUTED.search(match[1]):
            programs += [each for each in _WORD.findall(match[1]) if each not in ("w", "W")]
        elif name:  # all files of a folder: the program is the one of the gem's name
            programs.append(name)
    return Manifest(
        "gem",
        name,
        settings.get("summary") or settings.get("description", ""),
        settings.get("license") or settings.get("licenses", ""),
        tuple(
            Start(f"`{each}` command", (f"{folder}/{each}", f"exe/{each}", f"bin/{each}"))
            for each in dict.fromkeys(programs)
        ),
        dependencies=tuple(_NEEDED.findall(text)),
        lists_dependencies=bool(name),
    )


def read_gemfile(text: str) -> Manifest:
    """Return which gems an application needs; those of a gem are in its gemspec.

    Source: https://bundler.io/man/gemfile.5.html
    """
    if _GEMSPEC.search(text):
        return Manifest("gem")
    needed: list[str] = []
    blocks: list[bool] = []
    for line in text.splitlines():
        is_of_work = _OF_WORK.search(line) is not None
        opens = line.partition("#")[0].rstrip().endswith("do") or _CONDITION.match(line)
        if _END.match(line):
            blocks = blocks[:-1]
        elif opens and (block := _BLOCK.match(line)):
            blocks.append(is_of_work and block["word"] == "group")
        elif (gem := _GEM.match(line)) and not any(blocks) and not is_of_work:
            needed.append(gem["name"])
    return Manifest("gem", dependencies=tuple(needed), lists_dependencies=bool(needed))


def read_podspec(text: str) -> Manifest:
    """Return what the literals of a podspec say.

    Source: https://guides.cocoapods.org/syntax/podspec.html
    """
    settings = _settings(text)
    return Manifest(
        "pod",
        settings.get("name", ""),
        settings.get("summary") or settings.get("description", ""),
        settings.get("license", ""),
        dependencies=tuple(_NEEDED.findall(text)),
    )


def _settings(text: str) -> dict[str, str]:
    settings: dict[str, str] = {}
    for match in _SETTING.finditer(joined_literals(text)):
        value = next(
            (match[key] for key in ("double", "single", "percent", "lines") if match[key]), ""
        )
        if "#{" not in value:
            settings.setdefault(match["key"], " ".join(value.split()))
    return settings
