"""go.mod."""

from __future__ import annotations

import re

from ralf_notes.outline.manifests.model import Manifest

_MODULE = re.compile(r"^[ \t]*+module\s+\"?([^\s\"]+)", re.MULTILINE)
_REQUIRED = re.compile(
    r"^[ \t]*+(?:require\s+)?([\w.-]+\.[a-z]+/\S+|gopkg\.in/\S+)\s+v\S+[ \t]*(//.*)?$"
)


def read_go_mod(text: str) -> Manifest:
    """Return what a go.mod says: the module, and what it requires directly.

    Source: https://go.dev/ref/mod#go-mod-file
    """
    module = _MODULE.search(text)
    required, in_block = [], ""
    for line in text.splitlines():
        word = line.strip()
        if word.endswith("("):
            in_block = word.partition(" ")[0].rstrip("(")
        elif word.startswith(")"):
            in_block = ""
        elif in_block in ("", "require") and (match := _REQUIRED.match(line)):
            is_direct = "indirect" not in (match[2] or "")
            if is_direct and (in_block or word.startswith("require")):
                required.append(match[1])
    return Manifest(
        "go",
        module[1] if module else "",
        dependencies=tuple(required),
        lists_dependencies=module is not None,
    )
