"""Docstrings in the Google, NumPy and reST styles, and directives of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import islice, pairwise, takewhile
from textwrap import dedent, indent

from ralf_notes.outline.documentation.tags import (
    ParameterDoc,
    folded,
    is_placeholder,
    on_one_line,
    raises,
    type_from_docs,
    without_placeholder,
)
from ralf_notes.patterns import lazily
from ralf_notes.text import indentation

SECTIONS = lazily(
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
_WITH_ENTRIES = _READ - {"returns", "return", "yields", "yield"}
_ENTRY = lazily(
    r"[ \t]+[`*]{0,2}([A-Za-z_][\w.]*+)`?(?:(?:,|/| or| and)[ \t]*+[`*]{0,2}[\w.]++`?){0,9}+"
    r"(?:[ \t]*+\([^\n]{0,300}\))?[ \t]*+:(?:\s|\Z)"
)
"""Matches how an entry in Google's style begins: `name (type): `."""
_LEAST_WRAPPED = 60
"""Characters of a line that may go on with a word and a colon on the next one."""
_SEVERAL = lazily(r",[ \t]+(?=\*{0,2}[^\W\d])")
"""Matches between names that share a description: `width, height : int`."""
_HEADING = lazily(r"([A-Z][A-Za-z ]{1,30}):[ \t]*$")
_CODE_HEADING = lazily(r"([A-Z][A-Za-z ]{1,30})::[ \t]*$")
"""It counts only below a field, of which it would be a part; above, it is text."""
_LONGEST_PARAGRAPH = 50  # lines
_INLINE_RESULT = lazily(r"(?:Returns?|Yields?|Raises?):[ \t]+\S")
_SINGULAR = lazily(r"^(Return|Yield)(?=:[ \t]*$)", re.MULTILINE)
"""Titles that `docstring_parser` knows in the plural only."""
_FIELD = lazily(r":[a-z]+\b[^:`\n]{0,100}:")
_TITLE = lazily(r"[A-Z][\w ]{1,30}$")
_RULE = lazily(r"-{3,}[ \t]*$")
_DIRECTIVE = lazily(r"([ \t]*)\.\.[ \t]+([\w:-]{2,40})::[ \t]*(.*)$")
_CODE = ("code-block", "code", "sourcecode", "literalinclude", "parsed-literal", "doctest",
         "testcode", "testoutput")  # fmt: skip
_IN_WORDS = {
    "versionadded": "Added in {}",
    "versionchanged": "Changed in {}",
    "versionremoved": "Removed in {}",
    "versiondeprecated": "Deprecated since {}",
    "deprecated": "Deprecated since {}",
    "deprecated-removed": "Deprecated since {}",
}
_OBJECTS = ("attribute", "data", "property", "method", "classmethod", "staticmethod", "function",
            "class", "exception", "decorator")  # fmt: skip
"""Directives of Sphinx that define what their argument names."""
_OBJECT_TYPE = lazily(r"[ \t]*+:type:[ \t]*+([^\n`]++)$")
_FURTHER = lazily(r"[ \t]++[\w.]++(?:\([^()\n]*+\))?+[ \t]*+")
_BLOCK = lazily(r"[-*+>`|]|\d+[.)]\s|\.\.\s")
"""Begins what is no sentence: an item, code, a table or a directive."""
_SILENT = ("index", "image", "figure", "currentmodule", "module", "highlight", "toctree",
           "testsetup", "testcleanup")  # fmt: skip
_ROLE = lazily(
    r"^([ \t]*):[a-z][\w:+.-]{0,40}:`~?!?([^`<\n]{1,200}?)(?:[ \t]*<[^<>`\n]{1,200}>)?`",
    re.MULTILINE,
)
_OPTION = lazily(r"[ \t]*:[\w-]+:")
_TYPE = lazily(
    r"^:type[ \t]+(\*{0,2}\w+):[ \t]*([^\n`]++(?:\n[ \t]++[^\s:][^\n`]*+)*+)", re.MULTILINE
)
"""The type of a parameter, in Sphinx."""
_AFTER_TYPE = lazily(r"(?<!\s),?\s++\(?(?:optional|default)\b.*+|,\s*+$", re.DOTALL | re.IGNORECASE)
"""What NumPy's style puts behind a type: whether an argument may be left out, and its default."""

