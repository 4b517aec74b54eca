"""The lines about the files that a file uses, and that use it, when they are many."""

from __future__ import annotations

from ralf_notes.notes.links import Links
from ralf_notes.notes.lists.neighbours import text_of_tests, used_text, users_text
from ralf_notes.notes.wording import wording_for
from ralf_notes.outline.imports import Use

PATHS = ["lib/a.py", *(f"lib/b{n}.py" for n in range(6)), *(f"lib/net/c{n}.py" for n in range(6))]
ENGLISH = wording_for("English")
LINKS = Links({path: f"{path}.md" for path in ["main.py", *PATHS]}, {"": "x.md"}, "wikilink")


def test_many_used_files_are_grouped_by_folder_on_one_line_and_all_linked() -> None:
    uses = [Use("main.py", ("start",)), *(Use(path, ("f",)) for path in PATHS)]
    text = used_text("lib/a.py", uses, LINKS, ENGLISH)
    assert "\n" not in text
    assert text.count("[[") == len(uses)
    assert text.startswith("[[lib/a.py.md|a.py]] (`f`), ")  # those of its own folder come first
    assert "; at the top: [[main.py.md|main.py]] (`start`)" in text
    assert "; in `lib/net`: [[lib/net/c0.py.md|c0.py]] (`f`), [[" in text


def test_a_name_that_the_file_already_says_is_left_out() -> None:
    uses = [Use("main.py", ("main",)), Use("lib/b0.py", ("b0", "f"))]
    expected = "[[main.py.md|main.py]], [[lib/b0.py.md|b0.py]] (`b0`, `f`)"
    assert used_text("lib/a.py", uses, LINKS, ENGLISH) == expected


def test_many_users_are_grouped_and_counted() -> None:
    text = users_text("main.py", PATHS, LINKS, ENGLISH)
    assert text.startswith("files in `lib`: [[lib/a.py.md|a.py]]")  # behind "Used by"
    assert "and 3 more; in `lib/net`: " in text
    assert (
        users_text("main.py", PATHS[:2], LINKS, ENGLISH)
        == "[[lib/a.py.md|a.py]], [[lib/b0.py.md|b0.py]]"
    )
    spread = [f"d{n}/x.py" for n in range(9)]
    assert users_text("main.py", spread, LINKS, ENGLISH).endswith("; and 3 more in other folders")


def test_what_stands_behind_used_by_reads_as_a_sentence_without_users_beside_the_file() -> None:
    uses = [Use(path, ("f",)) for path in PATHS]
    assert used_text("main.py", uses, LINKS, ENGLISH).startswith("files in `lib`: [[")
    links = Links({**LINKS.files, **{f"m{n}.py": f"m{n}.py.md" for n in range(9)}}, {}, "wikilink")
    text = users_text("lib/a.py", [f"m{n}.py" for n in range(9)], links, ENGLISH)
    assert text.startswith("files at the top: [[m0.py.md|m0.py]]")


def test_tests_that_are_named_after_a_file_come_first() -> None:
    tests = [f"tests/test_a{n}.py" for n in range(9)] + ["tests/test_main.py", "x/MainTest.java"]
    assert text_of_tests("main.py", tests, LINKS, ENGLISH).startswith(
        "`tests/test_main.py`, `x/MainTest.java`"
    )
    assert text_of_tests("main.py", tests, LINKS, ENGLISH).endswith(" and 3 more")


def test_files_of_one_name_are_told_apart_by_the_first_folder_that_differs() -> None:
    tests = [
        "a/src/test/CartTest.py",
        "b/src/test/CartTest.py",
        "src/BagTest.py",
        "src/x/BagTest.py",
    ]
    notes = {path: f"{path}.md" for path in ("src/cart.py", *tests)}
    text = text_of_tests("src/cart.py", tests, Links(notes, {}, "wikilink"), ENGLISH)
    assert [each.rpartition("|")[2].rstrip("]") for each in text.split(", ")] == [
        "a/…/CartTest.py", "b/…/CartTest.py", "BagTest.py", "x/BagTest.py",
    ]  # fmt: skip
