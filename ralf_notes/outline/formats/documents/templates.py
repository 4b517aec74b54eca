"""Templates: the others that each extends, includes or renders, by the names it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline import languages
from ralf_notes.outline.formats import Facts
from ralf_notes.outline.model import Import

MARK = "template"
"""Marks the import of a template, which is found by its name and not by its path."""
COMPONENT = "component"
"""Marks the import of the class of a component, by the last parts of its path."""
_TAGS = re.compile(
    r"\{%[-~+]?[ \t]*(?:extends|include(?:_cached|_relative)?|import|from|embed|render|use|layout"
    r"|section)[ \t]+(?:[\"']([^\"'{}\n]{1,200})[\"']|([\w./-]{1,200}\.\w{1,10})[ \t-])"
    r"|\{\{-?[ \t]*(?:partial|partialCached|template)[ \t]+\"([^\"{}\n]{1,200})\""
)
_RENDERED = re.compile(
    r"\b(?:render|partial!)[ \t(]{1,3}(?:(?::?(?:partial|layout|template)\b[ \t]*(?::|=>)[ \t]*)?)"
    r"[\"']([\w./-]{1,200})[\"']"
)
_BY_LANGUAGE = {
    "blade": re.compile(
        r"@(?:extends|include(?:If|When|Unless|First)?|each|component)[ \t]*\([ \t]*"
        r"(?:\$?[\w>-]{1,60},[ \t]*)?[\"']([\w./-]{1,200})[\"']|<x-([\w.-]{1,200})"
    ),
    "handlebars": re.compile(r"\{\{~?#?>[ \t]*[\"']?([\w./-]{1,200})"),
    "pug": re.compile(r"^[ \t]*(?:extends|include)[ \t]+([\w./-]{1,200})", re.MULTILINE),
    "ejs": re.compile(r"\binclude(?:File)?[ \t]*\([ \t]*[\"'`]([\w./@-]{1,200})[\"'`]"),
    "razor": re.compile(
        r"<partial[ \t]+name=\"([\w./~-]{1,200})\"|\bLayout[ \t]*=[ \t]*\"([\w./~-]{1,200})\""
        r"|\b(?:Render)?Partial(?:Async)?\([ \t]*\"([\w./~-]{1,200})\""
    ),
}
_BY_LANGUAGE |= {"mustache": _BY_LANGUAGE["handlebars"], "eta": _BY_LANGUAGE["ejs"]}
_BY_LANGUAGE |= dict.fromkeys(
    ("erb", "haml", "slim", "jbuilder", "xml-builder", "eex", "heex"), _RENDERED
)


def facts(path: str, text: str) -> Facts:
    """Return the facts of a template."""
    return Facts(imports=tuple(references(languages.for_path(path).key, text)))


def references(key: str, text: str) -> Iterator[Import]:
    """Yield the templates that a template of a language names, each once."""
    names: dict[str, None] = {}
    for match in _BY_LANGUAGE.get(key, _TAGS).finditer(text):
        name = match[match.lastindex or 0]
        if key == "blade":
            is_component = match[0].startswith("<")
            name = f"{'components/' if is_component else ''}{name.replace('.', '/')}"
        names[name] = None
    return (Import(name, mark=MARK) for name in names)
