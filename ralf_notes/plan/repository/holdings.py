"""What a folder holds, in one sentence made of facts, where no author describes it."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ralf_notes.outline import languages
from ralf_notes.plan.surveyed_file import SurveyedFile
from ralf_notes.source.classify import Kind
from ralf_notes.text import count_of

_FACES = frozenset(("__init__.py", "conftest.py", "mod.rs", "py.typed", ".gitkeep", ".keep"))
"""Files that stand for their folder, and say nothing of what is in it."""
_MOST_NAMES = 4
_MOST_GROUPS = 3
_LONGEST_NAME = 40
_TEST_FOLDERS = ("test", "tests", "spec", "specs", "__tests__", "e2e")
_SCRIPTED = ("javascript", "typescript", "tsx", "vue", "svelte", "astro")
_HOOK = re.compile(r"use[-_A-Z]")
_TYPES = re.compile(r"(?:.*\.d\.[cm]?ts|types?\.[cm]?tsx?|.*\.types?\.ts)$")
_STORY = re.compile(r"\.stories\.[jt]sx?$")
_TEST_STEM = re.compile(
    r"^(?:tests?[_-])|(?:[._-](?:tests?|spec|e2e|cy|unittest)s?)$|(?<=[A-Za-z0-9])(?:Tests?|Spec)$|(?<=[a-z0-9])IT$"
)
_MIGRATION = re.compile(r"^(?:\d{8,}[_-]|V\d+__|\d{4}_)(?P<name>.+)$")
_PARTS = ("page", "layout", "route", "screen", "widget")
_ROLES_TEXT = """
    controllers models views helpers mailers jobs migrations services components hooks composables
    stores plugins pages layouts routes locales commands handlers serializers factories seeders
    exceptions events listeners providers policies repositories entities schemas workflows adapters
    validators rules widgets screens fixtures snippets templates examples benchmarks packages crates
    apps modules charts libs extensions themes skills
