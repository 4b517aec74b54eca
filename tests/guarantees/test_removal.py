"""Notes of deleted sources go to the trash, and only they: whatever is merely not here stays."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from material.command_line import contents, run
from material.repository import generate, put, repository

FILES = {f"lib/m{n}.py": f"def f{n}(x):\n    return x * {n}\n" for n in range(12)}
GONE = "lib/m3.py"
FACTS = ("--engine", "none")


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    root = repository(tmp_path / "lib", FILES)
    git(root, "checkout", "-q", "-b", "main")
    commit(root)
    return root


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "vault"


def git(root: Path, *args: str, fails: bool = False) -> None:
    done = subprocess.run(["git", "-C", str(root), *args], capture_output=True, check=False)
    assert bool(done.returncode) == fails, done.stderr


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "x")


def note_of(vault: Path, path: str) -> Path:
    return vault / "lib" / f"{path}.md"


def is_there(vault: Path, path: str = GONE) -> bool:
    """Tell whether a note is in its place, and not in the trash; it is one of the two."""
    in_trash = list((vault / ".trash").rglob(f"{Path(path).name}.*.md"))
    assert note_of(vault, path).exists() != bool(in_trash)
    return not in_trash


def test_the_note_of_a_deleted_source_goes_to_the_trash(lib: Path, vault: Path) -> None:
    put(lib / "lib/user.py", "from lib.m3 import f3\n\nf3\n")
    generate(lib, "-o", vault, *FACTS)
    text = note_of(vault, GONE).read_bytes()
    (lib / GONE).unlink()
    dry = generate(lib, "-o", vault, *FACTS, "--dry-run")
    assert f"{GONE}: its note goes to .trash: lib/{GONE}.md" in dry.stdout
    assert is_there(vault)
    done = generate(lib, "-o", vault, *FACTS)
    assert done.exit_code == 0
    assert not is_there(vault)
    assert done.report["removed"] == [f"lib/{GONE}.md"]
    assert "1 note with no source, or with nothing to say, moved to .trash" in done.stderr
    assert text in contents(vault / ".trash").values()
    linking = [text for text in contents(vault / "lib").values() if b"m3.py.md" in text]
    assert linking == []


def test_a_deleted_folder_goes_with_its_notes(lib: Path, vault: Path) -> None:
    put(lib / "old/one.py", "def one():\n    pass\n")
    generate(lib, "-o", vault, *FACTS)
    shutil.rmtree(lib / "old")
    done = generate(lib, "-o", vault, *FACTS)
    assert done.report["removed"] == ["lib/old/old.md", "lib/old/one.py.md"]
    assert not (vault / "lib/old").exists()


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text + "\nMy own words.\n",
        lambda text: text.replace("---\n<!--", "---\nMine.\n<!--", 1),
        lambda text: text.replace("\ntags: [", '\nstatus: done\ntags: ["mine", ', 1),
        lambda text: text.replace("\ntags: [", '\ntags: ["mine", ', 1),
        lambda text: text.replace("\ntags: [", '\naliases: ["mine"]\ntags: [', 1),
        lambda text: text.replace("## Symbols", "## My symbols"),
    ],
    ids=["below", "above", "property", "tag", "alias", "block"],
)
def test_a_note_that_the_user_wrote_in_stays_and_is_told(
    lib: Path, vault: Path, write: Callable[[str], str]
) -> None:
    generate(lib, "-o", vault, *FACTS)
    note = note_of(vault, GONE)
    before = note.read_text(encoding="utf-8")
    text = write(before)
    assert text != before
    put(note, text)
    (lib / GONE).unlink()
    done = generate(lib, "-o", vault, *FACTS, "--prune")
    assert done.exit_code == 0
    assert is_there(vault)
    assert note.read_text(encoding="utf-8") == text
    assert done.report["kept"] == [{"note": f"lib/{GONE}.md", "why": "you wrote in it"}]
    why = "because you wrote in it"
    assert f"Kept although the source was deleted, {why}: lib/{GONE}.md" in done.stderr


def test_never_more_than_a_fifth_without_prune(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    for number in range(3):  # of 14 notes
        (lib / f"lib/m{number}.py").unlink()
    done = generate(lib, "-o", vault, *FACTS)
    assert done.exit_code == 0
    assert "3 of 14 notes would go at once; --prune removes them" in done.stderr
    assert all(is_there(vault, f"lib/m{number}.py") for number in range(3))
    assert generate(lib, "-o", vault, *FACTS).exit_code == 0
    generate(lib, "-o", vault, *FACTS, "--prune")
    assert not any(is_there(vault, f"lib/m{number}.py") for number in range(3))


def test_a_fifth_of_the_notes_may_go(lib: Path, vault: Path) -> None:
    put(lib / "lib/m12.py", "def f12():\n    pass\n")
    generate(lib, "-o", vault, *FACTS)
    for number in range(3):  # of 15 notes
        (lib / f"lib/m{number}.py").unlink()
    generate(lib, "-o", vault, *FACTS)
    assert not any(is_there(vault, f"lib/m{number}.py") for number in range(3))


def test_prune_false_keeps_all(lib: Path, vault: Path, tmp_path: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    (lib / GONE).unlink()
    generate(lib, "-o", vault, *FACTS, "--no-prune")
    config = f"source_paths: [{lib}]\ntarget_dir: {vault}\nengine: none\nprune: false\n"
    put(tmp_path / "config.yaml", config)
    run("generate", "-c", tmp_path / "config.yaml")
    assert is_there(vault)


@pytest.mark.parametrize(
    "options",
    [("--limit", "5"), ("--changed-since", "main"), ("--exclude", "m3.py"), ("--include", "m1*")],
    ids=lambda options: options[0],
)
def test_a_run_on_a_part_removes_nothing(lib: Path, vault: Path, options: tuple[str, ...]) -> None:
    generate(lib, "-o", vault, *FACTS)
    if options[0].startswith("--in") or options[0].startswith("--ex"):
        generate(lib, "-o", vault, *FACTS, *options)
        assert is_there(vault)
        return
    (lib / GONE).unlink()
    generate(lib, "-o", vault, *FACTS, *options)
    assert is_there(vault)
    generate(lib, "-o", vault, *FACTS)
    assert not is_there(vault)


def test_single_files_as_source_remove_nothing(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    (lib / GONE).unlink()
    generate(lib / "lib/m1.py", "-o", vault, *FACTS)
    assert is_there(vault)


def test_a_folder_as_source_removes_below_it_alone(lib: Path, vault: Path) -> None:
    put(lib / "other/one.py", "def one():\n    pass\n")
    generate(lib, "-o", vault, *FACTS)
    (lib / GONE).unlink()
    generate(lib / "other", "-o", vault, *FACTS)
    assert is_there(vault)
    generate(lib / "lib", "-o", vault, *FACTS)
    assert not is_there(vault)


def test_a_source_that_is_ignored_now_keeps_its_note(lib: Path, vault: Path) -> None:
    put(lib / "lib/extra.py", "def extra():\n    pass\n")
    generate(lib, "-o", vault, *FACTS)
    put(lib / ".gitignore", "extra.py\n")
    generate(lib, "-o", vault, *FACTS)
    assert is_there(vault, "lib/extra.py")


def sparse(lib: Path) -> None:
    put(lib / "docs/a.md", "# A\n")
    commit(lib)
    git(lib, "sparse-checkout", "set", "docs")
    assert not (lib / GONE).exists()


def detached(lib: Path) -> None:
    git(lib, "rm", "-q", GONE)
    commit(lib)
    git(lib, "checkout", "-q", "--detach")


def ignored(lib: Path) -> None:
    git(lib, "rm", "-q", "--cached", GONE)
    put(lib / ".gitignore", f"{GONE}\n")


def bisected(lib: Path) -> None:
    (lib / GONE).unlink(missing_ok=True)
    git(lib, "bisect", "start")


def locked(lib: Path) -> None:
    (lib / GONE).unlink()
    put(lib / ".git/index.lock", "")


def rebase(lib: Path) -> None:
    git(lib, "checkout", "-q", "-b", "side")
    put(lib / "lib/m1.py", "ONE = 1\n")
    commit(lib)
    git(lib, "checkout", "-q", "main")
    put(lib / "lib/m1.py", "TWO = 2\n")
    git(lib, "rm", "-q", GONE)
    commit(lib)
    git(lib, "checkout", "-q", "side")
    git(lib, "rebase", "main", fails=True)
    assert not (lib / GONE).exists()


def emptied(lib: Path) -> None:
    for path in FILES:
        (lib / path).unlink()
    put(lib / "new.py", "N = 1\n")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (sparse, "not checked out (sparse checkout)"),
        (rebase, "a rebase is in progress: git rebase --continue or --abort"),
        (emptied, "none of its tracked files is on disk: git restore . brings them back"),
        (ignored, "excluded, ignored, or not in the paths"),
        (bisected, "a bisection is in progress: git bisect reset"),
        (locked, "index.lock"),
    ],
)
def test_what_is_merely_not_here_keeps_its_note_and_prune_says_why(
    lib: Path, vault: Path, happens: Callable[[Path], None], why: str
) -> None:
    generate(lib, "-o", vault, *FACTS)
    before = contents(vault / "lib/lib")
    happens(lib)
    for more in ([], ["--dry-run"]):
        done = generate(lib, "-o", vault, *FACTS, "--prune", *more)
        assert is_there(vault)
        assert before.keys() <= contents(vault / "lib/lib").keys()
        lines = [line for line in (done.stderr + done.stdout).splitlines() if why in line]
        assert len(lines) == 1 or more


@pytest.mark.parametrize("part", [("--limit", "5"), ("--changed-since", "main")], ids=" ".join)
def test_prune_on_a_part_says_that_it_removes_none(
    lib: Path, vault: Path, part: tuple[str, ...]
) -> None:
    generate(lib, "-o", vault, *FACTS)
    (lib / GONE).unlink()
    done = generate(lib, "-o", vault, *FACTS, *part, "--prune")
    assert is_there(vault)
    assert "a run on a part of the files" in done.stderr and f"lib/{GONE}.md" in done.stderr
    assert "part of the files" not in generate(lib, "-o", vault, *FACTS, *part).stderr


def test_in_a_detached_head_a_note_goes_with_prune_alone(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    detached(lib)
    for _ in range(2):
        done = generate(lib, "-o", vault, *FACTS)
        assert is_there(vault)
        (line,) = (line for line in done.stderr.splitlines() if "detached HEAD" in line)
        assert f"lib/{GONE}.md" in line and "--prune" in line and "git switch" in line
    assert "detached" not in generate(lib, "-o", vault, *FACTS, "--no-prune").stderr
    done = generate(lib, "-o", vault, *FACTS, "--prune")
    assert not is_there(vault)
    assert done.report["removed"] == [f"lib/{GONE}.md"]
    assert "detached" not in generate(lib, "-o", vault, *FACTS).stderr


def test_in_a_detached_head_notes_follow_their_source_with_prune(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    note = note_of(vault, GONE)
    put(note, note.read_bytes() + b"\nMine.\n")
    git(lib, "checkout", "-q", "--detach")
    git(lib, "mv", GONE, "lib/moved.py")
    commit(lib)
    generate(lib, "-o", vault, *FACTS, "--prune")
    assert not note_of(vault, GONE).exists()
    assert b"Mine." in note_of(vault, "lib/moved.py").read_bytes()


def test_prune_in_a_detached_head_trusts_no_half_done_work(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    detached(lib)
    bisected(lib)
    done = generate(lib, "-o", vault, *FACTS, "--prune")
    assert is_there(vault)
    assert "git bisect reset" in done.stderr


def test_an_hour_in_a_detached_head_does_no_harm(lib: Path, vault: Path) -> None:
    put(lib / "lib/late.py", "def late():\n    pass\n")
    commit(lib)
    generate(lib, "-o", vault, *FACTS)
    note = note_of(vault, "lib/late.py")
    put(note, note.read_bytes() + b"\nMine.\n")
    before = contents(vault)
    git(lib, "checkout", "-q", "HEAD~1")
    generate(lib, "-o", vault, *FACTS)
    git(lib, "checkout", "-q", "main")
    generate(lib, "-o", vault, *FACTS)
    assert contents(vault) == before


def test_after_the_hold_the_note_goes(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    detached(lib)
    generate(lib, "-o", vault, *FACTS)
    git(lib, "checkout", "-q", "main")
    generate(lib, "-o", vault, *FACTS)
    assert not is_there(vault)


def test_a_missing_source_removes_nothing(lib: Path, vault: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"a.py": "A = 1\n"})
    generate(lib, other, "-o", vault, *FACTS)
    before = contents(vault)
    lib.rename(tmp_path / "unmounted")
    assert generate(lib, other, "-o", vault, *FACTS, "--prune").exit_code == 1
    lib.mkdir()
    assert generate(lib, other, "-o", vault, *FACTS, "--prune").exit_code == 1
    assert contents(vault) == before


def test_a_file_that_became_a_folder_is_deleted(lib: Path, vault: Path) -> None:
    generate(lib, "-o", vault, *FACTS)
    (lib / GONE).unlink()
    (lib / GONE).mkdir()
    put(lib / GONE / "inner.py", "A = 1\n")
    generate(lib, "-o", vault, *FACTS)
    assert not is_there(vault)


def test_the_notes_of_another_repository_stay(lib: Path, vault: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", {"a.py": "A = 1\n"})
    generate(lib, "-o", vault, *FACTS)
    before = contents(vault)
    generate(other, "-o", vault, *FACTS, "--prune")
    assert before.items() <= contents(vault).items()


def test_another_repository_of_the_same_name_is_told_to_take_another(
    lib: Path, vault: Path, tmp_path: Path
) -> None:
    generate(lib, "-o", vault, *FACTS)
    before = contents(vault)
    other = repository(tmp_path / "elsewhere/lib", {"lib/m1.py": "A = 1\n"})
    done = generate(other, "-o", vault, *FACTS, "--prune")
    assert done.exit_code == 1
    assert f"holds the notes of {lib}" in done.stderr
    assert f"{{path: {other}, name: another-name}}" in done.stderr
    assert contents(vault) == before
    put(tmp_path / "c.yaml", f"source_paths: [{{path: {other}, name: lib2}}]\nengine: none\n")
    run("generate", "-c", tmp_path / "c.yaml", "-o", vault)
    assert before.items() <= contents(vault).items()
    assert (vault / "lib2/lib/m1.py.md").exists()


def test_a_repository_that_was_moved_and_its_work_trees_are_the_same(
    lib: Path, vault: Path, tmp_path: Path
) -> None:
    generate(lib, "-o", vault, *FACTS)
    work_tree = tmp_path / "trees/lib"
    git(lib, "worktree", "add", "-q", "-b", "side", str(work_tree))
    assert generate(work_tree, "-o", vault, *FACTS).exit_code == 0
    git(lib, "worktree", "remove", str(work_tree))
    lib.rename(tmp_path / "trees/lib")
    assert generate(tmp_path / "trees/lib", "-o", vault, *FACTS).exit_code == 0
    assert is_there(vault)
