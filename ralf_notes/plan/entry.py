"""One file of a tree in short, as the cache keeps it."""

from __future__ import annotations

import json
import posixpath
from dataclasses import asdict
from typing import NamedTuple

from ralf_notes.notes import render
from ralf_notes.notes.kept import Kept
from ralf_notes.outline import languages
from ralf_notes.outline.imports import Declarations
from ralf_notes.outline.model import Import, Outline
from ralf_notes.plan.standing import digest, version
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import SourceFile

_KINDS = {kind.value: kind for kind in Kind}
_SAY_WHERE = ("go.mod", ".json", ".toml")
"""How the names of files end that can say where imports lead."""


class Entry(NamedTuple):
    """What is known of a file, its text apart. It is made for every file of a tree in each run."""

    file: SourceFile
    digest: str
    """Of its bytes, '' for a file that is skipped by its path."""
    kind: Kind
    reason: str
    """Why it is skipped, or ''."""
    language: str
    is_entry: bool
    joint: str
    """The hash of what the links of other files depend on."""
    rest: str
    """JSON: purpose, sentence, package, imports, names; '' for a file without an outline."""

    @property
    def purpose(self) -> str:
        """The author's opening words, where they stand for the folder."""
        return str(json.loads(self.rest)[0]) if self.rest else ""

    @property
    def sentence(self) -> str:
        """What stands for the file as long as no model has said anything."""
        return str(json.loads(self.rest)[1]) if self.rest else ""

    def facts(self, path: str) -> Declarations | None:
        """Return what resolving imports needs; None for a file without an outline."""
        if not self.rest:
            return None
        _, _, package, uses, names = json.loads(self.rest)
        found = tuple(Import(module, tuple(what)) for module, what in uses)
        return Declarations(path, self.language, package, found, tuple(names))


def from_row(file: SourceFile, row: str) -> Entry:
    """Return the entry of a file from its row in the cache."""
    _, _, content, kind, reason, language, is_entry, joint, rest = row.split("\0", 8)
    return Entry(file, content, _KINDS[kind], reason, language, bool(is_entry), joint, rest)


def to_row(entry: Entry) -> str:
    """Return the row of a file for the cache."""
    fields = (
        entry.digest, entry.kind.value, entry.reason, entry.language,
        "1" if entry.is_entry else "", entry.joint, entry.rest,
    )  # fmt: skip
    return version(entry.file) + "\0".join(fields)


def of_outline(file: SourceFile, content: str, outline: Outline) -> Entry:
    """Return the entry of a file that has been outlined.

    Args:
        file: as walked.
        content: the hash of its bytes.
        outline: of its text.
    """
    purpose = outline.purpose if _stands_for_folder(file.path) else ""
    sentence = render.description(outline, file.kind, Kept())
    names: tuple[str, ...] = ()
    if languages.get(outline.language).named_freely:
        names = tuple(symbol.name for symbol in outline.symbols if not symbol.parent)
    uses = [list(asdict(each).values()) for each in outline.imports]
    facts = json.dumps([outline.package, uses, names])
    joint = [file.kind.value, outline.language, str(outline.is_entry), facts]
    joint += [content] if file.path.endswith(_SAY_WHERE) else []
    rest = json.dumps([purpose, sentence, outline.package, uses, names])
    return Entry(
        file, content, file.kind, "", outline.language, outline.is_entry, digest(*joint), rest
    )


def of_skipped(file: SourceFile, content: str, reason: str) -> Entry:
    """Return the entry of a file that gets no note."""
    says_where = file.path.endswith(_SAY_WHERE)
    joint = digest(Kind.SKIPPED.value, (content or file.version) if says_where else "")
    return Entry(file, content, Kind.SKIPPED, reason, "text", False, joint, "")


def _stands_for_folder(path: str) -> bool:
    name = posixpath.basename(path).lower()
    stem = name.partition(".")[0]
    return stem in ("readme", "__init__", "mod", "lib", "doc", "package-info", "index")
