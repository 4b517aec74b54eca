"""Tell what the configuration says: the engine and its model, the folder of the notes, its trust.

A configuration with an error counts as one without a model: the run itself tells about it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from ralf_notes.config.loading import load_config
from ralf_notes.errors import RalfError

# Events of people who can write to the repository. All others can come with what somebody else
# wants in it, such as pull requests, and workflow_run and issue_comment, which follow them.
# Source: GitHub Docs, "Events that trigger workflows".
_OWN_EVENTS = ("", "push", "schedule", "workflow_dispatch", "repository_dispatch", "release")


def main() -> None:
    """Write the settings to the step's outputs."""
    told = settings(os.environ)
    # A delimiter that nobody can guess keeps a value from becoming an output of its own.
    # Source: GitHub Docs, "Workflow commands for GitHub Actions", multiline strings.
    end = str(uuid4())
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        for name, value in told.items():
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the engine that a run needs, its model, the folder of the notes, and `RALF_TRUST`."""
    named, trust = environ["CONFIG"], trust_of(environ)
    try:
        loaded = load_config(Path(named) if named else None, {}, {**environ, "RALF_TRUST": trust})
        target = loaded.config.target()
    except RalfError:
        return {"engine": "none", "model": "", "target": "", "trust": trust}
    if loaded.warning:
        print(f"::warning::{_escaped(loaded.warning + why_not(environ))}")
    config = loaded.config
    engine = config.engine if environ["COMMAND"] == "generate" else "none"
    return {"engine": engine, "model": config.model_name, "target": str(target), "trust": trust}


def trust_of(environ: Mapping[str, str]) -> str:
    """Return '' if the file that the input `config` names is trusted, else `never`."""
    is_own = environ.get("GITHUB_EVENT_NAME", "") in _OWN_EVENTS
    is_trusted = environ["CONFIG"] and is_own and not environ.get("RALF_TRUST")
    return "" if is_trusted else "never"


def why_not(environ: Mapping[str, str]) -> str:
    """Return what to do about a file that is not trusted, to end a sentence with."""
    if not environ["CONFIG"]:
        return ": name the file with the input config"
    return f" for the event {environ.get('GITHUB_EVENT_NAME', '')}: use the action's inputs"


def _escaped(text: str) -> str:
    """Return a text that ends no workflow command and begins none."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


if __name__ == "__main__":
    main()
