"""What the manifests of a repository say: each kind is read by one function, and never run."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING

from ralf_notes.outline.manifests.model import Manifest, Start, bounded, decode, encode

if TYPE_CHECKING:
    from ralf_notes.outline.model import Outline

__all__ = ["Manifest", "Start", "decode", "encode", "is_manifest", "read_manifest", "targets_of"]

_MOST_CHARACTERS = 400_000
"""A larger manifest is not read: none that a person wrote comes near."""
_BY_NAME = {
    "pyproject.toml": "python:read_pyproject",
    "setup.cfg": "python:read_setup_cfg",
    "setup.py": "python:read_setup_py",
    "package.json": "node:read_package_json",
    "project.json": "node:read_nx",
    "deno.json": "node:read_deno_json",
    "deno.jsonc": "node:read_deno_json",
    "manifest.json": "node:read_extension",
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
    "shard.yml": "others:read_shard",
    "DESCRIPTION": "others:read_r_description",
    "dune-project": "others:read_synopsis",
    "CMakeLists.txt": "others:read_cmake",
    "library.properties": "others:read_arduino",
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
    ".cabal": "others:read_cabal",
    ".pc": "others:read_pkg_config",
    ".opam": "others:read_synopsis",
}


_OF_TARGETS = {"makefile": "make", "just": "just"}
_INCLUDED = (".mk", ".mak", ".win", ".vc", ".msc", ".nmake")
"""Ends the name of a Makefile that `make` reads only if it is told to."""
_TARGETS = (("target",), ("recipe",))


def is_manifest(path: str) -> bool:
    """Whether a file is a manifest, by its name."""
    return bool(_reader(path))


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
    if not program or path.endswith(_INCLUDED):
        return None
    rows = [row for each in outline.tables for row in each.rows if each.columns[:1] in _TARGETS]
    names = dict.fromkeys(row[0] for row in rows if re.fullmatch(r"[A-Za-z][\w-]*", row[0]))
    manifest = bounded(
        Manifest(program, scripts=tuple((f"{program} {name}", "") for name in names))
    )
    return manifest if manifest.says_something else None


def _reader(path: str) -> str:
    name = path.rpartition("/")[2]
    if reader := _BY_NAME.get(name):
        return reader
    stem, dot, ending = name.removesuffix(".in").rpartition(".")
    return _BY_ENDING.get(f"{dot}{ending}", "") if stem else ""
