"""The figures of one tree: what its notes show beside what its sources declare."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from facts import Fact, is_test
from links import Tree, false_links, unlinked_uses
from shown import MARKDOWN_LINK, Note, squeeze

NO_DOC = re.compile(r"copyright|licen[cs]e|spdx|noqa|nolint|eslint|@formatter|@inheritdoc", re.I)
SIGNS = re.compile(r"^[ \t]*(?:/\*+!?|\*+/|\*|//[/!]*|#+)[ \t]?|\*+/[ \t]*$", re.M)
SENTENCE = re.compile(r"(?<=[.!?:])\s|\n\s*\n|^\s*[@\\:]!?\w+|^\s*- ?Param|^\s*>|::\s*$", re.M)
INLINE = re.compile(
    r"\{@(?:code|literal)\s+([^}]*)\}"
    r"|\{@link\w*\s+(?:[^\s}(]+(?:\([^)]*\))?\s+(?=[^}\s]))?([^}]*)\}"
    r"|:[\w:]+:`(?:~[\w.]*\.)?([^`<]*?)\s*(?:<[^`>]*>)?`"
)
MARKS_IN_WORDS = re.compile(r"(?<=\s)[@\\](?:a|c|p|e|em|b|ref)(?=\s)")
"""Marks of Doxygen inside a sentence."""
ORDERS = re.compile(r"^(?:frozen_string_literal|encoding|typed|warn_indent):.*$", re.MULTILINE)
"""Comments of Ruby that say nothing."""
TITLED_LINK = re.compile(r"\[([^\[\]\n]+)\]\{@link[^{}\n]*\}")
"""A link of JSDoc whose title stands in front of it."""
UNNAMED = {"default", "exports"}
"""What JavaScript calls a value that has no name of its own."""
REFERENCE = re.compile(r"""<\w+ (?:cref|name|langword)="(?:\w:)?([^"]*)"\s*/>""")
LEAST_LETTERS, MOST_LETTERS = 8, 32


@dataclass
class Figures:
    """Counts of one tree, or the sum of many. Each list holds the places of what is wrong."""

    symbols: int = 0
    constructors: int = 0
    data: int = 0
    docs: int = 0
    names: int = 0
    links: int = 0
    uses: int = 0
    lines: int = 0
    unread: int = 0
    broken: int | None = 0
    missing: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    undocumented: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        for name, value in vars(other).items():
            if value is not None:
                setattr(self, name, (getattr(self, name) or type(value)()) + value)


def judge(
    language: str, root: Path, notes: list[Note], facts: list[Fact], broken: set[str] | None
) -> Figures:
    """Compare notes with facts.

    Args:
        language: of the facts.
        root: the folder that the paths of facts and notes start from.
        notes: of the files that the facts are of.
        facts: what the sources declare.
        broken: the files in which the grammar of the language fails; None if it is not at hand.
    """
    by_file: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_file[fact.file].append(fact)
    figures = Figures(broken=None if broken is None else len(broken))
    tree = Tree(language, root, notes, by_file)
    for note in notes:
        figures.lines += tree.texts[note.source].count("\n")
        figures.unread += note.unread
        if not is_test(note.source):
            gaps = _symbols(figures, note, by_file[note.source])
            if note.source in (broken or ()) and gaps and not note.says_unread:
                figures.silent.append(note.source)
            if by_file[note.source]:
                _invented(figures, note, by_file[note.source])
            _docs(figures, note, by_file[note.source])
    figures.links = sum(map(len, tree.uses.values()))
    figures.false = false_links(tree)
    figures.uses, figures.unlinked = unlinked_uses(tree)
    return figures


def _symbols(figures: Figures, note: Note, facts: Iterable[Fact]) -> bool:
    """Count the public symbols of a file; return whether one is missing."""
    before = len(figures.missing) + len(figures.bare) + len(figures.lost)
    wanted = {(fact.name, fact.kind) for fact in facts if fact.public and fact.kind != "name"}
    for name, kind in sorted(wanted):
        place = f"{note.source}:{'.'.join(name)}"
        if kind == "data":
            figures.data += 1
            figures.lost += [] if _data_shown(note, name) else [place]
        elif kind == "constructor":
            figures.constructors += 1
            figures.bare += [] if _shown(note, name, signature=True) else [place]
        else:
            figures.symbols += 1
            figures.missing += [] if _shown(note, name) else [place]
    return len(figures.missing) + len(figures.bare) + len(figures.lost) > before


