"""Style sheets: custom properties and variables, mixins, and the sheets that they import.

Sources: https://www.w3.org/TR/css-variables-1/, https://sass-lang.com/documentation/at-rules/
"""

from __future__ import annotations

import re

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_of

_COMMENT = re.compile(
    r"(\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+')|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)"
    r"|(?<!:)//[^\n]*+",
    re.DOTALL,
)
_BLOCK_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.DOTALL)
_CUSTOM = re.compile(r"(?<![\w-])(--[A-Za-z_][\w-]{0,100})[ \t]*:[ \t]*([^;{}\n]{0,200})(?=[;}\n])")
_VARIABLE = re.compile(r"^([$@][A-Za-z_][\w-]{0,100})[ \t]*:[ \t]*([^;{}\n]{1,200})", re.MULTILINE)
_MIXIN = re.compile(
    r"^[ \t]*(@(?:mixin|function)[ \t]+[\w-]{1,100}(?:\([^){}\n]{0,200}\))?)", re.MULTILINE
)
_IMPORT = re.compile(
    r"@(?:import|use|forward|reference|config)[ \t]+(?:\([^)\n]{1,40}\)[ \t]*)?(?:url\([ \t]*)?"
    r"[\"']?([^\"'();\s]{1,300})"
)
_FONT = re.compile(
    r"@font-face\s*\{[^{}]{0,2000}?font-family[ \t]*:[ \t]*[\"']?([^\"';}\n]{1,100})"
)


def facts(path: str, text: str) -> Facts:
    """Return the facts of a style sheet."""
    pattern = _BLOCK_COMMENT if path.lower().endswith(".css") else _COMMENT
    code = pattern.sub(lambda match: match[1] if pattern is _COMMENT and match[1] else "", text)
    custom: dict[str, str] = {}
    for match in _CUSTOM.finditer(code):
        custom.setdefault(match[1], match[2].strip())
    variables = {
        match[1]: match[2].removesuffix("!default").strip() for match in _VARIABLE.finditer(code)
    }
    mixins = list(dict.fromkeys(match[1] for match in _MIXIN.finditer(code)))
    imports = list(dict.fromkeys(match[1] for match in _IMPORT.finditer(code)))
    fonts = list(dict.fromkeys(match[1].strip() for match in _FONT.finditer(code)))
    named = [*custom, *variables]
    return Facts(
        about=f"Style sheet that sets {some_of(named)}." if named else "Style sheet.",
        tables=tables(
            Table("Custom properties", ("property", "value"), tuple(custom.items())),
            Table("Variables", ("variable", "value"), tuple(variables.items())),
            Table("Mixins and functions", ("name",), tuple((each,) for each in mixins)),
            Table("Imports", ("sheet",), tuple((each,) for each in imports)),
            Table("Fonts", ("family",), tuple((each,) for each in fonts)),
        ),
        imports=tuple(
            Import(each) for each in imports if "://" not in each and not each.startswith("sass:")
        ),
    )
