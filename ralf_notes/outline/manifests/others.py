"""Manifests of which little is read: Dart, Elixir, Helm, CMake, containers and more."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Sequence

from ralf_notes.outline.formats.yaml_text import first_mapping
from ralf_notes.outline.manifests.model import Manifest, Script, Start
from ralf_notes.outline.values import as_table, as_text
from ralf_notes.patterns import lazily

_OF_DART = ("flutter", "sdk")
_MIX_NEEDED = lazily(r"\{:(\w+),[^{}\n]*(?:\}|$)")
_MIX_ALIASES = lazily(
    r"^[ \t]*defp?[ \t]+aliases(?:\(\))?[ \t]+do\s*\[(?P<aliases>.{0,4000}?)^[ \t]*end\b",
    re.MULTILINE | re.DOTALL,
)
_MIX_ALIAS = lazily(
    r"^[ \t]*(?P<name>[a-z][\w]*|\"[\w.]+\"):[ \t]*(?P<tasks>\[[^\]]{0,1000}\]|\"[^\"\n]*\")",
    re.MULTILINE,
)
_PKG_CONFIG = lazily(r"^(Name|Description):[ \t]*+([^\n@$]*+)$", re.MULTILINE)
"""A field whose value no build has to fill in."""
_CMAKE = lazily(
    r"^[ \t]*+project\s*\(\s*(?:\"(?P<quoted>[^\"$@\n]{1,100})\"|(?P<name>[\w.+-]+))"
    r"(?P<rest>[^)]{0,600})\)",
    re.MULTILINE | re.IGNORECASE,
)
_CMAKE_DESCRIPTION = lazily(r"\bDESCRIPTION\s+\"([^\"]{3,300})\"")
_MOST_OF_HEADER = 8192
_FROM_JSON = lazily(r"\[[^\n]*\]")
_DOCKER = lazily(
    r"^[ \t]*+(?:ENTRYPOINT|CMD)\s+(?P<rest>(?:[^\n\\]|\\.|\\\n){1,300}+)$",
    re.MULTILINE | re.IGNORECASE,
)
_SERVERS = frozenset(("uvicorn", "gunicorn", "hypercorn", "daphne", "granian", "waitress-serve"))
_APP = lazily(r"(?P<module>[A-Za-z_][\w.]*):[A-Za-z_]\w*(?:\(\))?")
_THEME = lazily(r"^[ \t*]*Theme Name:", re.MULTILINE)
_PROGRAMS = (
    ".py", ".js", ".mjs", ".ts", ".rb", ".php", ".sh", ".pl", ".ex", ".exs", ".lua", ".r", ".R",
)  # fmt: skip


def read_pubspec(text: str) -> Manifest:
    """Return what a pubspec.yaml says. Source: https://dart.dev/tools/pub/pubspec"""
    root = first_mapping(text)
    name = as_text(root.get("name"))
    programs = [
        Start(f"`{each}` command", (f"bin/{each}.dart",))
        for each in as_table(root.get("executables"))
    ]
    starts = (
        *programs,
        Start("app", ("lib/main.dart",)),
        Start(f"`{name}` package", (f"lib/{name}.dart",)),
    )
    needed = (each for each in as_table(root.get("dependencies")) if each not in _OF_DART)
    return Manifest(
        "pub", name, as_text(root.get("description")), starts=starts if name else (),
        dependencies=tuple(needed), lists_dependencies=bool(name),
    )  # fmt: skip


def read_chart(text: str) -> Manifest:
    """Return what a Chart.yaml says. Source: https://helm.sh/docs/topics/charts/"""
    root = first_mapping(text)
    return Manifest("helm", as_text(root.get("name")), as_text(root.get("description")))


def read_mix(text: str) -> Manifest:
    """Return what the literals of a mix.exs say. Source: https://hexdocs.pm/mix/Mix.Project.html"""
    dependencies = [*_MIX_NEEDED.finditer(text)]
    needed = (m for m in dependencies if "only:" not in m[0] and "optional: true" not in m[0])
    module = _after(text, r"\bmod:[ \t]*\{(?P<value>[A-Z][\w.]*)")
    path = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", module).replace(".", "/").lower()
    return Manifest(
        "mix",
        _after(text, r"\bapp:[ \t]*:(?P<value>\w+)"),
        _after(text, r"\bdescription:[ \t]*\"(?P<value>[^\"\n]+)\"")
        or _after(text, r"@description[ \t]+\"(?P<value>[^\"\n]+)\""),
        _after(text, r"\blicenses:[ \t]*\[\"(?P<value>[^\"\n]+)\""),
        (Start("application", (f"lib/{path}.ex", f"*/{path}.ex")),) if path else (),
        tuple(_mix_aliases(text)),
        dependencies=tuple(match[1] for match in needed),
        lists_dependencies=bool(dependencies),
    )


