"""go.mod."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.manifests.model import Manifest

_MODULE = re.compile(r"^[ \t]*+module\s+\"?([^\s\"]+)", re.MULTILINE)
_REQUIRED = re.compile(
    r"[ \t]*+(?:require[ \t]+)?([^\s()]+)[ \t]+(v\S+)[ \t]*+(?!//.*indirect)(?://.*)?$"
)
"""Matches a module that is required by the code itself, and not only by another module."""


def read_go_mod(text: str) -> Manifest:
    """Return what a go.mod says: the module, and what it requires directly.

    Source: https://go.dev/ref/mod#go-mod-file
    """
    module = _MODULE.search(text)
    return Manifest(
        "go",
        module[1] if module else "",
        dependencies=tuple(name for name, _ in required(text)),
        lists_dependencies=module is not None,
    )


def required(text: str) -> Iterator[tuple[str, str]]:
    """Yield the modules that a go.mod requires directly, each with its version."""
    block = ""
    for line in text.splitlines():
        words = line.partition("//")[0].strip()
        if words.endswith("("):
            block = words.partition(" ")[0].rstrip("(")
        elif words.startswith(")"):
            block = ""
        elif (block or words.partition(" ")[0]) == "require" and (match := _REQUIRED.match(line)):
            yield match[1], match[2]
