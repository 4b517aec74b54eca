"""What plugins of Obsidian and other readers of notes do with code spans, and forms of it."""

from __future__ import annotations

import re

READERS = {
    "Dataview": re.compile(r"\s*\$?="),
    "Dataview with a prefix of the user's": re.compile(
        r"\s*(?:dv|dvjs|dataview|js|q|[~%&!@+#?]{1,2}=|[a-z]+-js):?(?<=[:=])"
    ),
    "Meta Bind": re.compile(r"\s*(?:INPUT|VIEW|BUTTON|META_BIND|JS_VIEW)\["),
    "Buttons": re.compile(r"\s*button-"),
    "Dice Roller": re.compile(r"\s*dice(?:\+|-mod)?:"),
    "Numerals": re.compile(r"\s*#=?:"),
    "React Components": re.compile(r"\s*jsx:"),
    "inline callouts, badges": re.compile(r"\s*\[!"),
    "Quarto, Code Styler": re.compile(r"\s*\{[\w .+#=-]+\}\s*\S"),
    "Templater": re.compile(r"(?s).*<%"),
}
"""Patterns of what each reader takes for its own at the start of a code span."""
_STARTS = (
    "= this.file.name", "=1+1", " = date(today)", "$= dv.current()", "$=dv.pages()", "  $= x",
    "dv: x", "dvjs: x",
    "dataview: list", "js: alert(1)", "q: x", "~= x", "%= x", "&= x", "!= x", "@= x", "+= x",
    "#= x", "?= x",
    "INPUT[toggle:owned]", "INPUT[inlineSelect(option(1)):x]", " INPUT[text:x]",
    "INPUT[template][y:x]",
    "VIEW[{x}][math]", "VIEW[{x}]", "BUTTON[id]", " BUTTON[a, b]", "META_BIND[x]", "JS_VIEW[x]",
    "button-x", "button-delete", " button-a", "dice: 1d20", "dice:1d6", "dice+: 2d4",
    "dice-mod: 1d20",
    "#: 1+1", "#=: total", "#:$5", "jsx:<A/>", "jsx: <B />", "[!note] x", "[!!info:x]",
    "[!danger|x]",
    "{python} 1+1", "{r} x", "{js .hidden} f()", "{ruby title=a} b", "<% tp.file.title %>",
    "x <%* y %>",
)  # fmt: skip
FORMS = tuple(dict.fromkeys(f"{before}{start}{after}" for start in _STARTS for before, after in (
    ("", ""), (" ", ""), ("", " `x`"), ("\t", "\u200b"), ("\u2800", ""), ("\u200d", ""),
)))  # fmt: skip
"""Code that a reader would act on, with blanks and invisible characters before it."""


def reader_of(code: str) -> str:
    """Return which reader acts on the text of a code span, '' if none does."""
    return next((name for name, pattern in READERS.items() if pattern.match(code)), "")
