"""What people and editors read about the configuration: a commented example and a JSON Schema.

Both come from `Config`, so they cannot say anything else. `python -m ralf_notes.config_docs` writes
them anew.
"""

from __future__ import annotations

import json
import math
import textwrap
from pathlib import Path
from typing import Any

import yaml

from ralf_notes.config import Config

SCHEMA_FILE = Path(__file__).with_name("config.schema.json")
"""The schema as shipped with the package."""

_EXAMPLE: dict[str, object] = {"source_paths": ["."], "target_dir": "vault"}
_INTRO = """\
The configuration of ralf-notes, as config.yaml in the folder it is run from, in the user's
config directory, or named by --config. Every key has its default here; a key without a value has
it too. Relative paths count from this file's folder. RALF_<KEY> in the environment overrides a key
with a single value, and an option of the command line overrides both."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a config file."""
    made = Config.model_json_schema()
    sources = made["properties"]["source_paths"]
    sources["items"] = {"anyOf": [{"type": "string"}, sources["items"]]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": "Configuration of ralf-notes",
    }


def example(given: dict[str, object], schema_file: str | Path = SCHEMA_FILE) -> str:
    """Return a config file with every key: its comment, and its value.

    Args:
        given: Keys to set, with the values to write. The others stand there as comments, with
            their defaults.
        schema_file: The schema's path or URL as an editor shall find it.
    """
    defaults = Config().model_dump(mode="json")
    entries = (
        _comment(field.description or "") + _line(key, (defaults | given)[key], key in given)
        for key, field in Config.model_fields.items()
    )
    head = f"# yaml-language-server: $schema={schema_file}\n{_comment(_INTRO)}"
    return "\n".join((head, *entries))


def main() -> None:
    """Write the schema into the package, and the example beside the package."""
    SCHEMA_FILE.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    top = SCHEMA_FILE.parent.parent
    text = example(_EXAMPLE, SCHEMA_FILE.relative_to(top).as_posix())
    (top / "config.example.yaml").write_text(text, encoding="utf-8")


def _line(key: str, value: object, is_given: bool) -> str:
    """Return a key and its value as YAML, as a comment when it is but the default."""
    plain = str(value) if isinstance(value, Path) else value
    flow = None if isinstance(plain, list | tuple) else False
    # PyYAML writes U+0085 and its like raw, and reads them back as line breaks.
    is_printable = json.dumps(plain, ensure_ascii=False).isprintable()
    written = f"{key}:\n"
    if isinstance(plain, dict):
        inner = yaml.safe_dump(plain, default_flow_style=True, sort_keys=False, width=math.inf)
        written = f"{key}: {inner}"
    elif plain is not None:
        written = yaml.safe_dump(
            {key: plain}, default_flow_style=flow, allow_unicode=is_printable, width=math.inf
        )
    return written if is_given else f"# {written}"


def _comment(text: str) -> str:
    """Return a text as lines of comment; `##` tells it from a key that is commented out."""
    lines = textwrap.wrap(" ".join(text.split()), width=95, break_on_hyphens=False)
    return "".join(f"## {line}\n" for line in lines)


if __name__ == "__main__":
    main()
