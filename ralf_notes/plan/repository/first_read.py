"""What a reader opens first where no program starts: a role, a module, a plugin, a notebook."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from ralf_notes.outline.imports.tree import folder_of
from ralf_notes.plan.repository.places import Product
from ralf_notes.plan.surveyed_file import SurveyedFile

_ROLE = tuple(f"tasks/main.{ending}" for ending in ("yml", "yaml"))
_PLAYBOOKS = tuple(
    f"{name}.{ending}" for name in ("site", "playbook", "main") for ending in ("yml", "yaml")
)
_PLUGIN = re.compile(r"plugin/[^/]+\.(?:lua|vim)")
_FIRST = re.compile(r"(?:.*[/_-])?(?:index|readme|introduction|intro)\.ipynb", re.IGNORECASE)
_NUMBER = re.compile(r"\D{0,12}?(\d+)")
_FEWEST_NOTEBOOKS = 3
_MOST = 3


def first_read(
    paths: Sequence[str], files: Mapping[str, SurveyedFile], product: Product
) -> tuple[list[str], str]:
    """Return the files that a reader opens first, and what they are; ([], '') if none stands out.

    Args:
        paths: the files to choose from, which have notes.
        files: all files of the tree.
        product: which folders are the product's.
    """
    path_set = frozenset(paths)
    for chosen, label in (
        ([path for path in _ROLE if path in path_set], "Ansible role"),
        (
            [
                path
                for path in _PLAYBOOKS
                if path in path_set and files[path].sentence.startswith("Ansible playbook")
            ],
            "Ansible playbook",
        ),
        (["main.tf"] if "main.tf" in path_set else [], "Terraform module"),
        (_charts(path_set, product), "Helm chart"),
        (_of_editor(paths), "settings of the editor"),
        (sorted(filter(_PLUGIN.fullmatch, paths)), "editor plugin"),
        (list(_notebooks(paths, product)), "notebook"),
    ):
        if chosen:
            return chosen[:_MOST], label
    return [], ""


def _charts(paths: frozenset[str], product: Product) -> list[str]:
    """Return the values of the Helm charts of a repository, none of one that collects many."""
    charts = [folder_of(path) for path in paths if posixpath.basename(path) == "Chart.yaml"]
    own = [place for place in charts if not product.is_beside(place)]
    values = [posixpath.join(place, "values.yaml") for place in own]
    shown = sorted(filter(paths.__contains__, values), key=lambda path: (path.count("/"), path))
    return shown if len(shown) <= _MOST else []


def _of_editor(paths: Sequence[str]) -> list[str]:
    """Return the file that Neovim or Emacs reads first, in a repository of somebody's settings."""
    names = ["init.el"]
    if any(path.startswith("lua/") for path in paths):
        names.append("init.lua")
    return [name for name in names if name in paths]


def _notebooks(paths: Sequence[str], product: Product) -> Iterator[str]:
    """Yield the notebook that leads to the others: an index, else the one of the least number."""
    notebooks = [path for path in paths if path.endswith(".ipynb")]
    of_product = [path for path in notebooks if not product.is_beside(folder_of(path))]
    if len(of_product) < _FEWEST_NOTEBOOKS:
        return
    numbered = [
        (path.count("/"), int(match[1]), path)
        for path in of_product
        if (match := _NUMBER.match(path))
    ]
    leading = [path for path in of_product if _FIRST.fullmatch(path)]
    yield from leading[:1] or [path for _, _, path in sorted(numbered)[:1]]
