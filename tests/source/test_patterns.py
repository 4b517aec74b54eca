"""Patterns as in .gitignore match what pathspec's own do, in a time that grows as the path does."""

from __future__ import annotations

import warnings
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from material.command_line import run
from material.repository import put
from pathspec import GitIgnoreSpec

from ralf_notes.errors import UsageError
from ralf_notes.source.patterns import compile_lines
from ralf_notes.source.selection import compile_patterns

PIECES = st.sampled_from(
    ["a", "b", "ab", "*", "a*", "?", "[ab]", "[a-b]", "[]a]", "[[]", "[*]", "[\\]]", "/", "**",
     "/**/", "**/", "\\*", "\\", "^", "$", ".", "+", "(", "|", "{", ")", "!", "#", " ", "-"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["a", "b", "ab", "ba", "aab", "*", "^$.", "a b", "([", "]+", "|", "!a", "{"]
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=2).map("".join), min_size=1, max_size=6)


@given(st.lists(PIECES, min_size=1, max_size=9).map("".join), PATHS.map("/".join))
@example("a**b", "ab")
@example("**/a/**/b/**/c", "x/ab/a/b/y/bc/b/c")
@example("a*b*/", "xaxb/c")
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_they_match_what_pathspec_matches(pattern: str, path: str) -> None:
    try:
        theirs = GitIgnoreSpec.from_lines([pattern], backend="simple")
    except Exception:  # pathspec lets an error of `re` through
        with pytest.raises(ValueError, match=r"\S"):
            compile_lines([pattern])
        return
    assert compile_lines([pattern]).check_file(path).include == theirs.check_file(path).include


@pytest.mark.parametrize(
    ("pattern", "piece", "end"),
    [
        ("*a*a*a*a*a*a*a*b", "a", ""),
        ("*" + "a*" * 60 + "b", "a", ""),
        ("a**a**a**a**b", "a", ""),
        ("*" + "[ab]*" * 40 + "c", "ab", ""),
        ("?*" * 40 + "b", "a", ""),
        ("**/a/**/a/**/a/**/a/**/b", "a/", "c"),
        ("**/*/**/*/**/*/**/b", "a/", "c"),
        ("**/*a*a*/**/*a*a*b", "aaaa/", "c"),
        ("a/**/a/**/a/**/a", "a/", "b"),
        ("*/" * 30 + "b", "a/", "c"),
    ],
)
def test_twice_the_path_takes_twice_the_time(pattern: str, piece: str, end: str) -> None:
    spec = compile_lines([pattern])

    def seconds(count: int) -> float:
        path = piece * count + end
        begun = process_time()
        for _ in range(20):
            spec.match_file(path)
        return process_time() - begun

    times = [min(seconds(count) for _ in range(3)) for count in (250, 500, 1000, 2000)]
    growth = [later / max(earlier, 1e-3) for earlier, later in pairwise(times)]
    assert min(growth) < 3, times


@pytest.mark.parametrize("pattern", ["[b-a]", "x[z-y]*", "a" * 5000])
def test_what_is_no_pattern_is_an_error_or_a_line_that_is_skipped(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(UsageError, match="include or exclude: "):
            compile_patterns([pattern])


def test_a_gitignore_that_comes_with_files_outside_git_holds_nothing_up(tmp_path) -> None:  # type: ignore[no-untyped-def]
    put(tmp_path / "lib" / ".gitignore", "*a*a*a*a*a*a*a*a*b\n[b-a]\n*.log\n")
    for letter in "abcdefgh":
        put(tmp_path / "lib" / ("a" * 200 + letter + ".py"), "A = 1\n")
    put(tmp_path / "lib" / "x.log", "x\n")
    shown = run("generate", tmp_path / "lib", "-o", tmp_path / "vault", "--engine", "none")
    assert "9 notes" in shown
