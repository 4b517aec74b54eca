"""OpenAPI, Swagger and JSON Schema: the paths with their methods, and the schemas.

Source: https://spec.openapis.org/oas/latest.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_table, as_text, pairs, texts

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def openapi(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of an interface over HTTP."""
    info = as_table(root.get("info"))
    title, version = as_text(info.get("title")), as_text(info.get("version"))
    word = "Swagger" if "swagger" in root else "OpenAPI"
    schemas = as_table(root.get("components")).get("schemas") or root.get("definitions")
    return Facts(
        about=f"{word} description of {f'`{title}`' if title else 'an interface'}"
        f"{f', version `{version}`' if version else ''}.",
        purpose=_purpose(info),
        tables=tables(
            Table("Paths", ("method", "path", "operation", "what it is"), tuple(_paths(root))),
            Table("Schemas", ("schema", "properties", "what it is"), tuple(_schemas(schemas))),
            Table("Servers", ("address",), tuple((each,) for each in _servers(root))),
        ),
        imports=tuple(_references(root)),
    )


def _purpose(info: Mapping[str, Value]) -> str | None:
    words = info.get("description")
    return (words.strip() if isinstance(words, str) else as_text(info.get("summary"))) or None


def _paths(root: Mapping[str, Value]) -> Iterator[tuple[str, str, str, str]]:
    for key in ("paths", "webhooks"):
        for path, item in pairs(root.get(key)):
            for method in _METHODS:
                if isinstance(operation := item.get(method), dict):
                    summary = as_text(operation.get("summary")) or as_text(
                        operation.get("description")
                    )
                    yield method.upper(), path, as_text(operation.get("operationId")), summary


def _schemas(schemas: Value | None) -> Iterator[tuple[str, str, str]]:
    for name, schema in pairs(schemas):
        words = as_text(schema.get("description")) or as_text(schema.get("title"))
        members = list(as_table(schema.get("properties"))) or texts(schema.get("enum"))
        yield name, "\n".join(members), words


def _servers(root: Mapping[str, Value]) -> list[str]:
    servers = root.get("servers")
    urls = (
        [as_text(as_table(each).get("url")) for each in servers]
        if isinstance(servers, list)
        else []
    )
    host = as_text(root.get("host"))
    return list(filter(None, [*urls, f"{host}{as_text(root.get('basePath'))}" if host else ""]))


def _references(root: Mapping[str, Value]) -> Iterator[Import]:
    """Yield the files that paths are in: `$ref: paths/user.yaml#/get`."""
    for _, item in pairs(root.get("paths")):
        written = as_text(item.get("$ref")).partition("#")[0]
        if written and "://" not in written:
            yield Import(f"./{written}")


def json_schema(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a JSON Schema: its properties and its definitions."""
    title = as_text(root.get("title"))
    required = texts(root.get("required"))
    rows = tuple(
        (
            name,
            "\n".join(texts(each.get("type")))
            or as_text(each.get("$ref"))
            or "\n".join(texts(each.get("enum"))),
            "required" if name in required else "",
            as_text(each.get("description")) or as_text(each.get("title")),
        )
        for name, each in pairs(root.get("properties"))
    )
    inner = {**as_table(root.get("definitions")), **as_table(root.get("$defs"))}
    return Facts(
        about=f"JSON Schema of `{title}`." if title else "JSON Schema.",
        purpose=_purpose(root),
        tables=tables(
            Table("Properties", ("property", "type", "must", "what it is"), rows),
            Table("Definitions", ("schema", "properties", "what it is"), tuple(_schemas(inner))),
        ),
    )
