"""Which old sources are deleted, and which are merely not here: tested with real git."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from material.git_trees import git, repository, walked, write

from ralf_notes.config.keys import SourceConfig
from ralf_notes.plan.orphans.absence import Absences, Why, absences


def ask(source: Path | SourceConfig, *paths: str, **options: list[str]) -> Absences:
    return absences(walked(source, **options).trees[0], paths)


def why(source: Path | SourceConfig, path: str, **options: list[str]) -> Why:
    result = ask(source, path, **options)
    assert result.hold == ""
    return result.why[path]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return repository(tmp_path / "shop", "a.py", "lib/b.py", "lib/c.py", "app/d.py")


# --- deleted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["rm -q lib/b.py", "rm -q --cached lib/b.py", "mv lib/b.py e"])
def test_what_nobody_has_is_deleted(shop: Path, command: str) -> None:
    git(shop, *command.split())
    (shop / "lib/b.py").unlink(missing_ok=True)
    result = ask(shop, "lib/b.py", "never/was.py")
    assert result.deleted == ("lib/b.py", "never/was.py")


def test_what_the_user_removed_without_telling_git_is_deleted(shop: Path) -> None:
    (shop / "lib/b.py").unlink()
    assert why(shop, "lib/b.py") is Why.DELETED


def test_file_that_is_a_folder_now_is_deleted(shop: Path) -> None:
    (shop / "a.py").unlink()
    write(shop, "a.py/x.py")
    assert why(shop, "a.py") is Why.DELETED


def test_outside_git_what_is_gone_from_a_folder_is_deleted(tmp_path: Path) -> None:
    write(tmp_path / "plain", "a.py", "lib/b.py")
    assert why(tmp_path / "plain", "lib/gone.py") is Why.DELETED


def test_in_a_repository_without_a_commit_what_is_gone_is_deleted(tmp_path: Path) -> None:
    root = tmp_path / "new"
    write(root, "a.py")
    git(root, "init", "-q")
    assert why(root, "b.py") is Why.DELETED


# --- not here, but somewhere ------------------------------------------------------------------


def test_sparse_checkout_deletes_nothing(shop: Path) -> None:
    git(shop, "sparse-checkout", "set", "--cone", "lib")
    assert not (shop / "app").exists()
    result = ask(shop, "app/d.py", "app/", "lib/gone.py")
    assert result.why == {
        "app/d.py": Why.NOT_CHECKED_OUT, "app/": Why.NOT_CHECKED_OUT, "lib/gone.py": Why.DELETED,
    }  # fmt: skip
    git(shop, "sparse-checkout", "set", "--sparse-index", "--cone", "lib")
    assert ask(shop, "app/d.py", "app/").deleted == ()


@pytest.mark.parametrize("flag", ["--skip-worktree", "--assume-unchanged"])
def test_file_that_git_was_told_not_to_look_at_is_not_deleted(shop: Path, flag: str) -> None:
    git(shop, "update-index", flag, "a.py")
    (shop / "a.py").unlink()
    assert why(shop, "a.py") is Why.NOT_CHECKED_OUT


def test_what_is_on_disk_is_not_deleted_whatever_leaves_it_out(shop: Path) -> None:
    write(shop, ".gitignore", text="gen/\n")
    write(shop, "gen/x.py", "y.js")
    (shop / "link.py").symlink_to(shop / "a.py")
    assert why(shop, "gen/x.py") is Why.LEFT_OUT
    assert why(shop, "link.py") is Why.LEFT_OUT
    assert why(shop, "lib/b.py", exclude=["lib/"]) is Why.LEFT_OUT
    assert why(shop, "lib/b.py", include=["*.js"]) is Why.LEFT_OUT
    write(shop.parent / "plain", "a.py", "node_modules/y.js")
    assert why(shop.parent / "plain", "node_modules/y.js") is Why.LEFT_OUT


def test_what_no_source_of_the_run_names_is_not_deleted(shop: Path) -> None:
    (shop / "app/d.py").unlink()
    assert why(shop / "lib", "app/d.py") is Why.LEFT_OUT
    assert why(shop / "lib", "lib/gone.py") is Why.DELETED
    assert why(shop / "a.py", "lib/gone.py") is Why.LEFT_OUT
    write(shop.parent / "home", "one.py")
    assert why(shop.parent / "home" / "one.py", "two.py") is Why.LEFT_OUT


def test_submodule_that_is_not_populated_deletes_nothing(shop: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    git(shop, "submodule", "add", "-q", str(library), "sub")
    git(shop, "commit", "-qm", "sub")
    assert why(shop, "sub/gone.py") is Why.DELETED
    git(shop / "sub", "checkout", "-q", "--detach")  # as `git submodule update` leaves it
    assert why(shop, "sub/gone.py") is Why.DELETED
    git(shop, "submodule", "deinit", "-q", "-f", "sub")
    assert ask(shop, "sub/lib.py", "sub/").deleted == ()
    (shop / "sub").rmdir()
    assert why(shop, "sub/lib.py") is Why.OUT_OF_REACH
    git(shop, "rm", "-q", "--cached", "sub")
    assert ask(shop, "sub/lib.py", "sub/").deleted == ("sub/", "sub/lib.py")


def test_nested_repository_speaks_for_itself(shop: Path) -> None:
    inner = repository(shop / "inner", "x.py", "y/z.py")
    (inner / "x.py").unlink()
    assert why(shop, "inner/x.py") is Why.DELETED
    git(inner, "sparse-checkout", "set", "--cone", "nothing")
    assert why(shop, "inner/y/z.py") is Why.NOT_CHECKED_OUT
    git(inner, "checkout", "-q", "--detach")
    assert why(shop, "inner/x.py") is Why.OUT_OF_REACH
    write(inner, ".git/HEAD", text="broken\n")
    assert ask(shop, "inner/x.py").deleted == ()


def test_disk_that_is_not_mounted_deletes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "projects", "a.py")
    (tmp_path / "projects/disk").mkdir()
    assert why(tmp_path / "projects", "disk/b.py") is Why.OUT_OF_REACH
    assert why(tmp_path / "projects", "disk/deep/b.py") is Why.OUT_OF_REACH
    (tmp_path / "projects/other").symlink_to(tmp_path / "nowhere")
    assert why(tmp_path / "projects", "other/b.py") is Why.OUT_OF_REACH


def test_path_that_cannot_be_looked_at_is_not_deleted(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "lib/b.py").unlink()
    real = os.lstat

    def refusing(path: str) -> os.stat_result:
        if path.endswith("lib/b.py"):  # the administrator may look at all
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "lstat", refusing)
    assert why(shop, "lib/b.py") is Why.OUT_OF_REACH


def test_on_a_disk_that_ignores_case_the_old_spelling_is_deleted(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(shop, "mv", "a.py", "A.py")
    git(shop, "mv", "lib", "Lib")
    write(shop, ".gitignore", text="ignored.py\n")
    write(shop, "ignored.py")
    real = os.lstat

    def in_any_case(path: str) -> os.stat_result:
        return real(path.replace("/lib/", "/Lib/").replace("/a.py", "/A.py"))

    monkeypatch.setattr(os, "lstat", in_any_case)
    result = ask(shop, "a.py", "lib/b.py", "lib/", "ignored.py")
    assert result.deleted == ("a.py", "lib/", "lib/b.py")


def test_folder_that_may_be_passed_but_not_listed_deletes_nothing(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, ".gitignore", text="lib/new.py\n")
    write(shop, "lib/new.py")
    real = os.listdir

    def refusing(path: str) -> list[str]:
        if path.endswith("/lib"):  # the administrator may list all
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", refusing)
    assert ask(shop, "lib/new.py", "lib/gone.py").deleted == ("lib/gone.py",)
    write(shop.parent / "plain", "a.py", "lib/new.py")
    assert ask(shop.parent / "plain", "lib/gone.py").deleted == ()


# --- folders ----------------------------------------------------------------------------------


def test_folder_goes_with_the_last_file_in_it(shop: Path) -> None:
    (shop / "lib/b.py").unlink()
    assert ask(shop, "lib/b.py", "lib/").why["lib/"] is Why.LEFT_OUT
    write(shop, "lib/__pycache__/b.pyc")
    write(shop, ".gitignore", text="__pycache__/\n")
    (shop / "lib/c.py").unlink()
    result = ask(shop, "lib/b.py", "lib/c.py", "lib/", "")
    assert result.deleted == ("lib/", "lib/b.py", "lib/c.py")
    assert ask(shop, "lib/").deleted == ("lib/",)


def test_folder_stays_as_long_as_a_file_in_it_may_be_there(shop: Path) -> None:
    write(shop, ".gitignore", text="gen/\n")
    write(shop, "gen/x.py")
    assert ask(shop, "gen/x.py", "gen/gone.py", "gen/").deleted == ("gen/gone.py",)


# --- the whole tree ---------------------------------------------------------------------------


def _conflict(root: Path, command: str) -> None:
    """Leave a merge, rebase, cherry-pick or revert half done."""
    git(root, "switch", "-q", "-c", "side")
    write(root, "a.py", text="side\n")
    git(root, "commit", "-qam", "side")
    git(root, "switch", "-q", "main")
    write(root, "a.py", text="main\n")
    git(root, "commit", "-qam", "main")
    git(root, *command.split(), "side" if "revert" not in command else "HEAD~1", fails=True)


def _bisect(root: Path) -> None:
    write(root, "later.py")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "later")
    git(root, "bisect", "start", "HEAD", "HEAD~1")


def _lock(root: Path) -> None:
    (root / ".git/index.lock").touch()


def _no_checkout(root: Path) -> None:
    (root / ".git/index").unlink()


def _wipe(root: Path) -> None:
    for path in ("a.py", "lib/b.py", "lib/c.py", "app/d.py"):
        (root / path).unlink()
    write(root, "lost+result/x")


@pytest.mark.parametrize(
    ("half_done", "hints"),
    [
        (lambda root: git(root, "checkout", "-q", "--detach"), "git switch"),
        (lambda root: _conflict(root, "merge"), "git merge --abort|git merge --continue"),
        (lambda root: _conflict(root, "rebase"), "git rebase --continue"),
        (lambda root: _conflict(root, "rebase --apply"), "rebase"),
        (lambda root: _conflict(root, "cherry-pick"), "git cherry-pick"),
        (lambda root: _conflict(root, "revert"), "git revert"),
        (_bisect, "git bisect reset"),
        (_lock, "index.lock"),
        (_no_checkout, "git checkout"),
        (_wipe, "git restore"),
    ],
)
def test_nothing_is_deleted_while_the_work_tree_is_half_done(
    shop: Path, half_done: Callable[[Path], object], hints: str
) -> None:
    half_done(shop)
    result = ask(shop, "gone.py", "lib/gone.py", "old/")
    assert result.deleted == ()
    assert any(each in result.hold for each in hints.split("|"))


def test_without_git_nothing_of_a_repository_is_deleted(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(shop))
    result = ask(shop, "gone.py")
    assert "git" in result.hold
    assert result.deleted == ()


def test_linked_work_tree_has_its_own_state(shop: Path) -> None:
    git(shop, "worktree", "add", "-q", "../wt", "-b", "wt")
    git(shop, "checkout", "-q", "--detach")
    assert ask(shop.parent / "wt", "gone.py").deleted == ("gone.py",)
    git(shop.parent / "wt", "bisect", "start")
    assert "bisect" in ask(shop.parent / "wt", "gone.py").hold


def test_git_is_not_asked_when_nothing_is_gone(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree,) = walked(shop).trees
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("git was asked"))
    assert absences(tree, ["a.py", ""]).deleted == ()
