"""Docstrings in the Google, NumPy and reST styles, and directives of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent, indent

from ralf_notes.outline.documentation.tags import folded, on_one_line, raises

SECTIONS = re.compile(
    r"^[^\S\n]*+(?::param|:arg|:return|:raise|:type |:rtype:"
    r"|(?:Args|Arguments|Parameters|Returns|Return|Raises|Yields"
    r"|Attributes)[^\S\n]*+(?::[^\S\n]*+)?$)",
    re.MULTILINE,
)
_READ = frozenset(
    ("args", "arguments", "parameters", "params", "attributes", "returns", "return", "raises",
     "yields", "yield", "other parameters", "except", "exceptions")
)  # fmt: skip
"""The titles of sections that `docstring_parser` reads."""
_HEADING = re.compile(r"([A-Z][A-Za-z ]{1,30}):[ \t]*$")
_CODE_HEADING = re.compile(r"([A-Z][A-Za-z ]{1,30})::[ \t]*$")
"""It counts only below a field, of which it would be a part; above, it is text."""
_FIELD = re.compile(r":[a-z]+\b[^:`\n]{0,100}:")
_TITLE = re.compile(r"[A-Z][\w ]{1,30}$")
_RULE = re.compile(r"-{3,}[ \t]*$")
_DIRECTIVE = re.compile(r"([ \t]*)\.\.[ \t]+([\w:-]{2,40})::[ \t]*(.*)$")
_CODE = ("code-block", "code", "sourcecode", "literalinclude", "parsed-literal", "doctest")
_IN_WORDS = {
    "versionadded": "Added in {}",
    "versionchanged": "Changed in {}",
    "versionremoved": "Removed in {}",
    "deprecated": "Deprecated since {}",
    "deprecated-removed": "Deprecated since {}",
}
_SILENT = ("index", "image", "figure", "currentmodule", "module", "highlight", "toctree")
_ROLE = re.compile(
    r"^([ \t]*):[a-z][\w:+.-]{0,40}:`~?!?([^`<\n]{1,200}?)(?:[ \t]*<[^<>`\n]{1,200}>)?`",
    re.MULTILINE,
)
_OPTION = re.compile(r"[ \t]*:[\w-]+:")
_TYPE = re.compile(
    r"^:type[ \t]+(\*{0,2}\w+):[ \t]*([^\n`]++(?:\n[ \t]++[^\s:][^\n`]*+)*+)", re.MULTILINE
)
"""The type of a parameter, in Sphinx: it is told where the parameter has no description."""


def read_sections(doc: str) -> tuple[list[str], dict[str, str]]:
    """Return the paragraphs and the parameters of a docstring with sections or fields."""
    import docstring_parser

    # A role that begins a line looks like a field: :class:`Pool`
    rest, others = _parted(_ROLE.sub(r"\1`\2`", doc))
    types = {each[1].lstrip("*"): f"`{on_one_line(each[2])}`" for each in _TYPE.finditer(rest)}
    rest = _TYPE.sub("", rest)
    try:
        parsed = docstring_parser.parse(rest)
    except (docstring_parser.ParseError, ValueError, KeyError, IndexError, AttributeError):
        return [doc], {}
    if not (parsed.params or parsed.returns or parsed.raises or types):
        return [doc], {}
    gap = "\n\n" if parsed.blank_after_short_description else "\n"
    opening = gap.join(filter(None, (parsed.short_description, parsed.long_description)))
    paragraphs = [opening, *others]
    for result in parsed.many_returns or filter(None, [parsed.returns]):
        verb = "Yields" if result.is_generator else "Returns"
        if result.description:
            paragraphs.append(f"{verb}: {folded(result.description)}")
        elif result.type_name and "`" not in result.type_name:
            paragraphs.append(f"{verb}: `{on_one_line(result.type_name)}`")
    for raised in parsed.raises:
        paragraphs.append(raises(raised.type_name or "", raised.description or ""))
    return paragraphs, types | {
        param.arg_name.lstrip("*"): on_one_line(param.description)
        for param in parsed.params
        if param.description
    }


def _parted(doc: str) -> tuple[str, list[str]]:
    """Return a docstring without sections such as `Examples`, and these with their titles."""
    lines = doc.split("\n")
    kept: list[str] = []
    others: list[str] = []
    at, is_in_fields = 0, False
    while at < len(lines):
        is_in_fields = is_in_fields or bool(_FIELD.match(lines[at]))
        is_code = is_in_fields and bool(_CODE_HEADING.match(lines[at]))
        end = _section_end(lines, at, is_code=is_code)
        if end > at:
            is_ruled = bool(_RULE.match(lines[at + 1]))
            title = lines[at].strip().rstrip(":")
            body = dedent("\n".join(lines[at + 1 + is_ruled : end])).strip("\n").rstrip()
            code = f"{title}::\n\n{indent(body, '    ')}"
            others.append(code if is_code else f"{title}:\n\n{body}")
            kept.append("")
        else:
            kept.append(lines[at])
        at = max(end, at + 1)
    return "\n".join(kept), others


def _section_end(lines: Sequence[str], at: int, *, is_code: bool) -> int:
    """Return the index after a section that begins at a line and is not read; `at` for none."""
    heading, below = is_code or _HEADING.match(lines[at]), lines[at + 1 : at + 2]
    is_ruled = bool(_TITLE.match(lines[at]) and below and _RULE.match(below[0]))
    title = lines[at].strip().rstrip(":").lower()
    if not (heading or is_ruled) or title in _READ:
        return at
    end = at + 1 + is_ruled
    while end < len(lines) and not (
        (lines[end].strip() and not lines[end][0].isspace())
        if heading and not is_ruled
        else _is_ruled_title(lines, end)
    ):
        end += 1
    has_body = any(line.strip() for line in lines[at + 1 + is_ruled : end])
    return end if has_body else at


def _is_ruled_title(lines: Sequence[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(_TITLE.match(lines[at]) and _RULE.match(lines[at + 1]))


def without_directives(doc: str) -> str:
    """Return a docstring whose directives of reStructuredText are words and fenced code."""
    if "::" not in doc:
        return doc
    lines = doc.split("\n")
    shown: list[str] = []
    at = 0
    while at < len(lines):
        directive = _DIRECTIVE.match(lines[at])
        at += 1
        if not directive:
            shown.append(lines[at - 1])
            continue
        end = at
        while end < len(lines) and (
            not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > len(directive[1])
        ):
            end += 1
        body = lines[at:end]
        while body and _OPTION.match(body[0]):
            body = body[1:]
        shown += _in_words(directive, dedent("\n".join(body)).strip("\n").rstrip())
        at = end
    return "\n".join(shown).strip()


def _in_words(directive: re.Match[str], body: str) -> list[str]:
    """Return the lines that stand for a directive."""
    indent, name, argument = directive[1], directive[2].rpartition(":")[2], directive[3].strip()
    if name in _SILENT:
        return []
    if name in _CODE:
        language = argument if argument in ("python", "console", "bash", "html", "json") else ""
        text = f"```{language}\n{body}\n```"
    elif name in _IN_WORDS:
        version, _, said = argument.partition(" ")
        text = ": ".join(filter(None, (_IN_WORDS[name].format(version), f"{said} {body}".strip())))
    else:
        title = name[:1].upper() + name[1:].replace("-", " ")
        text = f"{title}: {argument} {body}".replace("  ", " ").strip()
    return ["", *(f"{indent}{line}".rstrip() for line in text.split("\n")), ""]
