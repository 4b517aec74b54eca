"""The figures of `benchmarks/prose_variety.py` fall with their defects, and are shares."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.repository import MODEL
from material.scored_notes import (
    CLOCK_NOTE,
    LIMITS_NOTE,
    SAID,
    SUMMARIES,
    Gate,
    is_share,
    make_good_notes,
)

from ralf_notes.notes import markdown
from ralf_notes.report.metrics import Share

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import prose_variety  # noqa: E402


def prose_repeated_in_a_piece(gate: Gate) -> None:
    said = "Two functions for time on which everything else hangs."
    gate.edit(CLOCK_NOTE, f"\n{said}\n", f"\n{said} {said}\n")


def prose_repeated_in_another_note(gate: Gate) -> None:
    gate.edit(LIMITS_NOTE, "Clients may do so much and no more", SUMMARIES["README.md"])


def prose_copied(gate: Gate) -> None:
    copied = "Time is measured once for the whole program, so that two clocks never disagree."
    gate.edit(CLOCK_NOTE, f"\n{SUMMARIES['app/clock.py']}\n", f"\n{copied}\n")


def descriptions_swapped(gate: Gate) -> None:
    take, drain = (markdown.prose(SAID[name]) for name in ("Bucket.take", "Bucket.drain"))
    gate.edit(LIMITS_NOTE, take, "@@")
    gate.edit(LIMITS_NOTE, drain, take)
    gate.edit(LIMITS_NOTE, "@@", drain)


def description_that_says_nothing(gate: Gate) -> None:
    gate.edit(CLOCK_NOTE, markdown.prose(SAID["later"]), "A helper for many uses.")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """Give a work tree with good notes, which no test changes."""
    folder = tmp_path_factory.mktemp("good")
    make_good_notes(folder)
    return Gate(folder / "gate", folder / "vault")


@pytest.fixture(scope="module")
def before(good: Gate) -> dict[str, float]:
    """Give the figures of the good notes."""
    return figures(good)


@pytest.fixture
def gate(good: Gate, tmp_path: Path) -> Gate:
    """Give a copy of the good notes, with the work tree that they describe."""
    shutil.copytree(good.vault, tmp_path / "vault", symlinks=True)
    return Gate(good.root, tmp_path / "vault")


def figures(gate: Gate) -> dict[str, float]:
    """Return what the program prints for all notes together."""
    command = [sys.executable, BENCHMARKS / "prose_variety.py", gate.vault, gate.root]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=os.environ)
    assert done.returncode == 0, done.stderr
    (_, *names), *rows = (line.split() for line in done.stdout.splitlines())
    assert [row[0] for row in rows] == ["all", MODEL]
    return dict(zip(names, map(float, rows[0][1:]), strict=True))


DEFECTS: list[tuple[str, Callable[[Gate], None]]] = [
    ("variety", prose_repeated_in_a_piece),
    ("variety", prose_repeated_in_another_note),
    ("own_words", prose_copied),
    ("telling_apart", descriptions_swapped),
    ("telling_apart", description_that_says_nothing),
]


@pytest.mark.parametrize(
    ("metric", "defect"), DEFECTS, ids=[defect.__name__ for _, defect in DEFECTS]
)
def test_a_figure_falls_with_its_defect(
    gate: Gate, before: dict[str, float], metric: str, defect: Callable[[Gate], None]
) -> None:
    assert before["own_words"] > 0.7
    assert (before["variety"], before["telling_apart"]) == (1, 1)
    defect(gate)
    after = figures(gate)
    # Shares of words move a little with every word that comes or goes.
    assert after[metric] < before[metric]
    assert {name for name in before if after[name] < before[name]} <= {metric, "own_words"}


QUICK = settings(max_examples=50, deadline=None)  # a busy machine is no defect
WORDS_TEXT = st.lists(st.sampled_from(("alpha", "beta", "gamma", "delta", "eps")), max_size=40)
TEXT = WORDS_TEXT.map(" ".join) | st.text(max_size=60)


@QUICK
@given(st.lists(TEXT, max_size=5), TEXT)
def test_measures_of_prose_are_shares(pieces: list[str], source: str) -> None:
    assert is_share(prose_variety.variety(pieces))
    assert is_share(prose_variety.own_words(pieces, source))


@QUICK
@given(st.dictionaries(TEXT, TEXT, max_size=5), st.dictionaries(TEXT, TEXT, max_size=5))
def test_telling_apart_is_a_share_that_chance_alone_reaches(
    said: dict[str, str], texts: dict[str, str]
) -> None:
    share = prose_variety.telling_apart(said, texts)
    assert is_share(share)
    if share.value is not None:
        assert share.value >= 1 / len(texts)


@QUICK
@given(st.lists(TEXT, max_size=5))
def test_what_stands_in_the_source_word_for_word_has_no_own_words(pieces: list[str]) -> None:
    assert prose_variety.own_words(pieces, " ".join(["before", *pieces, "after"])).part == 0


@QUICK
@given(WORDS_TEXT)
def test_prose_of_other_words_is_all_its_own(words: list[str]) -> None:
    share = prose_variety.own_words([" ".join(words)], "something else altogether")
    assert share.part == share.whole == len(words)


@QUICK
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_saying_all_twice_halves_the_variety(pieces: list[str]) -> None:
    once, twice = prose_variety.variety(pieces), prose_variety.variety([*pieces, *pieces])
    assert (twice.part, twice.whole) == (once.part, 2 * once.whole)


def test_a_description_leads_to_its_symbol_without_its_name() -> None:
    texts = {
        "load": "def load(path): return parse(read(path))",
        "save": "def save(path, notes): write(path, render(notes))",
        "drop": "def drop(path): unlink(path)",
    }
    said = {"load": "Reads and parses.", "save": "Renders notes.", "drop": "Drop."}
    assert prose_variety.telling_apart(said, texts) == Share(1 + 1 + 1 / 3, 3)
    swapped = {"load": said["save"], "save": said["load"]}
    assert (prose_variety.telling_apart(swapped, texts).value or 0) <= 0.5
