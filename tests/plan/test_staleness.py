"""What is asked again after a change, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ralf_notes.notes.hidden.state import SEEN_DIGITS, State
from ralf_notes.notes.kept import Kept
from ralf_notes.outline.model import Outline
from ralf_notes.outline.parse import outline
from ralf_notes.plan.detail.digests import children_digest, coverage, unread_symbols
from ralf_notes.plan.staleness import (
    WantedProse,
    is_summary_true,
    read_state,
    true_prose,
    undocumented,
    wanted_prose,
)
from ralf_notes.source.classify import Kind

BODY = "    total = 0\n    for n in range(10):\n        total += n\n    return total\n"
TEN = "import os\n\nLIMIT = 1\n\n\n" + "\n\n".join(f"def f{n}(x):\n{BODY}" for n in range(10))


def of(text: str) -> Outline:
    return outline("a.py", text)


def edited(text: str, number: int) -> str:
    """Return the text with another body of one function."""
    old = f"def f{number}(x):\n    total = 0"
    assert old in text
    return text.replace(old, f"{old}9")


def described(text: str) -> tuple[Outline, Kept]:
    """Return an outline and what a note keeps after the model has read all of it."""
    parsed = of(text)
    names = [symbol.name for symbol in undocumented(parsed, Kind.CODE)]
    state = read_state(
        parsed, State(), names, [(0, parsed.size)], is_whole=True, prompt_version="v"
    )
    return parsed, Kept("Sums up.", dict.fromkeys(names, "Does."), state)


def asked(text: str, kept: Kept) -> WantedProse:
    parsed = of(text)
    return wanted_prose(parsed, Kind.CODE, true_prose(parsed, kept))


def test_a_new_file_is_asked_all_and_an_unchanged_one_nothing() -> None:
    parsed, kept = described(TEN)
    assert wanted_prose(parsed, Kind.CODE, Kept()) == WantedProse(
        True, tuple(f"f{n}" for n in range(10))
    )
    assert not asked(TEN, kept)
    assert true_prose(parsed, kept) == kept
    assert coverage(parsed, kept.state) == 1.0
    assert wanted_prose(parsed, Kind.CODE, kept, force=True).summary


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import os\n\n", "import os\n\n\n\n\n"),
        ("    return total\n", "    return total\n\n\n"),
        ("    total = 0\n", "    total = 0\n\n"),
        ("\n", "\r\n"),
    ],
)
def test_blank_space_asks_nothing(old: str, new: str) -> None:
    _, kept = described(TEN)
    assert TEN.replace(old, new) != TEN
    assert not asked(TEN.replace(old, new), kept)


def test_a_symbol_that_changed_is_asked_about_alone() -> None:
    _, kept = described(TEN)
    text = TEN.replace("def f3(x):\n    total = 0", "def f3(x):\n    total = 1")
    assert asked(text, kept) == WantedProse(False, ("f3",))
    assert unread_symbols(of(text), kept.state) == (("f3",),)
    assert 0.8 < coverage(of(text), kept.state) < 1.0
    left = true_prose(of(text), kept)
    assert (left.summary, set(left.symbols)) == ("Sums up.", {f"f{n}" for n in range(10)} - {"f3"})


def test_over_a_fifth_of_the_bytes_asks_for_the_summary_too() -> None:
    _, kept = described(TEN)

    def with_changed(count: int) -> WantedProse:
        text = TEN
        for number in range(count):
            text = edited(text, number)
        return asked(text, kept)

    assert with_changed(2) == WantedProse(False, ("f0", "f1"))
    assert with_changed(3) == WantedProse(True, ("f0", "f1", "f2"))


def test_small_changes_add_up_over_several_runs() -> None:
    parsed, kept = described(TEN)
    text = TEN
    for number in range(3):
        text = edited(text, number)
        parsed = of(text)
        kept = true_prose(parsed, kept)
        if wanted_prose(parsed, Kind.CODE, kept).summary:
            break
        # The symbol is asked about, but the summary is about its old text.
        state = read_state(
            parsed, kept.state, [f"f{number}"], [], is_whole=False, prompt_version="v"
        )
        kept = Kept(kept.summary, {**kept.symbols, f"f{number}": "Does."}, state)
    assert number == 2


@pytest.mark.parametrize(
    ("old", "new", "symbols"),
    [
        ("def f4(x):", "def f4(x, y):", ("f4",)),
        ("def f4(x):", "def renamed(x):", ("renamed",)),
        ("LIMIT = 1", "LIMIT = 2", ()),
        ("import os", "import sys", ()),
        ("import os", '"""Now with a purpose."""\nimport os', ()),
    ],
)
def test_a_change_of_the_outline_or_of_the_text_around_asks_for_the_summary(
    old: str, new: str, symbols: tuple[str, ...]
) -> None:
    _, kept = described(TEN)
    assert asked(TEN.replace(old, new), kept) == WantedProse(True, symbols)


def test_a_symbol_that_moved_keeps_its_description() -> None:
    _, kept = described(TEN)
    last = TEN[TEN.index("def f9") :]
    moved = TEN.replace("\n\n" + last, "\n").replace("def f0(x)", f"{last}\n\ndef f0(x)")
    assert moved != TEN
    assert asked(moved, kept).symbols == ()
    assert set(true_prose(of(moved), kept).symbols) == set(kept.symbols)


def test_a_symbol_that_is_gone_loses_its_description() -> None:
    _, kept = described(TEN)
    without = TEN.replace(f"def f5(x):\n{BODY}", "")
    left = true_prose(of(without), kept)
    assert "f5" not in left.symbols
    assert "f5" not in left.state.symbols
    assert asked(without, kept) == WantedProse(True, ())


def test_a_symbol_that_gets_a_docstring_is_not_asked_about() -> None:
    _, kept = described(TEN)
    text = TEN.replace("def f6(x):\n", 'def f6(x):\n    """Adds up."""\n')
    assert asked(text, kept).symbols == ()
    assert "f6" not in true_prose(of(text), kept).symbols


def test_an_answer_that_could_not_be_used_is_not_asked_for_again() -> None:
    _, kept = described(TEN)
    assert not asked(TEN, Kept("", {}, kept.state))


def test_what_was_not_read_is_asked_again() -> None:
    parsed = of(TEN)
    half = parsed.symbols[5].start
    names = [symbol.name for symbol in parsed.symbols if symbol.start < half]
    state = read_state(parsed, State(), names, [(0, half)], is_whole=False, prompt_version="v")
    again = wanted_prose(parsed, Kind.CODE, Kept("", {}, state))
    assert again.summary
    assert set(again.symbols) == {f"f{n}" for n in range(4, 10)} - {*names}


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_file_has_nothing_to_ask(text: str) -> None:
    assert wanted_prose(of(""), Kind.CODE, Kept()) == WantedProse()
    assert coverage(of(""), State()) == 1.0
    assert isinstance(asked(text, Kept()), WantedProse)


def many(count: int, edit: int = -1) -> str:
    lines = (f"def f{n}(x):\n    return x * {n + 1000 * (n == edit)}\n" for n in range(count))
    return "\n\n".join(lines)


def test_the_state_of_very_many_symbols_stays_small_and_still_shows_an_edit() -> None:
    parsed, kept = described(many(3000))
    assert len(kept.state.seen) <= 1500 * SEEN_DIGITS
    after = of(many(3000, edit=700))
    (group,) = unread_symbols(after, kept.state)
    assert "f700" in group
    assert len(group) < 100
    assert coverage(after, kept.state) > 0.9
    assert is_summary_true(parsed, kept.state)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1200), st.integers(0, 1199))
def test_an_edit_of_one_symbol_is_seen_at_any_count(count: int, at: int) -> None:
    text, after = many(count), many(count, edit=at)
    _, kept = described(text)
    unread = unread_symbols(of(after), kept.state)
    assert len(unread) == (text != after)
    if unread and count < 1000:  # up to here, each symbol has a digest of its own
        assert unread == ((f"f{at}",),)
    assert all(f"f{at}" in group for group in unread)


def test_a_folder_is_stale_when_a_child_came_went_or_says_something_else() -> None:
    digests = {
        children_digest(sentences)
        for sentences in (
            ["Keeps.", "Drops."],
            ["Keeps."],
            ["Keeps.", "Drops it."],
            ["Keeps.", "Drops.", "Drops."],
        )
    }
    assert len(digests) == 4


def test_a_folder_stays_true_when_a_child_is_called_something_else() -> None:
    assert children_digest(["Keeps.", "Drops."]) == children_digest(["Drops.", "Keeps."])
