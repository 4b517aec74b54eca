"""Maven's pom.xml, Gradle's scripts and properties, and Android's manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from ralf_notes.outline.manifests.model import (
    ALIAS,
    ANDROID,
    CATALOG,
    Manifest,
    Start,
    plain_alias,
)
from ralf_notes.outline.manifests.reading import joined_literals, xml_root, xml_text
from ralf_notes.outline.values import as_table, toml_table

_ANDROID = "{http://schemas.android.com/apk/res/android}"
_LITERAL = r"['\"]([^'\"$\n]{1,300})['\"]"
_DESCRIPTION = re.compile(rf"^(?:project\.)?description\s*(?:=|\()?\s*{_LITERAL}", re.MULTILINE)
_NAME = re.compile(rf"^[ \t]*+rootProject\.name\s*=\s*{_LITERAL}", re.MULTILINE)
_MAIN = re.compile(rf"\bmain(?:Class(?:Name)?)?(?:\.set\(|\s*=\s*|\s*\(\s*){_LITERAL}")
_NEEDED = re.compile(
    r"^[ \t]*+(?:api|implementation|compileOnly|runtimeOnly|compile|kapt|ksp)\b[\s(]*+"
    r"(?:platform\()?"
    r"(?:['\"]([\w.-]+:[\w.-]+)[^'\"\n]*['\"]|libs\.([\w.]+))",
    re.MULTILINE,
)
_OF_TESTS = re.compile(r"^[ \t]*+(?:val[ \t]+)?(?:\w*Test|test\w*)\b[^{}\n]{0,200}\{", re.MULTILINE)
_BRACE = re.compile(r"[{}]")
_PROPERTY = re.compile(
    r"^[ \t]*+(POM_NAME|POM_DESCRIPTION|POM_LICEN[CS]E_NAME)\s*=\s*(.+)$", re.MULTILINE
)


def read_pom(text: str) -> Manifest:
    """Return what a pom.xml says. Source: https://maven.apache.org/pom.html"""
    root = xml_root(text)
    if root is None or root.tag != "project":
        return Manifest("maven")
    needed = (
        f"{xml_text(each, 'groupId')}:{xml_text(each, 'artifactId')}"
        for each in root.findall("dependencies/dependency")
        if xml_text(each, "scope") not in ("test", "provided")
    )
    main = xml_text(root, ".//mainClass", ".//start-class", ".//exec.mainClass")
    return Manifest(
        "maven",
        xml_text(root, "artifactId"),
        xml_text(root, "description"),
        xml_text(root, "licenses/license/name"),
        tuple(_started(main)),
        dependencies=tuple(each.strip(":") for each in needed),
        lists_dependencies=True,
    )


def read_gradle(text: str) -> Manifest:
    """Return what the literals of a build.gradle or settings.gradle say, in Groovy or Kotlin."""
    text = joined_literals(text)
    description, name, main = _DESCRIPTION.search(text), _NAME.search(text), _MAIN.search(text)
    product = _without_tests(text)
    needed = (artifact or f"{ALIAS}{alias}" for artifact, alias in _NEEDED.findall(product))
    return Manifest(
        "gradle",
        name[1] if name else "",
        description[1] if description else "",
        starts=tuple(_started(main[1] if main else "")),
        dependencies=tuple(needed),
        lists_dependencies=bool(_NEEDED.search(text)),
    )


def _without_tests(text: str) -> str:
    """Return a script of Gradle without its blocks for tests: `val jvmTest by getting { ... }`."""
    pieces, at = [], 0
    for block in _OF_TESTS.finditer(text):
        if block.start() < at:
            continue
        pieces.append(text[at : block.start()])
        at, depth = block.end(), 1
        for brace in _BRACE.finditer(text, block.end()):
            depth += 1 if brace[0] == "{" else -1
            at = brace.end()
            if not depth:
                break
    return "".join((*pieces, text[at:]))


def read_catalog(text: str) -> Manifest:
    """Return which packages the aliases of a version catalog mean, as `alias=group:name`.

    Source: https://docs.gradle.org/current/userguide/version_catalogs.html
    """
    aliases = []
    for alias, value in as_table(toml_table(text).get("libraries")).items():
        table = as_table(value)
        written = value if isinstance(value, str) else table.get("module")
        if isinstance(table.get("group"), str) and isinstance(table.get("name"), str):
            written = f"{table['group']}:{table['name']}"
        if isinstance(written, str) and written.count(":"):
            group, name = written.split(":")[:2]
            aliases.append(f"{plain_alias(alias)}={group}:{name}")
    return Manifest(CATALOG, dependencies=tuple(aliases))


def read_gradle_properties(text: str) -> Manifest:
    """Return what a gradle.properties says for the repositories of Maven."""
    values = {key: value.strip() for key, value in _PROPERTY.findall(text) if "$" not in value}
    return Manifest(
        "gradle",
        values.get("POM_NAME", ""),
        values.get("POM_DESCRIPTION", ""),
        values.get("POM_LICENCE_NAME") or values.get("POM_LICENSE_NAME", ""),
    )


def read_android(text: str) -> Manifest:
    """Return in which activity an app starts, by its AndroidManifest.xml.

    Source: https://developer.android.com/guide/topics/manifest/manifest-intro
    """
    root = xml_root(text)
    starts = tuple(_launched(root)) if root is not None and root.tag == "manifest" else ()
    return Manifest("android", starts=starts)


def _launched(root: ElementTree.Element) -> Iterator[Start]:
    package = root.get("package") or ""
    for activity in (*root.iter("activity"), *root.iter("activity-alias")):
        categories = {each.get(f"{_ANDROID}name") for each in activity.iter("category")}
        name = activity.get(f"{_ANDROID}targetActivity") or activity.get(f"{_ANDROID}name") or ""
        if "android.intent.category.LAUNCHER" not in categories or not name:
            continue
        full = f"{package}{name}" if name.startswith(".") else name
        path = full.replace(".", "/").strip("/")
        folders = ("kotlin/", "java/", "*/")
        files = (f"{folder}{path}.{end}" for folder in folders for end in ("kt", "java"))
        yield Start(ANDROID, tuple(files))


def _started(main: str) -> Iterator[Start]:
    """Yield the start of a main class by its full name."""
    if not main or not re.fullmatch(r"[\w.$]+", main):
        return
    path, end = main.replace(".", "/"), main.rpartition(".")[2]
    candidates = []
    for folder in ("src/main/java/", "src/main/kotlin/", "src/", "*/"):
        candidates += [f"{folder}{path}.java", f"{folder}{path}.kt"]
        if path.endswith("Kt"):
            candidates.append(f"{folder}{path.removesuffix('Kt')}.kt")
    yield Start(f"main class `{end}`", tuple(candidates))
