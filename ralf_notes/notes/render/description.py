"""The one sentence that says what a file or a folder is: an author's, a model's, or a fact."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from functools import cache

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.lists.named import (
    added,
    chief_description,
    holders_of_tests,
    named,
    sections_sentence,
    shown_in_sentence,
    with_members,
)
from ralf_notes.notes.prose.private import VALUES
from ralf_notes.notes.render.facts import Child, FolderFacts
from ralf_notes.outline import languages
from ralf_notes.outline.documentation.pointing import is_aside
from ralf_notes.outline.documentation.words import plain, untitled
from ralf_notes.outline.languages.known import Language
from ralf_notes.outline.model import Outline, Symbol
from ralf_notes.source.classify import Kind
from ralf_notes.text import first_sentence, some_of

_EMPTY = "Empty file."
_OF_FORMAT = re.compile(
    r"Empty file\.|Document [`w]|SVG image\.|(?:YAML|TOML|JSON|XML) with |Table (?:of|with)"
    r"|Settings: |Program in |Defines `main`\.$|Defines `\w+(?:\.\w+)+`\.$"
)
"""Matches descriptions that tell the form of a file, not what it is for."""

_MORE = 5
"""What a file offers of others tells of it where there is so much more of it than definitions."""


def description(path: str, outline: Outline, kind: Kind, kept: Kept) -> str:
    """Return the one-sentence description of a file: the author's, the model's, or a fact."""
    sentence = first_sentence(plain(untitled(outline.purpose))) if outline.purpose else ""
    is_about_example = sentence.endswith(":")
    if sentence and not is_about_example and not is_aside(sentence):
        return sentence
    if kept.summary:
        return first_sentence(kept.summary)
    if not outline.size:
        return _EMPTY
    if outline.about:
        return outline.about
    names = shown_in_sentence(outline)
    if offered := _offered(outline, names):
        return offered
    if not names and (sections := sections_sentence(outline)):
        return sections
    if not names:
        language = languages.get(outline.language)
        is_program = outline.is_entry and outline.language != "bash" and not language.noun
        return f"Program in {language.title}." if is_program else _bare_kind(language)
    if kind is Kind.TEST:
        return named(names, is_test=True, holders=holders_of_tests(outline))
    stem = posixpath.basename(path).partition(".")[0]
    # A script may have a function beside what it does; its words are not about the script.
    is_script = outline.language == "bash" and outline.is_entry and names[0].name != "main"
    sentence = "" if is_script else first_sentence(chief_description(names, stem))
    if len(names) == 1 and not sentence:
        sentence = added(outline, names[0]) or with_members(outline, names[0])
    return sentence or named(names, is_test=False)


def _offered(outline: Outline, names: Sequence[Symbol]) -> str:
    """Return a sentence on what a file offers of others, '' if what it defines says more."""
    definitions = sum(symbol.kind not in VALUES for symbol in names)
    offered = [each.name for each in outline.exports if not each.name.startswith(("_", "*"))]
    if len(offered) > max(len(names), definitions * _MORE):
        return f"Exports {some_of(offered)}."
    whole = [each for each in outline.exports if each.name == "*" or not names]
    modules = dict.fromkeys(each.module for each in whole if each.module)
    return "" if definitions or not modules else f"Exports everything of {some_of(tuple(modules))}."


def folder_description(facts: FolderFacts, kept: Kept) -> str:
    """Return the one-sentence description of a folder."""
    if facts.purpose and (sentence := first_sentence(untitled(facts.purpose))):
        return sentence
    if kept.summary:
        return first_sentence(kept.summary)
    child = None if facts.holdings_tell else facts.only_child
    if child and (child in facts.folders or _speaks(child)):
        return child.description
    return facts.holdings or "Holds nothing that has a note."


def _speaks(child: Child) -> bool:
    """Whether the description of a folder's only file describes the folder as well."""
    name = posixpath.basename(child.path)
    is_bare = child.description in bare_kinds() or _OF_FORMAT.match(child.description)
    is_about_rule = name.endswith((".css", ".scss", ".less"))  # the first of the sheet
    return bool(child.description) and not (is_bare or is_about_rule or name.startswith(".git"))


def _bare_kind(language: Language) -> str:
    """Return the description of a file of which nothing but its language is known."""
    if language.noun:
        return f"{language.noun[0].upper()}{language.noun[1:]}."
    title = language.title
    return f"{title}." if title.lower().endswith("file") else f"{title} file."


@cache
def bare_kinds() -> frozenset[str]:
    """Return the descriptions of files of which nothing but their language is known."""
    return frozenset(_bare_kind(language) for language in languages.all_languages())
