"""Kubernetes manifests and Helm charts: what each document is, and what it runs.

Helm's templates are no YAML before they are filled in, so their kinds are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, texts
from ralf_notes.text import some_of

_KIND_LINE = re.compile(r"^(?:(kind)|(apiVersion)):[ \t]*[\"']?([^\s\"'#{}]{1,100})", re.MULTILINE)
_NAME_LINE = re.compile(
    r"^metadata:[ \t]*\n(?:[ \t]+[^\n]*\n|[ \t]*\n){0,3}?[ \t]+name:[ \t]*([^\n#]{1,200})",
    re.MULTILINE,
)
_DEFINE = re.compile(r"\{\{-?[ \t]*define[ \t]+\"([^\"\n]{1,200})\"")
_COMMENT_BEFORE = re.compile(r"\{\{-?[ \t]?/\*((?:[^*]|\*(?!/)){0,800}+)\*/[ \t]?-?\}\}[ \t]?\n?$")
_VALUES_USED = re.compile(r"\.Values\.([\w.]{1,100})")


def manifests(_path: str, documents: Sequence[Mapping[str, Value]]) -> Facts:
    """Return the facts of Kubernetes objects, one or several in a file."""
    rows = tuple(_object_row(each) for each in documents if as_text(each.get("kind")))
    names = [f"{kind} {name}".strip() for kind, name, *_ in rows]
    noun = "Kubernetes manifest" if len(rows) == 1 else "Kubernetes manifests"
    columns = ("kind", "name", "namespace", "images", "ports")
    return Facts(f"{noun}: {some_of(names)}.", tables=tables(Table("Objects", columns, rows)))


def _object_row(document: Mapping[str, Value]) -> tuple[str, ...]:
    metadata = as_table(document.get("metadata"))
    images: dict[str, None] = {}
    ports: dict[str, None] = {}
    for container in _containers(as_table(document.get("spec"))):
        images[as_text(container.get("image"))] = None
        for port in as_list(container.get("ports")):
            ports[as_text(as_table(port).get("containerPort"))] = None
    for port in as_list(as_table(document.get("spec")).get("ports")):
        ports[as_text(as_table(port).get("port"))] = None
    return (
        as_text(document.get("kind")),
        as_text(metadata.get("name")) or as_text(metadata.get("generateName")),
        as_text(metadata.get("namespace")),
        "\n".join(images),
        "\n".join(ports),
    )


def _containers(spec: Mapping[str, Value]) -> Iterator[dict[str, Value]]:
    """Yield the containers of a pod, of a template of pods, or of a job of a schedule."""
    for inner in ("jobTemplate", "template"):
        if inner in spec and "containers" not in spec:
            spec = as_table(as_table(spec[inner]).get("spec"))
    for key in ("initContainers", "containers"):
        yield from map(as_table, as_list(spec.get(key)))


def kustomization(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a Kustomization: the files that it puts together."""
    parts = ("resources", "bases", "components", "patchesStrategicMerge", "configurations")
    rows = tuple((key, each) for key in parts for each in texts(root.get(key)))
    files = [each for _, each in rows if "://" not in each]
    return Facts(
        about=f"Kustomization of {some_of(files)}." if files else "Kustomization.",
        tables=tables(Table("Parts", ("key", "file"), rows)),
        imports=tuple(Import(f"./{each}") for each in files),
    )


def chart(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a `Chart.yaml`."""
    name = as_text(root.get("name"))
    rows = tuple(
        (as_text(each.get("name")), as_text(each.get("version")), as_text(each.get("repository")))
        for each in map(as_table, as_list(root.get("dependencies")))
    )
    shown = ("name", "version", "appVersion", "kubeVersion", "type", "home")
    return Facts(
        about=f"Helm chart `{name}`." if name else "Helm chart.",
        purpose=as_text(root.get("description")) or None,
        tables=tables(
            Table(
                "Chart",
                ("key", "value"),
                tuple((k, as_text(root[k])) for k in shown if as_text(root.get(k))),
            ),
            Table("Dependencies", ("chart", "version", "repository"), rows),
        ),
    )


_OF_HELM = re.compile(r"\.(?:Values|Release|Chart|Capabilities)\b")
_OF_GO = re.compile(
    r"\{\{-?[ \t]*(?:[.$]|/\*|(?:define|template|block|range|with|if|else|end|include)\b)"
)
"""Matches what templates of Go have; Smarty, Jinja and others name their files as Go does."""


def template(path: str, text: str) -> Facts:
    """Return the facts of a template of Go: its kinds, the templates that it defines, its values.

    One that lies among templates, or takes what Helm gives, is a template of Helm.
    """
    if not _OF_GO.search(text):
        return Facts("")
    kinds = [match[3] for match in _KIND_LINE.finditer(text) if match[1]]
    names = [match[1].strip() for match in _NAME_LINE.finditer(text)]
    defined = tuple(
        (match[1], _comment_before(text, match.start())) for match in _DEFINE.finditer(text)
    )
    values = tuple(dict.fromkeys(match[1].strip(".") for match in _VALUES_USED.finditer(text)))
    is_of_helm = "templates/" in path or _OF_HELM.search(text) is not None
    about = "Helm template" if is_of_helm else "Go template"
    if kinds:
        about += f" of {some_of(list(dict.fromkeys(kinds)))}"
    elif defined:
        about += f"s {some_of([name for name, _ in defined])}"
    rows = tuple(
        (kind, names[at] if at < len(names) and len(names) == len(kinds) else "")
        for at, kind in enumerate(kinds)
    )
    return Facts(
        f"{about}.",
        purpose="" if text.lstrip().startswith("{{") else None,
        tables=tables(
            Table("Objects", ("kind", "name"), rows),
            Table("Defines", ("template", "what it is"), defined),
            Table("Values", ("value",), tuple((value,) for value in values)),
        ),
    )


def _comment_before(text: str, at: int) -> str:
    match = _COMMENT_BEFORE.search(text[max(at - 1000, 0) : at])
    return " ".join(match[1].split()) if match else ""
