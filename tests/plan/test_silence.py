"""Files about which nothing is to be said: a line in their folder's note, no note of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer
from material.repository import Done, generate, put, repository

SILENT = {
    "pkg/__init__.py": "",
    "pkg/blank.py": "\n \n",
    "pkg/py.typed": "",
    "MIT-LICENSE": "MIT License\n\nPermission is hereby granted.\n",
    "LICENSE": "MIT License\n\nCopyright (c) 2020 Ada\n\nPermission is hereby granted.\n",
    "COPYING.LESSER": "GNU\n",
    ".python-version": "3.12\n",
    "one.json": '{"a": 1}\n',
    "data/x.out": "1 2 3\n",
    "empty/.gitkeep": "",
    "cmd/licence.go": "// Copyright 2020 Ada. All rights reserved.\n\npackage main\n",
    "cmd/Licence.java": "/* Licensed under the Apache License, Version 2.0 */\npackage cmd;\n",
    "cmd/magic.rb": "# frozen_string_literal: true\n",
    "cmd/list.php": "<?php\n\nreturn ['a' => 1];\n",
    "cmd/page.erb": "<p><%= title %></p>\n",
    "cmd/run.sh": "ls\n",
}
SAYING = {
    "pkg/boat.py": "import pkg.sail\n\n\ndef go(): ...\n",
    "pkg/sail.py": "up = 1\n",
    "cmd/main.go": "package main\n\nfunc main() {}\n",
    "cmd/parts.c": '#include "sail.h"\n',
    "cmd/build.gradle": "a = 1\n",
    "cmd/start.py": "#!/usr/bin/env python\nprint(1)\n",
    "README.md": "# Boats\n\nThe [licence](LICENSE).\n",
    "two.json": '{"a": 1, "b": 2}\n',
    ".editorconfig": "# How lines end.\n[*]\nend_of_line = lf\n",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree", SILENT | SAYING)


def facts(tree: Path, *options: str) -> Done:
    done = generate(tree, "--engine", "none", "-o", tree.parent / "vault", *options)
    assert done.exit_code == 0, done.stderr
    return done


def notes(tree: Path) -> set[str]:
    vault = tree.parent / "vault"
    return {path.relative_to(vault).as_posix() for path in vault.rglob("*.md")}


def test_a_silent_file_has_a_line_in_its_folder_and_no_note(tree: Path) -> None:
    done = facts(tree)
    folders = {f"tree/{name}/{name}.md" for name in ("pkg", "data", "empty", "cmd")} | {
        "tree/tree.md"
    }
    files = {"pkg/boat.py", "pkg/sail.py", "README.md", "two.json"}
    files |= {"cmd/main.go", "cmd/parts.c", "cmd/build.gradle", "cmd/start.py"}
    expected = {f"tree/{path}.md" for path in files} | folders | {"tree/_editorconfig.md"}
    assert notes(tree) == expected
    assert done.report["totals"]["notes"] == len(expected)
    overview = (tree.parent / "vault/tree/tree.md").read_text(encoding="utf-8")
    assert "- `one.json`: JSON with the key `a`." in overview
    assert "- `LICENSE`\n" in overview
    folder = (tree.parent / "vault/tree/pkg/pkg.md").read_text(encoding="utf-8")
    assert "- `__init__.py`: Empty file." in folder


def test_a_second_run_writes_nothing(tree: Path) -> None:
    facts(tree)
    assert not any(row["written"] for row in facts(tree).report.get("files", []))


def test_a_silent_file_that_gets_something_to_say_gets_a_note(tree: Path) -> None:
    facts(tree)
    put(tree / "pkg/__init__.py", "def open(): ...\n")
    facts(tree)
    assert "tree/pkg/__init__.py.md" in notes(tree)


def test_notes_of_files_that_fell_silent_go_to_the_trash_however_many(tree: Path) -> None:
    for path in SILENT:
        if path.endswith((".py", ".json")):
            put(tree / path, "def f(): ...\n" if path.endswith(".py") else '{"a": 1, "b": 2}\n')
    facts(tree)
    before = notes(tree)
    for path, text in SILENT.items():
        put(tree / path, text)
    facts(tree)
    gone = before - notes(tree)
    assert gone == {"tree/pkg/__init__.py.md", "tree/pkg/blank.py.md", "tree/one.json.md"}
    assert len([path for path in notes(tree) if path.startswith(".trash/")]) == 3


def test_a_note_that_the_user_wrote_in_or_links_to_stays(tree: Path) -> None:
    put(tree / "pkg/__init__.py", "def f(): ...\n")
    put(tree / "one.json", '{"a": 1, "b": 2}\n')
    facts(tree)
    vault = tree.parent / "vault"
    with (vault / "tree/pkg/__init__.py.md").open("a", encoding="utf-8") as note:
        note.write("\nMine.\n")
    put(vault / "mine.md", "See [[tree/one.json]].\n")
    for path in ("pkg/__init__.py", "one.json"):
        put(tree / path, SILENT[path])
    for _ in range(2):
        facts(tree)
        assert {"tree/pkg/__init__.py.md", "tree/one.json.md"} <= notes(tree)
    text = (vault / "tree/pkg/__init__.py.md").read_text(encoding="utf-8")
    assert "Mine." in text and "Empty file." in text


@pytest.fixture
def linking(tree: Path) -> Path:
    """A tree with a file of which only its links are known; it has a note."""
    put(tree / "docs/license.rst", "Terms\n=====\n\n.. literalinclude:: ../LICENSE.txt\n")
    put(tree / "LICENSE.txt", SILENT["LICENSE"])
    return tree


def test_a_note_for_links_alone_is_written_again_when_it_is_gone(linking: Path) -> None:
    facts(linking)
    before = notes(linking)
    assert "tree/docs/license.rst.md" in before
    shutil.rmtree(linking.parent / "vault")
    for _ in range(2):
        facts(linking)
        assert notes(linking) == before


def test_a_note_for_links_alone_stays_when_only_its_time_has_changed(linking: Path) -> None:
    facts(linking)
    before = notes(linking)
    for note in (linking.parent / "vault").rglob("*.md"):
        os.utime(note, (1, 1))
    facts(linking)
    assert notes(linking) == before


def test_a_note_for_links_alone_comes_once_its_place_is_free(linking: Path) -> None:
    place = linking.parent / "vault/tree/docs/license.rst.md"
    put(place / "mine.txt", "Mine.\n")
    assert generate(linking, "--engine", "none", "-o", linking.parent / "vault").exit_code == 1
    shutil.rmtree(place)
    facts(linking)
    assert place.is_file()


def test_a_run_that_was_stopped_leaves_the_next_the_same_notes(linking: Path) -> None:
    with OllamaServer(answer=lambda _request: Fault.NO_MEMORY) as server:
        assert generate(linking, "-o", linking.parent / "vault", server=server).exit_code == 3
        before = notes(linking)
        assert "tree/docs/license.rst.md" in before
        generate(linking, "-o", linking.parent / "vault", server=server)
    assert notes(linking) == before


def test_nothing_is_removed_where_notes_of_deleted_files_stay(tree: Path) -> None:
    put(tree / "one.json", '{"a": 1, "b": 2}\n')
    facts(tree)
    put(tree / "one.json", SILENT["one.json"])
    facts(tree, "--no-prune")
    assert "tree/one.json.md" in notes(tree)


def test_what_a_model_wrote_of_code_stays_in_a_run_without_a_model(tree: Path) -> None:
    with OllamaServer() as server:
        assert generate(tree, "-o", tree.parent / "vault", server=server).exit_code == 0
    assert {"tree/cmd/run.sh.md", "tree/cmd/list.php.md"} <= notes(tree)
    assert not {"tree/cmd/licence.go.md", "tree/cmd/Licence.java.md"} & notes(tree)
    before = (tree.parent / "vault/tree/cmd/run.sh.md").read_text(encoding="utf-8")
    for _ in range(2):
        facts(tree)
        assert (tree.parent / "vault/tree/cmd/run.sh.md").read_text(encoding="utf-8") == before


def test_code_without_a_note_still_tells_of_its_folders(tree: Path) -> None:
    facts(tree)
    overview = (tree.parent / "vault/tree/tree.md").read_text(encoding="utf-8")
    shown = next(line for line in overview.splitlines() if line.startswith("Repository · "))
    assert {"PHP", "Shell"} <= set(shown.removeprefix("Repository · ").split(", ")), shown
