"""Continuous integration beside GitHub and GitLab: pipelines of Azure and CircleCI.

Sources: https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/,
https://circleci.com/docs/configuration-reference/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, pairs, texts
from ralf_notes.text import some_named

_AZURE_FOLDERS = re.compile(r"(?:^|/)\.?(?:azure|ado|vsts)[\w-]*/")
_AZURE_PARTS = ("stages", "jobs", "steps")


def is_azure(path: str, name: str, root: Mapping[str, Value]) -> bool:
    """Whether a file is a pipeline of Azure, or a template of one."""
    if not any(isinstance(root.get(key), list) for key in (*_AZURE_PARTS, "extends")):
        return False
    is_placed = name.startswith(("azure-pipeline", "azure_pipeline", ".azure-pipeline"))
    return (
        is_placed
        or bool(_AZURE_FOLDERS.search(path.lower()))
        or ("pool" in root and "on" not in root)
    )


def azure(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a pipeline of Azure: its stages, its jobs, and what their steps use."""
    stages = [as_table(each) for each in as_list(root.get("stages"))]
    placed = [(as_text(stage.get("stage")), each) for stage in stages for each in _jobs(stage)]
    placed += [("", each) for each in _jobs(root)]
    jobs = [
        (
            _job_name(job), stage, "\n".join(_pool(job)), "\n".join(texts(job.get("dependsOn"))),
            as_text(job.get("displayName")),
        )
        for stage, job in placed
        if _job_name(job)
    ]  # fmt: skip
    named = [each for each in stages if as_text(each.get("stage"))]
    stage_rows = [
        (
            as_text(each.get("stage")), "\n".join(texts(each.get("dependsOn"))),
            as_text(each.get("displayName")),
        )
        for each in named
    ]  # fmt: skip
    steps = [as_table(step) for _, job in placed for step in as_list(job.get("steps"))]
    steps += [as_table(step) for step in as_list(root.get("steps"))]
    templates = [
        as_text(each.get("template")) for each in (*stages, *(j for _, j in placed), *steps)
    ]
    templates = [*dict.fromkeys(each for each in templates if each and "$" not in each)]
    uses = [*dict.fromkeys(filter(None, (as_text(step.get("task")) for step in steps)))]
    parts = [("stage", [row[0] for row in stage_rows]), ("job", [row[0] for row in jobs])]
    told = [f"the {some_named(noun, names)}" for noun, names in parts if names]
    return Facts(
        about=f"Azure pipeline with {told[0]}." if told else "Azure pipeline.",
        tables=tables(
            Table("Inputs", ("input", "type", "default", "what it is"), tuple(_azure_inputs(root))),
            Table("Stages", ("stage", "needs", "what it is"), tuple(stage_rows)),
            Table("Jobs", ("job", "stage", "runs on", "needs", "what it is"), tuple(jobs)),
            Table("Steps use", ("action",), tuple((each,) for each in uses)),
            Table("Includes", ("from",), tuple((each,) for each in templates)),
        ),
        imports=tuple(Import(each) for each in templates if "@" not in each),
    )


def _jobs(holder: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [as_table(each) for each in as_list(holder.get("jobs"))]


def _job_name(job: Mapping[str, Any]) -> str:
    return as_text(job.get("job")) or as_text(job.get("deployment"))


def _pool(job: Mapping[str, Any]) -> list[str]:
    pool = as_table(job.get("pool"))
    return texts(pool.get("vmImage")) or texts(pool.get("name"))


def _azure_inputs(root: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for each in map(as_table, as_list(root.get("parameters"))):
        if name := as_text(each.get("name")):
            default = each.get("default")
            value = default if isinstance(default, str) else ""
            yield name, as_text(each.get("type")), value, as_text(each.get("displayName"))


def circle(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a pipeline of CircleCI: its workflows, its jobs, and its orbs."""
    workflows = [
        (name, "\n".join(_called(as_list(each.get("jobs")))))
        for name, each in pairs(root.get("workflows"))
        if as_list(each.get("jobs"))
    ]
    jobs = [
        (name, "\n".join(_place(job)), as_text(job.get("description")))
        for name, job in pairs(root.get("jobs"))
    ]
    orbs = [as_text(each) for each in as_table(root.get("orbs")).values()]
    inputs = tuple(
        (
            name,
            as_text(each.get("type")),
            as_text(each.get("default")),
            as_text(each.get("description")),
        )
        for name, each in pairs(root.get("parameters"))
    )
    named = f" with the {some_named('job', [row[0] for row in jobs])}" if jobs else ""
    return Facts(
        about=f"CircleCI pipeline{named}.",
        tables=tables(
            Table("Inputs", ("input", "type", "default", "what it is"), inputs),
            Table("Workflows", ("workflow", "job"), tuple(workflows)),
            Table("Jobs", ("job", "runs on", "what it is"), tuple(jobs)),
            Table("Includes", ("from",), tuple((each,) for each in orbs if each)),
        ),
    )


def _called(jobs: Sequence[Value]) -> list[str]:
    """Return the jobs of a workflow, each a name or a name with its settings."""
    names = [as_text(each) or next(iter(as_table(each)), "") for each in jobs]
    return list(dict.fromkeys(filter(None, names)))


def _place(job: Mapping[str, Any]) -> list[str]:
    """Return where a job runs: images, a machine, or an executor."""
    images = [as_text(as_table(each).get("image")) for each in as_list(job.get("docker"))]
    machine = as_text(as_table(job.get("machine")).get("image"))
    executor = as_text(job.get("executor")) or as_text(as_table(job.get("executor")).get("name"))
    return [each for each in (*images, machine, executor) if each]
