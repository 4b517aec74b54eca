"""What the user writes into a note survives every run; what Obsidian changes is no edit.

The tests know what they wrote around a generated note, and which note the changed source alone
gives: after a run, the note must be those bytes put together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from material.repository import generate, put, repository

from ralf_notes.config.keys import Config
from ralf_notes.notes import note, vault
from ralf_notes.notes.render import Rendered

BEFORE = (
    '"""Keeps the clock."""\n\n\ndef now(zone: str = "x") -> float:\n'
    '    """Tell the time.\n\n    Args:\n        zone: where.\n    """\n'
)
AFTER = BEFORE.replace("Keeps", "Holds").replace("now(", "today(")
_GENERATED = re.compile(rb"---\n(.*?)---\n(<!-- ralf:begin .*yours -->)\n", re.DOTALL)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30).map(str.encode)
ODD_LINES = st.sampled_from([
    b"\r", b"\n", b"\r\n", b"\t", b"\x85", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\x0b",
    b"\x0c", b"\0", b"\xff\xfe", b"\xc3", b"\xef\xbb\xbf", b"---\n", b"...\n", b"```\n", b"~~~\n",
    b"title: mine\n", b"ralf_source: x\n", b"<!-- ralf:beginner -->\n", b"> <!-- ralf:end -->\n",
    b" <!-- ralf:begin sum=00000000 -->\n", b"see <!-- ralf:end -->\n", b"<!-- ralf:end\n",
    b"<!-- ralf:state {} -->\n", b"<<<<<<< HEAD\n", b"=======\n", b"||||||| base\n",
    b">>>>>>> other\n", b"[[a.md|b]]\n", b"%% note %%\n", b"trailing  \n",
])  # fmt: skip
USER_TEXT = st.lists(TEXTS | ODD_LINES, max_size=6).map(b"".join)
PROPERTIES = st.lists(
    st.sampled_from([
        b"mine: 1\n", b"# a comment\n", b"mine: 'it''s'  # why\n", b"other: &x [a, *y]\n",
        b"list:\n- a\n\n- b # c\n", b"text: |+\n  a\n   b\n\n", b"folded: >-\n  a\n  b\n", b"\n",
        b"text2: \"a\\\n  b\"\r\n", b"crlf: 1\r\n", b"cr: 1\r", b"nel: a\xc2\x85b\n", b"k:\t1\n",
        b"ls: 'a\xe2\x80\xa8title: b'\n", b"bad: \xff\xfe\n", b"nested: {a: {b: [1, 2]}}\n",
        b"? complex\n: 1\n", b"empty:\n", b"double: 1\ndouble: 2\n", b"'quoted key': 1\n",
        b"date: 2026-01-01\n", b"\xf0\x9f\x98\x80: 1\n", b"titles: not ours\n", b"bell: \x07\n",
        b"anchor: &a 1\nalias: *a\n", b"cssclasses:\n  - wide\n", b"k2: \"#not a comment\" #one\n",
    ]).map(lambda line: line.replace(b"*y", b"y")),
    max_size=4,
).map(b"".join)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dress:
    """What a user has put around a generated note."""

    bom: bool
    newline: bytes
    top: bytes
    bottom: bytes
    before: bytes
    after: bytes

    def around(self, generated: bytes) -> bytes:
        """Return a generated note with the user's bytes around its properties and its block."""
        found = _GENERATED.fullmatch(generated)
        assert found
        front, block = (part.replace(b"\n", self.newline) for part in found.groups())
        rule = b"---" + self.newline
        mark = b"\xef\xbb\xbf" if self.bom else b""
        parts = (mark, rule, self.top, front, self.bottom, rule, self.before, block, self.after)
        return b"".join(parts)


def whole_lines(text: bytes) -> bytes:
    return text if text.endswith((b"\n", b"\r")) or not text else text + b"\n"


def opens_with_a_property(top: bytes) -> bool:
    """A key that is written with `?` can stand anywhere but first."""
    return not re.match(rb"([\r\n]|#[^\r\n]*)*\?", top)


DRESSES = st.builds(
    Dress,
    st.booleans(),
    st.sampled_from([b"\n", b"\n", b"\r\n", b"\r"]),
    PROPERTIES.filter(opens_with_a_property),
    PROPERTIES,
    USER_TEXT.map(whole_lines),
    USER_TEXT,
)
PLAIN = Dress(False, b"\n", b"", b"", b"", b"\n")


