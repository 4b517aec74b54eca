"""composer.json of PHP."""

from __future__ import annotations

from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.manifests.reading import all_words, words
from ralf_notes.outline.values import as_table, json_table


def read_composer_json(text: str) -> Manifest:
    """Return what a composer.json says. Source: https://getcomposer.org/doc/04-schema.md"""
    values = json_table(text)
    needed = (name for name in as_table(values.get("require")) if "/" in name)
    commands = all_words(values.get("bin"))
    scripts = (name for name in as_table(values.get("scripts")) if "-cmd" not in name)
    spaces = as_table(as_table(values.get("autoload")).get("psr-4"))
    return Manifest(
        "composer",
        words(values.get("name")),
        words(values.get("description")),
        " or ".join(all_words(values.get("license"))),
        tuple(Start(f"`{path.rpartition('/')[2]}` command", (path,)) for path in commands),
        tuple(Script(f"composer {name}") for name in scripts),
        tuple(space.rstrip("\\") for space in spaces),
        tuple(needed),
        lists_dependencies=bool(values),
    )
