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
_WORD = re.compile(r"[\w.-]+")


def read_gemspec(text: str) -> Manifest:
    """Return what the literals of a gemspec say.

    Source: https://guides.rubygems.org/specification-reference/
    """
    found = _settings(text)
    folder, programs = found.get("bindir") or "bin", []
    new = _NEW.search(text)
    name = found.get("name") or (new[1] if new else "")
    for match in _PROGRAMS.finditer(text):
        if not _COMPUTED.search(match[1]):
            programs += [each for each in _WORD.findall(match[1]) if each not in ("w", "W")]
        elif name:  # all files of a folder: the program is the one of the gem's name
            programs.append(name)
    return Manifest(
        "gem",
        name,
        found.get("summary") or found.get("description", ""),
        found.get("license") or found.get("licenses", ""),
        tuple(
            Start(f"`{each}` command", (f"{folder}/{each}", f"exe/{each}", f"bin/{each}"))
            for each in dict.fromkeys(programs)
        ),
        dependencies=tuple(_NEEDED.findall(text)),
        lists_dependencies=bool(name),
    )


def read_podspec(text: str) -> Manifest:
    """Return what the literals of a podspec say.

    Source: https://guides.cocoapods.org/syntax/podspec.html
    """
    found = _settings(text)
    return Manifest(
        "pod",
        found.get("name", ""),
        found.get("summary") or found.get("description", ""),
        found.get("license", ""),
        dependencies=tuple(_NEEDED.findall(text)),
    )


def _settings(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _SETTING.finditer(joined_literals(text)):
        value = next(
            (match[key] for key in ("double", "single", "percent", "lines") if match[key]), ""
        )
        if "#{" not in value:
            found.setdefault(match["key"], " ".join(value.split()))
    return found
