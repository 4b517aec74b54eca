"""What people and editors read about the configuration: an example, a JSON Schema, a reference.

All come from `Config`, so they cannot say anything else. `python -m ralf_notes.config.docs` writes
them anew.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ralf_notes.config.keys import Config, ModelsConfig, RoutingConfig, SourceConfig
from ralf_notes.config.types import Expected

SCHEMA_FILE = Path(__file__).with_name("config.schema.json")
"""The schema as shipped with the package."""

_EXAMPLE: dict[str, object] = {"source_paths": ["."], "target_dir": "vault"}
_INTRO = """\
The configuration of ralf-notes, as config.yaml in the folder it is run from, in the user's
config directory, or named by --config. Every key has its default here; a key without a value has
it too. Relative paths count from this file's folder. RALF_<KEY> in the environment overrides a key
with a single value, and an option of the command line overrides both."""
_BELOW: Mapping[str, type[BaseModel]] = {
    "source_paths": SourceConfig, "models": ModelsConfig, "routing": RoutingConfig,
}  # fmt: skip
"""The keys whose values have keys of their own."""
_REFERENCE_NOTE = (
    "<!-- Written by `python -m ralf_notes.config.docs`: change the docstrings in keys.py. -->"
)
_AS_CODE = re.compile(
    r"""`[^`]+` | --[a-z]+ | \b(?:RALF|OLLAMA)_[A-Z_<>]+ | \b[a-z]+(?:_[a-z]+)+\b(?:/\.?\w+)?
    | \[[^\]]+\] | (?:https?|vscode)://\S+[^\s.,] | \{[a-z]+\} | \b[\w/]+\.(?:md|yaml)\b""",
    re.VERBOSE,
)
"""What stands in a docstring as plain words and is code."""


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


def reference() -> str:
    """Return the page of the documentation that explains every key."""
    defaults = Config().model_dump(mode="json")
    keys = (
        f"\n## {key}\n\n{_explained(key, field, defaults[key])}"
        for key, field in Config.model_fields.items()
    )
    head = f"# Configuration\n\n{_REFERENCE_NOTE}\n\n{_marked_up(_INTRO)}\n"
    return head + "".join(keys)


def main() -> None:
    """Write the schema into the package, example and reference beside the package."""
    SCHEMA_FILE.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
    top = SCHEMA_FILE.parents[2]
    text = example(_EXAMPLE, SCHEMA_FILE.relative_to(top).as_posix())
    (top / "config.example.yaml").write_text(text, encoding="utf-8")
    (top / "docs").mkdir(exist_ok=True)
    (top / "docs" / "configuration.md").write_text(reference(), encoding="utf-8")


def _explained(key: str, field: FieldInfo, default: object) -> str:
    """Return what one key means, what it is by default, and what it may be."""
    lines = [_marked_up(field.description or ""), "", f"- Default: {_shown(default)}"]
    allowed = _allowed(field)
    lines += [f"- Allowed: {_marked_up(allowed)}"] if allowed else []
    if not isinstance(field.default, tuple | BaseModel):
        lines.append(f"- Environment: `RALF_{key.upper()}`")
    if key in _BELOW:
        lines += ["", "| key | default | what it is |", "| --- | --- | --- |", *_rows(_BELOW[key])]
    return "\n".join(lines) + "\n"


def _rows(model: type[BaseModel]) -> Iterator[str]:
    for key, field in model.model_fields.items():
        default = "must be given" if field.is_required() else _shown(field.default)
        yield f"| `{key}` | {default} | {_marked_up(field.description or '')} |"


def _allowed(field: FieldInfo) -> str:
    found = [each for each in field.metadata if isinstance(each, Expected)]
    return found[0].text if found else ""


def _shown(value: object) -> str:
    """Return a default as YAML, or in words when it is empty."""
    if value in (None, "", [], ()):
        return "empty"
    plain = list(value) if isinstance(value, tuple) else value
    text = yaml.safe_dump(plain, default_flow_style=True, sort_keys=False, width=math.inf)
    # After a plain value PyYAML says that the document ends.
    return f"`{text.strip().removesuffix('...').strip()}`"


def _marked_up(text: str) -> str:
    """Return plain text as Markdown: what looks like code as code, all else as it is."""
    plain = " ".join(text.split())
    parts, end = [], 0
    for found in _AS_CODE.finditer(plain):
        parts += [_escaped(plain[end : found.start()]), "`{}`".format(found[0].strip("`"))]
        end = found.end()
    return "".join([*parts, _escaped(plain[end:])])


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", text)


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
