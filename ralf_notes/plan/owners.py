"""Whose notes a folder of a target holds: two repositories of one name do not mix there."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine.lock import state_directory
from ralf_notes.source import git
from ralf_notes.source.walk import Tree, Walk


def without_strangers(walked: Walk, target: Path) -> Walk:
    """Return a walk without the trees whose folder in the target is another repository's.

    It is as long as that is still where it was; each such tree is a failure of its source. What is
    known of a target is kept in the user's state directory.
    """
    known = _known(target)
    strangers = {tree: known[tree.name] for tree in walked.trees
                 if tree.name in known and _is_stranger(tree.root, known[tree.name])}  # fmt: skip
    failures = [(str(tree.root), _told(tree, owner, target)) for tree, owner in strangers.items()]
    trees = tuple(tree for tree in walked.trees if tree not in strangers)
    return replace(walked, trees=trees, failures=(*walked.failures, *failures))


def remember(walked: Walk, target: Path) -> None:
    """Remember whose notes the folders of a target hold now."""
    known = _known(target)
    now = known | {tree.name: str(tree.root) for tree in walked.trees}
    if now != known:
        with suppress(OSError):
            _path(target).parent.mkdir(parents=True, exist_ok=True)
            _path(target).write_text(json.dumps(now), encoding="utf-8")


def _known(target: Path) -> dict[str, str]:
    try:
        known = json.loads(_path(target).read_text(encoding="utf-8"))
        return {str(name): str(root) for name, root in known.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _path(target: Path) -> Path:
    digest = sha256(os.path.realpath(target).encode(errors="surrogateescape")).hexdigest()[:16]
    return state_directory() / "targets" / f"{digest}.json"


def _is_stranger(root: Path, owner: str) -> bool:
    if os.path.realpath(owner) == os.path.realpath(root) or not os.path.isdir(owner):
        return False
    return not (_same(root, owner, "rev-parse", "--path-format=absolute", "--git-common-dir")
                or _same(root, owner, "config", "remote.origin.url"))  # fmt: skip


def _same(root: Path, owner: str, *question: str) -> bool:
    """Tell whether git says the same of two folders: they are of one repository then."""
    try:
        return git.ask(str(root), *question).stdout == git.ask(owner, *question).stdout
    except (git.NoRepository, SourceUnreadable):
        return False


def _told(tree: Tree, owner: str, target: Path) -> str:
    return (
        f"{target / tree.name} holds the notes of {owner}. Give it a folder of its own: "
        f"source_paths: [{{path: {tree.root}, name: another-name}}]"
    )
