"""`what_changed`: the files whose facts differ from a revision, and the notes on them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.arguments import BadCall
from ralf_notes.agents.serving.reading import document_of
from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError, SourceUnreadable
from ralf_notes.notes.layout import note_paths
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline
from ralf_notes.source import git, git_log, secrets
from ralf_notes.source.classify import Kind, kind_by_path
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import Tree, walk
from ralf_notes.text import count_of, some_of

_MOST_NAMED = 12
_MOST_COMPARED = 10
"""Files that are gone with which a new one is compared."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """A file that git says has changed."""

    tree: Tree
    old: Tree | None
    """The tree at the revision, None if it cannot be had."""
    path: str


def what_changed(config: Config, since: str, limit: int, offset: int) -> str:
    """Return the files whose facts differ from a revision, as far as they are documented.

    Raises BadCall where git knows the revision in none of the trees.
    """
    if since.startswith("-"):
        raise BadCall("since is a git revision, such as HEAD~3 or v1.2: none begins with -")
    trees = walk(config).trees
    before = _trees_at(config, since)
    changes: list[_Changed] = []
    unknown: list[str] = []
    for tree in trees:
        try:
            changes += _changed(tree, before.get(tree.name), since)
        except RalfError as exc:
            unknown.append(_why_unknown(tree, since, exc))
    if len(unknown) == len(trees):
        raise BadCall(" ".join(unknown))
    page, end = _page(config, changes, limit, offset)
    answer = handing.material(secrets.mask_note(page)) if page else _nothing(since, offset)
    if files_left := len(changes) - end:
        answer += f"\n{count_of(files_left, 'file')} more: call again with offset {end}."
    return "\n".join((answer, *unknown))


def _nothing(since: str, offset: int) -> str:
    further = "further " if offset else ""
    return f"no {further}documented file differs from {handing.line(since)}."


def _page(config: Config, changes: Sequence[_Changed], limit: int, offset: int) -> tuple[str, int]:
    """Return the changes of up to `limit` files, and where the next page begins."""
    texts: list[str] = []
    end = min(offset, len(changes))
    while end < len(changes) and len(texts) < limit:
        if lines := [*_lines_of_change(config, changes[end], changes)]:
            texts.append("\n".join(lines))
        end += 1
    return "\n".join(texts), end


def _changed(tree: Tree, old: Tree | None, since: str) -> list[_Changed]:
    """Return the documented files of a tree that git says have changed. Raises RalfError."""
    changed = git_log.changed_since(tree.root, since, tree.commit)
    documented = {path for each in (tree, old) if each for path in _documented(each)}
    # Code comes first, then tests: most questions about changes are about these.
    kinds = {path: kind_by_path(path)[0] for path in changed & documented}
    order = (Kind.CODE, Kind.TEST, Kind.DOCS, Kind.DATA, Kind.SKIPPED)
    by_weight = sorted(kinds, key=lambda path: (order.index(kinds[path]), path))
    return [_Changed(tree, old, path) for path in by_weight]


def _why_unknown(tree: Tree, since: str, error: RalfError) -> str:
    """Return why nothing is known of what changed in a tree."""
    if isinstance(error.__cause__, git.NoRepository):
        return f"{handing.line(tree.name)} is in no git work tree: what changed is not known there."
    reason = f"git does not know {handing.line(since)} in {handing.line(tree.name)}. "
    if git_log.is_shallow(tree.root):
        return f"{reason}Its clone is shallow: git fetch --unshallow brings older commits."
    return f"{reason}Name a commit, branch or tag that git log shows, such as HEAD~3."


def _trees_at(config: Config, since: str) -> dict[str, Tree]:
    """Return the trees as they were at a revision, by name."""
    sources = tuple(each.model_copy(update={"ref": since}) for each in config.sources())
    then = config.model_copy(update={"source_paths": sources})
    try:
        return {tree.name: tree for tree in walk(then).trees}
    except RalfError:
        return {}


def _documented(tree: Tree) -> Iterator[str]:
    """Yield the paths that get a note, as far as the path alone decides that."""
    yield from (file.path for file in tree.selected_files() if file.kind is not Kind.SKIPPED)


def _lines_of_change(
    config: Config, changed: _Changed, others: Sequence[_Changed]
) -> Iterator[str]:
    """Yield what changed in a file, and where its note is; nothing of a note of ours."""
    tree, path = changed.tree, changed.path
    was, now = _outline(changed.old, path), _outline(tree, path)
    if now is None and was is None:
        return
    if now is None:
        state = "not documented now" if tree.file(path) else "deleted"
    elif was is None:
        moved = _moved_from(now, changed, others)
        state = f"new, moved from {moved}" if moved else "new"
    else:
        state = "changed"
    note = note_paths(tree.name, [path], config.folder_note_style).files[path]
    shown = f" · note {note}" if document_of(config, note) is not None else " · no note"
    yield f"{tree.name}: {path} · {state}{shown}"
    if now is not None and was is not None:
        differences = [*_differences(was, now)] or ["no symbol changed"]
        yield from (f"  {each}" for each in differences)


def _moved_from(now: Outline, changed: _Changed, others: Sequence[_Changed]) -> str:
    """Return the path of a file that is gone and held most of what a new one holds, or ''."""
    digests = {each.digest for each in now.symbols}
    gone = [
        each.path
        for each in others
        if each.tree is changed.tree and each.tree.file(each.path) is None
    ]
    name = posixpath.basename(changed.path)
    alike = sorted(gone, key=lambda path: posixpath.basename(path) != name)
    for path in alike[:_MOST_COMPARED] if digests else ():
        was = _outline(changed.old, path)
        if was and len(digests & {each.digest for each in was.symbols}) * 2 > len(digests):
            return path
    return ""


def _outline(tree: Tree | None, path: str) -> Outline | None:
    """Return the outline of a file of a tree, None if it is not there or not to be read."""
    file = tree.file(path) if tree else None
    if tree is None or file is None or path not in tree.selected:
        return None
    try:
        content = read_content(tree, file)
    except SourceUnreadable:
        return None
    return None if content.kind is Kind.SKIPPED else parse.outline(path, content.text)


def _differences(was: Outline, now: Outline) -> Iterator[str]:
    before = {each.name: each for each in was.symbols}
    after = {each.name: each for each in now.symbols}
    both = [name for name in after if name in before]
    groups = {
        "added": [name for name in after if name not in before],
        "removed": [name for name in before if name not in after],
        "signature changed": [n for n in both if after[n].signature != before[n].signature],
        "docs changed": [n for n in both if after[n].doc != before[n].doc],
        "body changed": [n for n in both if after[n].digest != before[n].digest],
    }
    listed: set[str] = set()
    for what, names in groups.items():
        if others := [name for name in names if name not in listed]:
            yield f"{what}: {some_of(others, _MOST_NAMED)}"
        listed.update(names)
    if was.purpose != now.purpose:
        yield "what the file says of itself changed"
