"""Continuous integration: GitHub workflows and actions, and pipelines of GitLab.

Sources: https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions,
https://docs.gitlab.com/ci/yaml/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, pairs, texts
from ralf_notes.text import some_named, some_of

_COMMIT = re.compile(r"@(?:sha256:)?[0-9a-f]{40,64}$")
_GITLAB_WORDS = frozenset([
    "stages", "variables", "default", "include", "workflow", "image", "services", "before_script",
    "after_script", "cache", "pages", "spec", "types",
])  # fmt: skip


def github(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a GitHub workflow: its name, what starts it, its jobs."""
    name, jobs = as_text(root.get("name")), pairs(root.get("jobs"))
    triggers = texts(root.get("on"))
    runs = f", run on {some_of(triggers)}" if triggers else ""
    with_jobs = f", with the {some_named('job', [key for key, _ in jobs])}" if jobs else ""
    rows = tuple(
        (
            key,
            as_text(job.get("name")) if job.get("name") != key else "",
            "\n".join(_runner(job)),
            "\n".join(texts(job.get("needs"))),
            "\n".join(_steps(job)),
        )
        for key, job in jobs
    )
    call = as_table(as_table(root.get("on")).get("workflow_call"))
    call = call or as_table(as_table(root.get("on")).get("workflow_dispatch"))
    return Facts(
        about=f"GitHub workflow{f' `{name}`' if name else ''}{runs}{with_jobs}.",
        tables=tables(
            Table("Starts on", ("event", "where"), _triggers(root.get("on"))),
            _inputs(call),
            Table("Jobs", ("job", "what it is", "runs on", "needs", "uses"), rows),
        ),
        imports=_local_uses([job for _, job in jobs]),
    )


def _triggers(on: Value | None) -> tuple[tuple[str, ...], ...]:
    if isinstance(on, dict):
        return tuple((event, "\n".join(_filters(value))) for event, value in on.items())
    return tuple((event, "") for event in texts(on))


def _filters(value: Value) -> list[str]:
    """Return what limits a trigger: `branches: main`, `cron: 0 4 * * *`."""
    if isinstance(value, list):
        return [f"{k}: {as_text(v)}" for each in value for k, v in as_table(each).items()]
    keys = (
        "branches",
        "branches-ignore",
        "tags",
        "tags-ignore",
        "paths",
        "paths-ignore",
        "types",
        "workflows",
    )
    return [
        f"{key}: {', '.join(texts(each))}"
        for key, each in as_table(value).items()
        if key in keys and texts(each)
    ]


def _runner(job: Mapping[str, Value]) -> list[str]:
    runs_on = job.get("runs-on")
    if isinstance(runs_on, dict):
        return texts(runs_on.get("labels")) or texts(runs_on.get("group"))
    return texts(runs_on)


def _steps(job: Mapping[str, Value]) -> list[str]:
    """Return the actions that the steps of a job use, or the workflow that it calls.

    A commit that one is pinned to says nothing to a reader.
    """
    called = [as_text(as_table(step).get("uses")) for step in as_list(job.get("steps"))]
    uses = (_COMMIT.sub("", use) for use in [as_text(job.get("uses")), *called])
    return list(dict.fromkeys(filter(None, uses)))


def _local_uses(jobs: list[dict[str, Value]]) -> tuple[Import, ...]:
    local = [use for job in jobs for use in _steps(job) if use.startswith("./")]
    return tuple(Import(f"/{use[2:]}") for use in dict.fromkeys(local))


def _inputs(call: Mapping[str, Value]) -> Table:
    rows = tuple(
        (
            key,
            as_text(each.get("description")),
            as_text(each.get("type"))
            or (as_text(each.get("required")) and f"required: {each['required']}"),
            as_text(each.get("default")),
        )
        for key, each in pairs(call.get("inputs"))
    )
    return Table("Inputs", ("input", "what it is", "type", "default"), rows)


def action(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a GitHub action: its inputs and outputs, and what runs it."""
    name, runs = as_text(root.get("name")), as_table(root.get("runs"))
    using = as_text(runs.get("using"))
    kind = {"composite": "composite action", "docker": "action in a container"}.get(using, "action")
    outputs = tuple(
        (key, as_text(each.get("description"))) for key, each in pairs(root.get("outputs"))
    )
    runner = {key: as_text(runs.get(key)) for key in ("using", "main", "pre", "post", "image")}
    return Facts(
        about=f"GitHub {kind}{f' `{name}`' if name else ''}.",
        purpose=as_text(root.get("description")) or None,
        tables=tables(
            _inputs(root),
            Table("Outputs", ("output", "what it is"), outputs),
            Table("Runs", ("key", "value"), tuple(pair for pair in runner.items() if pair[1])),
            Table("Steps use", ("action",), tuple((use,) for use in _steps(runs))),
        ),
        imports=_local_uses([runs])
        + tuple(Import(f"./{runner[key]}") for key in ("main", "pre", "post") if runner[key]),
    )


def gitlab(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a GitLab pipeline: its stages and jobs."""
    jobs = [
        (name, as_table(job))
        for name, job in root.items()
        if isinstance(job, dict) and name not in _GITLAB_WORDS and not name.startswith(".")
    ]
    image = as_text(root.get("image")) or as_text(as_table(root.get("image")).get("name"))
    rows = tuple(
        (
            name,
            as_text(job.get("stage")),
            as_text(job.get("image")) or as_text(as_table(job.get("image")).get("name")) or image,
            "\n".join(_needs(job)),
            "\n".join(texts(job.get("extends"))),
        )
        for name, job in jobs
    )
    named = f" with the jobs {some_of([name for name, _ in jobs])}" if jobs else ""
    return Facts(
        about=f"GitLab CI pipeline{named}.",
        tables=tables(
            Table("Stages", ("stage",), tuple((each,) for each in texts(root.get("stages")))),
            Table("Jobs", ("job", "stage", "image", "needs", "extends"), rows),
            Table("Includes", ("from",), tuple((each,) for each in _includes(root))),
        ),
        imports=tuple(Import(f"/{each.lstrip('/')}") for each in _local_includes(root)),
    )


def _needs(job: Mapping[str, Value]) -> list[str]:
    needs = [
        as_text(each) or as_text(as_table(each).get("job")) for each in as_list(job.get("needs"))
    ]
    return list(filter(None, needs))


def _local_includes(root: Mapping[str, Value]) -> list[str]:
    include = root.get("include")
    entries = include if isinstance(include, list) else [include]
    local = [as_text(each) or as_text(as_table(each).get("local")) for each in entries]
    return [each for each in local if each and "://" not in each]


def _includes(root: Mapping[str, Value]) -> list[str]:
    include = root.get("include")
    entries = include if isinstance(include, list) else [include]
    keys = ("local", "template", "remote", "project", "component", "file")
    places = [
        as_text(each) or " ".join(filter(None, (as_text(as_table(each).get(key)) for key in keys)))
        for each in entries
    ]
    return list(filter(None, places))
