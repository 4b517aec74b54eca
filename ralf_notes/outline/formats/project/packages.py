"""Manifests of packages: `package.json`, `composer.json`, `pyproject.toml`, `Cargo.toml`, `go.mod`,
`pubspec.yaml`.

What the repository as a whole is, its overview says; here stands what the file itself declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.yaml_text import Value
from ralf_notes.outline.manifests.go import required
from ralf_notes.outline.manifests.model import without_badges
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.values import as_list, as_table, as_text, texts

_REQUIREMENT = re.compile(
    r"\s*([A-Za-z0-9][\w.-]{0,100}(?:\[[\w, .-]{1,100}\])?)\s*([^;#\n]{0,100})"
)
_REQUIREMENT_LINE = re.compile(
    r"([A-Za-z0-9][\w.-]{0,100}(?:\[[\w, .-]{1,100}\])?)[ \t]*((?:[=<>!~@]|$)[^;#\n]{0,100})?"
)
_OTHER_LINES = ("#", "-", "http", "git+", ".", "/")
_LISTED = re.compile(r"-(?:r|c|-requirement|-constraint)[ =]+(\S{1,300})")
_GO_WORD = re.compile(r"^(module|go|toolchain)[ \t]+\"?([^\s\"]{1,300})", re.MULTILINE)
_GO_REPLACE = re.compile(
    r"^(?:replace[ \t]+)?[ \t]*([^\s()=]{1,200})(?:[ \t]+v\S{1,60})?[ \t]*=>[ \t]*([^\n]{1,200})",
    re.MULTILINE,
)


def _package(kind: str, root: Mapping[str, Value], *filled: Table) -> Facts:
    """Return the facts of a manifest that names and describes its package at its top."""
    name = as_text(root.get("name"))
    article = "an" if kind[0] in "aeiou" or kind.startswith("npm") else "a"
    about = f"Manifest of the {kind} `{name}`." if name else f"Manifest of {article} {kind}."
    description = without_badges(as_text(root.get("description")))
    return Facts(about, description or None, tables(*filled))


def _settings(title: str, root: Mapping[str, Value], keys: str) -> Table:
    """Return the table of those of some keys that a manifest has."""
    values = ((key, root.get(key)) for key in keys.split())
    rows = ((key, "" if isinstance(each, dict) else "\n".join(texts(each))) for key, each in values)
    return Table(title, ("key", "value"), tuple(row for row in rows if row[1]))


def _pairs(title: str, columns: tuple[str, str], value: object) -> Table:
    rows = tuple((key, _short(each)) for key, each in as_table(value).items())
    return Table(title, columns, rows)


def _short(value: Value) -> str:
    """Return what a dependency or a setting says, without what is inside it."""
    if not isinstance(value, dict):
        return "\n".join(texts(value))
    version = as_text(value.get("version"))
    keys = ("path", "git", "url", "workspace", "cmd", "call", "shell", "target", "reference")
    settings = [f"{key}: {as_text(value[key])}" for key in keys if as_text(value.get(key))]
    return " ".join(filter(None, [version, *settings]))


def _dependencies(groups: Iterable[tuple[str, object]]) -> Table:
    rows = tuple(
        (name, _short(version), group)
        for group, packages in groups
        for name, version in as_table(packages).items()
    )
    return Table("Dependencies", ("package", "version", "group"), rows)


_NPM_GROUPS = {
    "": "dependencies",
    "peer": "peerDependencies",
    "optional": "optionalDependencies",
    "dev": "devDependencies",
}


def npm(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a `package.json`."""
    bins = root.get("bin")
    command = as_text(root.get("name")).rpartition("/")[2]
    exports = [key for key in as_table(root.get("exports")) if key.startswith(".")]
    keys = "version private license type main module types packageManager workspaces"
    return _package(
        "npm package", root,
        _pairs("Scripts", ("script", "command"), root.get("scripts")),
        _settings("Package", root, keys),
        _pairs("Commands", ("command", "file"), {command: bins} if isinstance(bins, str) else bins),
        Table("Exports", ("path",), tuple((key,) for key in exports)),
        _dependencies((group, root.get(key)) for group, key in _NPM_GROUPS.items()),
    )  # fmt: skip


