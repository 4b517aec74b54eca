"""What the parser knows about one file: symbols, signatures, docstrings, imports."""

from __future__ import annotations

import json
import re
from dataclasses import fields, replace
from itertools import islice
from typing import Any

from ralf_notes.outline import comments, languages
from ralf_notes.outline.digests import digest, outside
from ralf_notes.outline.languages import Language
from ralf_notes.outline.model import KINDS, Import, Outline, Parameter, Symbol

__all__ = [
    "KINDS",
    "VERSION",
    "Import",
    "Outline",
    "Parameter",
    "Symbol",
    "decode",
    "encode",
    "outline",
]

VERSION = 1
"""Of the recipe: it grows whenever the same text would give another outline."""

_FIELDS = {
    each: [field.name for field in fields(each)] for each in (Outline, Symbol, Parameter, Import)
}
_CPP_HEADER = re.compile(
    r"^[ \t]*(?:namespace\s+\w|class\s+\w+[^;\n]*$|template\s*<|using\s+\w|public:|private:)",
    re.MULTILINE,
)
_OPENING_COMMENTS = 20


def outline(path: str, text: str) -> Outline:
    """Return what the parser knows about a file; never raises, whatever the text is.

    path: with `/`; decides the language, together with a `#!` line.
    text: as decoded, line endings as they are; offsets count its UTF-8 bytes.
    """
    first_line = text.partition("\n")[0]
    language = languages.for_path(path, first_line)
    if language.key == "c" and path.endswith(".h") and _CPP_HEADER.search(text):
        language = languages.get("cpp")
    source = text.encode("utf-8", "replace")
    if language.key == "markdown":
        result = _markdown(source)
    elif language.grammar:
        result = _parsed(language, text, source)
    else:
        result = _plain(language, text, source)
    starts = bool(languages.shebang_program(first_line)) or path.rsplit("/", 1)[-1] == "__main__.py"
    return replace(result, is_entry=True) if starts else result


def _markdown(source: bytes) -> Outline:
    from ralf_notes.outline import grammar
    from ralf_notes.outline.languages import markdown

    tree = grammar.parse("markdown", source)
    symbols, purpose, rest = markdown.outline_of(source, tree.root_node)
    return Outline(
        language="markdown",
        purpose=purpose,
        symbols=symbols,
        imports=(),
        package="",
        text_digest=digest(rest),
        size=len(source),
    )


def _plain(language: Language, text: str, source: bytes) -> Outline:
    return Outline(
        language=language.key,
        purpose=_opening_comment(text, language, ()),
        symbols=(),
        imports=(),
        package="",
        text_digest=digest(text),
        size=len(source),
    )


def _parsed(language: Language, text: str, source: bytes) -> Outline:
    from ralf_notes.outline import grammar
    from ralf_notes.outline.definitions import find
    from ralf_notes.outline.rules import rules_for
    from ralf_notes.outline.symbols import build

    rules = rules_for(language.key)
    root = grammar.parse(language.key, source).root_node
    matches = grammar.matches(language.key, root)
    found = find(source, matches, rules.separator, rules.rename)
    symbols = build(found, rules)
    imports = (one for node in found.imports for one in rules.imports(node, found))
    top = [(symbol.start, symbol.end) for symbol in symbols]
    return Outline(
        language=language.key,
        purpose=rules.purpose(found.purpose) or _opening_comment(text, language, symbols),
        symbols=symbols,
        imports=tuple(dict.fromkeys(one for one in imports if one.module)),
        package=found.package,
        text_digest=digest(outside(source, 0, len(source), top)),
        size=len(source),
        has_errors=root.has_error,
        is_entry=rules.is_entry(symbols, found),
    )


def _opening_comment(text: str, language: Language, symbols: tuple[Symbol, ...]) -> str:
    """Return the first comment of a file that is no licence and describes no symbol."""
    for remark in islice(comments.leading(text, language.comments), _OPENING_COMMENTS):
        start = len(text[: remark.start].encode("utf-8", "replace"))
        said = comments.clean(remark.text)
        about_symbol = bool(symbols) and symbols[0].start <= start
        if not about_symbol and not comments.is_notice(said):
            return comments.without_file_tags(comments.without_pragmas(said))
    return ""


def encode(outline: Outline) -> bytes:
    """Return an outline as compact JSON, for a cache; `decode` reads it back."""
    # Not `astuple`: it copies every value deeply, which takes longer than to parse.
    return json.dumps(outline, default=_values, separators=(",", ":")).encode("ascii")


def decode(data: bytes) -> Outline:
    """Return the outline that `encode` wrote with the same VERSION."""
    language, purpose, symbols, imports, *rest = json.loads(data)
    return Outline(
        language,
        purpose,
        tuple(map(_symbol, symbols)),
        tuple(Import(module, tuple(names)) for module, names in imports),
        *rest,
    )


def _values(item: Outline | Symbol | Parameter | Import) -> list[Any]:
    return [getattr(item, name) for name in _FIELDS[type(item)]]


def _symbol(values: list[Any]) -> Symbol:
    values[5] = tuple(Parameter(*parameter) for parameter in values[5])
    return Symbol(*values)
