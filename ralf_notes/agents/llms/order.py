"""The order in which the notes of a tree matter to somebody who does not know it yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ralf_notes.paths import all_folders, from_the_top
from ralf_notes.plan.tree_plan import TreePlan
from ralf_notes.source.classify import Kind

_FOLDERS, _FILES, _OPTIONAL = "folders", "files", "Optional"
SECTIONS = (_FOLDERS, _FILES, _OPTIONAL)
"""The sections of `llms.txt`; by its name, readers know that they can skip the last one."""
_LATER = (Kind.DOCS, Kind.DATA, Kind.TEST)


@dataclass(frozen=True, slots=True)
class WeighedNote:
    """A note of a tree besides its overview."""

    source: str
    """The path of its source; a folder's ends with a slash."""
    note: str
    """Its path below the target."""
    section: str


def by_weight(planned: TreePlan) -> Iterator[WeighedNote]:
    """Yield the notes of a tree, those that matter most first.

    The folders at the top that hold code come first, most used first, then the files that most
    others use, then the other folders and files of code from the top down. Last come documents,
    data, tests, what is hidden, and the folders that hold nothing else.
    """
    folders, files = planned.links.folders, planned.links.files
    used = [path for path in planned.project.neighbours.of_folder("").in_detail if path in files]
    code, others = _code_and_others(planned)
    with_code = sorted({*all_folders(code)} & folders.keys() - {""}, key=from_the_top)
    without = sorted(folders.keys() - {"", *with_code}, key=from_the_top)
    uses = Counter(path.partition("/")[0] for path in used)
    tops = sorted((each for each in with_code if "/" not in each), key=lambda each: -uses[each])
    groups = (
        (_FOLDERS, [f"{folder}/" for folder in tops]),
        (_FILES, used),
        (_FOLDERS, [f"{folder}/" for folder in with_code if "/" in folder]),
        (_FILES, [path for path in code if path not in used]),
        (_OPTIONAL, [path for path in others if path not in used]),
        (_OPTIONAL, [f"{folder}/" for folder in without]),
    )
    for section, sources in groups:
        for source in sources:
            note = folders[source[:-1]] if source.endswith("/") else files[source]
            yield WeighedNote(source, note, section)


def _code_and_others(planned: TreePlan) -> tuple[list[str], list[str]]:
    """Return the files of code, or of documents in a tree without code; and all other files.

    Code in a top folder that is mostly documents, such as `docs/conf.py`, is one of them.
    """
    by_kind: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    kinds = {path: planned.project.files[path].kind for path in planned.links.files}
    tops = Counter(path.partition("/")[0] for path in kinds)
    documents = Counter(path.partition("/")[0] for path in kinds if kinds[path] is Kind.DOCS)
    for path in sorted(kinds, key=from_the_top):
        top, is_inside, _ = path.partition("/")
        is_of_documents = is_inside and kinds[path] is Kind.CODE and documents[top] * 2 > tops[top]
        kind = Kind.DATA if path.startswith(".") else Kind.DOCS if is_of_documents else kinds[path]
        by_kind[kind].append(path)
    main = Kind.CODE if by_kind[Kind.CODE] else Kind.DOCS
    others = [path for kind in _LATER if kind is not main for path in by_kind[kind]]
    return by_kind[main], others
