"""Docstrings taken apart, where their style is known: the text, and what is said of parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from textwrap import indent

_SECTIONS = re.compile(
    r"^\s*(:param|:arg|:return|:raise|(Args|Arguments|Parameters|Returns|Return|Raises|Yields"
    r"|Attributes)\s*:?\s*$)",
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
_TAG_TYPE = re.compile(r"\s*(?:\{[^}\n]*\}|\[[^\]\n]*\](?!\())\s*")
_TAG_ERROR = re.compile(r"[{\[`]?([\w.\\:]+)[}\]`]?\s*(.*)", re.DOTALL)
_SWIFT = (
    (re.compile(r"^- Parameter (\w+):", re.MULTILINE), r"@param \1"),
    (re.compile(r"^- Returns:", re.MULTILINE), "@return"),
    (re.compile(r"^- Throws:", re.MULTILINE), "@exception"),
)
_SWIFT_LIST = re.compile(r"^- Parameters:[ \t]*\n((?:[ \t]+\S.*(?:\n|\Z))+)", re.MULTILINE)
_RESULTS = ("Returns: ", "Yields: ", "Raises ")
_SWIFT_ENTRY = re.compile(r"^[ \t]+- (\w+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring without what stands in the table of parameters."""

    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What is said of a parameter, by its `bare_name`."""


def bare_name(name: str) -> str:
    """Return a parameter's name without the marks of its language: `*args`, `$count`, `now:`."""
    return re.sub(r"\W", "", name)


def read_docstring(doc: str, names: Collection[str] = ()) -> Docstring:
    """Return a docstring taken apart: in the Google, NumPy or reST style, with tags, or Swift's.

    One that follows none of them, or that cannot be read, is its text as it stands.

    Args:
        doc: as the author wrote it, dedented.
        names: the parameters; what is said of others stays in the text.
    """
    known = {bare_name(name) for name in names}
    tagged = _from_swift(doc)
    if _TAGGED.search(tagged):
        return _told(*_read_tags(tagged), known)
    return _read_sections(doc, known) if _SECTIONS.search(doc) else Docstring(doc)


def _told(text: list[str], parameters: dict[str, str], known: Collection[str]) -> Docstring:
    """Return a docstring; what it says of names that the signature does not have is text."""
    others = [
        f"- `{name}`: {said}" for name, said in parameters.items() if bare_name(name) not in known
    ]
    own = {bare_name(n): said for n, said in parameters.items() if bare_name(n) in known}
    at = next((n for n, part in enumerate(text) if part.startswith(_RESULTS)), len(text))
    parts = [*text[:at], "\n".join(others), *text[at:]]
    return Docstring("\n\n".join(part for part in parts if part.strip()), own)


# --- sections and fields ----------------------------------------------------------------------


def _read_sections(doc: str, known: Collection[str]) -> Docstring:
    import docstring_parser

    try:
        parsed = docstring_parser.parse(doc)
    except (docstring_parser.ParseError, ValueError, KeyError, IndexError, AttributeError):
        return Docstring(doc)
    parameters = {
        param.arg_name.lstrip("*"): _line(param.description)
        for param in parsed.params
        if param.description
    }
    if not parsed.params and not parsed.returns and not parsed.raises:
        return Docstring(doc)
    text = [parsed.short_description or "", parsed.long_description or "", *_results(parsed)]
    return _told(text, parameters, known)


def _results(parsed: object) -> Iterator[str]:
    returns = getattr(parsed, "returns", None)
    if returns and returns.description:
        verb = "Yields" if returns.is_generator else "Returns"
        yield f"{verb}: {_line(returns.description)}"
    for raised in getattr(parsed, "raises", ()):
        yield _raises(raised.type_name or "", raised.description or "")


# --- tags -------------------------------------------------------------------------------------


def _from_swift(doc: str) -> str:
    """Return Swift's lists of parameters and results as tags."""
    doc = _SWIFT_LIST.sub(lambda match: _SWIFT_ENTRY.sub(r"@param \1", match[1]), doc)
    for pattern, tag in _SWIFT:
        doc = pattern.sub(tag, doc)
    return doc


def _read_tags(doc: str) -> tuple[list[str], dict[str, str]]:
    """Return the paragraphs of a docstring with tags, results last, and what parameters are."""
    starts = list(_TAG.finditer(doc))
    ends = [match.start() for match in starts] + [len(doc)]
    text, results, parameters = [doc[: ends[0]].strip()], [], {}
    for match, (_, end) in zip(starts, pairwise(ends), strict=True):
        tag, body = match[1], doc[match.end() : end].strip("\n")
        told = _parameter(body) if tag in ("param", "property", "tparam", "typeParam") else None
        if told:
            parameters[told[0]] = told[1]
        elif tag in ("return", "returns"):
            results.append(f"Returns: {_line(_TAG_TYPE.sub('', body, count=1))}")
        elif error := _TAG_ERROR.match(body.strip()) if _is_error(tag) else None:
            results.append(_raises(error[1], error[2]))
        else:
            text.append(_other(tag, body))
    return [*text, *results], parameters


def _is_error(tag: str) -> bool:
    return tag in ("throw", "throws", "exception", "raise")


def _parameter(body: str) -> tuple[str, str] | None:
    found = _TAG_PARAMETER.match(body.strip())
    return (found["name"].lstrip("[<$&*."), _line(found["text"])) if found else None


def _other(tag: str, body: str) -> str:
    """Return what a tag says that is neither about a parameter nor about a result."""
    if tag in ("brief", "details"):
        return body.strip()
    if tag == "example":
        return f"Example::\n\n{indent(body.strip(), '    ')}" if "```" not in body else body.strip()
    return f"@{tag} {_line(body)}"


def _raises(name: str, text: str) -> str:
    what = f"Raises `{name}`" if name else "Raises"
    return f"{what}: {_line(text)}" if text.strip() else what


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