def _mix_aliases(text: str) -> Iterator[Script]:
    """Yield the aliases that a mix.exs lists, each with the tasks that it runs."""
    block = _MIX_ALIASES.search(text)
    for match in _MIX_ALIAS.finditer(block["aliases"]) if block else ():
        tasks = re.findall(r"\"([^\"\n]+)\"", match["tasks"])
        name = match["name"].strip('"')
        yield Script(f"mix {name}", ", ".join(tasks))


def read_pkg_config(text: str) -> Manifest:
    """Return what a *.pc file says. Source: https://people.freedesktop.org/~dbn/pkg-config-guide.html"""
    fields = {name: value.strip() for name, value in _PKG_CONFIG.findall(text)}
    return Manifest("pkg-config", fields.get("Name", ""), fields.get("Description", ""))


def read_cmake(text: str) -> Manifest:
    """Return what `project` in a CMakeLists.txt says."""
    project = _CMAKE.search(text)
    if project is None:
        return Manifest("cmake")
    description = _CMAKE_DESCRIPTION.search(project["rest"])
    name = project["quoted"] or project["name"]
    return Manifest("cmake", name, description[1] if description else "")


def read_arduino(text: str) -> Manifest:
    """Return what the library.properties of an Arduino library says.

    Source: https://arduino.github.io/arduino-cli/latest/library-specification/
    """
    pairs = (line.partition("=") for line in text.splitlines())
    values = {key.strip(): value.strip() for key, _, value in pairs}
    if not {"name", "architectures"} <= values.keys():  # some other file of this common name
        return Manifest("properties")
    needed = (each.partition("(")[0].strip() for each in values.get("depends", "").split(","))
    return Manifest(
        "arduino", values["name"], values.get("sentence", ""),
        dependencies=tuple(filter(None, needed)),
    )  # fmt: skip


def read_wordpress_theme(text: str) -> Manifest:
    """Return what the style.css of a theme for WordPress says at its beginning.

    Source: https://developer.wordpress.org/themes/basics/main-stylesheet-style-css/
    """
    header = text[:_MOST_OF_HEADER]
    if not _THEME.search(header):
        return Manifest("wordpress")
    lines = (line.strip(" \t*").partition(":") for line in header.splitlines())
    values = {key.strip(): value.strip() for key, _, value in lines}
    return Manifest(
        "wordpress", values["Theme Name"], values.get("Description", ""), values.get("License", ""),
        (Start("WordPress theme", ("functions.php", "index.php")),),
    )  # fmt: skip


def read_dockerfile(text: str) -> Manifest:
    """Return which file a container starts, by the last ENTRYPOINT or CMD of its Dockerfile."""
    files: list[str] = []
    for match in _DOCKER.finditer(text):
        args = _arguments(match["rest"].replace("\\\n", " "))
        files = [each.removeprefix("./") for each in args if each.endswith(_PROGRAMS)] or files
        if "-m" in args[:-1]:
            module = args[args.index("-m") + 1].replace(".", "/")
            files = [f"{module}/__main__.py", f"{module}.py", f"src/{module}/__main__.py"]
        files = app_files(args) or files
    candidates = [path for file in files for path in _places_of(file)]
    return Manifest("docker", starts=(Start("container", tuple(candidates)),) if candidates else ())


def app_files(words: Sequence[str]) -> list[str]:
    """Return where the app may be that a command lets a server of Python run: `shop.main:app`."""
    if _SERVERS.isdisjoint(words):
        return []
    apps = (match["module"].replace(".", "/") for each in words if (match := _APP.fullmatch(each)))
    return [path for app in apps for path in (f"{app}.py", f"{app}/__init__.py", f"src/{app}.py")]


def _places_of(path: str) -> tuple[str, ...]:
    """Return where a file of a container may be: from the folder of work, which often is `/app`.

    What lies among the programs of the container was copied there from beside the Dockerfile.
    """
    if not path.startswith("/"):
        return (path,)
    inner = path.lstrip("/")
    return tuple(dict.fromkeys((inner, inner.partition("/")[2], posixpath.basename(path))))


def _arguments(rest: str) -> list[str]:
    """Return the words of an instruction in its JSON form or as a command line."""
    if _FROM_JSON.fullmatch(rest.strip()):
        try:
            return [each for each in json.loads(rest) if isinstance(each, str)]
        except (ValueError, RecursionError):
            return []
    return rest.split()


def _after(text: str, pattern: str) -> str:
    match = re.search(pattern, text[:100_000], re.MULTILINE)
    return match["value"].strip() if match else ""
