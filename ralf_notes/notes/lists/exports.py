"""The section of a file's note about names that it exports and other files define. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ralf_notes.notes import markdown
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.imports import Exported
from ralf_notes.outline.model import Outline

_PASSES_ON = re.compile(
    r"(?:^|[=:])\s{0,9}require\(\s{0,9}[\"'][^\"'\n]{1,300}[\"']\s{0,9}\)(?:\.[\w$]+)?[\s;,]{0,9}$"
)
_MOST_SOURCES = 100
_MOST_NAMES = 60


def passed_on(outline: Outline) -> frozenset[str]:
    """Return the names of a file's values that are those of other files of the tree, as they are.

    `exports.Cart = require('./cart')` stands among the exports, with where it is defined.
    """
    offered = {each.name for each in outline.exports if each.module.startswith(".")}
    values = (each for each in outline.symbols if offered and each.name in offered)
    return frozenset(each.name for each in values if _PASSES_ON.search(each.signature))


def export_lines(
    exports: Iterable[Exported], link: Callable[[str], str], say: Wording
) -> list[str]:
    """Return a line for each file or package whose names a file exports.

    Args:
        exports: the names, in the order of the source.
        link: returns the link to the note of a file.
        say: the words of the lines.
    """
    by_source: dict[tuple[str, bool], list[Exported]] = {}
    for each in exports:
        by_source.setdefault((each.source, each.is_file), []).append(each)
    lines = []
    for (source, is_file), names in list(by_source.items())[:_MOST_SOURCES]:
        place = link(source) if is_file else markdown.code_span(source)
        lines.append(say("lists.from", names=_names(names, say), source=place))
    if len(by_source) > _MOST_SOURCES:
        lines.append(say("lists.from_more", count=len(by_source) - _MOST_SOURCES))
    return lines


def _names(exports: list[Exported], say: Wording) -> str:
    """Return the names that come from one source, in words."""
    words = [_name(each, say) for each in exports[:_MOST_NAMES]]
    if len(exports) > _MOST_NAMES:
        words.append(say("lists.names_more", count=len(exports) - _MOST_NAMES))
    return ", ".join(words)


def _name(exported: Exported, say: Wording) -> str:
    if exported.name == "*":
        return say("lists.everything")
    span = markdown.code_span(exported.name)
    if exported.origin in (exported.name, "*", ""):
        return span
    return say("lists.origin", name=span, origin=markdown.code_span(exported.origin))
