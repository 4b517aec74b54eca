"""A git merge with a conflict inside our block: the block is written anew, nothing is lost.

The conflicts are git's own: two branches of a vault, each with notes of another source.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from doubles.ollama.server import OllamaServer
from material.command_line import contents
from material.repository import Done, asked_names, generate, put, questions, repository

from ralf_notes.notes import conflicts, note
from ralf_notes.notes.kept import Kept, parse_body

PARTS = {
    name: f"def {name}(x):\n" + "".join(f"    x = x * {n} + {size}\n" for n in range(9))
    for name, size in (("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5))
}
SHARED = "def more(x):\n    return x\n"


def source(**changes: str) -> str:
    """Return the text of a file, some of its functions with other code."""
    return "\n\n".join((PARTS | changes).values())


OURS = {"first": "def first(y):\n    return y + 1\n"}
THEIRS = {"fifth": "def fifth(z):\n    return z + 2\n"}


class Vault:
    """A vault under git, beside the tree that it documents."""

    def __init__(self, folder: Path) -> None:
        self.tree = repository(folder / "tree", {"a.py": source(), "b.py": SHARED})
        self.folder = folder / "vault"
        self.note = self.folder / "tree/a.py.md"
        self.server: OllamaServer | None = None

    def git(self, *args: str, expect: int = 0) -> str:
        command = ["git", "-C", str(self.folder), *args]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def generate(self, *args: str) -> Done:
        engine = () if self.server else ("--engine", "none")
        return generate(self.tree, "-o", self.folder, *engine, *args, server=self.server)

    def begin(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main")
        put(self.folder / ".gitattributes", "* -text\n")
        self.generate()
        self.commit("the vault")

    def commit(self, words: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", words)

    def branch(self, name: str, text: str, edit: Callable[[bytes], bytes] = bytes) -> None:
        """Make a branch off main with the notes of another text of the source."""
        self.git("checkout", "-q", "-b", name, "main")
        put(self.tree / "a.py", text)
        assert self.generate().exit_code == 0
        self.note.write_bytes(edit(self.note.read_bytes()))
        self.commit(name)

    def merge(self, *config: str) -> str:
        """Merge theirs into ours, which ends in a conflict; the source holds both changes."""
        self.git("checkout", "-q", "ours")
        self.git(*config, "merge", "theirs", expect=1)
        put(self.tree / "a.py", source(**OURS, **THEIRS))
        text = self.note.read_bytes().decode(errors="surrogateescape")
        assert conflicts.has_conflict(text)
        return text

    def diverge(self, ours: Callable[[bytes], bytes] = bytes, theirs: object = bytes) -> None:
        self.branch("ours", source(**OURS), ours)
        self.branch("theirs", source(**THEIRS), theirs)  # type: ignore[arg-type]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault(tmp_path)
    made.begin()
    return made


def as_generated(folder: Path) -> dict[str, bytes]:
    """Return the notes of the merged source as a first run writes them."""
    root = repository(folder / "tree", {"a.py": source(**OURS, **THEIRS), "b.py": SHARED})
    assert generate(root, "-o", folder / "vault", "--engine", "none").exit_code == 0
    return contents(folder / "vault")


STYLES = [(), ("-c", "merge.conflictStyle=diff3"), ("-c", "merge.conflictStyle=zdiff3")]


@pytest.mark.parametrize("style", STYLES)
def test_a_conflict_in_our_block_is_rebuilt(
    vault: Vault, tmp_path: Path, style: tuple[str, ...]
) -> None:
    vault.diverge()
    text = vault.merge(*style)
    assert text.count("<!-- ralf:begin") == (3 if style else 2)
    done = vault.generate()
    assert done.exit_code == 0, done.stderr
    notes = contents(vault.folder / "tree")
    expected = as_generated(tmp_path / "again")
    assert notes == {path.removeprefix("tree/"): data for path, data in expected.items()}
    copies = list((vault.folder / ".trash").rglob("a.py.*.md"))
    assert [path.read_text(encoding="utf-8") for path in copies] == [text]
    assert vault.generate().stderr == ""


def words_below(data: bytes) -> bytes:
    return data + b"\nMy words, \xff too.\r\n"


def words_above(data: bytes) -> bytes:
    return data.replace(b"<!-- ralf:begin", b"Mine, above.\n\n<!-- ralf:begin")


def windows(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize("edit", [words_below, windows])
def test_the_users_text_beside_a_conflict_survives(
    vault: Vault, edit: Callable[[bytes], bytes]
) -> None:
    vault.note.write_bytes(edit(vault.note.read_bytes()))
    vault.commit("mine")
    _, end, after = vault.note.read_bytes().partition(note.END.encode())
    vault.diverge()
    vault.merge()
    assert vault.generate().exit_code == 0
    data = vault.note.read_bytes()
    assert not conflicts.has_conflict(data.decode(errors="surrogateescape"))
    assert data.endswith(end + after)
    assert b"first(y)" in data
    assert b"fifth(z)" in data
    if edit is windows:
        assert data.count(b"\n") == data.count(b"\r\n")


def test_text_that_one_side_wrote_survives(vault: Vault) -> None:
    vault.diverge(ours=words_below)
    vault.merge()
    assert vault.generate().exit_code == 0
    assert vault.note.read_bytes().endswith(b"\n\nMy words, \xff too.\r\n")


def other_words(data: bytes) -> bytes:
    return data + b"\nOther words.\n"


def add_property(data: bytes) -> bytes:
    return data.replace(b"\n---\n<!--", b"\nmine: 1\n---\n<!--")


def add_other_property(data: bytes) -> bytes:
    return data.replace(b"\n---\n<!--", b"\nmine: 2\n---\n<!--")


def add_tag(data: bytes) -> bytes:
    return data.replace(b'["code/python"]', b'["code/python", "mine"]')


def add_other_tag(data: bytes) -> bytes:
    return data.replace(b'["code/python"]', b'["code/python", "yours"]')


@pytest.mark.parametrize(("ours", "theirs"), [
    (words_below, other_words), (add_property, add_other_property), (add_tag, add_other_tag),
    (words_above, bytes),
])  # fmt: skip
def test_a_conflict_in_the_users_own_text_is_left_to_the_user(
    vault: Vault, ours: Callable[[bytes], bytes], theirs: Callable[[bytes], bytes]
) -> None:
    vault.diverge(ours, theirs)
    vault.merge()
    before = vault.note.read_bytes()
    done = vault.generate()
    assert done.exit_code == 1
    assert "a.py" in done.stderr
    assert "git conflict reaches into text or properties of yours" in done.stderr
    assert vault.note.read_bytes() == before


def test_a_property_that_one_side_added_is_no_conflict(vault: Vault) -> None:
    vault.diverge(add_property, bytes)
    vault.merge()
    assert vault.generate().exit_code == 0
    assert b"\nmine: 1\n---\n<!--" in vault.note.read_bytes()


def test_a_conflict_in_the_users_text_alone_does_not_stop_the_note(vault: Vault) -> None:
    for name, words in (("ours", "Mine."), ("theirs", "Theirs.")):
        vault.git("checkout", "-q", "-b", name, "main")
        vault.note.write_bytes(vault.note.read_bytes() + f"\n{words}\n".encode())
        vault.commit(name)
    after = vault.merge().partition(note.END)[2]
    assert vault.generate().exit_code == 0
    text = vault.note.read_text(encoding="utf-8")
    assert text.endswith(note.END + after)
    assert "first(y)" in text


def test_two_first_notes_of_the_same_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    vault.folder.mkdir()
    vault.git("init", "-q", "-b", "main")
    vault.git("commit", "-q", "--allow-empty", "-m", "nothing")
    vault.diverge()
    vault.merge()
    assert vault.generate().exit_code == 0
    assert "fifth(z)" in vault.note.read_text(encoding="utf-8")


@pytest.fixture
def server() -> Iterator[OllamaServer]:
    with OllamaServer() as double:
        yield double


def test_prose_that_is_true_on_either_side_is_not_asked_again(
    tmp_path: Path, server: OllamaServer
) -> None:
    vault = Vault(tmp_path)
    vault.server = server
    vault.begin()
    changes = [{name: PARTS[name].replace("x * 3", "x - 3")} for name in ("first", "fifth")]
    vault.branch("ours", source(**changes[0]))
    vault.branch("theirs", source(**changes[1]))
    ours, theirs = said(vault, "ours"), said(vault, "theirs")
    vault.merge()
    put(vault.tree / "a.py", source(**changes[0], **changes[1]))
    count = len(questions(server))
    done = vault.generate()
    assert done.exit_code == 0, done.stderr
    assert [asked_names(request) for request in questions(server)[count:]] == []
    text = vault.note.read_text(encoding="utf-8")
    kept = parse_body(note.take_apart(text).body)
    assert kept.symbols == {**ours.symbols, "fifth": theirs.symbols["fifth"]}
    assert ours.symbols["fifth"] != theirs.symbols["fifth"]
    assert ours.symbols["first"] != theirs.symbols["first"]
    assert kept.summary in (ours.summary, theirs.summary)
    assert vault.generate().stderr == ""


def said(vault: Vault, branch: str) -> Kept:
    text = vault.git("show", f"{branch}:tree/a.py.md")
    return parse_body(note.take_apart(text).body)


def test_a_conflict_in_a_folders_note(vault: Vault) -> None:
    for name, new in (("ours", "c.py"), ("theirs", "d.py")):
        vault.git("checkout", "-q", "-b", name, "main")
        put(vault.tree / new, SHARED)
        assert vault.generate().exit_code == 0
        vault.commit(name)
        (vault.tree / new).unlink()
    vault.git("checkout", "-q", "ours")
    vault.git("merge", "theirs", expect=1)
    for new in ("c.py", "d.py"):
        put(vault.tree / new, SHARED)
    assert vault.generate().exit_code == 0
    text = (vault.folder / "tree/tree.md").read_text(encoding="utf-8")
    assert not conflicts.has_conflict(text)
    assert "[[tree/c.py.md|c.py]]" in text
    assert "[[tree/d.py.md|d.py]]" in text


TWO = "a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n<<<<<<< x\n=======\ne\n>>>>>>> y\n"


@pytest.mark.parametrize(("text", "expected"), [
    (TWO, ("a\nb\nd\n", "a\nc\nd\ne\n")),
    (TWO.replace("\n", "\r\n"), ("a\r\nb\r\nd\r\n", "a\r\nc\r\nd\r\ne\r\n")),
    ("<<<<<<<\na\n||||||| x\nb\n=======\nc\n>>>>>>>", ("a\n", "c\n")),
    ("<<<<<<< x\na\n=======\n=======\nb\n>>>>>>> y\n", None),
    ("<<<<<<< x\na\n<<<<<<< x\n=======\nb\n>>>>>>> y\n", None),
    ("<<<<<<< x\na\n>>>>>>> y\n", None),
    ("<<<<<<< x\na\n=======\nb\n>>>>>>>> y\n", None),
    (TWO + "<<<<<<< x\n", None),
    ("<<<<<<<x\na\n=======\nb\n>>>>>>> y\n", None),
    ("=======\n>>>>>>> y\n", None),
    ("", None),
])  # fmt: skip
def test_sides(text: str, expected: tuple[str, str] | None) -> None:
    assert conflicts.sides(text) == expected
