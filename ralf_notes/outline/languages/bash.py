"""Rules of shell scripts."""

from __future__ import annotations

import re

from ralf_notes.outline.model import Import
from ralf_notes.outline.rules import Rules, first_field, unquoted

_WORDS = """
    case coproc do done elif else esac fi for function if in select then time until while alias bg
    break cd command continue declare echo eval exec exit export false fg getopts hash let local
    printf pwd read readonly return set shift shopt source test trap true type ulimit umask unset
    wait HOME PATH PWD IFS USER SHELL TMPDIR BASH_SOURCE EUID RANDOM grep sed awk cat cp mv rm mkdir
    chmod chown find xargs sort uniq head tail curl wget tar git sudo
"""

BASH = Rules(
    public=lambda definition, _: not definition.name.startswith("_"),
    imports=lambda node, file: [Import(unquoted(file.text(first_field(node, "argument"))))],
    documents=re.compile(r"#(?!!)"),
    rename=lambda name: name.partition("=")[0],  # of `alias name=value`
    comment="#",
    words=_WORDS,
)
