"""What a README says about its project: the paragraph that says what it is, as plain text."""

from __future__ import annotations

import re
from collections import Counter

from ralf_notes.outline.readmes.choice import chosen, is_no_description, says_nothing

__all__ = [
    "is_change_log", "is_no_description", "is_readme", "names_in_code", "purpose_in",
    "says_nothing",
]  # fmt: skip

_README = re.compile(
    r"readme(?:\.(?P<ending>md|markdown|mdown|mkd|mdx|rst|rest|txt|adoc|asciidoc|asc|rdoc|org))?"
)
_CHANGE_LOG = re.compile(
    r"(?:change[-_]?log|changes|history|news|release[-_]?notes)(?:\.(?:md|markdown|rst|txt|adoc))?"
)
_NAME = re.compile(r"[^\W\d]\w{2,}")
_REPOSITORY = re.compile(r"\bgithub\.com/[\w.-]+/([\w.-]*\w)")
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
    read = markdown_blocks
    if ending in ("rst", "rest"):
        read = rst_blocks
    elif ending in ("adoc", "asciidoc", "asc"):
        read = asciidoc_blocks
    elif ending in ("txt", "rdoc", "org", ""):
        read = plain_blocks
    name = path.split("/")[-2] if is_inner else _name_in_addresses(text)
    return chosen(read(text), name, is_inner=is_inner)


def _name_in_addresses(text: str) -> str:
    """Return the name of the repository that a README has most addresses of, '' if it is not sure.

    Those of a badge, an issue or an archive hold it.
    """
    if "github.com/" not in text:
        return ""
    names = Counter(match[1].removesuffix(".git") for match in _REPOSITORY.finditer(text))
    (name, count), *others = (*names.most_common(2), ("", 0))
    return name if count > others[0][1] else ""
