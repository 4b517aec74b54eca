"""Package.swift: Swift, of which only literals are read."""

from __future__ import annotations

import re

from ralf_notes.outline.manifests.model import Manifest, Start

_NAME = re.compile(r"\bPackage\s*\(\s*name:\s*\"([^\"\n]+)\"")
_LIBRARY = re.compile(r"\.library\s*\(\s*name:\s*\"([^\"\n]+)\"")
_PROGRAM = re.compile(r"\.(?:executable|executableTarget)\s*\(\s*name:\s*\"([^\"\n]+)\"")
_NEEDED = re.compile(
    r"\.package\s*\(\s*(?:name:\s*\"[^\"\n]*\"\s*,\s*)?url:\s*\"[^\"\n]*?([^/\"\n]+?)(?:\.git)?/?\""
)


def read_package_swift(text: str) -> Manifest:
    """Return what the literals of a Package.swift say.

    Source: https://docs.swift.org/package-manager/PackageDescription/PackageDescription.html
    """
    name = _NAME.search(text)
    programs = dict.fromkeys(_PROGRAM.findall(text))
    return Manifest(
        "swift",
        name[1] if name else "",
        starts=tuple(Start(f"`{each}` command", _files_of(each)) for each in programs),
        exports=tuple(_LIBRARY.findall(text)),
        dependencies=tuple(_NEEDED.findall(text)),
        lists_dependencies=name is not None,
    )


def _files_of(target: str) -> tuple[str, ...]:
    """Return the files in which a target may start."""
    names = ("main.swift", f"{target}.swift", "App.swift", "entrypoint.swift", "Main.swift")
    return tuple(f"Sources/{target}/{name}" for name in names)
