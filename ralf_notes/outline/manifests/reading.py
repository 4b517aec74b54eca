"""Reads the formats of manifests, as data: nothing is run, expanded or looked up elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NAMESPACE = re.compile(r"^\{[^}]*\}")
_JOINT = re.compile(r"(?P<mark>[\"'])(?:[ \t]*(?:\\|\+)[ \t]*\n|[ \t]*\n[ \t]*\+)[ \t]*(?P=mark)")
_DEPENDENCY = re.compile(r"\s*([A-Za-z0-9@][\w.@/-]*)")


def xml_root(text: str) -> ElementTree.Element | None:
    """Return the root of an XML text, with plain names; None if it is broken or has a doctype.

    Entities need a doctype, so none can be expanded.
    """
    if _DOCTYPE.search(text):
        return None
    try:
        root = ElementTree.fromstring(text.removeprefix("\ufeff"))
    except (ElementTree.ParseError, ValueError, RecursionError):
        return None
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = _NAMESPACE.sub("", element.tag)
    return root


def xml_text(root: ElementTree.Element, *paths: str) -> str:
    """Return the text of the first of these elements that has one and no variable in it."""
    for path in paths:
        words = (root.findtext(path) or "").strip()
        if words and "$" not in words:
            return words
    return ""


def joined_literals(text: str) -> str:
    """Return a script with literals that a `\\`, `+` or nothing joins over lines as one."""
    return _JOINT.sub("", text)


def package_names(requirements: Iterable[str]) -> tuple[str, ...]:
    """Return the names of requirements, such as `anyio` of `anyio>=4; python_version < "3.9"`."""
    matches = map(_DEPENDENCY.match, requirements)
    return tuple(match[1].rstrip(".-") for match in matches if match)
