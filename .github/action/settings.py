"""Tell what the configuration says: the engine and its model, and the folder of the notes.

A configuration with an error counts as one without a model: the run itself tells about it.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from ralf_notes.config.loading import load_config
from ralf_notes.errors import RalfError


def main() -> None:
    """Write the settings to the step's outputs."""
    told = settings(os.environ)
    # A delimiter that nobody can guess keeps a value from becoming an output of its own.
    # Source: GitHub Docs, "Workflow commands for GitHub Actions", multiline strings.
    end = str(uuid4())
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        for name, value in told.items():
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def settings(environ: os._Environ[str]) -> dict[str, str]:
    """Return the engine that a run needs, its model, and the folder of the notes."""
    named = environ["CONFIG"]
    try:
        config = load_config(Path(named) if named else None, {}, environ).config
        target = config.target()
    except RalfError:
        return {"engine": "none", "model": "", "target": ""}
    engine = config.engine if environ["COMMAND"] == "generate" else "none"
    return {"engine": engine, "model": config.model_name, "target": str(target)}


if __name__ == "__main__":
    main()