def composer(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a `composer.json`."""
    autoload = as_table(root.get("autoload"))
    return _package(
        "Composer package", root,
        _pairs("Scripts", ("script", "command"), root.get("scripts")),
        _pairs("Autoload", ("namespace", "folder"), autoload.get("psr-4")),
        _dependencies((("", root.get("require")), ("dev", root.get("require-dev")))),
    )  # fmt: skip


def pyproject(_path: str, root: Mapping[str, Value]) -> Facts | None:
    """Return the facts of a `pyproject.toml`; None where it declares no project."""
    tools = as_table(root.get("tool"))
    project = as_table(root.get("project")) or as_table(tools.get("poetry"))
    if not project:
        return None
    rows = _pep_621(root) or _poetry(as_table(tools.get("poetry")))
    return _package(
        "Python project", project,
        _pairs("Commands", ("command", "starts"), project.get("scripts")),
        _settings("Project", project, "version requires-python license"),
        Table("Dependencies", ("package", "version", "group"), rows),
        _settings("Build", as_table(root.get("build-system")), "build-backend requires"),
        Table("Tools", ("tool",), tuple((name,) for name in tools)),
    )  # fmt: skip


def _pep_621(root: Mapping[str, Value]) -> tuple[tuple[str, ...], ...]:
    """Return the requirements of a project, those of its extras and groups after its own."""
    project = as_table(root.get("project"))
    rows = [_requirement(each, "") for each in texts(project.get("dependencies"))]
    for groups in (project.get("optional-dependencies"), root.get("dependency-groups")):
        for group, requirements in as_table(groups).items():
            rows += [_requirement(each, group) for each in texts(requirements)]
    return tuple(rows)


def _poetry(poetry: Mapping[str, Value]) -> tuple[tuple[str, ...], ...]:
    groups: list[tuple[str, object]] = [("", poetry.get("dependencies"))]
    groups += [("dev", poetry.get("dev-dependencies"))]
    for name, group in as_table(poetry.get("group")).items():
        groups.append((name, as_table(group).get("dependencies")))
    return _dependencies(groups).rows


def _requirement(text: str, group: str) -> tuple[str, str, str]:
    match = _REQUIREMENT.match(text)
    return (match[1], match[2].strip(), group) if match else (text, "", group)


def cargo(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a `Cargo.toml`."""
    package, workspace = as_table(root.get("package")), as_table(root.get("workspace"))
    groups = [(kind, root.get(f"{kind}-dependencies")) for kind in ("dev", "build")]
    groups = [("", root.get("dependencies")), *groups, ("workspace", workspace.get("dependencies"))]
    programs = [as_table(each) for each in as_list(root.get("bin"))]
    paths = tuple((as_text(each.get("name")), as_text(each.get("path"))) for each in programs)
    members = tuple((each,) for each in texts(workspace.get("members")))
    return _package(
        "crate" if package else "Cargo workspace", package,
        _settings("Package", package, "version edition rust-version license"),
        Table("Programs", ("program", "file"), paths),
        Table("Members", ("member",), members),
        _pairs("Features", ("feature", "enables"), root.get("features")),
        _dependencies(groups),
    )  # fmt: skip


def pubspec(_path: str, root: Mapping[str, Value]) -> Facts:
    """Return the facts of a `pubspec.yaml`: https://dart.dev/tools/pub/pubspec"""
    groups = (("", root.get("dependencies")), ("dev", root.get("dev_dependencies")))
    return _package(
        "Dart package", root,
        _settings("Package", root, "version homepage repository"),
        _dependencies(groups),
    )  # fmt: skip


def go_mod(_path: str, text: str) -> Facts:
    """Return the facts of a `go.mod`."""
    words = dict(reversed([(match[1], match[2]) for match in _GO_WORD.finditer(text)]))
    plain = "\n".join(line.strip() for line in text.splitlines())
    replaced = tuple((match[1], match[2].strip()) for match in _GO_REPLACE.finditer(plain))
    settings = tuple((key, words[key]) for key in ("go", "toolchain") if key in words)
    return _package(
        "Go module", {"name": words.get("module", "")},
        Table("Module", ("key", "value"), settings),
        Table("Requires", ("module", "version"), tuple(required(text))),
        Table("Replaces", ("module", "with"), replaced),
    )  # fmt: skip


def requirements(_path: str, text: str) -> Facts | None:
    """Return the facts of a `requirements.txt`; None where it is none."""
    rows: list[tuple[str, ...]] = []
    files: list[str] = []
    others = 0
    for line in text.splitlines():
        code = line.partition(" #")[0].partition(";")[0].strip().removesuffix("\\").strip()
        if match := _LISTED.match(code):
            files.append(match[1])
        elif match := _REQUIREMENT_LINE.fullmatch(code):
            rows.append((match[1], (match[2] or "").strip()))
        else:
            others += bool(code) and not code.startswith(_OTHER_LINES)
    if others > len(rows):
        return None
    return Facts(
        "Python packages that pip installs.",
        tables=tables(Table("Dependencies", ("package", "version"), tuple(rows))),
        imports=tuple(Import(f"./{each}") for each in files),
    )
