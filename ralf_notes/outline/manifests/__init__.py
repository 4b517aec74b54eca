"""What the manifests of a repository say: each kind is read by one function, and never run."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from ralf_notes.outline.manifests.model import Manifest, Script, Start, bounded, decode, encode
from ralf_notes.text import first_sentence

if TYPE_CHECKING:
    from ralf_notes.outline.model import Outline

__all__ = [
    "Manifest", "Script", "Start", "decode", "encode", "is_manifest", "read_manifest", "targets_of",
]  # fmt: skip

_MOST_CHARACTERS = 400_000
"""A larger manifest is not read: none that a person wrote comes near."""
_BY_NAME = {
    "pyproject.toml": "python:read_pyproject",
    "setup.cfg": "python:read_setup_cfg",
    "setup.py": "python:read_setup_py",
    "package.json": "node:read_package_json",
    "deno.json": "node:read_deno_json",
    "deno.jsonc": "node:read_deno_json",
    "manifest.json": "extension:read_extension",
    "Cargo.toml": "cargo:read_cargo_toml",
    "go.mod": "go:read_go_mod",
    "composer.json": "composer:read_composer_json",
    "pom.xml": "jvm:read_pom",
    "build.gradle": "jvm:read_gradle",
    "build.gradle.kts": "jvm:read_gradle",
    "settings.gradle": "jvm:read_gradle",
    "settings.gradle.kts": "jvm:read_gradle",
    "gradle.properties": "jvm:read_gradle_properties",
    "libs.versions.toml": "jvm:read_catalog",
    "AndroidManifest.xml": "jvm:read_android",
    "Package.swift": "swift:read_package_swift",
    "Directory.Build.props": "dotnet:read_project",
    "pubspec.yaml": "others:read_pubspec",
    "mix.exs": "others:read_mix",
    "Chart.yaml": "others:read_chart",
    "CMakeLists.txt": "others:read_cmake",
    "library.properties": "others:read_arduino",
    "style.css": "others:read_wordpress_theme",
    "Gemfile": "gem:read_gemfile",
    "Dockerfile": "others:read_dockerfile",
    "Containerfile": "others:read_dockerfile",
}
_BY_ENDING = {
    ".gemspec": "gem:read_gemspec",
    ".podspec": "gem:read_podspec",
    ".csproj": "dotnet:read_project",
    ".fsproj": "dotnet:read_project",
    ".vbproj": "dotnet:read_project",
    ".pc": "others:read_pkg_config",
}


_OF_TARGETS = {"makefile": "make", "just": "just", "ruby": "rake", "ini": "tox run -e"}
_OF_PYTHON = {"noxfile.py": "nox -s", "tasks.py": "inv", "fabfile.py": "fab"}
_INCLUDED = (".mk", ".mak", ".win", ".vc", ".msc", ".nmake")
"""Ends the name of a Makefile that `make` reads only on request."""
_TARGETS = (("target",), ("recipe",), ("task",), ("environment",), ("session",))
_REMARKS = "what it is"
"""The column with the author's remark on a target."""
_TARGET = re.compile(r"[A-Za-z][\w-]*(?::[\w-]+)*")


def is_manifest(path: str) -> bool:
    """Whether a file is a manifest, by its name."""
    return bool(_reader(path))


@lru_cache(maxsize=1)  # the outline of a file and its row both ask, one after the other
def read_manifest(path: str, text: str) -> Manifest | None:
    """Return what a file says if it is a manifest that says anything.

    It raises no error, whatever the text is.

    Args:
        path: of the file, with `/`; its name decides how it is read.
        text: of the file.
    """
    reader = _reader(path)
    if not reader or len(text) > _MOST_CHARACTERS:
        return None
    module, _, function = reader.partition(":")
    read = getattr(import_module(f"{__name__}.{module}"), function)
    manifest = bounded(read(text))
    return manifest if manifest.says_something else None


def targets_of(path: str, outline: Outline) -> Manifest | None:
    """Return the targets of a Makefile or justfile as commands; None for any other file."""
    program = _OF_TARGETS.get(outline.language, "")
    if outline.language == "python":
        program = _OF_PYTHON.get(path.rpartition("/")[2], "")
    if not program or path.endswith(_INCLUDED):
        return None
    remarks: dict[str, str] = {}
    for table in (each for each in outline.tables if each.columns[:1] in _TARGETS):
        for row in table.rows:  # a column stands only if one of its cells does
            words = row[-1] if table.columns[-1] == _REMARKS else ""
            remarks[row[0]] = remarks.get(row[0]) or first_sentence(words)
    names = filter(_TARGET.fullmatch, remarks)
    scripts = (Script(f"{program} {name}", remark=remarks[name]) for name in names)
    manifest = bounded(Manifest(program, scripts=tuple(scripts)))
    return manifest if manifest.says_something else None


def _reader(path: str) -> str:
    name = path.rpartition("/")[2]
    if reader := _BY_NAME.get(name):
        return reader
    stem, dot, ending = name.removesuffix(".in").rpartition(".")
    return _BY_ENDING.get(f"{dot}{ending}", "") if stem else ""
