"""What a JSON file is: known by its name, or by keys that only one kind of file has."""

from __future__ import annotations

import json
from typing import Any

from ralf_notes.outline.formats import Facts, facts_by, tables
from ralf_notes.outline.formats.keys import Key, key_table
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import
from ralf_notes.outline.values import as_table, as_text, plain_json
from ralf_notes.text import some_named, some_of

_LARGEST = 2_000_000
_NAMED = {"package.json": "project.packages:npm", "composer.json": "project.packages:composer"}
_MOST_INNER = 40
_SETTINGS = {
    "tsconfig": "TypeScript settings",
    "jsconfig": "JavaScript settings",
    "settings": "Settings",
    "launch": "Ways to start the program from the editor",
    "renovate": "Renovate settings",
    ".eslintrc": "ESLint settings",
    ".prettierrc": "Prettier settings",
    "biome": "Biome settings",
    "vercel": "Vercel settings",
    "manifest": "Manifest",
    "deno": "Deno settings",
    "turbo": "Turborepo tasks",
    "nx": "Nx settings",
    "lerna": "Lerna settings",
}


def facts(path: str, text: str) -> Facts:
    """Return the facts of a JSON file."""
    loaded = json_value(text)
    name = path.rpartition("/")[2].lower()
    if isinstance(loaded, list):
        return _list(loaded)
    root = as_table(loaded)
    if not root:
        return Facts()
    if function := _NAMED.get(name) or _by_keys(root):
        return facts_by(function, path, root)
    return _settings(name, root)


def _by_keys(root: dict[str, Value]) -> str:
    if isinstance(root.get("info"), dict) and ("openapi" in root or "swagger" in root):
        return "schemas.openapi:openapi"
    schema = as_text(root.get("$schema"))
    if "json-schema.org" in schema or (
        "properties" in root and as_text(root.get("type")) == "object"
    ):
        return "schemas.openapi:json_schema"
    return ""


def _settings(name: str, root: dict[str, Value]) -> Facts:
    stem = name.removesuffix(".json").removesuffix(".jsonc")
    kind = _SETTINGS.get(stem) or _SETTINGS.get(stem.partition(".")[0], "JSON")
    inner = as_table(next(iter(root.values()))) if len(root) == 1 else root
    words = as_text(inner.get("description")) or as_text(inner.get("summary"))
    keys = [Key(key, "") for key in root if not key.startswith("$")]
    extends = root.get("extends")
    local = isinstance(extends, str) and extends.startswith(".")
    options = as_table(root.get("compilerOptions"))
    columns = [Key(f"compilerOptions.{key}", "") for key in options]
    if inner is not root and len(inner) <= _MOST_INNER:
        columns = [Key(f"{keys[0].name}.{key}", "") for key in inner] if keys else []
    if not keys:
        return Facts()
    return Facts(
        about=f"{kind} with the {some_named('key', [key.name for key in keys])}.",
        purpose=words or None,
        tables=tables(key_table([*keys, *columns])) if len(keys) + len(columns) > 1 else (),
        imports=(Import(f"./{extends}"),) if local else (),
    )


def _list(items: list[Any]) -> Facts:
    entries = [each for each in items[:1000] if isinstance(each, dict)]
    if not items or len(entries) < min(len(items), 1000):
        return Facts(about="JSON list.") if items else Facts()
    keys = dict.fromkeys(key for each in entries for key in each)
    if len(keys) > 100 or not keys:
        return Facts(about="JSON list of objects.")
    return Facts(
        about=f"JSON list of objects with the keys {some_of(list(keys))}.",
        tables=tables(key_table([Key(key, "") for key in keys])),
    )


def json_value(text: str) -> Value | None:
    """Return the value of a JSON text, comments and trailing commas allowed; None if it is broken.

    Numbers and truth values are the text that JSON writes for them.
    """
    if len(text) > _LARGEST:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = json.loads(plain_json(text))
        except (ValueError, RecursionError):
            return None
    try:
        return as_written(value)
    except RecursionError:
        return None


def as_written(value: Any) -> Value:
    """Return a value of JSON or TOML with every scalar as text."""
    if isinstance(value, dict):
        return {str(key): as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_written(each) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
