"""Docstrings in a known style, split into their text and their parameters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ralf_notes.outline.documentation.styles import SECTIONS, read_sections
from ralf_notes.outline.documentation.tags import ParameterDoc, is_placeholder, read_tags
from ralf_notes.patterns import lazily

_SWIFT = (
    (lazily(r"^[-*+] (?i:Parameter) (\w+):", re.MULTILINE), r"@param \1"),
    (lazily(r"^[-*+] (?i:Returns):", re.MULTILINE), "@return"),
    (lazily(r"^[-*+] (?i:Throws):", re.MULTILINE), "@exception"),
)
"""Swift knows its words in capitals and in small letters."""
_SWIFT_LIST = lazily(r"^[-*+] (?i:Parameters):[ \t]*\n((?:[ \t]+\S.*(?:\n|\Z))+)", re.MULTILINE)
TAGGED = lazily(
    rf"{SECTIONS.pattern}|^[ \t]*(?:[@\\]\w|[-*+] (?i:Parameters?|Returns|Throws)\b)", re.MULTILINE
)
_OF_PHP = lazily(
    r"^([ \t]*+@param[ \t]++)([^\s$&.{<(\[][^\s$<({\[]*+)(?:[ \t]++(?![&.]*+\$)([^\n]*+))?+$",
    re.MULTILINE,
)
"""Matches a tag with a type, and no name that begins with `$`, in front of words."""
_PARAMETER_OF_PHP = lazily(r"^[ \t]*@param\b", re.MULTILINE)
_TYPES_OF_PHP = frozenset(
    ("array", "bool", "boolean", "callable", "float", "int", "integer", "iterable", "mixed", "null",
     "object", "resource", "string")
)  # fmt: skip
_RESULTS = ("Returns: ", "Returns `", "Yields: ", "Raises ", "Raises:")
_SWIFT_ENTRY = lazily(r"^[ \t]+[-*+] (\w+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Docstring:
    """A docstring, and the descriptions of parameters that were in it."""

    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    """The descriptions of parameters, by their `bare_name`."""
    types: Mapping[str, str] = field(default_factory=dict)
    """The types that it gives for parameters, by their `bare_name`."""


def joined_docs(docs: Iterable[str]) -> str:
    """Return what describes the parts of one definition, such as overloads, or a setter, as one.

    The first paragraph of each further one follows the text of the first; its tags come last.
    """
    distinct = list(dict.fromkeys(doc for doc in docs if doc))
    if len(distinct) < 2:
        return "".join(distinct)
    starts = [TAGGED.search(doc) for doc in distinct]
    texts = [
        doc[: start.start()].rstrip() if start else doc
        for doc, start in zip(distinct, starts, strict=True)
    ]
    further = (text.partition("\n\n")[0] for text in texts[1:])
    tags = (doc[start.start() :] for doc, start in zip(distinct, starts, strict=True) if start)
    parts = dict.fromkeys((texts[0], *further, next(tags, "")))
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def bare_name(name: str) -> str:
    """Return a parameter's name without the marks of its language: `*args`, `$count`, `now:`."""
    return re.sub(r"\W", "", name)


def read_docstring(doc: str, names: Collection[str] = ()) -> Docstring:
    """Split a docstring in the Google, NumPy or reST style, with tags, or with Swift's lists.

    A docstring in none of these styles, or one that cannot be parsed, stays as it is.

    Args:
        doc: the author's text, dedented.
        names: the names of the parameters; descriptions of other names stay in the text.
    """
    tagged = _SWIFT_LIST.sub(lambda match: _SWIFT_ENTRY.sub(r"@param \1", match[1]), doc)
    for pattern, tag in _SWIFT:
        tagged = pattern.sub(tag, tagged)
    is_php = any(name.lstrip("&.").startswith("$") for name in names)
    if is_php and "@param" in tagged:
        tagged = _with_names_of_php(tagged, [bare_name(name) for name in names])
    examples: list[str] = []
    own_names = {bare_name(name) for name in names}
    all_names = () if any(name.startswith("**") for name in names) else own_names
    if "@" in tagged or "\\" in tagged:
        paragraphs, parameters, examples = read_tags(tagged)
        if not (parameters or examples) and len(paragraphs) == 1 and SECTIONS.search(doc):
            paragraphs, parameters = read_sections(doc, all_names)
    elif SECTIONS.search(doc):
        paragraphs, parameters = read_sections(doc, all_names)
    else:
        return Docstring("" if is_placeholder(doc) else doc)
    others = [
        _listed(name, entry)
        for name, entry in parameters.items()
        if (entry.text or entry.type) and bare_name(name) not in own_names
        if not (is_php and not entry.type and name in _TYPES_OF_PHP)  # a type without a name
    ]
    of_own = {bare_name(n): entry for n, entry in parameters.items() if bare_name(n) in own_names}
    table = {name: entry.text for name, entry in of_own.items()}
    types = {name: entry.type for name, entry in of_own.items()}
    # Descriptions of names that are not in the signature go before the results.
    results = (n for n, part in enumerate(paragraphs) if n and part.startswith(_RESULTS))
    at = next(results, len(paragraphs))
    parts = [*paragraphs[:at], "\n".join(others), *paragraphs[at:], *examples]
    return Docstring("\n\n".join(part for part in parts if part.strip()), table, types)


def _with_names_of_php(doc: str, names: Sequence[str]) -> str:
    """Return PHPDoc with names for parameters that have a type and words only.

    One that lacks a `$` is told by its words, others by their places, if all of them lack a name
    and there are as many as in the signature, as phpDocumentor does.
    """
    nameless = list(_OF_PHP.finditer(doc))
    is_typed = all(each[2].split("|")[0] in _TYPES_OF_PHP for each in nameless)
    by_place = is_typed and len(nameless) == len(names) == len(_PARAMETER_OF_PHP.findall(doc))
    places, known = iter(names), frozenset(names)

    def with_name(tag: re.Match[str]) -> str:
        name, words = next(places, ""), tag[3] or ""
        first, _, rest = words.partition(" ")
        if first in known and not rest.lstrip()[:1].islower():  # `table to update` is prose
            return f"{tag[1]}{tag[2]} ${first} {rest}"
        return f"{tag[1]}{tag[2]} ${name} {words}" if by_place else tag[0]

    return _OF_PHP.sub(with_name, doc)


def _listed(name: str, entry: ParameterDoc) -> str:
    """Return an entry for what the signature does not name."""
    if not entry.text:
        return f"- `{name}`: `{entry.type}`"
    return (
        f"- `{name}` (`{entry.type}`): {entry.text}" if entry.type else f"- `{name}`: {entry.text}"
    )
