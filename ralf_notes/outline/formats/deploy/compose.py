"""Docker Compose: the services, what they run, their ports and what they wait for.

Source: https://docs.docker.com/reference/compose-file/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, pairs, texts
from ralf_notes.text import some_named


def facts(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a Compose file."""
    services = pairs(root.get("services"))
    rows = tuple(
        (
            name,
            as_text(service.get("image")),
            _build(service),
            "\n".join(_ports(service)),
            "\n".join(texts(service.get("depends_on"))),
            _command(service.get("command")),
        )
        for name, service in services
    )
    names = [name for name, _ in services]
    named = f" of the {some_named('service', names)}" if services else ""
    columns = ("service", "image", "build", "ports", "depends on", "command")
    return Facts(
        about=f"Docker Compose file{named}.",
        tables=tables(
            Table("Services", columns, rows),
            Table("Volumes", ("volume",), tuple((name,) for name in as_table(root.get("volumes")))),
            Table(
                "Networks",
                ("network",),
                tuple((name,) for name in as_table(root.get("networks"))),
            ),
        ),
        imports=tuple(dict.fromkeys(_files(root, [service for _, service in services]))),
    )


def _build(service: Mapping[str, Value]) -> str:
    build = service.get("build")
    if not isinstance(build, dict):
        return as_text(build)
    return "\n".join(
        as_text(build[key])
        for key in ("context", "dockerfile", "target")
        if as_text(build.get(key))
    )


def _ports(service: Mapping[str, Value]) -> Iterator[str]:
    for port in as_list(service.get("ports")):
        if isinstance(port, dict):
            published, target = as_text(port.get("published")), as_text(port.get("target"))
            yield f"{published}:{target}" if published else target
        else:
            yield as_text(port)


def _command(value: Value | None) -> str:
    return " ".join(texts(value)) if isinstance(value, list) else as_text(value)


def _files(root: Mapping[str, Value], services: list[dict[str, Value]]) -> Iterator[Import]:
    """Yield the Dockerfiles and the Compose files that a Compose file names."""
    for service in services:
        build = service.get("build")
        context = as_text(build) or as_text(as_table(build).get("context"))
        if build and "://" not in context and not context.startswith(("git@", "$", "/")):
            dockerfile = as_text(as_table(build).get("dockerfile")) or "Dockerfile"
            yield Import(f"./{context or '.'}/{dockerfile}")
        extended = as_text(as_table(service.get("extends")).get("file"))
        if extended:
            yield Import(f"./{extended}")
    for included in as_list(root.get("include")):
        paths = (
            [as_text(included)]
            if isinstance(included, str)
            else texts(as_table(included).get("path"))
        )
        yield from (Import(f"./{path}") for path in paths)
