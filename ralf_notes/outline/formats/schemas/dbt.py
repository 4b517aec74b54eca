"""dbt: the macros that a file of SQL defines, and the models and sources that it selects from.

Source: https://docs.getdbt.com/reference/dbt-jinja-functions/ref
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.formats import Facts
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import
from ralf_notes.text import some_named, some_of

MARK = "ref"
"""Marks the import of a model, a snapshot or a seed, which is found by its name."""
_DEFINED = re.compile(
    r"\{%[-+]?\s{0,20}(?P<kind>macro|test|materialization|snapshot)[ \t]{1,20}(?P<name>\w{1,100})"
    r"\s{0,20}(?P<parameters>\((?:[^()]|\((?:[^()]|\([^()]*+\))*+\))*+\))?"
)
_REF = re.compile(
    r"\bref\(\s{0,20}(?:[\"']\w{1,100}[\"']\s{0,20},\s{0,20})?[\"']([\w.]{1,100})[\"']"
)
_SOURCE = re.compile(
    r"\bsource\(\s{0,20}[\"']([\w ]{1,100})[\"']\s{0,20},\s{0,20}[\"']([\w ]{1,100})[\"']"
)
_COMMENT = re.compile(r"\{#(?:[^#]|#(?!\}))*+(?:#\}|\Z)")
_END = re.compile(r"\{%[-+]?[ \t]*end(?:macro|test|materialization|snapshot)\b[ \t]*[-+]?%\}")
_MOST_ABOVE = _MOST_OF_BODY = 8_000


def is_dbt(text: str) -> bool:
    """Whether a file of SQL is a template of dbt."""
    code = _COMMENT.sub("", text) if "{#" in text else text
    return any(pattern.search(code) for pattern in (_DEFINED, _REF, _SOURCE) if "{" in code)


def facts(text: str) -> Facts:
    """Return the facts of a model, a test or macros of dbt."""
    code = _COMMENT.sub(lambda match: " " * len(match[0]), text)
    drafts = list(_definitions(text, code))
    refs = [*dict.fromkeys(match[1] for match in _REF.finditer(code))]
    sources = dict.fromkeys(f"{match[1]}.{match[2]}" for match in _SOURCE.finditer(code))
    return Facts(
        about=_about(drafts, [*refs, *sources]),
        symbols=symbols_of(drafts, text),
        imports=tuple(Import(name, mark=MARK) for name in refs),
    )


def _definitions(text: str, code: str) -> Iterator[Draft]:
    """Yield the macros, tests and snapshots of a file, each with the comment right above it."""
    before = 0
    for match in _DEFINED.finditer(code):
        above = text[max(before, match.start() - _MOST_ABOVE) : match.start()].rstrip()
        opening = above.rfind("{#") if above.endswith("#}") else -1
        doc = above[opening + 2 : -2].strip("- \n\r\t") if opening >= 0 else ""
        start = match.start() if opening < 0 else text.rindex("{#", 0, match.start())
        words = " ".join(f"{match['name']}{match['parameters'] or ''}".split())
        ending = _END.search(code, match.end(), match.end() + _MOST_OF_BODY)
        end = ending.end() if ending else match.end()
        yield Draft("function", match["name"], f"{match['kind']} {words}", start, end, doc)
        before = match.end()


def _about(drafts: list[Draft], selected: list[str]) -> str:
    if drafts:
        kinds = [each.signature.partition(" ")[0] for each in drafts]
        noun = kinds[0] if len({*kinds}) == 1 else "macro"
        return f"dbt with the {some_named(noun, [each.name for each in drafts])}."
    return f"dbt query of {some_of(selected)}." if selected else ""
