"""Runs a composite action as GitHub's runner does, without GitHub: its `run` steps, in order.

A `uses` step does nothing; what it would tell is given by the test.
Source: GitHub Docs, "Metadata syntax", "Workflow commands", "Evaluate expressions".
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def read(path: Path) -> Any:
    """Return what a YAML file says, every scalar as the text that GitHub takes it for."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@dataclass(slots=True)
class Job:
    """A job on a runner: what its steps share."""

    workspace: Path
    temp: Path
    environ: dict[str, str]
    told: Mapping[str, Mapping[str, str]]
    """What `uses` steps tell, by the step's id."""
    log: str = ""
    summary: str = ""
    ran: list[str] = field(default_factory=list)
    """The names of the steps that ran; of `uses` steps the action and its path or key."""

    def use(self, action: Path, inputs: Mapping[str, str]) -> Outcome:
        """Run an action that lies in a folder."""
        described = read(action / "action.yml")
        unknown = set(inputs) - set(described["inputs"])
        assert not unknown, f"no inputs of the action: {unknown}"
        values = {name: given["default"] for name, given in described["inputs"].items()} | {
            **inputs
        }
        contexts = {
            "inputs": values,
            "runner": {"os": "Linux", "arch": "X64"},
            "github": {"job": "notes", "run_id": "1", "run_attempt": "1"},
        }
        exit_code, steps = 0, {}
        for step in described["runs"]["steps"]:
            condition = step.get("if", "")
            if (exit_code and "always()" not in condition) or not _holds(
                condition, contexts | {"steps": steps}
            ):
                continue
            code, outputs = self._step(step, contexts | {"steps": steps}, action)
            steps[step.get("id", "")] = outputs
            exit_code = exit_code or code
        outputs = {
            name: _filled(output["value"], contexts | {"steps": steps})
            for name, output in described["outputs"].items()
        }
        return Outcome(exit_code, outputs)

    def _step(
        self, step: Mapping[str, Any], contexts: Mapping[str, Any], action: Path
    ) -> tuple[int, dict[str, str]]:
        if "uses" in step:
            given = {k: _filled(v, contexts) for k, v in step["with"].items()}
            self.ran.append(f"{step['uses'].partition('@')[0]} {given.get('key', '')}".strip())
            return 0, dict(self.told.get(step.get("id", ""), {}))
        assert step["shell"] == "bash"
        self.ran.append(step["name"])
        env = {name: _filled(text, contexts) for name, text in step.get("env", {}).items()}
        return self.run(_filled(step["run"], contexts), env, action)

    def run(
        self, script: str, env: Mapping[str, str], action: Path | None = None
    ) -> tuple[int, dict[str, str]]:
        """Run one step's script as GitHub does; return its exit code and outputs."""
        files = {name: self.temp / name.lower() for name in _FILES}
        for file in files.values():
            file.write_text("")
        file = self.temp / "step.sh"
        file.write_text(script, encoding="utf-8")
        bash = shutil.which("bash", path=self.environ["PATH"])
        own = {name: str(path) for name, path in files.items()} | {"RUNNER_TEMP": str(self.temp)}
        own |= {"GITHUB_ACTION_PATH": str(action)} if action else {}
        done = subprocess.run(
            [str(bash), "--noprofile", "--norc", "-e", "-o", "pipefail", str(file)],
            cwd=self.workspace, env={**self.environ, **own, **env}, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        self.environ |= _pairs(files["GITHUB_ENV"].read_text(encoding="utf-8"))
        for folder in files["GITHUB_PATH"].read_text(encoding="utf-8").splitlines():
            self.environ["PATH"] = f"{folder}:{self.environ['PATH']}"
        return done.returncode, _pairs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8"))


def workflow_commands(log: str) -> list[str]:
    """Return the lines of a log that GitHub's runner obeys.

    Leading blanks count for nothing. After `stop-commands` only the named word is obeyed.
    Source: GitHub Docs, "Workflow commands"; actions/runner, `ActionCommand.TryParseV2`.
    """
    obeyed, awaited = [], ""
    for line in map(str.strip, log.splitlines()):
        if awaited:
            awaited = "" if line == f"::{awaited}::" else awaited
        elif line.startswith("::stop-commands::"):
            awaited = line.removeprefix("::stop-commands::")
        elif line.startswith("::") and "::" in line[2:]:
            obeyed.append(line)
    return obeyed


_FILES = ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an action came to."""

    exit_code: int
    outputs: dict[str, str]


def _pairs(text: str) -> dict[str, str]:
    """Return what a step wrote to one of its files: `name=value` lines, and `name<<END` blocks."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, equals, value = line.partition("=")
        if "<<" in name:
            name, _, end = line.partition("<<")
            value = "\n".join(iter(lambda: next(lines), end))
        else:
            assert equals, line
        found[name] = value
    return found


def _filled(text: str, contexts: Mapping[str, Any]) -> str:
    return _EXPRESSION.sub(lambda match: _value(match[1], contexts), text)


def _holds(condition: str, contexts: Mapping[str, Any]) -> bool:
    return not condition or bool(_value(condition, contexts))


def _value(expression: str, contexts: Mapping[str, Any]) -> str:
    """Evaluate the part of GitHub's expressions that is used here; '' is false."""
    if "||" in expression:
        values = [_value(part, contexts) for part in expression.split("||")]
        return next((value for value in values if value), "")
    if "&&" in expression:
        values = [_value(part, contexts) for part in expression.split("&&")]
        return next((value for value in values if not value), values[-1])
    for sign in ("==", "!="):
        if sign in expression:
            left, right = (_value(part, contexts) for part in expression.split(sign))
            return "true" if (left == right) == (sign == "==") else ""
    return _term(expression.strip(), contexts)


def _term(term: str, contexts: Mapping[str, Any]) -> str:
    if term == "always()":
        return "true"
    if term[0] == term[-1] == "'":
        return term[1:-1]
    context, *path = term.split(".")
    if context == "steps":
        step, _, output = path
        return str(contexts["steps"].get(step, {}).get(output, ""))
    (name,) = path
    return str(contexts[context][name])
