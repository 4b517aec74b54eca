"""Where notes are: no two share a path, none leaves the target, all systems accept the names."""

from __future__ import annotations

import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ralf_notes.notes.layout import note_paths

ODD = (
    "a", "A", "é", "e\u0301", "É", "ß", "ss", "ﬁ", "fi", "İ", "i̇", "K", "k", "con", "CON.py",
    "aux.tar.gz", "nul",
    "..", ".git", "...", " x", "x ", "x.", "a:b", "a|b", "a#b", "a^b", "[x]", "a\\b", 'q"', "a%%b",
    "a?", "a*",
    "\n", "\t", "😀", "\u202e", "\udcff", "x" * 255, "é" * 127, "a.md", "a.py", "a.py.md", "README",
    "index",
    "README.md", "index.md", "tree", "tree.md", "_", "__", "-", "~", "%", "a-b1c2d3",
)  # fmt: skip
ANY = st.text(st.characters(exclude_characters="/\0"), max_size=6)
SEGMENT = (st.sampled_from(ODD) | ANY).filter(lambda name: name not in ("", ".", ".."))
PATHS = st.lists(
    st.lists(SEGMENT, min_size=1, max_size=3).map("/".join), max_size=12, unique=True
).map(
    # No path is both a file and a folder.
    lambda paths: [p for p in paths if not any(q.startswith(f"{p}/") for q in paths)]
)
STYLES = st.sampled_from(["name", "readme", "index"])
_REFUSED = re.compile(
    r'[\x00-\x1f<>:"/\\|?*#^\[\]]|%%|[ .]$|^\.|^(?i:con|prn|aux|nul|com\d|lpt\d)(\.|$)'
)


@given(SEGMENT, PATHS, STYLES)
def test_no_two_notes_share_a_path(name: str, paths: list[str], style: str) -> None:
    placed = note_paths(name, paths, style)
    assert set(placed.files) == set(paths)
    notes = [*placed.files.values(), *placed.folders.values()]
    folded = [unicodedata.normalize("NFC", path.casefold()) for path in notes]
    assert len(set(folded)) == len(folded)
    folders = {
        "/".join(path.split("/")[:n]) for path in folded for n in range(1, path.count("/") + 1)
    }
    assert not folders & set(folded)


@given(SEGMENT, PATHS, STYLES)
def test_no_note_leaves_the_target_and_every_system_takes_its_name(
    name: str, paths: list[str], style: str
) -> None:
    placed = note_paths(name, paths, style)
    for path in [*placed.files.values(), *placed.folders.values()]:
        assert path.endswith(".md")
        assert os.path.normpath(path) == path
        for segment in path.split("/"):
            assert segment
            assert not _REFUSED.search(segment), segment
            assert len(segment.encode()) <= 250


@given(PATHS, STYLES, st.randoms())
def test_the_order_of_the_paths_does_not_matter(
    paths: list[str], style: str, random: object
) -> None:
    shuffled = [*paths]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert note_paths("t", paths, style) == note_paths("t", shuffled, style)


@given(PATHS, STYLES)
def test_an_existing_note_keeps_its_name(paths: list[str], style: str) -> None:
    placed = note_paths("t", paths, style)
    owners = {note_path: source for source, note_path in placed.files.items()}
    again = note_paths("t", reversed(paths), style, owner=owners.get)
    assert again.files == placed.files


def test_plain_names_stay_as_they_are() -> None:
    placed = note_paths("gate", ["src/limits/bucket.py", "README.md"], "name")
    assert placed.files == {
        "src/limits/bucket.py": "gate/src/limits/bucket.py.md",
        "README.md": "gate/README.md.md",
    }
    assert placed.folders == {
        "": "gate/gate.md",
        "src": "gate/src/src.md",
        "src/limits": "gate/src/limits/limits.md",
    }


def test_a_folder_has_the_plain_name_before_a_file_in_it() -> None:
    placed = note_paths("gate", ["src/src", "src/a.py"], "name")
    assert placed.folders["src"] == "gate/src/src.md"
    assert re.fullmatch(r"gate/src/src-[0-9a-f]{6}\.md", placed.files["src/src"])


@pytest.mark.parametrize(("style", "name"), [("readme", "README.md"), ("index", "index.md")])
def test_folder_notes_have_the_name_that_other_tools_show(style: str, name: str) -> None:
    assert note_paths("gate", ["src/a.py"], style).folders["src"] == f"gate/src/{name}"
