"""What a YAML file is: known by its name, or by keys that only one kind of file has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from ralf_notes.outline.formats import Facts, facts_by, tables
from ralf_notes.outline.formats.deploy import ansible
from ralf_notes.outline.formats.deploy.pipelines import is_azure
from ralf_notes.outline.formats.keys import Key, key_table, yaml_keys
from ralf_notes.outline.formats.yaml_text import Value, documents
from ralf_notes.outline.values import as_table, as_text
from ralf_notes.text import some_named, some_of

_Keys: TypeAlias = Mapping[str, Value]
_Test: TypeAlias = Callable[[str, str, _Keys], bool]

_WORKFLOWS = ("/.github/workflows/", "/.gitea/workflows/", "/.forgejo/workflows/")


def _is_compose(_path: str, name: str, root: _Keys) -> bool:
    stem = name.rpartition(".")[0]
    named = "compose" in stem and ("services" in root or "include" in root)
    services = [as_table(each) for each in as_table(root.get("services")).values()]
    return named or (
        bool(services) and all("image" in each or "build" in each for each in services)
    )


def _is_workflow(path: str, _name: str, root: _Keys) -> bool:
    is_placed = any(folder in f"/{path}" for folder in _WORKFLOWS)
    jobs = [as_table(each) for each in as_table(root.get("jobs")).values()]
    return is_placed or (
        "on" in root and bool(jobs) and all("runs-on" in j or "uses" in j for j in jobs)
    )


def _is_gitlab(_path: str, name: str, _root: _Keys) -> bool:
    return name.removesuffix(".yaml").removesuffix(".yml").endswith(".gitlab-ci")


def _is_circle(path: str, _name: str, root: _Keys) -> bool:
    return "/.circleci/" in f"/{path}" and ("jobs" in root or "workflows" in root)


def _named(*names: str, key: str = "") -> _Test:
    """Return the test for a file with one of these names and, unless it is '', this key."""
    return lambda _path, name, root: name in names and (not key or key in root)


def _with_key(*keys: str) -> _Test:
    """Return the test for a file with one of these keys."""
    return lambda _path, _name, root: any(key in root for key in keys)


def _is_schema(_path: str, _name: str, root: _Keys) -> bool:
    return "$schema" in root and ("properties" in root or "$defs" in root)


def _is_taskfile(_path: str, name: str, root: _Keys) -> bool:
    return name.startswith("taskfile") and "tasks" in root


_KINDS: tuple[tuple[_Test, str], ...] = (
    (_is_workflow, "deploy.workflows:github"),
    (_named("action.yml", "action.yaml", key="runs"), "deploy.workflows:action"),
    (_is_gitlab, "deploy.workflows:gitlab"),
    (_is_circle, "deploy.pipelines:circle"),
    (is_azure, "deploy.pipelines:azure"),
    (_with_key("openapi", "swagger"), "schemas.openapi:openapi"),
    (_is_compose, "deploy.compose:facts"),
    (_is_taskfile, "project.taskfile:facts"),
    (_named("chart.yaml", key="name"), "deploy.kubernetes:chart"),
    (_named("kustomization.yaml", "kustomization.yml"), "deploy.kubernetes:kustomization"),
    (_named("pubspec.yaml", key="name"), "project.packages:pubspec"),
    (_is_schema, "schemas.openapi:json_schema"),
    (_named(".pre-commit-config.yaml"), "project.pre_commit:facts"),
)


def facts(path: str, text: str) -> Facts:
    """Return the facts of a YAML file."""
    parts = documents(text)
    roots = [as_table(each) for each in parts]
    root = next((each for each in roots if each), {})
    name = path.rpartition("/")[2].lower()
    if "{{" in text and ("/templates/" in f"/{path}" or "apiVersion" in path):
        return facts_by("deploy.kubernetes:template", path, text)
    objects = [each for each in roots if _is_object(each)]
    if objects and "kustomization" not in name and "runs" not in root:
        return facts_by("deploy.kubernetes:manifests", path, objects)
    for is_kind, function in _KINDS:
        if is_kind(path, name, root):
            of_kind, remark = facts_by(function, path, root), _REMARKS.get(function)
            return replace(of_kind, purpose="") if remark and remark.match(text) else of_kind
    if parts and isinstance(parts[0], list):
        return _list(path, text, parts[0])
    return _settings(name, text)


def _is_object(root: _Keys) -> bool:
    """Whether a document is an object of Kubernetes; other tools write `apiVersion` as well."""
    version = as_text(root.get("apiVersion"))
    return bool(version) and "kind" in root and not version.startswith(("skaffold/", "score."))


def _list(path: str, text: str, items: list[Value]) -> Facts:
    """Return the facts of a file that is a list: an Ansible playbook or its tasks, else names."""
    entries = [as_table(each) for each in items]
    if ansible.is_playbook(entries):
        return ansible.playbook(path, entries)
    if ansible.is_tasks(path, entries):
        of_tasks = ansible.tasks(path, entries)
        return replace(of_tasks, purpose="") if _ON_FIRST_ITEM.match(text) else of_tasks
    names = [as_text(each.get("name")) or as_text(each.get("id")) for each in entries]
    if names and all(names):
        return Facts(
            f"List of {some_of(names)}.",
            tables=tables(key_table([Key(n, "") for n in names], "Items", "name")),
        )
    return Facts()


_REMARKS = {
    "deploy.compose:facts": re.compile(
        r"\A\s*+#++[ \t]*+(?:version|services?|networks?|volumes?|todo)\b", re.IGNORECASE
    )
}
"""By what reads a kind of file: matches a first comment that is about one of its keys."""
_ON_FIRST_ITEM = re.compile(r"\A(?:---[^\n]*+\n\s*+)?(?:#[^\n]*+\n)++-[ \t]")
"""A comment right above the first task is about that task."""
_FIRST_KEY = re.compile(r"\A(?P<comment>(?:#[^\n]*+\n)++)(?P<key>\w[\w-]{2,}+):")
_WORD = re.compile(r"\w+")
_FOR_TOOL = re.compile(r"^#+[ \t]*(?:@param|@section|--[ \t])", re.MULTILINE)
_NAMED = {
    "values.yaml": "Values of a Helm chart",
    "mkdocs.yml": "MkDocs settings",
    "dependabot.yml": "Dependabot settings",
    "dependabot.yaml": "Dependabot settings",
    ".readthedocs.yml": "Read the Docs settings",
    ".readthedocs.yaml": "Read the Docs settings",
    "environment.yml": "Conda environment",
    "environment.yaml": "Conda environment",
    "codecov.yml": "Codecov settings",
    ".travis.yml": "Travis CI build",
    "azure-pipelines.yml": "Azure pipeline",
    "docker-compose.override.yml": "Docker Compose file",
    "pnpm-workspace.yaml": "pnpm workspace",
    "citation.cff": "Citation of the software",
    ".golangci.yml": "golangci-lint settings",
    ".golangci.yaml": "golangci-lint settings",
    ".rubocop.yml": "RuboCop settings",
    ".clang-format": "clang-format settings",
    ".clang-tidy": "clang-tidy settings",
}


def _is_on_first_key(text: str) -> bool:
    """Whether a comment right above the first key speaks of that key."""
    match = _FIRST_KEY.match(text)
    if match is None:
        return False
    key, words = match["key"].lower(), _WORD.findall(match["comment"].lower())
    return key in words or f"{key}s" in words


def _settings(name: str, text: str) -> Facts:
    """Return the keys of a file of an unknown kind."""
    keys = yaml_keys(text)
    if not keys:
        return Facts()
    kind = _NAMED.get(name, "YAML")
    about = f"{kind} with the {some_named('key', [key.name for key in keys])}."
    # The first comment of values with comments for a tool is about the first of them.
    is_of_key = _FOR_TOOL.search(text[:3000]) or _is_on_first_key(text)
    purpose = "" if is_of_key else None
    return Facts(about, purpose, tables(key_table(keys)))
