"""The figures of one tree: what its notes show beside what its sources declare."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from facts import Fact, is_test
from shown import Note

# Languages whose imports name a file, so that the file's name in the user is a use.
BY_FILE = {"python", "typescript", "javascript", "c", "cpp", "ruby", "php", "bash", "rust"}
INDEX = {"index", "__init__", "mod", "lib"}
WORD = re.compile(r"[A-Za-z_$][\w$]*")


@dataclass
class Figures:
    """Counts of one tree, or the sum of many. Each list holds the places of what is wrong."""

    symbols: int = 0
    constructors: int = 0
    data: int = 0
    names: int = 0
    links: int = 0
    broken: int | None = 0
    missing: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
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
    for note in notes:
        if not is_test(note.source):
            gaps = _symbols(figures, note, by_file[note.source])
            if note.source in (broken or ()) and gaps and not note.says_unread:
                figures.silent.append(note.source)
            if by_file[note.source]:
                _invented(figures, note, by_file[note.source])
    _links(figures, language, root, notes, by_file)
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
        rf"(?<![\w$]){re.escape(name[-1])}(?![\w$])" + (r"\s*\(" if signature else "")
    )
    return _has_section(note, name) or any(word.search(code) for code in _around(note, name))


def _data_shown(note: Note, name: tuple[str, ...]) -> bool:
    """Whether a field stands in the code of its type: declared, not as a parameter or a value."""
    if _has_section(note, name):
        return True
    word = re.compile(rf"(?<![\w$]){re.escape(name[-1])}(?![\w$])")
    pointer = re.compile(rf"\(\s*[*&^][^()]*\b{re.escape(name[-1])}\b")
    return any(
        word.search(_declared_part(code)) or pointer.search(code) for code in _around(note, name)
    )


def _has_section(note: Note, name: tuple[str, ...]) -> bool:
    """Whether a symbol has a heading of its own with code below it."""
    own = (section for section in note.sections if section.name and _same(section.name, name))
    return any(section.code for section in own)


def _declared_part(code: str) -> str:
    """Code without what is in round brackets, and without the values of assignments."""
    bare, found = code, 1
    while found:
        bare, found = re.subn(r"\([^()]*\)", "", bare)
    return re.sub(r"(?<![=!<>])=(?![=>])[^,;\n]*", "", bare)


def _around(note: Note, name: tuple[str, ...]) -> list[str]:
    """The code in which a symbol without a heading of its own may stand."""
    outer = name[-2:-1]
    owners = [s.code for s in note.sections if outer and s.name[-1:] == outer]
    return [*owners, note.loose_code]


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names end alike; a name without a type fits every type."""
    shorter = min(len(one), len(other), 2)
    return one[-shorter:] == other[-shorter:]


def _invented(figures: Figures, note: Note, facts: list[Fact]) -> None:
    known = {fact.name[-1] for fact in facts}
    text_names = [name[-1] for name in note.names]
    figures.names += len(text_names)
    figures.invented += [f"{note.source}:{name}" for name in text_names if name not in known]


def _links(
    figures: Figures,
    language: str,
    root: Path,
    notes: list[Note],
    by_file: dict[str, list[Fact]],
) -> None:
    """Count the links of "Uses", and those to a file of which no name stands in the user."""
    sources = {note.path.removesuffix(".md"): note.source for note in notes}
    for note in notes:
        text = (root / note.source).read_text(encoding="utf-8", errors="replace")
        words = set(WORD.findall(text))
        for link in note.uses:
            target = sources.get(link.removesuffix(".md"))
            if target is None or target == note.source:
                continue
            figures.links += 1
            names = {fact.name[-1] for fact in by_file[target]}
            if not (names & words or (language in BY_FILE and _names_file(text, target))):
                figures.false.append(f"{note.source} -> {target}")


def _names_file(text: str, target: str) -> bool:
    """Whether the text names the file: its stem, or the folder of an index file."""
    path = PurePosixPath(target)
    stem = path.name.split(".")[0]
    if stem in INDEX:
        if re.search(r"""['"]\.{1,2}/?['"]|^\s*from \.+ import|\b(super|crate)::""", text, re.M):
            return True
        stem = path.parent.name
    return bool(stem) and bool(re.search(rf"(?<![\w$-]){re.escape(stem)}(?![\w$-])", text))