_SENTENCE = lazily(r"(?:The|An?|This|True|False|Whether|self,)\s", re.IGNORECASE)
"""Begins words for people where a type should stand."""


def read_sections(
    doc: str, names: Collection[str] = ()
) -> tuple[list[str], dict[str, ParameterDoc]]:
    """Return the paragraphs and the parameters of a docstring with sections or fields.

    Args:
        doc: the docstring.
        names: the names of the parameters, without marks; none where there may be others.
    """
    import docstring_parser

    # A role that begins a line looks like a field: :class:`Pool`
    text, others = _parted(_ROLE.sub(r"\1`\2`", doc))
    types = {each[1].lstrip("*"): each[2] for each in _TYPE.finditer(text)}
    text = _with_hanging_lines(_with_bodies_at_margin(text), names)
    text = _SINGULAR.sub(r"\1s", _TYPE.sub("", text))
    if _is_read_section(text.split("\n"), 0):
        text = f"\n{text}"  # or the section below the first line would be dedented without it
    try:
        parsed = docstring_parser.parse(text)
    except (docstring_parser.ParseError, ValueError, KeyError, IndexError, AttributeError):
        return [doc], {}
    if not (parsed.params or parsed.returns or parsed.raises or types):
        return [doc], {}
    gap = "\n\n" if parsed.blank_after_short_description else "\n"
    opening = gap.join(filter(None, (parsed.short_description, parsed.long_description)))
    paragraphs = [opening, *others]
    for result in parsed.many_returns or filter(None, [parsed.returns]):
        verb = "Yields" if result.is_generator else "Returns"
        is_numpy = parsed.style == docstring_parser.DocstringStyle.NUMPYDOC
        description = (
            folded(result.description or "") if without_placeholder(result.description) else ""
        )
        paragraphs.append(
            _result(verb, on_one_line(result.type_name), description, is_numpy=is_numpy)
        )
    for raised in parsed.raises:
        paragraphs.append(raises(raised.type_name or "", raised.description or ""))
    parameters = {
        name: ParameterDoc("", type_from_docs(written)) for name, written in types.items()
    }
    for param in parsed.params:
        for name in _SEVERAL.split(param.arg_name):
            name = name.lstrip("*")
            written = _AFTER_TYPE.sub("", param.type_name or types.get(name, ""))
            parameters[name] = ParameterDoc(
                without_placeholder(param.description), type_from_docs(written)
            )
    return [part for part in paragraphs if not is_placeholder(part)], parameters


def _result(verb: str, type_name: str, description: str, *, is_numpy: bool) -> str:
    """Return the words for a result.

    In NumPy's style, which has a line for the type, that may be the beginning of a sentence.
    """
    if not type_name or is_placeholder(type_name) or (description and not is_numpy):
        return f"{verb}: {description}" if description else ""
    if "`" in type_name or type_name.endswith(".") or _SENTENCE.match(type_name):
        return f"{verb}: {f'{type_name} {description}'.strip()}"
    return f"{verb} `{type_name}`: {description}" if description else f"{verb}: `{type_name}`"


def _with_hanging_lines(doc: str, names: Collection[str]) -> str:
    """Return a docstring whose entries in Google's style go on below themselves further right.

    Some authors let them go on as far left as their names.
    """
    lines = doc.split("\n")
    at = 0
    while at < len(lines):
        title = lines[at].rstrip(" \t:").lower()
        at += 1
        if title in _WITH_ENTRIES and _is_read_section(lines, at - 1):
            end = next((n for n in range(at, len(lines)) if lines[n][:1].strip()), len(lines))
            lines[at:end] = _hanging(lines[at:end], names)
            at = end
    return "\n".join(lines)


