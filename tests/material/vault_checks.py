"""What holds of every vault, whatever model wrote its prose."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from ruamel.yaml import YAML

from ralf_notes.notes import note
from ralf_notes.notes.kept import parse_body
from ralf_notes.outline import languages
from ralf_notes.outline.rules import words_of
from ralf_notes.prose.names import Vocabulary, check_names

_WIKILINK = re.compile(r"\[\[([^\]|]+)(?:\|[^\]]*)?\]\]")
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_PLANTED = "never_written_anywhere"


def texts(vault: Path) -> dict[str, str]:
    """Return the notes of a vault by path, `/` between the folders."""
    return {
        path.relative_to(vault).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(vault.rglob("*.md"))
        if path.is_file()
    }


def sources(root: Path) -> set[str]:
    """Return the paths of a work tree's files."""
    found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] != ".git"}


def check_one_note_each(vault: Path, root: Path, report: Mapping[str, Any]) -> None:
    """Every source and every folder has one note, and no note is there beside these."""
    files = {row["path"]: row["note"] for row in report["files"]}
    folders = {row["path"]: row["note"] for row in report["folders"]}
    assert {*files} == sources(root)
    assert {*folders} == {"", *(above for path in files for above in _above(path))}
    expected = [*files.values(), *folders.values()]
    assert sorted(expected) == [*texts(vault)]
    for path, note_path in (*files.items(), *folders.items()):
        assert front(vault, note_path)["source"] == (path or ".")


def check_read_whole(report: Mapping[str, Any]) -> None:
    """The model has read every byte of every file that it was asked about."""
    asked = [row for row in report["files"] if row["requests"]]
    assert asked
    assert {row["path"]: row["coverage"] for row in asked} == {row["path"]: 1.0 for row in asked}
    assert not [row["error"] for row in report["files"] if row["error"]]


def check_frontmatter(vault: Path) -> None:
    """Every note's frontmatter is YAML without duplicate keys, its marks are as we left them."""
    for path, text in texts(vault).items():
        assert {"description", "tags", "source"} <= {*front(vault, path)}
        assert not note.take_apart(text).edited, path


def check_links(vault: Path, first: str) -> None:
    """Every link leads to a note, and from the first note a reader comes to all of them."""
    notes = texts(vault)
    linked = {path: {*links(path, text)} for path, text in notes.items()}
    for path, targets in linked.items():
        assert targets <= {*notes}, path
    reached, waiting = {first}, [first]
    while waiting:
        new = linked[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == {*notes}


def check_prose(vault: Path, root: Path, report: Mapping[str, Any]) -> None:
    """The model said something, and every code-like name in what it said exists.

    In a file's note it exists in the file, in a folder's note in the notes that it sums up.
    """
    notes, said = texts(vault), 0
    for row in (*report["files"], *report["folders"]):
        is_file = row["path"] in sources(root)
        known = _words_of(root, row["path"]) if is_file else _words_below(notes, row["note"])
        assert check_names(f"It is `{_PLANTED}`.", known).offenders == (_PLANTED,)
        for prose in prose_of(notes[row["note"]]):
            assert check_names(prose, known).offenders == (), (row["note"], prose)
            said += 1
    assert said


def prose_of(text: str) -> list[str]:
    """Return what the model said in a note: its summary and its descriptions."""
    kept = parse_body(note.take_apart(text).body)
    return [prose for prose in (kept.summary, *kept.symbols.values()) if prose]


def front(vault: Path, path: str) -> dict[str, Any]:
    """Return a note's frontmatter, read by a strict reader."""
    reader = YAML(typ="safe")
    reader.allow_duplicate_keys = False
    values = reader.load(note.take_apart((vault / path).read_text(encoding="utf-8")).front)
    assert isinstance(values, dict), path
    return values


def links(path: str, text: str) -> Iterator[str]:
    """Yield where the links of a note lead: paths below the vault."""
    for token in _flat(MarkdownIt("commonmark").enable("table").parse(note.take_apart(text).body)):
        if token.type == "inline":
            found = _WIKILINK.findall(_CODE_SPAN.sub("", token.content))
            yield from (target.partition("#")[0] for target in found)
        if token.type == "link_open" and ":" not in str(token.attrs["href"]):
            target = unquote(str(token.attrs["href"]).partition("#")[0])
            yield posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


def _above(path: str) -> Iterator[str]:
    while path := posixpath.dirname(path):
        yield path


def _words_of(root: Path, path: str) -> Vocabulary:
    text = (root / path).read_text(encoding="utf-8")
    return Vocabulary.of(text, path, names=words_of(languages.for_path(path).key))


def _words_below(notes: Mapping[str, str], at: str) -> Vocabulary:
    """Return the names in the notes that a folder's note links to, and in the author's words."""
    below = [notes[target] for target in links(at, notes[at]) if target != at]
    quoted = [line for line in notes[at].splitlines() if line.startswith(">")]
    return Vocabulary.of(*below, *quoted, names=[at])