"""
_ROLES = {name: re.sub(r"ies$", "y", name).removesuffix("s") for name in _ROLES_TEXT.split()} | {
    "libs": "library",
    "migrate": "migration",
    "middleware": "middleware",
    "middlewares": "middleware",
    "styles": "style sheet",
    "issue_template": "issue template",
}
"""By the name of a folder: what each file in it is."""


def holdings(
    folder: str,
    folders: Sequence[str],
    paths: Sequence[str],
    below: Sequence[str],
    files: Mapping[str, SurveyedFile],
    used: Sequence[str],
) -> str:
    """Return one sentence on what a folder holds, by kind and purpose.

    Args:
        folder: its path.
        folders: the folders right in it.
        paths: the files right in it that have notes.
        below: all files below it that have notes.
        files: all files of the tree.
        used: files that others use, the most used first: they are named first.
    """
    shown = [path for path in paths if posixpath.basename(path) not in _FACES] or list(paths)
    if not shown and len(folders) > 1:
        return _of_folders(folder, folders, below, files)
    counted = shown or list(below)
    rank = {path: number for number, path in enumerate(used)}
    has_named_tests = any(_is_named_test(path, files[path]) for path in counted)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(counted, key=lambda path: (rank.get(path, len(rank)), path)):
        is_test = files[path].kind is Kind.TEST and _is_parsed(files[path])
        if is_test and has_named_tests:
            is_test = _is_named_test(path, files[path])
        elif is_test:
            is_test = posixpath.basename(folder).lower() in _TEST_FOLDERS
        noun = "test" if is_test else _noun(path, files[path])
        groups[noun].append(_shown(path, folder, is_test=is_test))
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    parts = [_part(noun, names) for noun, names in ordered[:_MOST_GROUPS]]
    if len(ordered) > _MOST_GROUPS:
        parts.append(count_of(sum(len(names) for _, names in ordered[_MOST_GROUPS:]), "other file"))
    text = _joined(parts)
    if folders:
        inside = _some([posixpath.basename(each) for each in folders])
        word = "folder" if len(folders) == 1 else "folders"
        text += f"; {word} {inside}" if shown else f", in {inside}"
    return f"{text[:1].upper()}{text[1:]}."


def _of_folders(
    folder: str, folders: Sequence[str], below: Sequence[str], files: Mapping[str, SurveyedFile]
) -> str:
    """Return a sentence on a folder that holds nothing but folders."""
    noun = _ROLES.get(posixpath.basename(folder).lower(), "folder")
    names = _some([posixpath.basename(each) for each in folders])
    titles = Counter(_title(files[path].language) for path in below)
    title = titles.most_common(1)[0][0] if titles else ""
    mostly = f", mostly {title}" if title and titles[title] * 2 > len(below) else ""
    return f"{len(folders)} {_plural(noun)} ({names}) with {count_of(len(below), 'file')}{mostly}."


def _is_parsed(file: SurveyedFile) -> bool:
    return bool(languages.get(file.language).grammar)


def _is_named_test(path: str, file: SurveyedFile) -> bool:
    """Whether a file is called a test, not only among tests."""
    stem = posixpath.basename(path).rpartition(".")[0]
    return file.kind is Kind.TEST and _is_parsed(file) and _TEST_STEM.search(stem) is not None


def _noun(path: str, file: SurveyedFile) -> str:
    """Return what a file is, in the singular."""
    name = posixpath.basename(path)
    if file.kind is Kind.DOCS:
        return "document"
    role = _ROLES.get(posixpath.basename(posixpath.dirname(path)).lower(), "")
    if file.language in _SCRIPTED:
        if _TYPES.match(name):
            return "file of type definitions"
        if _STORY.search(name):
            return "story"
        if _HOOK.match(name):
            return "hook"
        if file.language in ("tsx", "vue", "svelte", "astro") or name.endswith(".jsx"):
            stem = name.partition(".")[0]
            return stem if stem in _PARTS else role if role in _PARTS else "component"
    if role and (_is_parsed(file) or role in ("workflow", "locale", "schema")):
        return role
    if file.language in ("css", "scss"):
        return "style sheet"
    title = _title(file.language)
    return title if title.endswith("file") else f"{title} file" if title else "file"


def _title(language: str) -> str:
    title = languages.get(language).title
    return "" if language == "text" else title.removesuffix(" file")


def _shown(path: str, folder: str, *, is_test: bool) -> str:
    """Return the name of a file as a reader looks for it: what a test tests, a document's title.

    A file that stands for its folder has the folder's name, except among that folder's own files.
    """
    name = posixpath.basename(path)
    stem = name if " " in name else name.partition(".")[0] or name
    inner, is_part = posixpath.dirname(path), stem in _PARTS
    if is_part or (stem in ("index", "mod", "__init__", "main", "README") and inner != folder):
        return posixpath.basename(inner) or stem
    if is_test:
        stem = _TEST_STEM.sub("", stem) or stem
    elif languages.for_path(path).key == "text":
        stem = name
    elif match := _MIGRATION.match(stem):
        stem = match["name"]
    return stem if len(stem) <= _LONGEST_NAME else f"{stem[: _LONGEST_NAME - 1]}…"


def _part(noun: str, names: Sequence[str]) -> str:
    """Return how many of something there are, with the names of the first."""
    count, unique = len(names), list(dict.fromkeys(names))
    if noun == "test":
        return f"{f'{count} tests' if count > 1 else 'a test'} of {_some(unique)}"
    if count == 1 and noun in ("Makefile", "Dockerfile"):
        return f"a {noun}"
    if count == 1:
        article = "an" if noun[0].lower() in "aeio" else "a"
        return f"{article} {noun} (`{unique[0]}`)"
    return f"{count} {_plural(noun)} ({_some(unique)})"


def _plural(noun: str) -> str:
    if noun.startswith("file of "):
        return noun.replace("file", "files", 1)
    if noun == "middleware":
        return "pieces of middleware"
    if noun.endswith("y"):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def _some(names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        return f"{', '.join(shown)} and {len(names) - _MOST_NAMES} more"
    return _joined(shown)


def _joined(parts: Sequence[str]) -> str:
    *first, last = parts or [""]
    return f"{', '.join(first)} and {last}" if first else last
