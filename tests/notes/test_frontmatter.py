"""A note's properties: parsed like YAML and changed in place; the user's stay as they are."""

from __future__ import annotations

import io

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ralf_notes.errors import NoteBlocked
from ralf_notes.notes import frontmatter
from ralf_notes.notes.frontmatter import yaml_string
from ralf_notes.notes.properties import Properties, parsed
from ralf_notes.notes.render import Rendered

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=200)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
RENDERED = Rendered(
    {"title": "a.py", "tags": ("code/python",), "source": "a.py"}, "# a.py\n\nText.\n"
)


@given(
    TEXT
    | st.text(st.characters(min_codepoint=0, max_codepoint=0x10FFFF, exclude_categories=["Cs"]))
)
@example("\x00\x07\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\uffff🎉")
@example("<% tp.x %> {{x}} yes null 1e3 22:00 # x: - 'a' \"b\" \\")
def test_a_yaml_string_reads_back_identically(text: str) -> None:
    source = f"key: {yaml_string(text)}\n"
    assert len(source.splitlines()) == 1
    assert yaml.safe_load(source) == {"key": text}
    for version in ("1.1", "1.2"):
        parser = YAML(typ="safe", pure=True)
        parser.version = version  # type: ignore[assignment]
        assert parser.load(io.StringIO(source)) == {"key": text}


def test_a_yaml_string_is_inert_and_readable() -> None:
    assert yaml_string("it’s “fine” — 名前 🎉 ü") == '"it’s “fine” — 名前 🎉 ü"'
    active = yaml_string("<% x %> {{x}} <!-- ralf:end -->")
    assert not [word for word in ("<%", "{{", "<!--") if word in active]


# Text that is nearly in our own form, and the characters with a meaning in it.
PIECE = st.text("ab \\\"'[],#:\u00e9\u200b\u2028\ufeff\x85\t\r", max_size=6)
VALUE = (
    LINES.map(yaml_string)
    | st.lists(LINES.map(yaml_string), max_size=3).map(lambda items: f"[{', '.join(items)}]")
    | PIECE.map(lambda text: f'"{text}"')
    | st.lists(PIECE, max_size=2).map(lambda items: f"[{','.join(items)}]")
    | PIECE
)
LINE = st.builds(
    "{}:{}{}{}".format,
    st.sampled_from(["title", "tags", "ralf_source", "Mine", "a-b", " title"]),
    st.sampled_from([" ", "", "  "]),
    VALUE,
    st.sampled_from(["\n", "\r\n", " \n"]),
)


def outcome(front: str) -> Properties | str:
    try:
        return parsed(front)
    except NoteBlocked as problem:
        return str(problem)


@given(st.lists(LINE, min_size=1, max_size=4).map("".join))
@example('title: "a \\"b\\" \\\\ c"\naliases: ["a", "b"]\ntags: []\n')
@example('title: "a"\ntitle: "b"\r\n')
@example('title: "\\x3c% a:\\u200b//b \\ud800"\n')
def test_a_block_in_our_own_form_is_read_as_any_yaml_is(front: str) -> None:
    """A comment is not part of our form, so a block with one is read by the YAML parser."""
    assert outcome(front) == outcome(f"{front}# a comment\n")


@given(st.dictionaries(st.sampled_from(frontmatter.KEYS), TEXT | st.lists(TEXT).map(tuple)))
def test_what_we_write_is_read_as_other_tools_read_it(ours: dict[str, frontmatter.Value]) -> None:
    front = frontmatter.merge("", ours, "code")
    values = yaml.safe_load(front) or {}
    assert {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()} == {
        entry.key: entry.value for entry in parsed(front).entries
    }


def test_user_properties_stay_as_written() -> None:
    front = (
        "# a comment\n"
        "mine:   'quoted my way'\n"
        "title: a.py   # Obsidian took the quotes off\n"
        "tags:\n  - mine/too\n  - code/rust\n  - code/python\n"
        "# another\n"
        "nested: {a: 1}\n"
    )
    merged = frontmatter.merge(front, RENDERED.properties, "code")
    assert "# a comment\nmine:   'quoted my way'\ntitle: a.py   # Obsidian took" in merged
    assert "# another\nnested: {a: 1}\n" in merged
    values = frontmatter.values(merged)
    assert "tags:\n  - mine/too\n  - code/python\n" in merged
    assert values["tags"] == ("mine/too", "code/python")
    assert values["source"] == "a.py"


def test_properties_are_compared_as_values() -> None:
    front = "title: a.py\ntags:\n- mine\n- code/python\nsource: a.py\nzoo: 1\n"
    assert frontmatter.merge(front, RENDERED.properties, "code") == front


def test_our_keys_come_in_a_fixed_order_wherever_the_user_put_them() -> None:
    front = "source: old.py\ntitle: old\n"
    merged = frontmatter.merge(front, RENDERED.properties, "code")
    assert frontmatter.values(merged) == {
        "title": "a.py",
        "tags": ("code/python",),
        "source": "a.py",
    }
    assert frontmatter.merge(merged, RENDERED.properties, "code") == merged


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(lambda k: k not in frontmatter.KEYS),
        LINES,
        max_size=4,
    ),
    LINES,
)
def test_merging_twice_changes_nothing_more(theirs: dict[str, str], title: str) -> None:
    front = "".join(f"{key}: {yaml_string(value)}\n" for key, value in theirs.items())
    ours = {
        "title": frontmatter.values(f"t: {yaml_string(title)}\n")["t"],
        "tags": ("code/x",),
    }
    merged = frontmatter.merge(front, ours, "code")
    assert front in merged
    assert frontmatter.merge(merged, ours, "code") == merged
    assert frontmatter.values(merged) == frontmatter.values(front) | ours


def test_broken_frontmatter_is_left_to_its_owner() -> None:
    with pytest.raises(NoteBlocked, match="frontmatter"):
        frontmatter.merge("title: [unclosed\n", RENDERED.properties, "code")


@pytest.mark.parametrize("opener", ["[", "{", "[a, ", "{a: "])
def test_brackets_that_a_yaml_parser_takes_forever_for_are_left_to_their_owner(opener: str) -> None:
    with pytest.raises(NoteBlocked, match="open brackets"):
        frontmatter.values(f"x: {opener * 100_000}\n")
