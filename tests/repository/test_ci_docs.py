"""The worked examples for CI: they are what the documentation shows, and they do what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from doubles.github_action import Job, read
from material.repository import put, repository

from ralf_notes.config.loading import load_config

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = sorted((ROOT / "docs/examples").glob("*.yml"))
WORKFLOWS = {path.name: read(path) for path in EXAMPLES}
ACTION = read(ROOT / "action.yml")
GH = """#!/bin/sh
case "$*" in
"pr list "*) cat "$PULLS" ;;
"pr create "*) echo "$*" >>"$PULLS" ;;
*) exit 1 ;;
esac
"""


def steps() -> list[Any]:
    """Return the steps of all examples and samples that use the action."""
    jobs = [job for workflow in WORKFLOWS.values() for job in workflow["jobs"].values()]
    used = [step for job in jobs for step in job["steps"]]
    used += [
        step for sample in SAMPLES if sample.startswith("      - uses") for step in _list(sample)
    ]
    return [step for step in used if step.get("uses", "").startswith("OWNER/ralf-notes@")]


def _list(sample: str) -> list[Any]:
    import yaml

    return list(yaml.load(sample, Loader=yaml.BaseLoader))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_page_shows_the_examples_as_they_are(path: Path) -> None:
    assert path.read_text(encoding="utf-8") in SAMPLES
    assert f"(examples/{path.name})" in PAGE


def test_they_use_what_the_action_has() -> None:
    ours = read(ROOT / ".github/workflows/ci.yml")["jobs"]["action"]["steps"]
    used = [*steps(), *(step for step in ours if step.get("uses") == "./")]
    assert len(used) == 6
    for step in used:
        assert set(step["with"]) <= set(ACTION["inputs"])
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES)
    outputs = set(re.findall(r"steps\.notes\.outputs\.([\w-]+)", text))
    assert outputs
    assert outputs <= set(ACTION["outputs"])


def test_what_runs_for_forks_can_write_nothing_and_asks_no_model() -> None:
    workflow = WORKFLOWS["docs.yml"]
    assert workflow["permissions"] == {"contents": "read"}
    check = workflow["jobs"]["check"]
    assert check["if"] == "github.event_name == 'pull_request'"
    assert "permissions" not in check
    assert [step["with"] for step in check["steps"]] == [
        {"persist-credentials": "false"}, {"command": "status"},
    ]  # fmt: skip
    others = [job for name, job in workflow["jobs"].items() if name != "check"]
    assert all(job["if"] == "github.event_name == 'push'" for job in others)
    for path in EXAMPLES:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert "pull_request_target" not in text
    assert "pull_request" not in WORKFLOWS["nightly.yml"]["on"]


def test_a_commit_of_notes_starts_nothing() -> None:
    workflow = WORKFLOWS["docs.yml"]
    assert workflow["on"]["push"]["paths-ignore"] == ["notes/**"]
    assert "[skip ci]" in script("docs.yml", "facts")
    assert all("token" not in step.get("with", {}) for step in workflow["jobs"]["facts"]["steps"])


def script(name: str, job: str) -> str:
    """Return the last step of a job, which commits."""
    last = WORKFLOWS[name]["jobs"][job]["steps"][-1]
    assert last["if"] == "steps.notes.outputs.changed == 'true'"
    return str(last["run"])


@pytest.fixture
def checkout(tmp_path: Path) -> Job:
    """Give a checkout of a repository with a changed note, and a `gh` that keeps pull requests."""
    origin = repository(tmp_path / "origin", {"a.py": "A = 1\n", "notes/a.py.md": "old\n"})
    git(origin, "checkout", "-q", "-b", "main")
    git(origin, "add", ".")
    git(origin, "commit", "-qm", "All")
    git(origin, "checkout", "-q", "--detach")
    git(origin, "clone", "-q", "-b", "main", str(origin), str(tmp_path / "clone"))
    put(tmp_path / "clone/notes/a.py.md", "new\n")
    put(tmp_path / "clone/stray.txt", "no note\n")
    put(tmp_path / "bin/gh", GH)
    (tmp_path / "bin/gh").chmod(0o755)
    put(tmp_path / "pulls", "")
    environ = {**os.environ, "PULLS": str(tmp_path / "pulls"), "GH_TOKEN": "t"}
    environ |= {"GITHUB_SHA": "1234567", "GITHUB_REF_NAME": "main"}
    environ["PATH"] = f"{tmp_path / 'bin'}:{environ['PATH']}"
    return Job(tmp_path / "clone", tmp_path, environ, {})


def git(folder: Path, *args: str) -> str:
    command = ["git", "-C", str(folder), *args]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_the_facts_are_committed_and_nothing_else_is(checkout: Job, tmp_path: Path) -> None:
    code, _ = checkout.run(script("docs.yml", "facts"), {})
    assert code == 0, checkout.log
    shown = git(tmp_path / "origin", "show", "--format=%s", "--name-only", "main")
    assert shown == "Notes as of 1234567 [skip ci]\n\nnotes/a.py.md\n"


def test_prose_is_proposed_in_one_pull_request(checkout: Job, tmp_path: Path) -> None:
    for text in ("new\n", "newer\n"):
        git(checkout.workspace, "checkout", "-q", "main")
        put(checkout.workspace / "notes/a.py.md", text)
        code, _ = checkout.run(script("nightly.yml", "prose"), {})
        assert code == 0, checkout.log
        assert git(tmp_path / "origin", "show", "notes/nightly:notes/a.py.md") == text
    (created,) = (tmp_path / "pulls").read_text(encoding="utf-8").splitlines()
    assert created.startswith("pr create --head notes/nightly --base main")
    assert git(tmp_path / "origin", "show", "main:notes/a.py.md") == "old\n"


def test_the_configuration_on_the_page_is_one(tmp_path: Path) -> None:
    (sample,) = (text for text in SAMPLES if text.startswith("source_paths"))
    put(tmp_path / "config.yaml", sample)
    config = load_config(tmp_path / "config.yaml", {}, {}).config
    assert config.source_paths[0].name == "my-project"


def test_the_hook_on_the_page_is_one(tmp_path: Path) -> None:
    (sample,) = (text for text in SAMPLES if text.startswith("repos:"))
    put(tmp_path / "hooks.yaml", sample)
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / "hooks.yaml")]
    assert subprocess.run(command, capture_output=True).returncode == 0
    ids = {hook["id"] for hook in read(ROOT / ".pre-commit-hooks.yaml")}
    assert set(re.findall(r"id: (\S+)", sample)) <= ids
