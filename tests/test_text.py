"""Plain text and paths: visible characters, ends of sentences, and spellings of one path."""

from __future__ import annotations

import unicodedata

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
        ("Sells bread to people\nUses the till. Two.", "Sells bread to people"),
        ("Sells bread (rye)\nPlease note the price.", "Sells bread (rye)"),
        ("Sells bread of the\nThe Mill shop. Two.", "Sells bread of the The Mill shop."),
        ("Sells bread, as\nThe Mill does. Two.", "Sells bread, as The Mill does."),
        (
            "Sells bread and cake to\nMillers of the town.",
            "Sells bread and cake to Millers of the town.",
        ),
        ("Shop\nIt sells bread.", "Shop It sells bread."),
        (
            f"Sells {'rye ' * 18}bread\nUsed by all.",
            f"Sells {'rye ' * 18}bread Used by all.",
        ),
        ("shop.cart\n~~~~~~~~~\n\nHolds bread. Two.", "Holds bread."),
        ("=========\nshop.cart\n=========\nHolds bread.", "Holds bread."),
        ("A shop\n======", "A shop"),
        ("A shop\n======\n\n:copyright: A.", "A shop"),
        ("Sells\n--bread--", "Sells --bread--"),
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
        ("It is a book of (free!) Notebooks. More.", "It is a book of (free!) Notebooks."),
        ("(Really!) More.", "(Really!)"),
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


# --- invisible characters ---------------------------------------------------------------------

# Default_Ignorable_Code_Point in DerivedCoreProperties.txt of Unicode 17.0: 4,174 code points.
IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)  # fmt: skip
SHOWN_FORMATS = {
    *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
}  # fmt: skip
"""Of category Cf, but shown: signs that stand around a number or before a word."""


def test_no_invisible_character_of_unicode_stays_in_latin_text() -> None:
    points = [n for first, last in IGNORABLE for n in range(first, last + 1)]
    assert len(points) == 4174
    formats = {n for n in range(0x110000) if unicodedata.category(chr(n)) == "Cf"}
    points += [*(formats - SHOWN_FORMATS), 0x2800, 0x1D159]
    for point in points:
        for text in (f"a{chr(point)}b", f"é{chr(point)}é", f"{chr(point)}", f"a{chr(point) * 3}b"):
            assert visible(text) == text.replace(chr(point), ""), hex(point)


@pytest.mark.parametrize("text", [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u2764\ufe0f", "1\ufe0f\u20e3", "\xa9\ufe0f",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0915\u094d\u200d\u0937", "\u0ba8\u0bbf\u200c\u0ba9", "\u845b\ufe00", "\u1820\u180b",
    "\u2294\ufe00", "\u06dd", "\u0600",
])  # fmt: skip
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert visible(text) == text
    assert visible(f"a {text} b") == f"a {text} b"


@given(
    st.text(
        st.sampled_from(
            "a7\xe9\u200c\u200d\ufe0f\ufe00\u180b\u0645\u0915\u2764\u20e3\u1820\u3164\U000e0101 \n"
        ),
        max_size=12,
    )
)
def test_visible_text_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert "\u200d\u200d" not in visible(text)