def rendered(name: str, text: str) -> Rendered:
    values = {"title": name, "aliases": (name,), "description": text, "tags": ("code/python",)}
    state = f'<!-- ralf:state {{"h":"={text[:12]}"}} -->'
    body = f"# {name}\n\n{text}\n\n```python\na[0](x)\n```\n\nPart of [[x/x.md|x]]\n\n{state}\n"
    return Rendered(values | {"source": name}, body)


OLD, NEW = rendered("a.py", "The first text."), rendered("a.py", "Another text, longer.")


@given(DRESSES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(Dress(False, b"\n", b"", b"", b"", b""))
@example(Dress(False, b"\n", b"", b"", b"", b" my words on the marker's own line"))
@example(Dress(True, b"\r\n", b"a: &x 1\r\n", b"b: *x\n", b"mine\n", b"\xff\xfe"))
@example(Dress(False, b"\n", b"", b"", b"<<<<<<< a\n", b"\n=======\n>>>>>>> b\n"))
def test_the_users_bytes_survive_a_new_block(tmp_path: Path, dress: Dress) -> None:
    plain, path = tmp_path / "plain.md", tmp_path / "dressed.md"
    config = Config(target_dir=tmp_path)
    made = []
    for version in (OLD, NEW):
        plain.unlink(missing_ok=True)
        vault.save(tmp_path, plain.name, version, config)
        made.append(dress.around(plain.read_bytes()))
    path.write_bytes(made[0])
    assert not vault.save(tmp_path, path.name, OLD, config).written
    assert path.read_bytes() == made[0]
    assert vault.save(tmp_path, path.name, NEW, config).written
    assert path.read_bytes() == made[1]
    assert not vault.save(tmp_path, path.name, NEW, config).written


FILES = 12


@given(st.lists(DRESSES, min_size=FILES, max_size=FILES))
@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_users_bytes_survive_a_run(
    tmp_path_factory: pytest.TempPathFactory, dresses: list[Dress]
) -> None:
    tmp_path = tmp_path_factory.mktemp("run")
    names = [f"m{number}.py" for number in range(FILES)]
    new = notes_of(tmp_path / "new", dict.fromkeys(names, AFTER))
    old = notes_of(tmp_path / "old", dict.fromkeys(names, BEFORE))
    folder = tmp_path / "old/vault/tree"
    for name, dress in zip(names, dresses, strict=True):
        put(folder / f"{name}.md", dress.around(old[name]))
        put(tmp_path / "old/tree" / name, AFTER)
    done = generate(tmp_path / "old/tree", "-o", tmp_path / "old/vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr
    for name, dress in zip(names, dresses, strict=True):
        assert (folder / f"{name}.md").read_bytes() == dress.around(new[name])


def notes_of(folder: Path, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Return the notes that files get without a model, by file."""
    root = repository(folder / "tree", files)
    done = generate(root, "-o", folder / "vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr
    return {name: (folder / "vault/tree" / f"{name}.md").read_bytes() for name in files}


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    """Make the note of a file whose source changes afterwards."""
    notes_of(tmp_path, {"clock.py": BEFORE})
    put(tmp_path / "tree/clock.py", AFTER)
    return tmp_path / "vault/tree/clock.py.md"


def again(clock: Path, *args: str, expect: int = 0) -> str:
    """Run on the tree of a note, and return the output."""
    target = clock.parents[1]
    done = generate(target.parent / "tree", "-o", target, "--engine", "none", *args)
    assert done.exit_code == expect, done.stderr
    return done.stderr


# What is damaged is left alone


def lose_the_end(text: str) -> str:
    return text.replace(note.END, "")


def lose_the_beginning(text: str) -> str:
    return re.sub("<!-- ralf:begin .*", "", text)


def double_the_end(text: str) -> str:
    return f"{text}mine\n{note.END}\n"


def nest(text: str) -> str:
    return f"<!-- ralf:begin sum=00000000 -->\n{text}{note.END}\n"


def lose_the_closing_line(text: str) -> str:
    return text.replace("---\n<!--", "<!--")


def push_the_properties_down(text: str) -> str:
    return f"My words.\n{text}"


def break_the_properties(text: str) -> str:
    return text.replace("description:", "description: [")


def write_flow_properties(text: str) -> str:
    return re.sub(r"\A---\n.*?---\n", "---\n{mine: 1}\n---\n", text, flags=re.DOTALL)


@pytest.mark.parametrize("damage", [
    lose_the_end, lose_the_beginning, double_the_end, nest, lose_the_closing_line,
    push_the_properties_down, break_the_properties, write_flow_properties,
])  # fmt: skip
def test_a_damaged_note_is_left_alone_and_named(clock: Path, damage: object) -> None:
    folder = clock.parent / "tree.md"
    for path in (clock, folder):
        text = damage(path.read_text(encoding="utf-8"))  # type: ignore[operator]
        path.write_text(text, encoding="utf-8")
    before = [clock.read_bytes(), folder.read_bytes()]
    put(clock.parents[2] / "tree/other.py", BEFORE)
    said = again(clock, expect=1)
    assert "clock.py: " in said
    assert "tree.md: " in said
    assert [clock.read_bytes(), folder.read_bytes()] == before
    assert (clock.parent / "other.py.md").exists()


def test_a_rule_at_the_top_is_no_frontmatter(clock: Path) -> None:
    block = clock.read_text(encoding="utf-8").partition("\n---\n")[2]
    clock.write_text(f"---\nMy words under a rule.\n\n{block}", encoding="utf-8")
    again(clock)
    text = clock.read_text(encoding="utf-8")
    assert text.startswith("---\ndescription: ")
    assert "\n---\n---\nMy words under a rule.\n\n<!-- ralf:begin" in text
    assert "`today`" in text


# An edited block


def test_an_edited_block_is_left_alone_and_named(clock: Path) -> None:
    edited = clock.read_text(encoding="utf-8").replace("## Symbols", "## My symbols")
    clock.write_text(edited, encoding="utf-8")
    said = again(clock)
    assert "clock.py" in said
    assert "--overwrite-edited" in said
    assert clock.read_text(encoding="utf-8") == edited


def test_overwrite_edited_replaces_it_and_keeps_the_old_note(clock: Path) -> None:
    edited = clock.read_text(encoding="utf-8").replace("## Symbols", "## My symbols") + "\nMine.\n"
    clock.write_text(edited, encoding="utf-8")
    again(clock, "--overwrite-edited")
    text = clock.read_text(encoding="utf-8")
    assert "## My symbols" not in text
    assert "`today`" in text
    assert text.endswith("\nMine.\n")
    (copy,) = (clock.parents[1] / ".trash").rglob("*.md")
    assert copy.read_text(encoding="utf-8") == edited
    assert again(clock) == ""


def test_an_edit_in_code_that_looks_like_a_link_is_an_edit(clock: Path) -> None:
    notes_of(clock.parents[1].parent, {"calls.py": 'def f(x=a[0](1)):\n    """Do."""\n'})
    calls = clock.parent / "calls.py.md"
    text = calls.read_text(encoding="utf-8")
    assert "a[0](1)" in text
    calls.write_text(text.replace("a[0](1)", "a[0](2)"), encoding="utf-8")
    assert "calls.py" in again(clock)
    assert "a[0](2)" in calls.read_text(encoding="utf-8")


# What Obsidian and formatters do


def requote(text: str) -> str:
    return re.sub(r'^(description|source|language): "(.*)"$', r"\1: \2", text, flags=re.MULTILINE)


def list_as_block(text: str) -> str:
    return re.sub(r'^(tags|aliases): \["(.*)"\]$', r"\1:\n  - \2", text, flags=re.MULTILINE)


def reorder(text: str) -> str:
    front, _, rest = text.removeprefix("---\n").partition("---\n")
    return "".join(["---\n", *sorted(front.splitlines(keepends=True)), "---\n", rest])


def fold(text: str) -> str:
    return re.sub(r'^description: "(.*)"$', r"description: >-\n  \1", text, flags=re.MULTILINE)


def rename_links(text: str) -> str:
    return text.replace("[[tree/tree.md|", "[[other folder/renamed (1).md|")


def windows(text: str) -> str:
    return text.replace("\n", "\r\n")


def no_final_newline(text: str) -> str:
    return text.rstrip("\n")


def trailing_blanks(text: str) -> str:
    return text.replace("\n\n", "  \n\t\n")


def blank_line_at_the_top(text: str) -> str:
    return re.sub(r"(<!-- ralf:begin .* -->\n)", r"\1\n", text)


def aligned_table(text: str) -> str:
    return re.sub(r"^\|(.*) \|$", r"|\1      |", text, flags=re.MULTILINE).replace(
        " --- ", " ----- "
    )


def other_marks(text: str) -> str:
    """Rewrite what is written with one of two marks."""
    text = re.sub(r"^```", "~~~", text, flags=re.MULTILINE)
    return re.sub(r"^(##+) (.*)$", r"\1   \2 \1", text, flags=re.MULTILINE)


REWRITES = [
    blank_line_at_the_top, aligned_table, other_marks,
    requote, list_as_block, reorder, fold, rename_links, windows, no_final_newline, trailing_blanks,
]  # fmt: skip


@pytest.mark.parametrize("rewrite", REWRITES)
def test_what_obsidian_and_formatters_do_is_no_edit(clock: Path, rewrite: object) -> None:
    text = clock.read_text(encoding="utf-8") + "Mine.\n"
    after = rewrite(text)  # type: ignore[operator]
    assert after != text
    clock.write_bytes(after.encode())
    said = again(clock)
    assert "dited" not in said
    text = clock.read_bytes().decode()
    assert "`today`" in text
    assert "Holds the clock." in text
    assert text.rstrip().endswith("Mine.")
    assert again(clock) == ""


@pytest.mark.parametrize("rewrite", [
    requote, list_as_block, reorder, fold, windows, blank_line_at_the_top, aligned_table,
    other_marks, trailing_blanks,
])  # fmt: skip
def test_what_obsidian_and_formatters_did_stays_if_nothing_changed(
    clock: Path, rewrite: object
) -> None:
    put(clock.parents[2] / "tree/clock.py", BEFORE)
    text = rewrite(clock.read_text(encoding="utf-8"))  # type: ignore[operator]
    clock.write_bytes(text.encode())
    again(clock)
    assert clock.read_bytes() == text.encode()


def test_an_edit_of_a_formatted_block_is_an_edit(clock: Path) -> None:
    text = other_marks(blank_line_at_the_top(clock.read_text(encoding="utf-8")))
    text = text.replace("Tell the time.", "Tell me the time.")
    clock.write_text(text, encoding="utf-8")
    assert "clock.py" in again(clock)
    assert clock.read_text(encoding="utf-8") == text


def test_a_block_of_an_earlier_version_gets_its_second_sum(clock: Path) -> None:
    put(clock.parents[2] / "tree/clock.py", BEFORE)
    text = clock.read_text(encoding="utf-8")
    clock.write_text(re.sub(r" text=[0-9a-f]{8}", "", text), encoding="utf-8")
    assert "dited" not in again(clock)
    assert clock.read_text(encoding="utf-8") == text


# Properties


def test_our_keys_are_kept_current_and_the_users_tags_stay(clock: Path) -> None:
    text = clock.read_text(encoding="utf-8")
    mine = text.replace('["code/python"]', "[code/test, code/favourite, mine] # my tags")
    mine = mine.replace("tags: [", "aliases: [The clock]\ntags: [").replace(
        '"clock.py"', '"mine"', 1
    )
    clock.write_text(mine, encoding="utf-8")
    again(clock)
    front = clock.read_text(encoding="utf-8").partition("\n---\n")[0]
    assert 'tags: ["code/python", code/favourite, mine] # my tags' in front
    assert "aliases: [The clock]\n" in front
    assert 'source: "clock.py"' in front


def test_a_property_that_a_note_has_no_value_for_is_the_users(clock: Path) -> None:
    folder = clock.parent / "tree.md"
    text = folder.read_text(encoding="utf-8").replace("tags:", "language: de\ntags:")
    folder.write_text(text, encoding="utf-8")
    again(clock)
    assert "\nlanguage: de\n" in folder.read_text(encoding="utf-8")


# What is written into our own marker


@pytest.mark.parametrize(("marker", "words"), [
    ("<!-- ralf:end - what you write below stays yours MINE -->", " MINE"),
    ("<!-- ralf:end - what you write below stays yours. And mine: a - b -->", ". And mine: a - b"),
    ("<!-- ralf:end MINE -->", " MINE"),
    ("<!-- ralf:end - my own words -->", " - my own words"),
    ("<!-- ralf:end - what you write below stays yours -->", ""),
    ("<!--ralf:end - what you write below stays yours-->", ""),
    ("<!--  ralf:end  -->", ""),
])  # fmt: skip
def test_words_in_the_comment_of_the_end_marker_go_behind_it(
    clock: Path, marker: str, words: str
) -> None:
    text = clock.read_text(encoding="utf-8").replace(note.END, marker)
    clock.write_text(f"{text}Below.\n", encoding="utf-8")
    again(clock)
    text = clock.read_text(encoding="utf-8")
    assert "`today`" in text
    assert text.endswith(f"{note.END}{words and ' '}{words.lstrip()}\nBelow.\n")
    assert again(clock) == ""


def test_words_in_the_comment_of_the_begin_marker_are_an_edit(clock: Path) -> None:
    text = re.sub(r"(<!-- ralf:begin .*) -->", r"\1 MINE -->", clock.read_text(encoding="utf-8"))
    clock.write_text(text, encoding="utf-8")
    assert "clock.py" in again(clock)
    assert clock.read_text(encoding="utf-8") == text
