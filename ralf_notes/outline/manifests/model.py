"""What a manifest says about a package: as values, and as JSON for the cache."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

from ralf_notes.outline.documentation.words import without_name
from ralf_notes.text import cut

_LONGEST = 300
"""Characters of a name or a command."""
_LONGEST_DESCRIPTION = 1000
_MOST = 60
"""Entries of a list."""
_MOST_PACKAGES = 400

ALIAS = "libs."
"""Begins a dependency of Gradle that a version catalog names."""
ANDROID = "Android app"
"""The label of the first screen of an app."""
CATALOG = "catalog"
"""The ecosystem of such a catalog, whose dependencies are `alias=group:name`."""


@dataclass(frozen=True, slots=True)
class Start:
    """A place where a program of the package starts."""

    label: str
    """How it is started: `httpx command`, with the name in backticks."""
    candidates: tuple[str, ...]
    """Paths from the manifest's folder, the likeliest first: the first that is there counts. Of a
    path that begins with `*/`, only the end is known."""
    attribute: str = ""
    """The name that is called in it, which the file may import from another."""


class Script(NamedTuple):
    """A command to build or test a package."""

    typed: str
    """What a person types: `npm test`."""
    runs: str = ""
    """The command that this runs, if the manifest says it."""
    remark: str = ""
    """What the author says about it instead."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one manifest; a repository may hold many."""

    ecosystem: str
    """`python`, `node`, `cargo`, `go`, `composer`, `gem`, `nuget`, `maven`, ..."""
    name: str = ""
    description: str = ""
    licence: str = ""
    """As written: mostly an SPDX expression."""
    starts: tuple[Start, ...] = ()
    scripts: tuple[Script, ...] = ()
    exports: tuple[str, ...] = ()
    """By which names users import it."""
    dependencies: tuple[str, ...] = ()
    """Packages that it needs when it runs, in the manifest's order."""
    lists_dependencies: bool = False
    """Whether `dependencies` are all there are: another file may hold more."""

    @property
    def says_something(self) -> bool:
        """Whether it holds any fact."""
        return any(getattr(self, each.name) for each in fields(self) if each.name != "ecosystem")


def bounded(manifest: Manifest) -> Manifest:
    """Return a manifest whose texts are short single lines and whose lists have an end."""
    return replace(
        manifest,
        name=_short(manifest.name),
        description=_description(manifest),
        licence=_short(manifest.licence),
        starts=tuple(
            Start(
                _short(each.label),
                tuple(path for path in each.candidates[:_MOST] if len(path) <= _LONGEST),
                _short(each.attribute),
            )
            for each in manifest.starts[:_MOST]
        ),
        scripts=tuple(Script(*map(_short, script)) for script in manifest.scripts[:_MOST]),
        exports=_shorts(manifest.exports),
        dependencies=_shorts(manifest.dependencies, _MOST_PACKAGES),
    )


def _description(manifest: Manifest) -> str:
    """Return what a package is, without its name in front."""
    written = _short(without_badges(manifest.description), _LONGEST_DESCRIPTION)
    return without_name(written, (manifest.name, manifest.name.rpartition("/")[2]))


def without_badges(description: str) -> str:
    """Return a description without pictures of Markdown, and the links around them."""
    if "![" not in description:
        return description
    from ralf_notes.outline.readmes.blocks import plain
    from ralf_notes.outline.readmes.markdown import inline

    return plain(inline(description))


def plain_alias(alias: str) -> str:
    """Return an alias of a catalog as a build script spells it, with dots."""
    return alias.replace("-", ".").replace("_", ".").lower()


def encode(manifest: Manifest | None) -> str:
    """Return a manifest as JSON, '' for none; `decode` reads it back."""
    return json.dumps(asdict(manifest)) if manifest is not None else ""


def decode(data: str) -> Manifest | None:
    """Return the manifest that `encode` wrote, None for ''."""
    if not data:
        return None
    values: dict[str, Any] = json.loads(data)
    starts = (
        Start(each["label"], tuple(each["candidates"]), each["attribute"])
        for each in values["starts"]
    )
    return Manifest(
        values["ecosystem"],
        values["name"],
        values["description"],
        values["licence"],
        tuple(starts),
        tuple(Script(*script) for script in values["scripts"]),
        tuple(values["exports"]),
        tuple(values["dependencies"]),
        values["lists_dependencies"],
    )


def _shorts(texts: tuple[str, ...], most: int = _MOST) -> tuple[str, ...]:
    """Return the texts that are not empty, each once."""
    return tuple(dict.fromkeys(filter(None, map(_short, texts))))[:most]


def _short(text: str, longest: int = _LONGEST) -> str:
    return cut(" ".join(text.split()), longest)
