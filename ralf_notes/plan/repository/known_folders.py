"""Folders whose purpose is certain: by the tool that reads them, or by the frame they are in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from ralf_notes.plan.surveyed_file import SurveyedFile

_OF_TOOLS = {
    ".vscode": "Settings of Visual Studio Code", ".idea": "Settings of JetBrains editors",
    ".github": "What GitHub reads of the repository",
    ".gitlab": "What GitLab reads of the repository",
    ".circleci": "Builds on CircleCI", ".devcontainer": "Containers to develop in",
    ".husky": "Git hooks that husky runs", ".cargo": "Settings of Cargo",
    ".mvn": "Settings of Maven",
    ".storybook": "Settings of Storybook", ".cursor": "Rules for the editor Cursor",
    ".claude": "Settings of Claude Code", ".yarn": "Settings of Yarn",
    ".buildkite": "Builds on Buildkite",
    ".ebextensions": "Settings of Elastic Beanstalk", ".docker": "Settings of Docker",
}  # fmt: skip
"""By the name of a folder that one tool reads."""
_OF_ROLES = {
    "tasks": "Tasks", "handlers": "Handlers", "defaults": "Defaults of the variables",
    "vars": "Variables", "meta": "Metadata", "templates": "Templates", "files": "Files",
    "molecule": "Molecule tests", "library": "Modules",
}  # fmt: skip
"""By the name of a folder in a role of Ansible. Source:
https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_reuse_roles.html"""
_OF_DJANGO = ("models.py", "views.py", "urls.py", "admin.py", "apps.py", "forms.py", "tasks.py")
_DJANGO = re.compile(r"(?:^|\.)django(?:\.|$)")
_OF_COMMANDS = "management/commands"


def known_purpose(
    folder: str, name: str, children: Mapping[str, SurveyedFile], files: Mapping[str, SurveyedFile]
) -> str:
    """Return what a folder is for, as the beginning of a sentence; '' if it is not certain.

    Args:
        folder: its path.
        name: of the repository.
        children: the files right in it that have notes.
        files: all files of the tree.
    """
    base = posixpath.basename(folder)
    if base in _OF_TOOLS:
        return _OF_TOOLS[base]
    if base in _OF_ROLES and (role := _ansible_role(posixpath.dirname(folder), name, files)):
        return f"{_OF_ROLES[base]} of the Ansible role `{role}`"
    if f"/{folder}".endswith(f"/{_OF_COMMANDS}"):
        return "Commands of `manage.py`"
    names = {posixpath.basename(path) for path in children}
    if "apps.py" in names or len(names.intersection(_OF_DJANGO)) > 1:
        used = (each for path, each in children.items() if path.endswith(_OF_DJANGO))
        if any(uses_django(each) for each in used):
            return f"Django app `{base}`"
    if sum(path.endswith(".tf") for path in children) > 1:
        return "Terraform module"
    return ""


def _ansible_role(folder: str, name: str, files: Mapping[str, SurveyedFile]) -> str:
    """Return the name of the role in a folder, '' if it is none."""
    inside = f"{folder}/" if folder else ""
    for ending in ("yml", "yaml"):
        has_tasks = f"{inside}tasks/main.{ending}" in files
        if has_tasks and (folder.startswith("roles/") or "/roles/" in f"/{folder}/"):
            return posixpath.basename(folder)
        if has_tasks and f"{inside}meta/main.{ending}" in files:
            return posixpath.basename(folder) or name
    return ""


def uses_django(file: SurveyedFile) -> bool:
    """Whether a file imports Django."""
    declared = file.declarations()
    return declared is not None and any(_DJANGO.search(each.module) for each in declared.imports)