def _shown(note: Note, name: tuple[str, ...], signature: bool = False) -> bool:
    """Whether a symbol stands in code: under its own heading, its type's, or in a loose block."""
    word = re.compile(
        rf"(?<![\w$])\$?{re.escape(name[-1])}(?![\w$])" + (r"\s*\(" if signature else "")
    )
    return _has_section(note, name) or any(word.search(code) for code in _around(note, name))


def _data_shown(note: Note, name: tuple[str, ...]) -> bool:
    """Whether a field stands in the code of its type: declared, not as a parameter or a value."""
    if _has_section(note, name):
        return True
    word = re.compile(rf"(?<![\w$])\$?{re.escape(name[-1])}(?![\w$])")
    pointer = re.compile(rf"\(\s*[*&^][^()]*\b{re.escape(name[-1])}\b")
    return any(
        word.search(_declared_part(code)) or pointer.search(code) for code in _around(note, name)
    )


def _has_section(note: Note, name: tuple[str, ...]) -> bool:
    """Whether a symbol has a heading of its own with code below it.

    A module that only wraps a type stands above that: `module Shop` in the code of `Shop.Cart`.
    """
    if any(_same(each.name, name) for each in note.sections if each.name and each.code):
        return True
    head = re.compile(rf"^\s*module {re.escape(name[-1])}$", re.MULTILINE)
    inner = (each for each in note.sections if _same(each.name[: len(name)], name))
    return any(head.search(each.code) for each in inner if len(each.name) > len(name))


def _declared_part(code: str) -> str:
    """Code without what is in round brackets, and without the values of assignments."""
    bare, found = code, 1
    while found:
        bare, found = re.subn(r"\([^()]*\)", "", bare)
    return re.sub(r"(?<![=!<>])=(?![=>])[^,;\n]*", "", bare)


def _around(note: Note, name: tuple[str, ...]) -> list[str]:
    """The code in which a symbol without a heading may stand: of all types around it, too."""
    owners = [s.code for s in note.sections if s.name and s.name[-1] in name[:-1]]
    return [*owners, note.loose_code]


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names end alike; a name without a type fits every type."""
    shorter = min(len(one), len(other), 2)
    return one[-shorter:] == other[-shorter:]


def _invented(figures: Figures, note: Note, facts: list[Fact]) -> None:
    known = {fact.name[-1].lstrip("#") for fact in facts} | UNNAMED
    text_names = [name[-1] for name in note.names if re.search(r"\w", name[-1])]
    figures.names += len(text_names)
    figures.invented += [f"{note.source}:{name}" for name in text_names if name not in known]


def _docs(figures: Figures, note: Note, facts: list[Fact]) -> None:
    """Count the docs of public symbols, and those whose first words the note does not show."""
    for fact in facts:
        if not fact.public or fact.kind == "name":
            continue
        words = _first_words(MARKDOWN_LINK.sub(r"\1", TITLED_LINK.sub(r"\1", fact.doc)))
        if len(words) >= LEAST_LETTERS:
            figures.docs += 1
            # A link in a note has its address behind it, in a code span.
            if words not in note.letters and _first_words(fact.doc) not in note.letters:
                figures.undocumented.append(f"{note.source}:{'.'.join(fact.name)}")


def _first_words(doc: str) -> str:
    """Return the letters with which an author's comment begins, up to its first full stop."""
    text = SIGNS.sub("", doc).strip()
    text = ORDERS.sub("", MARKS_IN_WORDS.sub("", text)).strip()
    if NO_DOC.search(text):
        return ""
    text = re.sub(r"</?[a-z][^>\n]*>", " ", REFERENCE.sub(r"\1", text)).strip()
    sentence = SENTENCE.split(text, maxsplit=1)[0]
    return squeeze(INLINE.sub(lambda found: "".join(filter(None, found.groups())), sentence))[
        :MOST_LETTERS
    ]
