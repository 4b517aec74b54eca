"""Cargo.toml, of a package or a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ralf_notes.outline.manifests.model import Manifest, Start
from ralf_notes.outline.values import as_table, as_text, inner, toml_table


def read_cargo_toml(text: str) -> Manifest:
    """Return what a Cargo.toml says.

    Source: https://doc.rust-lang.org/cargo/reference/manifest.html
    """
    values = toml_table(text)
    package, shared = inner(values, "package"), inner(values, "workspace", "package")
    needed = as_table(values.get("dependencies"))
    for target in as_table(values.get("target")).values():
        needed = needed | inner(target, "dependencies")
    return Manifest(
        "cargo",
        as_text(package.get("name")),
        as_text(package.get("description")) or as_text(shared.get("description")),
        as_text(package.get("license")) or as_text(shared.get("license")),
        tuple(_starts(values, as_text(package.get("name")))),
        exports=tuple(_crate(values, as_text(package.get("name")))),
        dependencies=tuple(name for name, how in needed.items() if _is_needed(as_table(how))),
        lists_dependencies=bool(package),
    )


def _is_needed(how: Mapping[str, Any]) -> bool:
    """Whether a dependency comes from elsewhere, and is not optional."""
    return not how.get("path") and how.get("optional") is not True


def _starts(values: Mapping[str, Any], name: str) -> Iterator[Start]:
    """Yield where its programs start."""
    programs = values.get("bin")
    named = [as_table(each) for each in programs] if isinstance(programs, list) else []
    for program in named:
        command, path = as_text(program.get("name")) or name, as_text(program.get("path"))
        files = (path,) if path else (f"src/bin/{command}.rs", f"src/bin/{command}/main.rs")
        yield Start(f"`{command}` command", (*files, "src/main.rs"))
    # Beside programs with files of their own, the usual one is found as before.
    edition = as_table(values.get("package")).get("edition", "2015")
    is_found = edition != "2015" and as_table(values.get("package")).get("autobins") is not False
    if name and named and is_found and not any(_is_usual(each, name) for each in named):
        yield Start(f"`{name}` command", ("src/main.rs",))
    if name and not named:
        usual = ("src/main.rs", f"src/bin/{name}.rs", f"src/bin/{name}/main.rs")
        yield Start(f"`{name}` command", usual)


def _is_usual(program: Mapping[str, Any], name: str) -> bool:
    """Whether a program that a manifest names is the one in `src/main.rs`."""
    return as_text(program.get("path")) in ("src/main.rs", "") or program.get("name") == name


def _crate(values: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the name of its library, where the manifest says that it has one."""
    if "lib" in values and name:
        yield as_text(as_table(values["lib"]).get("name")) or name.replace("-", "_")
