"""What an XML file is: a project of .NET, a Maven project, else its root element.

Read by patterns: no parser runs, so no entity of a file is ever expanded.
"""

from __future__ import annotations

import re

from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.model import Import, Table
from ralf_notes.outline.readmes.html import without, without_comments

_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,100})")
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
_PROJECTS = (".csproj", ".fsproj", ".vbproj", ".props", ".targets")
_FRAMEWORK = re.compile(r"<TargetFrameworks?>([^<>]{1,200})</TargetFrameworks?>")
_PACKAGE = re.compile(
    r"<Package(?:Reference|Version)\s+(?:Include|Update)=\"([^\"]{1,200})\"(?:\s+Version=\"([^\"]{0,60})\")?"
)
_PROJECT = re.compile(r"<ProjectReference\s+Include=\"([^\"]{1,300})\"")
_ELEMENTS = {
    key: re.compile(rf"<{key}>\s*([^<>]{{1,300}}?)\s*</{key}>")
    for key in ("groupId", "artifactId", "version", "packaging", "description")
}
_DEPENDENCY = re.compile(
    r"<dependency>\s*<groupId>([^<>]{1,200})</groupId>\s*<artifactId>([^<>]{1,200})</artifactId>"
    r"(?:\s*<version>([^<>]{1,60})</version>)?"
)
_TS_LANGUAGE = re.compile(r"<TS\b[^<>]{0,200}\blanguage=\"([\w-]{1,20})\"")
_MODULE = re.compile(r"<module>\s*([^<>\s]{1,200})\s*</module>")


def facts(path: str, text: str) -> Facts:
    """Return the facts of an XML file."""
    plain = without_comments(text)
    name = path.rpartition("/")[2].lower()
    if name.endswith(_PROJECTS) and "<Project" in plain:
        return _dotnet(plain)
    if name.endswith("pom.xml") or path.endswith(".pom"):
        return _maven(plain)
    root = _root(text)
    if root == "svg":
        return Facts(about="SVG image.")
    if root == "TS":
        return _translation(plain)
    return Facts(about=f"XML with the root element `{root}`." if root else "")


def _translation(text: str) -> Facts:
    """Return into which language a file of Qt Linguist translates, and how much of it.

    Source: https://doc.qt.io/qt-6/linguist-ts-file-format.html
    """
    language = _TS_LANGUAGE.search(text)
    count, unfinished = text.count("<message"), text.count('type="unfinished"')
    how_much = f"{count - unfinished} of {count}" if 0 < unfinished <= count else str(count)
    into = f" into `{language[1]}`" if language else ""
    return Facts(f"Translation{into}: {how_much} message{'' if count == 1 else 's'}.", purpose="")


def _root(text: str) -> str:
    at = 0
    for _ in range(50):
        at = text.find("<", at)
        if at < 0:
            return ""
        marks = next((each for each in _SKIPPED if text.startswith(each[0], at)), None)
        if marks is None:
            match = _ROOT.match(text, at)
            return match[1] if match else ""
        at = max(text.find(marks[1], at), at + 1)
    return ""


def _dotnet(text: str) -> Facts:
    framework = _FRAMEWORK.search(text)
    packages = tuple(dict.fromkeys((m[1], m[2] or "") for m in _PACKAGE.finditer(text)))
    projects = [match[1].replace("\\", "/") for match in _PROJECT.finditer(text)]
    target = f" for `{framework[1]}`" if framework and "$" not in framework[1] else ""
    return Facts(
        about=f"Project of .NET{target}."
        if target or packages or projects
        else "Settings of .NET projects.",
        tables=tables(
            Table("Packages", ("package", "version"), packages),
            Table("Projects", ("project",), tuple((each,) for each in projects)),
        ),
        imports=tuple(Import(f"./{each}") for each in projects if "$" not in each),
    )


def _maven(text: str) -> Facts:
    own_text = text
    for tag in ("parent", "dependencies", "dependencyManagement", "build", "profiles", "reporting"):
        own_text = without(own_text, f"<{tag}>", f"</{tag}>")
    values = {
        key: match[1] if (match := pattern.search(own_text)) else ""
        for key, pattern in _ELEMENTS.items()
    }
    name = values["artifactId"]
    shown = tuple((key, values[key]) for key in ("groupId", "version", "packaging") if values[key])
    needed = tuple(
        dict.fromkeys((f"{m[1]}:{m[2]}", m[3] or "") for m in _DEPENDENCY.finditer(text))
    )
    modules = [match[1] for match in _MODULE.finditer(text)]
    return Facts(
        about=f"Maven project `{name}`." if name else "Maven project.",
        purpose=" ".join(values["description"].split()) or None,
        tables=tables(
            Table("Project", ("key", "value"), shown),
            Table("Modules", ("module",), tuple((each,) for each in modules)),
            Table("Dependencies", ("package", "version"), needed),
        ),
        imports=tuple(Import(f"./{each}/pom.xml") for each in modules),
    )
