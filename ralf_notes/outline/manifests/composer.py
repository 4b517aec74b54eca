"""composer.json of PHP."""

from __future__ import annotations

from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.values import as_table, as_text, json_table, texts


def read_composer_json(text: str) -> Manifest:
    """Return what a composer.json says. Source: https://getcomposer.org/doc/04-schema.md"""
    values = json_table(text)
    needed = (name for name in as_table(values.get("require")) if "/" in name)
    commands = texts(values.get("bin"))
    scripts = (name for name in as_table(values.get("scripts")) if "-cmd" not in name)
    spaces = as_table(as_table(values.get("autoload")).get("psr-4"))
    return Manifest(
        "composer",
        as_text(values.get("name")),
        as_text(values.get("description")),
        " or ".join(texts(values.get("license"))),
        tuple(Start(f"`{path.rpartition('/')[2]}` command", (path,)) for path in commands),
        tuple(Script(f"composer {name}") for name in scripts),
        tuple(space.rstrip("\\") for space in spaces),
        tuple(needed),
        lists_dependencies=bool(values),
    )
