"""Which repository each folder of a target belongs to: two with one name do not mix there."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from ralf_notes.errors import SourceUnreadable
from ralf_notes.machine import state
from ralf_notes.source import git
from ralf_notes.source.walk import Walk


def without_strangers(walked: Walk, target: Path) -> Walk:
    """Return a walk without the trees whose folder in the target holds another repository's notes.

    A folder whose repository is no longer where it was is free. Each tree that is left out is a
    failure of its source.
    """
    owners = _owners(target)
    trees, failures = [], list(walked.failures)
    for tree in walked.trees:
        owner = owners.get(tree.name)
        if owner is None or not _is_stranger(tree.root, owner):
            trees.append(tree)
            continue
        why = (
            f"{target / tree.name} holds the notes of {owner}. Give it a folder of its own: "
            f"source_paths: [{{path: {tree.root}, name: another-name}}]"
        )
        failures.append((str(tree.root), why))
    return replace(walked, trees=tuple(trees), failures=tuple(failures))


def record_owners(walked: Walk, target: Path) -> None:
    """Record which repository's notes each folder of a target holds now."""
    before = _owners(target)
    owners = before | {tree.name: str(tree.root) for tree in walked.trees}
    if owners != before:
        state.record(target).write("targets", owners)


def names(target: Path) -> set[str]:
    """Return the names of the folders of a target that are known to belong to a repository."""
    return {*_owners(target)}


def _owners(target: Path) -> dict[str, str]:
    """Return the root of the repository for each folder of a target, as far as it is recorded."""
    owners = state.record(target).read("targets")
    is_valid = isinstance(owners, dict)
    return {name: str(root) for name, root in owners.items()} if is_valid else {}


def _is_stranger(root: Path, owner: str) -> bool:
    """Whether a folder that has an owner belongs to another repository than the one at `root`."""
    if os.path.realpath(owner) == os.path.realpath(root) or not os.path.isdir(owner):
        return False
    # Work trees of one repository share its git directory, clones its remote.
    for question in (
        ("rev-parse", "--path-format=absolute", "--git-common-dir"),
        ("config", "remote.origin.url"),
    ):
        try:
            if git.ask(str(root), *question).stdout == git.ask(owner, *question).stdout:
                return False
        except (git.NoRepository, SourceUnreadable):
            continue
    return True
