"""Plain text and paths: visible characters, ends of sentences, and spellings of one path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.paths import all_folders, folded, folders_above
from ralf_notes.text import first_sentence, sentences, visible


def test_what_is_not_seen_is_dropped() -> None:
    hidden = "a\x00\x07\x1b[31m\u202eb\u2066\u200b\ufeff\xad\u200dc\U000e0041"
    assert visible(hidden) == "a[31mbc"
    assert visible("👨\u200d👩 می\u200cخواهم") == "👨\u200d👩 می\u200cخواهم"
    assert visible("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        (
            "Uses e.g. Redis, i.e. a store. Then stops.",
            ["Uses e.g. Redis, i.e. a store.", "Then stops."],
        ),
        (
            "See bucket.py. It calls a.b() v1.2.3. Done.",
            ["See bucket.py.", "It calls a.b() v1.2.3.", "Done."],
        ),
        (
            "Waits... then goes on. Files, etc. are read.",
            ["Waits... then goes on.", "Files, etc. are read."],
        ),
        ("Reads all, etc. Then stops.", ["Reads all, etc.", "Then stops."]),
        ("It is `a. B` here. take_all works.", ["It is `a. B` here.", "take_all works."]),
        (
            'He said "no." Then left. (Really.) Yes.',
            ['He said "no."', "Then left.", "(Really.)", "Yes."],
        ),
        ("By J. Smith in the U.S. Army.", ["By J. Smith in the U.S. Army."]),
        ("  one\n two \n", ["one two"]),
        ("これは文です。次の文。", ["これは文です。", "次の文。"]),
        (
            "See Fig. A, no. 5 and sec. 2. Answers no. Stops.",
            ["See Fig. A, no. 5 and sec. 2.", "Answers no.", "Stops."],
        ),
        ("Waits 5 ms. Then stops.", ["Waits 5 ms.", "Then stops."]),
        (
            "Makes a ``type[...]`` or (not always!) none. Ends.",
            ["Makes a ``type[...]`` or (not always!) none.", "Ends."],
        ),
        (
            "Calls ``f(a. b)`` twice. The ` alone. Ends.",
            ["Calls ``f(a. b)`` twice.", "The ` alone.", "Ends."],
        ),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet="ab.A!? `e…\n"))
def test_no_text_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("One thing\nover two lines. Two.", "One thing over two lines."),
        ("Title without stop\n\nBody.", "Title without stop"),
        (
            "Works with e.g. 3.11, i.e. new ones, etc. and more. Two.",
            "Works with e.g. 3.11, i.e. new ones, etc. and more.",
        ),
        ("Reads config.yaml and a.b.name. Two.", "Reads config.yaml and a.b.name."),
        ("Version 1.2. Two", "Version 1.2."),
        ("Is it? Yes.", "Is it?"),
        ("Ends (in brackets.) Two.", "Ends (in brackets.)"),
        ("一つ。二つ。", "一つ。"),
        ("", ""),
        ("word " * 100, "word " * 46 + "word…"),
    ],
)
def test_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@given(st.text())
def test_first_sentence_of_any_text_is_one_short_line(text: str) -> None:
    sentence = first_sentence(text)
    assert len(sentence) <= 240
    assert "\n" not in sentence
    assert bool(sentence) == bool(visible(text).strip())


def test_folders_above_a_path_come_from_the_nearest_to_the_top() -> None:
    assert list(folders_above("a/b/c.py")) == ["a/b", "a"]
    assert list(folders_above("c.py")) == []
    assert all_folders(["a/b/c.py", "a/d.py", "e.py"]) == {"", "a", "a/b"}
    assert all_folders([]) == {""}


def test_spellings_that_a_disk_takes_for_one_path_have_one_key() -> None:
    spellings = (
        "Stra\u00dfe/\u00c9.py",
        "strasse/\u00e9.py",
        "STRASSE/E\u0301.PY",
        "\u0390",
        "\u03b9\u0308\u0301",
    )
    assert [len({folded(s) for s in group}) for group in (spellings[:3], spellings[3:])] == [1, 1]
