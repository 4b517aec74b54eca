"""`what_changed`: the files whose facts differ from a revision, and the notes on them."""

from __future__ import annotations

from collections.abc import Iterator

from ralf_notes.agents.serving import handing
from ralf_notes.agents.serving.arguments import BadCall
from ralf_notes.agents.serving.reading import document_of
from ralf_notes.config.keys import Config
from ralf_notes.errors import RalfError, SourceUnreadable
from ralf_notes.notes.layout import note_paths
from ralf_notes.outline import parse
from ralf_notes.outline.model import Outline
from ralf_notes.source import git_log, secrets
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import Tree, walk
from ralf_notes.text import count_of, some_of

_MOST_NAMED = 12


def what_changed(config: Config, since: str, limit: int, offset: int) -> str:
    """Return the files whose facts differ from a revision, as far as they are documented.

    Raises BadCall where git does not know the revision, or there is no git.
    """
    if since.startswith("-"):
        raise BadCall("since is a git revision, such as HEAD~3 or v1.2: none begins with -")
    found: list[tuple[Tree, Tree | None, str]] = []
    before = _trees_at(config, since)
    for tree in walk(config).trees:
        old = before.get(tree.name)
        changed = _changed_paths(tree, since)
        known = {path for each in (tree, old) if each for path in _documented(each)}
        found += [(tree, old, path) for path in sorted(changed & known)]
    shown = found[offset : offset + limit]
    if not shown:
        further = "further " if offset else ""
        return f"no {further}documented file differs from {handing.line(since)}."
    texts = "\n".join(line for each in shown for line in _told(config, *each))
    left = len(found) - offset - len(shown)
    more = f"\n{count_of(left, 'file')} more: call again with offset {offset + limit}."
    return handing.material(secrets.mask_note(texts)) + (more if left else "")


def _trees_at(config: Config, since: str) -> dict[str, Tree]:
    """Return the trees as they were at a revision, by name."""
    sources = tuple(each.model_copy(update={"ref": since}) for each in config.sources())
    then = config.model_copy(update={"source_paths": sources})
    try:
        return {tree.name: tree for tree in walk(then).trees}
    except RalfError:
        return {}


def _documented(tree: Tree) -> Iterator[str]:
    """Yield the paths that get a note, as far as the path tells."""
    for file in tree.files:
        if file.kind is not Kind.SKIPPED and file.path in tree.selected:
            yield file.path


def _changed_paths(tree: Tree, since: str) -> frozenset[str]:
    try:
        return git_log.changed_since(tree.root, since, tree.commit)
    except RalfError as exc:
        raise BadCall(
            f"git does not know {handing.line(since)} in {tree.name}, or it is in no git work "
            "tree. Name a commit, branch or tag that git log shows, such as HEAD~3"
        ) from exc


def _told(config: Config, tree: Tree, old: Tree | None, path: str) -> Iterator[str]:
    """Yield what changed in a file, and where its note is."""
    was, now = _outline(old, path), _outline(tree, path)
    if now is None and was is None:  # such as a note of ours
        return
    if now is None:
        state = "not documented now" if tree.file(path) else "deleted"
    else:
        state = "new" if was is None else "changed"
    note = note_paths(tree.name, [path], config.folder_note_style).files[path]
    shown = f" · note {note}" if document_of(config, note) is not None else " · no note"
    yield f"{tree.name}: {path} · {state}{shown}"
    if now is not None and was is not None:
        differences = [*_differences(was, now)] or ["no symbol changed"]
        yield from (f"  {each}" for each in differences)


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
    for what, names in groups.items():
        if names:
            yield f"{what}: {some_of(names, _MOST_NAMED)}"
    if was.purpose != now.purpose:
        yield "what the file says of itself changed"
