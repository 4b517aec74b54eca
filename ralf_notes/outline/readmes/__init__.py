"""What a README says about its project: the paragraph that says what it is, as plain text."""

from __future__ import annotations

import re

from ralf_notes.outline.readmes.choice import chosen, is_no_description

__all__ = ["is_change_log", "is_no_description", "is_readme", "names_in_code", "purpose_in"]

_README = re.compile(
    r"readme(?:\.(?P<ending>md|markdown|mdown|mkd|mdx|rst|rest|txt|adoc|asciidoc|asc|rdoc|org))?"
)
_CHANGE_LOG = re.compile(
    r"(?:change[-_]?log|changes|history|news|release[-_]?notes)(?:\.(?:md|markdown|rst|txt|adoc))?"
)
_NAME = re.compile(r"[^\W\d]\w{2,}")
_MOST_CHARACTERS = 40_000
"""Only the beginning of a README says what its project is."""


def is_readme(path: str) -> bool:
    """Whether a file is the README of its folder, not a translation of it."""
    return _README.fullmatch(path.rpartition("/")[2].lower()) is not None


def is_change_log(path: str) -> bool:
    """Whether a file is by its name the list of what changed from version to version."""
    return _CHANGE_LOG.fullmatch(path.rpartition("/")[2].lower()) is not None


def names_in_code(text: str) -> tuple[str, ...]:
    """Return the names that stand in the code of a README, sorted."""
    code: list[str] = []
    is_fenced = False
    for line in text[:_MOST_CHARACTERS].split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            is_fenced = not is_fenced
        elif is_fenced or line.startswith(("    ", "\t")):
            code.append(line)
        else:
            code += line.replace("``", "`").split("`")[1::2]
    return tuple(sorted(set(_NAME.findall(" ".join(code)))))


def purpose_in(path: str, text: str) -> str:
    """Return the paragraph of a README that says what its project is, '' if none does.

    Args:
        path: of the README; its ending tells the markup.
        text: of the README.
    """
    from ralf_notes.outline.readmes.markdown import markdown_blocks
    from ralf_notes.outline.readmes.structured import asciidoc_blocks, plain_blocks, rst_blocks

    match = _README.fullmatch(path.rpartition("/")[2].lower())
    ending = (match["ending"] if match else "") or ""
    text, is_inner = text[:_MOST_CHARACTERS], "/" in path
    if ending in ("rst", "rest"):
        return chosen(rst_blocks(text), is_inner=is_inner)
    if ending in ("adoc", "asciidoc", "asc"):
        return chosen(asciidoc_blocks(text), is_inner=is_inner)
    if ending in ("txt", "rdoc", "org", ""):
        return chosen(plain_blocks(text), is_inner=is_inner)
    return chosen(markdown_blocks(text), is_inner=is_inner)
