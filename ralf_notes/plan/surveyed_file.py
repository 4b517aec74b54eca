"""What a run knows about a file besides its text: read once, then kept by the cache."""

from __future__ import annotations

import json
import posixpath
import re
from typing import NamedTuple

from ralf_notes.notes.kept import Kept
from ralf_notes.notes.lists.chosen import has_room_for_all
from ralf_notes.notes.render.description import description
from ralf_notes.outline.digests import text_digest
from ralf_notes.outline.imports import Declarations, declared_names
from ralf_notes.outline.model import Export, Import, Outline
from ralf_notes.outline.readmes import is_readme
from ralf_notes.plan.tree_changes import digest, row_prefix
from ralf_notes.source.classify import Kind
from ralf_notes.source.walk import SourceFile

_KINDS = {kind.value: kind for kind in Kind}
_DECIDES_IMPORTS = (
    "go.mod", ".json", ".toml", ".csproj", "Package.swift", "pubspec.yaml", "build.zig"
)  # fmt: skip
"""Endings of the names of files whose text can decide where imports lead."""
_EMPTY = text_digest("")
_LICENCE = re.compile(
    r"(?:un|(?:mit|bsd|apache)-)?licen[cs]e"
    r"(?:[-_.](?:apache|mit|bsd|gpl|lgpl|agpl|mpl)[\w.-]*)?(?:\.(?:txt|md|rst))?"
    r"|copying(?:\.lesser)?(?:\.txt)?"
)
_SPEAKS_FOR_FOLDER = ("readme", "__init__", "mod", "lib", "doc", "package-info", "index")
"""The stems of files whose opening words describe their folder."""


class SurveyedFile(NamedTuple):
    """One file of a tree; a tuple, because each run makes one for every file."""

    source: SourceFile
    digest: str
    """Of its bytes; '' for a file that is skipped by its path."""
    kind: Kind
    reason: str
    """Why it is skipped, or ''."""
    language: str
    is_entry_point: bool
    facts_digest: str
    """The digest of what the notes of other files and of folders show of it, besides links."""
    links_digest: str
    """The digest of what the links of other files depend on."""
    mentions_digest: str
    """The digest of the names that stand in it and of their lines: its own links depend on it."""
    parsed: str
    """JSON: purpose, sentence, package, imports, names, exports; '' for a file without outline."""
    manifest: str = ""
    """JSON: what it says as a manifest; '' for any other file."""
    unread_lines: int = 0
    """How many of its lines the parser could not read."""
    crowded: str = ""
    """`crowded` if its symbols are too many for a note, so that the ones come first that others
    use; else ''."""
    silence: str = ""
    """`nothing` if a note could say nothing about it, `prose` if only a model's words; else ''."""
    routes: int = 0
    """How many routes of a program it states."""
    options: int = 0
    """How many options of a program it defines."""

    @property
    def is_silent(self) -> bool:
        """Whether a note would hold nothing that the parser knows, but for one sentence."""
        return bool(self.silence)

    @property
    def is_open_to_prose(self) -> bool:
        """Whether a model could say something about it."""
        return self.silence == "prose"

    @property
    def purpose(self) -> str:
        """The author's opening words, where they describe the folder."""
        return str(json.loads(self.parsed)[0]) if self.parsed else ""

    @property
    def sentence(self) -> str:
        """The file's description as long as no model has written one."""
        return str(json.loads(self.parsed)[1]) if self.parsed else ""

    @property
    def types(self) -> tuple[str, ...]:
        """The names of the types that it declares."""
        return tuple(json.loads(self.parsed)[4][0]) if self.parsed else ()

    def declarations(self) -> Declarations | None:
        """Return what resolving imports needs; None for a file without an outline."""
        is_test = self.kind is Kind.TEST
        return read_declarations(self.source.path, self.language, self.parsed, is_test=is_test)


def read_declarations(
    path: str, language: str, parsed: str, *, is_test: bool
) -> Declarations | None:
    """Return what resolving imports needs of a file; None for a file without an outline.

    Args:
        path: of the file.
        language: the key of its language.
        parsed: as in `SurveyedFile`.
        is_test: whether it is a test.
    """
    if not parsed:
        return None
    _, _, package, uses, names, offers, aliases, typed, routing = json.loads(parsed)
    imports = tuple(
        Import(module, tuple(what), tuple(local), mark) for module, what, local, mark in uses
    )
    exports = tuple(Export(*values) for values in offers)
    types, values, extensions, members, hidden = map(tuple, names)
    others = tuple((name, original) for name, original in aliases)
    return Declarations(
        path, language, package, imports, exports,
        types, values, extensions, members, hidden, is_test, others, typed, routing,
    )  # fmt: skip


