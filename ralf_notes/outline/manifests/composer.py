"""composer.json of PHP."""

from __future__ import annotations

from collections.abc import Sequence

from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.values import as_table, as_text, json_table, texts


def read_composer_json(text: str) -> Manifest:
    """Return what a composer.json says. Source: https://getcomposer.org/doc/04-schema.md"""
    values = json_table(text)
    needed = (name for name in as_table(values.get("require")) if "/" in name)
    written = texts(values.get("bin"))
    commands = [path for path in written if not _is_wrapper(path, written)]
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


def _is_wrapper(path: str, others: Sequence[str]) -> bool:
    """Whether a file only calls another one on Windows: `bin/shop.bat` beside `bin/shop`."""
    stem, dot, ending = path.rpartition(".")
    calls = bool(dot) and ending.lower() in ("bat", "cmd", "ps1")
    return calls and (stem in others or f"{stem}.php" in others)
