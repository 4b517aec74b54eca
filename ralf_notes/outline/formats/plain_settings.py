"""INI files, properties, and examples of environments: their sections, keys and names."""

from __future__ import annotations

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.keys import env_names, ini_keys, key_table
from ralf_notes.text import some_of


def facts(path: str, text: str) -> Facts:
    """Return the facts of a file in INI or a format like it; values are never shown."""
    name = path.rpartition("/")[2].lower()
    if name.startswith(".env") or name.endswith(".env") or ".env." in name:
        keys = env_names(text)
        title, kind = "Variables", "Environment with the variables"
    else:
        keys = ini_keys(text)
        title, kind = "Keys", "Settings:"
    if not keys:
        return Facts()
    about = f"{kind} {some_of([key.name for key in keys])}."
    return Facts(about, tables=tables(key_table(keys, title, title.lower().removesuffix("s"))))
