"""Bazel: targets, packages from elsewhere, and the functions and rules of an extension.

Sources: https://bazel.build/concepts/build-files, https://bazel.build/rules/lib/globals/module,
https://bazel.build/extending/macros
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import dedent

from ralf_notes.outline.documentation.comments import comment_text
from ralf_notes.outline.documentation.notices import is_notice
from ralf_notes.outline.formats import Facts, tables
from ralf_notes.outline.formats.builds.calls import BuildCall, calls
from ralf_notes.outline.formats.drafts import Draft, symbols_of
from ralf_notes.outline.model import Import, Table
from ralf_notes.text import some_named

_FETCHED = {
    "http_archive": ("urls", "url"), "git_repository": ("remote",),
    "new_git_repository": ("remote",), "http_file": ("urls", "url"),
    "go_repository": ("importpath",), "local_repository": ("path",),
}  # fmt: skip
_VERSIONS = ("version", "tag", "commit")
_DEFINED = ("rule", "macro", "repository_rule", "aspect", "provider", "module_extension")
_NO_TARGETS = frozenset((
    "package", "module", "workspace", "bazel_dep", "maven.artifact", "use_extension", "licenses",
    *_FETCHED,
))  # fmt: skip
_OPENING = re.compile(r"(?:#[^\n]*+\n|\s++)*+\"\"\"(?P<words>(?:[^\"\\]|\\.|\"(?!\"\"))*+)\"\"\"")
_FUNCTION = re.compile(
    r"^(?P<head>def[ \t]++(?P<name>[A-Za-z]\w*+)[ \t]*+\("
    r"(?:[^()]++|\([^()]*+\))*+\)):[^\n]*+\n(?P<doc>\s*+(?:\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"))?"
    r"(?P<rest>(?:[ \t]++[^\n]*+\n|[ \t]*+\n|[ \t)\]}]++[^\n]*+\n)*+)",
    re.MULTILINE,
)


def facts(path: str, text: str) -> Facts:
    """Return the facts of a `BUILD.bazel`, a `MODULE.bazel` or an extension in Starlark."""
    read = list(calls(text))
    is_extension = path.endswith((".bzl", ".star"))
    targets = () if is_extension else tuple(_targets(read))
    defined = tuple(_defined(read)) if is_extension else ()
    fetched = tuple(_packages(read))
    drafts = list(_functions(text)) if is_extension else []
    rules = [name for name, kind, _ in defined if kind.endswith("rule")]
    parts = [
        ("function", [each.name for each in drafts]), ("rule", rules),
        ("target", [row[0] for row in targets]), ("package", [row[0] for row in fetched]),
    ]  # fmt: skip
    told = [f"the {some_named(noun, names, 4)}" for noun, names in parts if names]
    opening = _OPENING.match(text)
    return Facts(
        purpose=opening["words"].strip() if opening else None,
        about=f"Bazel with {' and '.join(told[:2])}." if told else "",
        tables=tables(
            Table("Project", ("key", "value"), tuple(_project(read))),
            Table("Definitions", ("name", "kind", "what it is"), defined),
            Table("Targets", ("target", "kind", "needs", "what it is"), targets),
            Table("Packages", ("package", "version", "from", "group"), fetched),
        ),
        symbols=symbols_of(drafts, text),
        imports=tuple(dict.fromkeys(_imports(read, is_extension))),
    )


def _project(read: Iterable[BuildCall]) -> Iterator[tuple[str, str]]:
    for call in read:
        if call.name in ("module", "workspace") and (name := call.text("name")):
            yield call.name, name
            if version := call.text("version"):
                yield "version", version


def _targets(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str, str]]:
    for call in read:
        name = call.text("name")
        is_target = name and not call.variable and "." not in call.name
        if is_target and call.name not in _NO_TARGETS:
            yield name, call.name, "\n".join(call.texts("deps")), call.comment


def _defined(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str]]:
    for call in read:
        is_public = call.variable and not call.variable.startswith("_") and not call.indented
        if is_public and call.name in _DEFINED:
            words = call.text("doc") or call.text(0) or call.comment
            yield call.variable, call.name, " ".join(words.split())


def _packages(read: Iterable[BuildCall]) -> Iterator[tuple[str, str, str, str]]:
    for call in read:
        name = call.text("name")
        if call.name == "bazel_dep" and name:
            group = "dev" if call.named.get("dev_dependency", "").strip() == "True" else ""
            yield name, call.text("version"), "", group
        elif name and not call.indented and (keys := _FETCHED.get(call.name)):
            places = [each for key in keys for each in call.texts(key)]
            version = next(filter(None, (call.text(key) for key in _VERSIONS)), "")
            yield name, version, places[-1] if places else "", ""


def _imports(read: Iterable[BuildCall], is_extension: bool) -> Iterator[Import]:
    """Yield the files that are named; those in a function count from where it is called."""
    for call in read:
        labels: Sequence[str] = (call.text(0),) if call.name == "load" else ()
        files = () if is_extension else (*call.texts("srcs"), *call.texts("hdrs"))
        for label in (*labels, *files):
            if place := _place(label):
                yield Import(place)


def _place(label: str) -> str:
    """Return the path of a file by its label, with `/` where it counts from the root."""
    if label.startswith("//"):
        return "/" + label[2:].replace(":", "/").lstrip("/")
    return "" if label.startswith("@") else label.removeprefix(":")


def _start_of_comment(text: str, end: int) -> int:
    """Return where the comment begins that ends at a line; that line without one."""
    start = end
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        if not text.startswith("#", line):
            break
        start = line
    return start


def _functions(text: str) -> Iterator[Draft]:
    for match in _FUNCTION.finditer(text):
        doc, start = match["doc"], _start_of_comment(text, match.start())
        words = (
            dedent(doc.strip().strip('"')).strip()
            if doc
            else comment_text(text[start : match.start()])
        )
        if doc:
            first, _, rest = doc.strip()[3:-3].partition("\n")
            words = f"{first.strip()}\n{dedent(rest)}".strip()
        yield Draft(
            "function", match["name"], match["head"], start, match.end(),
            "" if is_notice(words) else words,
        )  # fmt: skip