def from_row(file: SourceFile, row: str) -> SurveyedFile:
    """Read a file's row of the cache."""
    (
        _, _, content_digest, kind, reason, language, starts,
        facts_digest, links_digest, mentions_digest, parsed, manifest, unread, crowded, silence,
        routes, options,
    ) = row.split("\0", 16)  # fmt: skip
    return SurveyedFile(
        file, content_digest, _KINDS[kind], reason, language, bool(starts),
        facts_digest, links_digest, mentions_digest, parsed, manifest, int(unread),
        crowded, silence, int(routes), int(options),
    )  # fmt: skip


def reason_in_row(row: str) -> str:
    """Return why the file of a row is skipped, or ''."""
    return row.split("\0", 5)[4]


def to_row(file: SurveyedFile) -> str:
    """Return the row of a file for the cache."""
    fields = (
        file.digest, file.kind.value, file.reason, file.language,
        "1" if file.is_entry_point else "", file.facts_digest, file.links_digest,
        file.mentions_digest, file.parsed, file.manifest, str(file.unread_lines),
        file.crowded, file.silence, str(file.routes), str(file.options),
    )  # fmt: skip
    return row_prefix(file.source) + "\0".join(fields)


def from_outline(
    file: SourceFile, content_digest: str, outline: Outline, manifest: str = "", sightings: str = ""
) -> SurveyedFile:
    """Return the row of a file that has been outlined.

    Args:
        file: as walked.
        content_digest: of its bytes.
        outline: of its text.
        manifest: what it says as a manifest, as JSON.
        sightings: its lines with names of others, encoded.
    """
    stem = posixpath.basename(file.path).lower().partition(".")[0]
    is_package_comment = outline.language == "go" and outline.purpose.startswith("Package ")
    speaks = stem in _SPEAKS_FOR_FOLDER or is_package_comment
    purpose = outline.purpose if speaks else ""
    sentence = description(file.path, outline, file.kind, Kept())
    names = declared_names(outline)
    # `asdict` copies every value deeply, which takes ten times as long.
    uses = [[each.module, each.names, each.local, each.mark] for each in outline.imports]
    offers = [[each.name, each.module, each.origin] for each in outline.exports]
    typed = outline.mentions.values
    declared = json.dumps(
        [outline.package, uses, names, offers, outline.aliases, typed, outline.routing]
    )
    routes, options = (
        sum(len(table.rows) for table in outline.tables if table.title == title)
        for title in ("Routes", "Options")
    )
    facts = [file.kind.value, outline.language, str(outline.is_entry), manifest, str(routes)]
    if is_readme(file.path):  # other folders may say the same
        facts += [purpose, *outline.mentions.chains]
    links = [*facts, declared]
    facts.append(str(options))
    if file.path.endswith(_DECIDES_IMPORTS):
        links.append(content_digest)
    fields = (
        purpose, sentence, outline.package, uses, names, offers, outline.aliases, typed,
        outline.routing,
    )  # fmt: skip
    parsed = json.dumps(fields)
    names_in = " ".join(outline.mentions.chains), *sorted(outline.mentions.members)
    mentions = digest(*names_in, sightings)
    return SurveyedFile(
        file, content_digest, file.kind, "",
        outline.language, outline.is_entry, digest(*facts), digest(*links), mentions, parsed,
        manifest, outline.unread_lines, "" if has_room_for_all(outline) else "crowded",
        _silence(file, outline), routes, options,
    )  # fmt: skip


def _silence(file: SourceFile, outline: Outline) -> str:
    """Return how silent the note of a file would be."""
    if outline.text_digest == _EMPTY and not outline.symbols:
        return "nothing"
    name = posixpath.basename(file.path).lower()
    if _LICENCE.fullmatch(name):
        return "nothing"
    facts = (
        outline.purpose, outline.symbols, outline.tables, outline.imports, outline.exports,
        outline.unread, outline.unparsed,
    )  # fmt: skip
    leads = outline.is_entry or outline.about
    if any(facts) or (leads and file.kind is not Kind.DATA):
        return ""
    is_package_alone = outline.package and not outline.mentions.chains  # under a licence, say
    return "nothing" if is_package_alone else "prose"


def skipped(file: SourceFile, content_digest: str, reason: str) -> SurveyedFile:
    """Return the row of a file that gets no note.

    Args:
        file: as walked.
        content_digest: of its bytes; '' if its path alone decides.
        reason: why it is skipped.
    """
    decides = file.path.endswith(_DECIDES_IMPORTS)
    links_digest = digest(Kind.SKIPPED.value, (content_digest or file.version) if decides else "")
    return SurveyedFile(
        file, content_digest, Kind.SKIPPED, reason, "text", False,
        digest(Kind.SKIPPED.value), links_digest, "", "",
    )  # fmt: skip
