"""Gradle: the plugins of a script in Groovy or Kotlin, what it needs, and the modules of a build.

Sources: https://docs.gradle.org/current/userguide/declaring_dependencies_basics.html,
https://docs.gradle.org/current/userguide/plugins.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ralf_notes.outline.brackets import blocks_of, without_strings
from ralf_notes.outline.formats import tables
from ralf_notes.outline.model import Table

_BLOCK = re.compile(rb"\b(?P<name>dependencies|plugins)\s*+\{")
_SOURCE_SET = re.compile(r"\b(\w{1,60}(?:Main|Test))\b(?:[^{}\n]{0,60}\{\s*|\.)\Z")
_NEED = re.compile(
    r"^[ \t]*+(?P<quote>[\"']?)(?P<group>[a-zA-Z]\w{1,60}+)(?P=quote)(?:[ \t]++|[ \t]*+\(\s*+)"
    r"(?:(?:(?:enforced)?[pP]latform|testFixtures)[ \t]*+\(\s*+)?(?P<rest>[^\n]{1,400}+)",
    re.MULTILINE,
)
_USUAL = re.compile(
    r"(?:[a-z]\w{0,40})?(?:[iI]mplementation|[aA]pi|[cC]ompile|[cC]ompileOnly(?:Api)?|[rR]untime(?:Only)?"
    r"|[pP]rovided|[aA]nnotationProcessor|Only|Plugins)"
    r"|(?:[a-z]\w{0,40})?(?:[kK]apt|[kK]sp)\w{0,40}|classpath|coreLibraryDesugaring"
)
"""Matches the name of a configuration that holds packages."""
_OTHERS = ("exclude", "because", "constraints", "capabilities", "attribute", "force", "module")
_COORDINATES = re.compile(
    r"(?P<quote>[\"'])(?P<package>[\w.-]+:[\w.-]+)(?::(?P<version>[^\"'\n]*+))?(?P=quote)"
)
_MAPPED = re.compile(
    r"group\s*[:=]\s*[\"'](?P<group>[\w.-]+)[\"']\s*,\s*name\s*[:=]\s*[\"'](?P<name>[\w.-]+)[\"']"
    r"(?:\s*,\s*version\s*[:=]\s*[\"'](?P<version>[\w.+-]+)[\"'])?"
)
_MODULE = re.compile(r"project\s*\(?\s*(?:path\s*[:=]\s*)?[\"'](?P<path>:[\w:.-]*)[\"']")
_CALLED = re.compile(
    r"(?P<call>kotlin|npm)\(\s*[\"'](?P<name>[\w@/.-]+)[\"'](?:\s*,\s*[\"'](?P<version>[\w.^~-]+)[\"'])?"
)
_REFERENCE = re.compile(r"[a-zA-Z]\w{0,60}+(?:\.\w{1,60}+){1,10}+(?=\s*+(?:$|[),{;]|//))")
_PLUGIN = re.compile(
    r"^[ \t]*+(?:(?:id|alias)[ \t]*+\(?[ \t]*+(?P<quote>[\"']?)(?P<id>[\w.-]{1,150}+)(?P=quote)"
    r"|(?P<kotlin>(?:kotlin|embeddedKotlin)\([\"'][\w.-]{1,80}+[\"']\))|`(?P<quoted>[\w.-]{1,80}+)`"
    r"|(?P<bare>[a-z][\w-]{1,60}+)(?=[ \t]*+$))"
    r"(?:[^\n]{0,20}?\bversion\b[ \t]*+\(?[ \t]*+[\"'](?P<version>[^\"'$\n]{1,60}+)[\"'])?",
    re.MULTILINE,
)
_APPLIED = re.compile(
    r"^[ \t]*+apply[ \t]*+\(?[ \t]*+plugin[ \t]*+[:=][ \t]*+[\"'](?P<id>[\w.-]{1,150}+)[\"']",
    re.MULTILINE,
)
_INCLUDE = re.compile(
    r"^[ \t]*+include[ \t]*+\(?(?P<names>(?:\s*+[\"'][\w:./-]{1,200}+[\"']\s*+,?)++)", re.MULTILINE
)
_QUOTED = re.compile(r"[\"']([^\"'\n]+)[\"']")
_SETTING = re.compile(
    r"^[ \t]*+(?:const[ \t]+)?(?P<key>group|version|namespace|applicationId|minSdk(?:Version)?"
    r"|targetSdk(?:Version)?|compileSdk(?:Version)?|versionName|versionCode|mainClass(?:Name)?"
    r"|rootProject\.name|sourceCompatibility|jvmToolchain)"
    r"(?:\.set\(|[ \t]*+=[ \t]*+|[ \t]*+\([ \t]*+|[ \t]++)"
    r"(?:[\"'](?P<text>[^\"'$\n]{1,150}+)[\"']|(?P<word>JavaVersion\.\w+|\d[\w.]*+))[ \t]*+\)?[ \t]*+(?://[^\n]*+)?$",
    re.MULTILINE,
)


_COMMENT = re.compile(
    r"(?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\")?|\"(?:[^\"\\\n]|\\.)*+\"?"
    r"|'(?:[^'\\\n]|\\.)*+'?)|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?",
    re.DOTALL,
)
_NO_BREAK = re.compile(r"[^\n]")


def gradle_tables(name: str, text: str) -> tuple[Table, ...]:
    """Return the tables of a script of Gradle without its tasks.

    Args:
        name: of the file, which tells the settings of a build.
        text: of the file.
    """
    told = _COMMENT.sub(_without_comment, text)
    plugins: dict[str, str] = {}
    needs: dict[tuple[str, str, str], None] = {}
    for kind, source_set, inside in _blocks(told):
        if kind == "plugins":
            plugins.update(_plugins(inside))
        else:
            needs.update(dict.fromkeys(_needs(inside, source_set)))
    applied = ((match["id"], "") for match in _APPLIED.finditer(told))
    plugins = {**dict(applied), **plugins}
    is_settings = name.startswith("settings.")
    included = [match["names"] for match in _INCLUDE.finditer(told) if is_settings]
    modules = dict.fromkeys(each for names in included for each in _QUOTED.findall(names))
    return tables(
        Table("Project", ("key", "value"), tuple(_settings(told))),
        Table("Plugins", ("plugin", "version"), tuple(plugins.items())),
        Table("Dependencies", ("package", "version", "group"), tuple(needs)),
        Table("Modules", ("module",), tuple((each,) for each in modules)),
    )


def _without_comment(match: re.Match[str]) -> str:
    return match["string"] or _NO_BREAK.sub(" ", match[0])


def _blocks(told: str) -> Iterator[tuple[str, str, str]]:
    """Yield the name of each block of plugins or needs, its source set, and what stands in it."""
    code = without_strings(told.encode("latin-1", "replace"), ())
    ends = {block.start: block.end for block in blocks_of(code)}
    for match in _BLOCK.finditer(code):
        if end := ends.get(match.end() - 1):
            source_set = _SOURCE_SET.search(told, max(match.start() - 120, 0), match.start())
            yield (
                match["name"].decode(),
                source_set[1] if source_set else "",
                told[match.end() : end],
            )


def _settings(told: str) -> Iterator[tuple[str, str]]:
    """Yield what a script sets to one literal; what it sets again to another is left out."""
    values: dict[str, set[str]] = {}
    for match in _SETTING.finditer(told):
        values.setdefault(match["key"], set()).add(match["text"] or match["word"])
    for key, choice in values.items():
        if len(choice) == 1:
            yield key, next(iter(choice))


def _plugins(inside: str) -> Iterator[tuple[str, str]]:
    for match in _PLUGIN.finditer(inside):
        name = match["id"] or match["kotlin"] or match["quoted"] or match["bare"]
        yield name, match["version"] or ""


def _needs(inside: str, source_set: str) -> Iterator[tuple[str, str, str]]:
    """Yield what a block needs: package, version, and the configuration that it is in."""
    for match in _NEED.finditer(inside):
        group, rest = match["group"], match["rest"]
        if group in _OTHERS:
            continue
        for package, version in _packages(rest, bool(_USUAL.fullmatch(group))):
            yield package, "" if "$" in version else version, f"{source_set} {group}".strip()


def _packages(rest: str, is_usual: bool) -> Iterator[tuple[str, str]]:
    """Yield the packages that the rest of a line names, with their versions."""
    if module := _MODULE.match(rest):
        yield module["path"], ""
    elif mapped := _MAPPED.match(rest):
        yield f"{mapped['group']}:{mapped['name']}", mapped["version"] or ""
    elif called := _CALLED.match(rest):
        of_kotlin = "org.jetbrains.kotlin:kotlin-" if called["call"] == "kotlin" else ""
        yield f"{of_kotlin}{called['name']}", called["version"] or ""
    elif coordinates := list(_COORDINATES.finditer(rest)):
        for each in coordinates:
            yield each["package"], (each["version"] or "").partition(":")[0]
    elif is_usual and (reference := _REFERENCE.match(rest)):
        yield reference[0], ""
