"""What a document says about itself in the paragraphs below its title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from ralf_notes.outline.documentation.pointing import points_back, points_elsewhere
from ralf_notes.outline.formats.yaml_text import first_mapping
from ralf_notes.outline.readmes.choice import is_no_description
from ralf_notes.outline.readmes.phrases import IS_A, SECTION_OF_PURPOSE
from ralf_notes.outline.values import as_text
from ralf_notes.text import sentences

_MOST_PARAGRAPHS = 4
_TO_READERS = re.compile(
    r"""\W*(?:please|note|notice|warning|important|tip|info|caution|todo|tl;?dr|you|your|you're|if
      |when|once|before|after|in\ order|to|for|let'?s|hello|hi|hey|welcome|thanks?|thank\ you|we
      |we're|i|i'm|i've|now|here|install|first|as|since|yes|no|by\ \w+\ \w+$|written\ by|author|date
      |version|status|last\ updated|congratulations|above|below|given
      |alternatively|additionally|that'?s|release\ \S+$
      |(?:do|does|did|are|is|have|has|can|should|what|why|how|who|which|where)\b(?=.*\?)
      |in\ (?:the|this)\ (?:above|previous|following|example|last|next))\b(?!-)
      |\W*[-–—•*]|:::""",
    re.IGNORECASE | re.VERBOSE,
)
"""Matches how sentences begin that speak to the reader, or lead to what comes."""
_FRONT_MATTER = re.compile(
    r"\ufeff?---[ \t]*\r?\n(?P<yaml>(?:(?!---)[^\n]*\n){1,80}+)---[ \t]*\r?$", re.MULTILINE
)
_OF_ITSELF = re.compile(
    r"(?:this|the)\s+(?:document|guide|page|chapter|section|part|book|tutorial|article|reference|"
    r"post|note(?:book)?|manual|specification|spec|proposal|rfc|file|directory|folder|example|lesson)\s+"
    r"(?:is\s+(?:an?|the|about)|shows?|(?!is\b|was\b|has\b)\w{3,}s\b|will)\b",
    re.IGNORECASE,
)
"""Matches how a document begins that says what it is about."""


def introduction(paragraphs: Iterable[str]) -> str:
    """Return the first paragraph that says what a document is about, from there on; '' if none.

    Args:
        paragraphs: those between the title and the next heading, as plain text.
    """
    for paragraph in islice(filter(None, paragraphs), _MOST_PARAGRAPHS):
        first = next(iter(sentences(paragraph)), "")
        if first.endswith(":"):  # it leads to an example, which what follows is about
            return f"{first[:-1]}." if IS_A.search(first) and _says_something(first[:-1]) else ""
        if _says_something(first):
            return paragraph
    return ""


def of_front_matter(text: str) -> str:
    """Return the `description` that a document has in its YAML front matter, or ''.

    A template of GitHub's issues has it in `about`; its text asks those who report.

    Source: https://jekyllrb.com/docs/front-matter/, and Hugo, Docusaurus, Astro alike
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return ""
    values = first_mapping(match["yaml"])
    keys = ("description", "summary", "abstract", *(("about",) if "name" in values else ()))
    descriptions = (as_text(values.get(key)) for key in keys)
    return " ".join(next(filter(None, descriptions), "").split())


def says_what_follows(heading: str) -> bool:
    """Whether a heading stands above the words on what a document is about: `Introduction`."""
    return bool(SECTION_OF_PURPOSE.match(heading))


def _says_something(sentence: str) -> bool:
    """Whether a sentence says something by itself."""
    if _OF_ITSELF.match(sentence):
        return True
    is_elsewhere = points_back(sentence) or points_elsewhere(sentence)
    return not (is_elsewhere or _TO_READERS.match(sentence) or is_no_description(sentence))
