"""Docstrings taken apart, where their style is known: the text, and what is said of parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTIONS = re.compile(
    r"^\s*(:param|:arg|:return|:raise|@param|@return|@throws|(Args|Arguments|Parameters|Returns|"
    r"Return|Raises|Yields|Attributes)\s*:?\s*$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring without what stands in the table of parameters."""

    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def read_docstring(doc: str) -> Docstring:
    """Return a docstring taken apart by the Google, NumPy, reST or Javadoc style.

    One that follows none of them, or that cannot be read, is its text as it stands.
    """
    if not _SECTIONS.search(doc):
        return Docstring(doc)
    import docstring_parser

    try:
        parsed = docstring_parser.parse(_as_rest(doc))
    except (docstring_parser.ParseError, ValueError, KeyError, IndexError, AttributeError):
        return Docstring(doc)
    parameters = {
        param.arg_name.lstrip("*"): " ".join((param.description or "").split())
        for param in parsed.params
        if param.args[0] != "attribute"
    }
    if not parameters and not parsed.returns and not parsed.raises:
        return Docstring(doc)
    text = [parsed.short_description, parsed.long_description, *_results(parsed)]
    return Docstring("\n\n".join(part for part in text if part), parameters)


def _as_rest(doc: str) -> str:
    """Return Javadoc's tags as reST fields."""
    doc = re.sub(
        r"^(\s*)@param\s+(?:\{[^}\n]*\}\s*)?\[?(\w+)[^\s]*\s*-?", r"\1:param \2:", doc, flags=re.M
    )
    doc = re.sub(r"^(\s*)@returns?\b(?:\s*\{[^}\n]*\})?", r"\1:returns:", doc, flags=re.M)
    return re.sub(r"^(\s*)@(?:throws|exception)\s+(\S+)", r"\1:raises \2:", doc, flags=re.M)


def _results(parsed: object) -> list[str]:
    lines = []
    returns = getattr(parsed, "returns", None)
    if returns and returns.description:
        verb = "Yields" if returns.is_generator else "Returns"
        lines.append(f"{verb}: {_line(returns.description)}")
    for raised in getattr(parsed, "raises", ()):
        what = f"`{raised.type_name}`" if raised.type_name else ""
        lines.append(f"Raises {what}: {_line(raised.description)}".replace(" :", ":"))
    return lines


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