def _hanging(lines: list[str], names: Collection[str]) -> list[str]:
    """Return the lines of a section; those that begin no entry stand right of its name."""
    margin = next((indentation(line) for line in lines if line.strip()), 0)
    lines = [
        f"{line.rstrip()}:" if _lacks_colon(line, below, margin) else line
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]
    entries = [_ENTRY.match(line) if indentation(line) <= margin else None for line in lines]
    is_known = any(each and each[1] in names for each in entries)
    shown: list[str] = []
    for number, (line, entry) in enumerate(zip(lines, entries, strict=True)):
        above = lines[number - 1].rstrip() if number else ""
        is_wrapped = len(above) >= _LEAST_WRAPPED and above[-1].isalnum()
        is_part = is_known and is_wrapped and entry and entry[1] not in names
        goes_on = bool(line.strip()) and bool(shown) and indentation(line) <= margin
        is_hanging = goes_on and above != "" and (not entry or is_part)
        shown.append(f"{' ' * margin}    {line.strip()}" if is_hanging else line)
    return shown


def _lacks_colon(line: str, below: str, margin: int) -> bool:
    """Whether an entry begins on a line whose author forgot the colon: `name (type)`."""
    is_head = indentation(line) == margin < indentation(below) and line.rstrip().endswith(")")
    return is_head and _ENTRY.fullmatch(f"{line.rstrip()}:") is not None


def _with_bodies_at_margin(doc: str) -> str:
    """Return a docstring whose ruled sections are all as far left as their titles.

    `docstring_parser` drops what is indented below a title of NumPy's style.
    """
    if "---" not in doc:
        return doc
    lines = doc.split("\n")
    titles = [at for at in range(len(lines)) if _is_ruled_title(lines, at)]
    for at, end in pairwise([*titles, len(lines)]):
        lines[at + 2 : end] = dedent("\n".join(lines[at + 2 : end])).split("\n")
    return "\n".join(lines)


def _parted(doc: str) -> tuple[str, list[str]]:
    """Return a docstring without what is read elsewhere, and that.

    Such are sections like `Examples`, with their titles, and paragraphs below a list of fields or
    below a section.
    """
    lines = doc.split("\n")
    to_parse: list[str] = []
    others: list[str] = []
    at, is_in_fields, is_in_section = 0, False, False
    while at < len(lines):
        is_in_fields = is_in_fields or bool(_FIELD.match(lines[at]))
        is_in_section = is_in_section or _is_read_section(lines, at)
        is_code = is_in_fields and bool(_CODE_HEADING.match(lines[at]))
        end = _section_end(lines, at, is_code=is_code)
        if end > at:
            others.append(_section(lines, at, end, is_code=is_code))
        elif is_in_fields and _is_below_fields(lines, at):
            end = _next_field(lines, at)
            others.append("\n".join(lines[at:end]).strip())
        elif is_in_section and _is_below_section(lines, at):
            end = _next_section(lines, at)
            others.append("\n".join(lines[at:end]).strip())
        to_parse.append("" if end > at else lines[at])
        at = max(end, at + 1)
    return "\n".join(to_parse), others


def _section(lines: Sequence[str], at: int, end: int, *, is_code: bool) -> str:
    """Return a section as text: its title, and what is below that."""
    is_ruled = bool(_RULE.match(lines[at + 1]))
    title = lines[at].strip().rstrip(":")
    body = dedent("\n".join(lines[at + 1 + is_ruled : end])).strip("\n").rstrip()
    return f"{title}::\n\n{indent(body, '    ')}" if is_code else f"{title}:\n\n{body}"


def _is_below_fields(lines: Sequence[str], at: int) -> bool:
    """Whether a paragraph begins at a line as far left as the fields above it: it ends them.

    Source: https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#field-lists
    """
    is_left = bool(lines[at].strip()) and not lines[at][0].isspace()
    return is_left and not lines[at - 1].strip() and not _FIELD.match(lines[at])


