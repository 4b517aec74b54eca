"""What tags say of an option, as tables show it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ralf_notes.outline.options.defaults import shown_default
from ralf_notes.outline.options.go_tags.structs import TaggedField
from ralf_notes.outline.options.parts import GAP
from ralf_notes.patterns import lazily

_VARIABLE = lazily(r"\$\{(\w++)(?:=[^}$]*+)?\}")
_ZERO_VALUES = ("", "false", "0", "0s", "0.0")


def default_of(name: str, field: TaggedField) -> str:
    """Return the default of an option: a text in quotes; '' for the zero value or a secret.

    Args:
        name: of the option.
        field: that holds its value.
    """
    value = ", ".join(field.tags.get("default", ()))
    if value in _ZERO_VALUES or "${" in value:
        return ""
    shown = shown_default(name, f'"{value}"')
    return shown if "string" in field.type else shown.strip('"')


def words_of(text: str, known: Mapping[str, str] | None = None) -> str:
    """Return a help text on one line, with the values of variables that are known.

    Args:
        text: as the tag has it.
        known: by variable: its value; `${default}` of Kong is one.
    """
    text = text.replace("\\n", " ").replace("\\t", " ")
    if known is None:
        return " ".join(text.split())

    def value(match: re.Match[str]) -> str:
        found = known.get(match[1], "")
        return found if found and "${" not in found else GAP

    return " ".join(_VARIABLE.sub(value, text).replace("$$", "$").split())
