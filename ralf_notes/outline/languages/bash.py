"""Rules of shell scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tree_sitter import Node

from ralf_notes.outline.definitions import Definition, Found
from ralf_notes.outline.model import Import
from ralf_notes.outline.rules import Rules, first_field, unquoted


def _public(definition: Definition, _found: Found) -> bool:
    return not definition.name.startswith("_")


def _imports(node: Node, found: Found) -> Iterable[Import]:
    return [Import(unquoted(found.text(first_field(node, "argument"))))]


BASH = Rules(public=_public, imports=_imports, documents=re.compile(r"#"))