def _is_read_section(lines: Sequence[str], at: int) -> bool:
    """Whether a section of Google's style that is read begins at a line: with an indented body."""
    heading = _HEADING.match(lines[at])
    has_body = bool(heading) and lines[at + 1 : at + 2] != [] and lines[at + 1][:1].isspace()
    return has_body and lines[at].rstrip(" \t:").lower() in _READ


def _is_below_section(lines: Sequence[str], at: int) -> bool:
    """Whether a paragraph begins at a line as far left as the titles above it: it ends them.

    Source: https://google.github.io/styleguide/pyguide.html#383-functions-and-methods
    """
    if not lines[at].strip() or lines[at][0].isspace() or _is_read_section(lines, at):
        return False
    if _INLINE_RESULT.match(lines[at]):
        return True
    paragraph = takewhile(str.strip, islice(lines, at, at + _LONGEST_PARAGRAPH))
    return not lines[at - 1].strip() or not any(line[0].isspace() for line in paragraph)


def _next_section(lines: Sequence[str], at: int) -> int:
    """Return the index of the next section that begins below a line."""
    for n in range(at, len(lines)):
        if _is_read_section(lines, n) or _section_end(lines, n, is_code=False) > n:
            return n
    return len(lines)


def _next_field(lines: Sequence[str], at: int) -> int:
    return next((n for n in range(at, len(lines)) if _FIELD.match(lines[n])), len(lines))


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
        words = _in_words(directive, lines[at:end])
        is_below_item = words[1:2] != [] and words[1].lstrip().startswith("- `")
        shown += words[1:] if is_below_item and shown and not shown[-1].strip() else words
        at = end
    return "\n".join(shown).strip()


def _in_words(directive: re.Match[str], below: Sequence[str]) -> list[str]:
    """Return the lines that stand for a directive with the indented ones below it."""
    options = list(takewhile(_OPTION.match, below))
    body = dedent("\n".join(below[len(options) :])).strip("\n").rstrip()
    indent, name, argument = directive[1], directive[2].rpartition(":")[2], directive[3].strip()
    if name in _SILENT:
        return []
    if name in _CODE:
        language = argument if argument in ("python", "console", "bash", "html", "json") else ""
        language = "python" if name == "testcode" else language
        text = f"```{language}\n{body}\n```"
    elif of_version := _IN_WORDS.get(name) or _IN_WORDS.get(name.replace("-", "")):
        version, _, words = argument.partition(" ")
        text = ": ".join(filter(None, (of_version.format(version), f"{words} {body}".strip())))
    elif name in _OBJECTS and argument and "`" not in argument:
        text = _defined(argument, below)
    else:
        title = "See also" if name == "seealso" else name[:1].upper() + name[1:].replace("-", " ")
        text = f"{title}: {argument} {body}".replace("  ", " ").strip()
    return ["", *(f"{indent}{line}".rstrip() for line in text.split("\n")), ""]


def _defined(argument: str, below: Sequence[str]) -> str:
    """Return the item of a list for what a directive defines, with its type and its words.

    Further names stand directly below the first one, then options, then words.
    """
    further = list(takewhile(_FURTHER.fullmatch, below))
    options = list(takewhile(_OPTION.match, below[len(further) :]))
    kind = next(filter(None, map(_OBJECT_TYPE.match, options)), None)
    head = "- " + ", ".join(f"`{name.strip()}`" for name in (argument, *further))
    head += f" (`{kind[1].strip()}`)" if kind else ""
    body = dedent("\n".join(below[len(further) + len(options) :])).strip("\n").rstrip()
    if not body:
        return head
    words = indent(body, "  ")
    return f"{head}:\n\n{words}" if _BLOCK.match(body) else f"{head}: {words.lstrip()}"
