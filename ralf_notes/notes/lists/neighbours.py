"""The lines about the files that a file uses, and those that use it. Pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from ralf_notes.notes import markdown
from ralf_notes.notes.links import Links, distinct_labels
from ralf_notes.notes.wording import Wording
from ralf_notes.outline.imports import Use

_TEST_WORD = re.compile(r"^(?:tests?|spec)[_-]?|[_-]?(?:tests?|spec|testcase)$|[_-]")
_MOST_PLAIN = 8
"""Links that one list holds; more are grouped by folder."""
_MOST_NAMES = 6
_MOST_NAMES_IN_GROUPS = 3
_MOST_USERS = 4
"""Users that are named of one folder."""
_MOST_FOLDERS = 6


def used_text(path: str, uses: Sequence[Use], links: Links, say: Wording) -> str:
    """Return links to all files that a file uses, each with the names that it uses; '' for none.

    Args:
        path: the file.
        uses: what it uses.
        links: the notes that exist.
        say: the words between the links.
    """
    at = links.files[path]
    most = _MOST_NAMES if len(uses) <= _MOST_PLAIN else _MOST_NAMES_IN_GROUPS
    labels, texts = distinct_labels([path, *(use.path for use in uses)]), {}
    for use in uses:
        stem = posixpath.basename(use.path).partition(".")[0]
        says_more = use.names and use.names != (stem,)  # `Cart.java` (`Cart`) would say it twice
        names = f" ({markdown.code_spans(use.names, most)})" if says_more else ""
        texts[use.path] = f"{links.file(at, use.path, labels[use.path])}{names}"
    if len(texts) <= _MOST_PLAIN:
        return ", ".join(texts.values())
    groups = _by_folder(path, list(texts))
    return "; ".join(
        _in_place(path, folder, ", ".join(texts[each] for each in paths), say, is_first=not number)
        for number, (folder, paths) in enumerate(groups.items())
    )


def users_text(path: str, users: Sequence[str], links: Links, say: Wording) -> str:
    """Return links to files that use a file, and how many more there are; '' for none.

    The arguments are those of `used_text`.
    """
    at = links.files[path]
    if len(users) <= _MOST_PLAIN:
        labels = distinct_labels([path, *users])
        return ", ".join(links.file(at, user, labels[user]) for user in users)
    groups = _by_folder(path, users)
    pieces: list[str] = []
    for folder, paths in [*groups.items()][:_MOST_FOLDERS]:
        shown = ", ".join(links.file(at, user) for user in paths[:_MOST_USERS])
        files = _and_more(shown, len(paths) - _MOST_USERS, say)
        pieces.append(_in_place(path, folder, files, say, is_first=not pieces))
    rest = [*groups.values()][_MOST_FOLDERS:]
    if rest:
        pieces.append(say("links.elsewhere", count=sum(map(len, rest))))
    return "; ".join(pieces)


def text_of_tests(path: str, tests: Sequence[str], links: Links, say: Wording) -> str:
    """Return links to tests that use a file, those that are named after it first; '' for none.

    The arguments are those of `used_text`.
    """
    at, stem = links.files[path], _bare_stem(path)
    ordered = sorted(tests, key=lambda test: _bare_stem(test) != stem)
    shown_tests = ordered[:_MOST_PLAIN]
    labels = distinct_labels([path, *shown_tests])
    shown = ", ".join(links.file(at, test, labels[test]) for test in shown_tests)
    return _and_more(shown, len(tests) - _MOST_PLAIN, say)


def _and_more(files: str, more: int, say: Wording) -> str:
    return say("links.and_more", files=files, count=more) if more > 0 else files


def _bare_stem(path: str) -> str:
    """Return `cart` for `test_cart.py` and `CartTest.java`."""
    name = posixpath.basename(path).lower()
    return _TEST_WORD.sub("", name.partition(".")[0])


def _by_folder(path: str, others: Sequence[str]) -> Mapping[str, list[str]]:
    """Return files by their folder, those beside a file first."""
    own_folder = posixpath.dirname(path)
    groups: dict[str, list[str]] = {}
    for other in sorted(others, key=lambda each: posixpath.dirname(each) != own_folder):
        groups.setdefault(posixpath.dirname(other), []).append(other)
    return groups


def _in_place(path: str, folder: str, files: str, say: Wording, *, is_first: bool) -> str:
    """Return links to files of a folder, after the folder unless it is the file's own.

    The first of them stand right behind "Uses" or "Used by".
    """
    if folder == posixpath.dirname(path):
        return files
    if not folder:
        return say("links.files_at_top" if is_first else "links.at_top", files=files)
    key = "links.files_in_folder" if is_first else "links.in_folder"
    return say(key, folder=markdown.code_span(folder), files=files)
