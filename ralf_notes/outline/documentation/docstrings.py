"""Docstrings in a known style, split into their text and their parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import indent

_SECTIONS = re.compile(
    r"^[^\S\n]*+(?::param|:arg|:return|:raise|(?:Args|Arguments|Parameters|Returns|Return|Raises|Yields"
    r"|Attributes)[^\S\n]*+(?::[^\S\n]*+)?$)",
    re.MULTILINE,
)
# Javadoc, JSDoc, KDoc, PHPDoc, YARD, Doxygen: a tag at the start of a line.
_TAGGED = re.compile(
    r"^(?:@(?=(?:param|property|returns?|throws|exception|raise|brief|example|typeParam)\b)"
    r"|\\(?=(?:param|tparam|returns?|throws?|exception|brief|details)\b))",
    re.MULTILINE,
)
_TAG = re.compile(
    r"^(?:@|\\(?=(?:t?param|returns?|throws?|exception|brief|details)\b))(\w+)", re.MULTILINE
)
_TAG_PARAMETER = re.compile(
    r"(?:\[(?:in|out|in,\s*out)\]\s*)?(?:\{[^}\n]*\}\s*)?(?:\S+\s+(?=\$))?(?:\[[A-Z][^\]=\n]*\]\s+(?=\w))?"
    r"(?P<name>[\[<$&*.]*[^\W\d]\w*)\S*\s*(?:\[[A-Z][^\]\n]*\]\s*)?(?:[-–:]\s+)?(?P<text>.*)",
    re.DOTALL,
)
_TAG_TYPE = re.compile(r"(?<!\s)\s*(?:\{[^{}\n]*\}|\[[^\[\]\n]*\](?!\())\s*")
_TAG_ERROR = re.compile(r"[{\[`]?([\w.\\:]+)[}\]`]?\s*(.*)", re.DOTALL)
_SWIFT = (
    (re.compile(r"^- Parameter (\w+):", re.MULTILINE), r"@param \1"),
    (re.compile(r"^- Returns:", re.MULTILINE), "@return"),
    (re.compile(r"^- Throws:", re.MULTILINE), "@exception"),
)
_SWIFT_LIST = re.compile(r"^- Parameters:[ \t]*\n((?:[ \t]+\S.*(?:\n|\Z))+)", re.MULTILINE)
_PARAMETER_TAGS = ("param", "property", "tparam", "typeParam")
_ERROR_TAGS = ("throw", "throws", "exception", "raise")
_RESULTS = ("Returns: ", "Yields: ", "Raises ")
_SWIFT_ENTRY = re.compile(r"^[ \t]+- (\w+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring, and the descriptions of parameters that were in it."""

    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The descriptions of parameters, by their `bare_name`."""


def bare_name(name: str) -> str:
    """Return a parameter's name without the marks of its language: `*args`, `$count`, `now:`."""
    return re.sub(r"\W", "", name)


def read_docstring(doc: str, names: Collection[str] = ()) -> Docstring:
    """Split a docstring in the Google, NumPy or reST style, with tags, or with Swift's lists.

    A docstring in none of these styles, or one that cannot be parsed, stays as it is.

    Args:
        doc: The author's text, dedented.
        names: The names of the parameters; descriptions of other names stay in the text.
    """
    tagged = _SWIFT_LIST.sub(lambda match: _SWIFT_ENTRY.sub(r"@param \1", match[1]), doc)
    for pattern, tag in _SWIFT:
        tagged = pattern.sub(tag, tagged)
    if _TAGGED.search(tagged):
        paragraphs, parameters = _read_tags(tagged)
    elif _SECTIONS.search(doc):
        paragraphs, parameters = _read_sections(doc)
    else:
        return Docstring(doc)
    own = {bare_name(name) for name in names}
    others = [
        f"- `{name}`: {text}" for name, text in parameters.items() if bare_name(name) not in own
    ]
    table = {bare_name(n): text for n, text in parameters.items() if bare_name(n) in own}
    # Descriptions of names that are not in the signature go before the results.
    at = next(
        (n for n, part in enumerate(paragraphs) if part.startswith(_RESULTS)), len(paragraphs)
    )
    parts = [*paragraphs[:at], "\n".join(others), *paragraphs[at:]]
    return Docstring("\n\n".join(part for part in parts if part.strip()), table)


def _read_sections(doc: str) -> tuple[list[str], dict[str, str]]:
    """Return the paragraphs and the parameters of a docstring with sections or fields."""
    import docstring_parser

    try:
        parsed = docstring_parser.parse(doc)
    except (docstring_parser.ParseError, ValueError, KeyError, IndexError, AttributeError):
        return [doc], {}
    if not parsed.params and not parsed.returns and not parsed.raises:
        return [doc], {}
    paragraphs = [parsed.short_description or "", parsed.long_description or ""]
    if parsed.returns and parsed.returns.description:
        verb = "Yields" if parsed.returns.is_generator else "Returns"
        paragraphs.append(f"{verb}: {_line(parsed.returns.description)}")
    for raised in parsed.raises:
        paragraphs.append(_raises(raised.type_name or "", raised.description or ""))
    return paragraphs, {
        param.arg_name.lstrip("*"): _line(param.description)
        for param in parsed.params
        if param.description
    }


def _read_tags(doc: str) -> tuple[list[str], dict[str, str]]:
    """Return the paragraphs, results last, and the parameters of a docstring with tags."""
    starts = list(_TAG.finditer(doc))
    ends = [match.start() for match in starts] + [len(doc)]
    text, results, parameters = [doc[: ends[0]].strip()], [], {}
    for match, (_, end) in zip(starts, pairwise(ends), strict=True):
        tag, body = match[1], doc[match.end() : end].strip("\n")
        named = _TAG_PARAMETER.match(body.strip()) if tag in _PARAMETER_TAGS else None
        error = _TAG_ERROR.match(body.strip()) if tag in _ERROR_TAGS else None
        if named:
            parameters[named["name"].lstrip("[<$&*.")] = _line(named["text"])
        elif tag in ("return", "returns"):
            results.append(f"Returns: {_line(_TAG_TYPE.sub('', body, count=1))}")
        elif error:
            results.append(_raises(error[1], error[2]))
        elif tag in ("brief", "details") or (tag == "example" and "```" in body):
            text.append(body.strip())
        elif tag == "example":
            text.append(f"Example::\n\n{indent(body.strip(), '    ')}")
        else:
            text.append(f"@{tag} {_line(body)}")
    return [*text, *results], parameters


def _raises(name: str, text: str) -> str:
    what = f"Raises `{name}`" if name else "Raises"
    return f"{what}: {_line(text)}" if text.strip() else what


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
