"""What a TOML file is: a manifest by its name, else its tables and keys."""

from __future__ import annotations

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.json_kinds import as_written
from ralf_notes.outline.formats.keys import key_table, toml_keys
from ralf_notes.outline.formats.project import packages
from ralf_notes.outline.values import as_table, toml_table
from ralf_notes.text import some_of

_LARGEST = 200_000
_NAMED = {"pyproject.toml": packages.pyproject, "cargo.toml": packages.cargo}
_SETTINGS = {
    "ruff.toml": "Ruff settings",
    ".ruff.toml": "Ruff settings",
    "rustfmt.toml": "rustfmt settings",
    "clippy.toml": "Clippy settings",
    "netlify.toml": "Netlify settings",
    "fly.toml": "Fly.io settings",
    "pipfile": "Pipenv packages",
    "taplo.toml": "Taplo settings",
    "deny.toml": "cargo-deny settings",
    "cliff.toml": "git-cliff settings",
    ".gitleaks.toml": "Gitleaks rules",
    "rust-toolchain.toml": "Rust toolchain",
    "libs.versions.toml": "Gradle version catalog",
}


def facts(path: str, text: str) -> Facts:
    """Return the facts of a TOML file."""
    name = path.rpartition("/")[2].lower()
    function = _NAMED.get(name)
    if function and len(text) <= _LARGEST and (root := toml_table(text)):
        try:
            by_name = function(path, as_table(as_written(root)))
        except RecursionError:
            by_name = None
        if by_name is not None:
            return by_name
    keys = toml_keys(text)
    if not keys:
        return Facts()
    kind = _SETTINGS.get(name, "TOML")
    return Facts(
        f"{kind} with {some_of([key.name for key in keys])}.", tables=tables(key_table(keys))
    )
