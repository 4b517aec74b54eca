"""The language that a file is written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.outline import languages
from ralf_notes.outline.rules import words_of


@pytest.mark.parametrize(
    ("path", "first_line", "key"),
    [
        ("src/a.py", "", "python"),
        ("A.PY", "", "python"),
        ("types.d.ts", "", "typescript"),
        ("view.tsx", "", "tsx"),
        ("Dockerfile", "", "dockerfile"),
        ("Dockerfile.dev", "", "dockerfile"),
        ("Dockerfile-telemetry", "", "dockerfile"),
        ("Makefile_win", "", "makefile"),
        ("makefile_reader.py", "", "python"),
        ("GNUmakefile", "", "makefile"),
        ("CMakeLists.txt", "", "cmake"),
        ("Program.cs", "", "c_sharp"),
        ("bin/run", "#!/usr/bin/env -S python3.11 -u", "python"),
        ("bin/run", "#! /bin/sh", "bash"),
        ("bin/run", "#!/usr/bin/env LANG=C node", "javascript"),
        ("bin/run.py", "#!/bin/sh", "python"),
        ("LICENSE", "MIT License", "text"),
        ("notes.unknown", "", "text"),
        ("", "", "text"),
    ],
)
def test_language_is_known_by_name_then_by_shebang(path: str, first_line: str, key: str) -> None:
    assert languages.for_path(path, first_line).key == key


def test_languages_have_keys_names_fences_and_words_of_their_own() -> None:
    every = languages.all_languages()
    assert len({language.key for language in every}) == len(every)
    assert all(languages.get(language.key) is language for language in every)
    assert all(language.title and language.fence for language in every)
    for language in languages.PARSED:
        assert words_of(language.key) or language.key == "markdown"


@given(st.text())
def test_every_path_has_a_language(path: str) -> None:
    assert languages.for_path(path, path) in languages.all_languages()
