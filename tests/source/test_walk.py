"""The walk against real git and real files: sources become trees."""

from __future__ import annotations

import os
import sys
import tempfile
import unicodedata
from pathlib import Path

import pytest
from material.git_trees import git, repository, unreadable, walked, write

from ralf_notes.config.keys import SourceConfig
from ralf_notes.errors import UsageError
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import Tree, Walk


def only(result: Walk) -> Tree:
    assert result.failures == ()
    (tree,) = result.trees
    return tree


def paths(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def kinds(tree: Tree) -> dict[str, tuple[str, str]]:
    return {file.path: (file.kind.value, file.reason) for file in tree.files}


# --- in git -----------------------------------------------------------------------------------


def test_lists_tracked_and_untracked_files_in_order_with_size_and_time(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop", "b.py", "a/z.py")
    write(root, "new.py")
    tree = only(walked(root))
    assert (tree.root, tree.name) == (root, "shop")
    assert paths(tree) == ["a/z.py", "b.py", "new.py"]
    assert tree.selected == set(paths(tree))
    status = (root / "b.py").stat()
    assert (tree.files[1].size, tree.files[1].mtime_ns) == (status.st_size, status.st_mtime_ns)


def test_leaves_out_what_git_ignores_by_every_kind_of_rule(tmp_path: Path, isolated: Path) -> None:
    root = repository(tmp_path / "r", "kept.py", "sub/kept.py", "forced.log")
    write(root, ".gitignore", text="*.log\n!keep.log\nbuild/\n")
    write(root, "sub/.gitignore", text="*.tmp\n!/special.log\n")
    write(root, ".husky/_/.gitignore", text="*\n")
    write(root, ".git/info/exclude", text="private.py\n")
    write(isolated, "ignore", text="*.swap\n")
    git(root, "config", "--global", "core.excludesFile", str(isolated / "ignore"))
    write(root, "a.log", "keep.log", "build/x.py", "sub/b.tmp", "sub/special.log", "sub/c.log")
    write(root, ".husky/_/husky.sh", ".husky/pre-commit", "private.py", "edit.swap")
    assert paths(only(walked(root))) == [
        ".gitignore", ".husky/pre-commit", "forced.log", "keep.log", "kept.py", "sub/.gitignore",
        "sub/kept.py", "sub/special.log",
    ]  # fmt: skip


def test_tracked_file_stays_though_a_rule_ignores_it_now(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "build/keep.py")
    write(root, ".gitignore", text="build/\n")
    write(root, "build/new.py")
    assert "build/keep.py" in paths(only(walked(root)))
    assert "build/new.py" not in paths(only(walked(root)))


def test_tracked_file_that_is_not_on_disk_drops_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "gone.py", "lib/b.py", "other/c.py")
    (root / "gone.py").unlink()
    git(root, "sparse-checkout", "init", "--cone")
    git(root, "sparse-checkout", "set", "lib")
    assert paths(only(walked(root))) == ["a.py", "lib/b.py"]


def test_conflicted_file_is_listed_once(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    git(root, "checkout", "-q", "-b", "side")
    write(root, "a.py", text="side\n")
    git(root, "commit", "-qam", "side")
    git(root, "checkout", "-q", "main")
    write(root, "a.py", text="main\n")
    git(root, "commit", "-qam", "main")
    git(root, "merge", "side", fails=True)
    assert paths(only(walked(root))) == ["a.py"]


def test_folder_in_a_tree_is_a_filter_on_the_whole_tree(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "packages/foo/b.py", "packages/foobar/c.py")
    tree = only(walked(root / "packages" / "foo"))
    assert (tree.root, tree.name) == (root, "r")
    assert paths(tree) == ["a.py", "packages/foo/b.py", "packages/foobar/c.py"]
    assert tree.selected == {"packages/foo/b.py"}


def test_file_as_source_selects_that_file_only(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "a.pyi", "a.py.md")
    tree = only(walked(root / "a.py"))
    assert tree.selected == {"a.py"}
    assert len(tree.files) == 3


def test_sources_of_one_tree_and_overlapping_ones_make_one_tree(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a/x.py", "a/b/y.py", "c/z.py", "d.py")
    tree = only(walked(root / "a", root / "a" / "b", root / "c" / "z.py", root / "a"))
    assert tree.selected == {"a/x.py", "a/b/y.py", "c/z.py"}
    assert len(tree.files) == 4


def test_source_reached_through_a_symbolic_link_is_the_same_tree(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    (tmp_path / "link").symlink_to(root)
    assert only(walked(root, tmp_path / "link")).root == root


def test_include_and_exclude_count_from_the_source_and_from_the_root(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "src/a.py", "src/gen/b.py", "src/c.js", "src/gen/keep.py")
    spec = SourceConfig(
        path=root / "src", include=("*.py",), exclude=("/gen/*", "!/src/gen/keep.py")
    )
    tree = only(walked(spec))
    assert tree.selected == {"src/a.py", "src/gen/keep.py"}
    assert len(tree.files) == 4
    assert only(walked(root, include=["/src/gen/"])).selected == {
        "src/gen/b.py", "src/gen/keep.py",
    }  # fmt: skip
    assert only(walked(root, exclude=["*.py"])).selected == {"src/c.js"}


def test_source_that_the_patterns_empty_fails_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a/x.py", "b/y.js")
    result = walked(root / "a", SourceConfig(path=root / "b", exclude=("*.js",)))
    assert result.trees[0].selected == {"a/x.py"}
    ((source, message),) = result.failures
    assert source == str(root / "b") and "include and exclude" in message


def test_invalid_pattern_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'!'"):
        walked(repository(tmp_path / "r", "a.py"), exclude=["!"])


def test_folder_that_git_ignores_is_a_tree_of_its_own_when_named(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    write(root, ".gitignore", text=".venv\n")
    write(root, ".venv/lib/h11/__init__.py")
    result = walked(root, root / ".venv" / "lib" / "h11")
    assert [(tree.name, paths(tree)) for tree in result.trees] == [
        ("r", [".gitignore", "a.py"]),
        ("h11", ["__init__.py"]),
    ]


def test_variables_of_a_running_hook_do_not_mislead_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", "a.py")
    other = repository(tmp_path / "other", "b.py")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    assert paths(only(walked(root))) == ["a.py"]


def test_program_in_the_repository_configuration_is_not_run(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    write(tmp_path, "monitor", text=f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    (tmp_path / "monitor").chmod(0o755)
    git(root, "config", "core.fsmonitor", str(tmp_path / "monitor"))
    git(root, "status")
    assert (tmp_path / "ran").exists(), "git itself runs it: the test would prove nothing"
    (tmp_path / "ran").unlink()
    assert paths(only(walked(root))) == ["a.py"]
    assert not (tmp_path / "ran").exists()


def test_tree_of_another_user_names_the_line_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", "a.py")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    line = f"git config --global --add safe.directory {root}"
    homes = {
        "/home/me": "type: ",
        "": "type: HOME=/[^ ]* ",
        "/tmp/ralf-notes-home-x": "set HOME to ",
    }
    for home, before in homes.items():  # without a home, git could not keep what is typed
        monkeypatch.setenv("HOME", home)
        with pytest.raises(UsageError, match=f"trust it, {before}.*{line}"):
            walked(root)


def test_bare_repository_is_refused_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "r.git").mkdir()
    git(tmp_path / "r.git", "init", "-q", "--bare")
    with pytest.raises(UsageError, match=r"bare git repository"):
        walked(tmp_path / "r.git")


def test_linked_work_tree_is_a_tree_and_no_part_of_the_tree_around_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    git(root, "worktree", "add", "-q", "wt")
    write(root, "wt/new.py")
    assert paths(only(walked(root))) == ["a.py"]
    tree = only(walked(root / "wt"))
    assert (tree.name, paths(tree)) == ("wt", ["a.py", "new.py"])


def test_nested_repositories_and_submodules_are_listed_by_their_own_rules(tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    root = repository(tmp_path / "r", "a.py")
    git(root, "submodule", "add", "-q", str(library), "deep/sub")
    inner = repository(root / "inner", "b.py")
    write(inner, ".gitignore", text="*.log\n")
    write(inner, "x.log")
    write(root, "y.log")
    repository(root / "empty")
    tree = only(walked(root))
    assert paths(tree) == [
        ".gitmodules", "a.py", "deep/sub/lib.py", "inner/.gitignore", "inner/b.py", "y.log",
    ]  # fmt: skip
    assert only(walked(root, root / "inner")) == tree, "counted once"
    assert only(walked(root / "inner")).name == "inner"
    named = walked(root, SourceConfig(path=root / "inner", name="own"))
    assert [each.name for each in named.trees] == ["r", "own"]


def test_submodule_that_is_not_checked_out_is_no_failure(tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    root = repository(tmp_path / "r", "a.py")
    git(root, "submodule", "add", "-q", str(library), "sub")
    git(root, "submodule", "deinit", "-q", "-f", "sub")
    assert paths(only(walked(root))) == [".gitmodules", "a.py"]


def test_broken_nested_repository_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    root = repository(tmp_path / "r", "a.py")
    git(root, "submodule", "add", "-q", str(library), "sub")
    write(root, "sub/.git", text="gitdir: /nowhere\n")
    result = walked(root)
    assert paths(result.trees[0]) == [".gitmodules", "a.py"]
    ((source, message),) = result.failures
    assert source == str(root) and message.startswith("sub: ") and "/nowhere" in message


def test_attributes_for_linguist_win_over_names(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "api.py", "vendor/ours.py", "vendor/theirs.py", "copy/x.py")
    rules = ("api.py linguist-generated", "vendor/ours.py -linguist-vendored")
    write(root, ".gitattributes", text="\n".join([*rules, "copy/** linguist-vendored=true\n"]))
    by_path = kinds(only(walked(root)))
    assert by_path["api.py"] == ("skipped", "generated")
    assert by_path["vendor/ours.py"] == ("code", "")
    assert by_path["vendor/theirs.py"] == by_path["copy/x.py"] == ("skipped", "vendored")


def test_a_language_that_github_does_not_count_is_documented(tmp_path: Path) -> None:
    files = (
        "app.js",
        "vendor/theirs.js",
        "a.css",
        "made.min.js",
        "lib/copy.ts",
        "in/a.js",
        "b/c.js",
    )
    root = repository(tmp_path / "r", *files)
    rules = ("*.js text=auto linguist-vendored", "**/*.css linguist-vendored=true")
    others = ("*.min.js linguist-vendored", "lib/*.ts linguist-vendored", "*.ts -linguist-vendored")
    whole = ("in/** linguist-vendored", *others[2:], *rules, *others[:2])
    write(root, ".gitattributes", text="\n".join(whole))
    write(root, "b/.gitattributes", text="*.js linguist-vendored\n")
    by_path = kinds(only(walked(root)))
    assert by_path["app.js"] == ("code", "")
    assert by_path["a.css"][0] != "skipped"
    assert by_path["vendor/theirs.js"] == by_path["lib/copy.ts"] == ("skipped", "vendored")
    assert by_path["in/a.js"] == by_path["b/c.js"] == ("skipped", "vendored")
    assert by_path["made.min.js"][0] == "skipped"


def test_file_over_the_limit_is_skipped(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    write(root, "big.py", "big.lock", text="x" * 101)
    by_path = kinds(only(walked(root, max_file_size=100)))
    assert by_path == {
        "a.py": ("code", ""),
        "big.lock": ("skipped", "lock file"),
        "big.py": ("skipped", "too large"),
    }


# --- names of trees ---------------------------------------------------------------------------


def test_trees_of_the_same_name_get_the_folders_above_in_front(tmp_path: Path) -> None:
    roots = [repository(tmp_path / way, "a.py") for way in ("x/app", "y/App", "z/other")]
    assert [tree.name for tree in walked(*roots).trees] == ["x-app", "y-App", "other"]
    deeper = [repository(tmp_path / way / "src" / "core", "a.py") for way in ("p", "q")]
    assert [tree.name for tree in walked(*deeper).trees] == ["p-src-core", "q-src-core"]


def test_a_given_name_stays_and_the_other_gives_way(tmp_path: Path) -> None:
    first, second = (repository(tmp_path / way / "app", "a.py") for way in "xy")
    result = walked(SourceConfig(path=first, name="app"), second)
    assert [tree.name for tree in result.trees] == ["app", "y-app"]


def test_names_that_joining_makes_equal_are_numbered(tmp_path: Path) -> None:
    roots = [repository(tmp_path / way, "a.py") for way in ("a-b/c", "a/b-c", "d/c", "e/b-c")]
    names = [tree.name for tree in walked(*roots).trees]
    assert len({name.casefold() for name in names}) == 4


def test_two_names_for_one_tree_are_refused(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a/x.py", "b/y.py")
    result = walked(
        SourceConfig(path=root / "a", name="one"), SourceConfig(path=root / "b", name="two")
    )
    assert [tree.name for tree in result.trees] == ["one"]
    ((source, message),) = result.failures
    assert source == str(root / "b") and "'one'" in message


# --- the target -------------------------------------------------------------------------------


@pytest.mark.parametrize("in_git", [True, False])
def test_target_inside_the_source_is_no_source(tmp_path: Path, in_git: bool) -> None:
    root = tmp_path / "r"
    write(root, "a.py", "vault/r/a.py.md", "vaulted.py")
    if in_git:
        repository(root)
    (tmp_path / "link").symlink_to(root / "vault")
    tree = only(walked(root, target_dir=tmp_path / "link"))
    assert paths(tree) == ["a.py", "vaulted.py"]


def test_target_that_would_mix_notes_and_sources_fails_that_source(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    other = repository(tmp_path / "other", "b.py")
    for target in (root, tmp_path):
        result = walked(root, SourceConfig(path=other, name="o"), target_dir=target)
        assert [tree.name for tree in result.trees] == ["o"]
        assert "--target-dir" in result.failures[0][1]


def test_source_that_lies_in_the_target_fails(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "vault/x.py")
    with pytest.raises(UsageError, match="target directory"):
        walked(root / "vault", target_dir=root / "vault")


# --- outside git ------------------------------------------------------------------------------


def test_outside_git_nested_ignore_files_hold(tmp_path: Path) -> None:
    root = tmp_path / "plain"
    write(root, ".gitignore", text="\ufeff*.log\r\n!\nbuild/\n/only-top.py\n")
    write(root, "sub/.gitignore", text="!keep.log\n/local.py\n")
    write(root, "a.py", "x.log", "build/y.py", "only-top.py", "sub/keep.log", "sub/z.log")
    write(root, "sub/local.py", "sub/deep/local.py", "sub/deep/only-top.py", "sub/deep/keep.log")
    write(root, "node_modules/n.js", "__pycache__/p.py", ".venv/v.py", "env/pyvenv.cfg", "env/e.py")
    write(root, "target/CACHEDIR.TAG", "target/t.rs", ".hg/h.py")
    tree = only(walked(root))
    assert (tree.root, tree.name) == (root, "plain")
    assert paths(tree) == [
        ".gitignore", "a.py", "sub/.gitignore", "sub/deep/keep.log", "sub/deep/local.py",
        "sub/deep/only-top.py", "sub/keep.log",
    ]  # fmt: skip


def test_environments_that_git_neither_ignores_nor_tracks_are_no_sources(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "kept/pyvenv.cfg", "kept/k.py", ".github/w.yml")
    write(root, "env/pyvenv.cfg", "env/lib/e.py", "tools/env2/pyvenv.cfg", "tools/env2/x/y.py")
    write(root, "conda/conda-meta/history", "conda/bin/c.py", "node_modules/n/index.js")
    write(root, "web/node_modules/m.js", "out/CMakeCache.txt", "out/o.c", "cache/CACHEDIR.TAG")
    write(root, "new.py", "tools/t.py", "kept/untracked.py")
    assert paths(only(walked(root))) == [
        ".github/w.yml", "a.py", "kept/k.py", "kept/pyvenv.cfg", "new.py", "tools/t.py",
    ]  # fmt: skip


def test_repository_in_a_plain_folder_is_listed_by_git(tmp_path: Path) -> None:
    root = tmp_path / "projects"
    inner = repository(root / "one", "a.py", "forced.log")
    write(inner, ".gitignore", text="*.log\n")
    write(root, "loose.py", "two/.git/empty", "two/b.py")
    assert paths(only(walked(root))) == [
        "loose.py", "one/.gitignore", "one/a.py", "one/forced.log", "two/b.py",
    ]  # fmt: skip


def test_plain_file_is_a_tree_of_that_file_alone(tmp_path: Path) -> None:
    write(tmp_path / "home", "script.py", "private/diary.md")
    tree = only(walked(tmp_path / "home" / "script.py"))
    assert (tree.root, paths(tree)) == (tmp_path / "home", ["script.py"])
    assert tree.selected == {"script.py"}


def test_plain_sources_inside_each_other_are_counted_once(tmp_path: Path) -> None:
    write(tmp_path / "p", "a.py", "sub/b.py")
    tree = only(walked(tmp_path / "p" / "sub" / "b.py", tmp_path / "p" / "sub", tmp_path / "p"))
    assert (tree.root, paths(tree)) == (tmp_path / "p", ["a.py", "sub/b.py"])
    assert tree.selected == {"a.py", "sub/b.py"}


def test_if_git_is_not_installed_ignore_files_are_read_from_the_same_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", "a.py", "lib/b.py")
    write(root, ".gitignore", text="*.log\n")
    write(root, "x.log")
    expected = only(walked(root / "lib"))
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    assert only(walked(root / "lib")) == expected
    assert paths(expected) == [".gitignore", "a.py", "lib/b.py"]


# --- bad input --------------------------------------------------------------------------------


def test_missing_and_empty_sources_are_failures_of_their_own(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    bad = [tmp_path / name for name in ("missing", "empty", "pipe")]
    result = walked(bad[0], root, bad[1], bad[2])
    assert [tree.name for tree in result.trees] == ["r"]
    failures = dict(result.failures)
    assert set(failures) == set(map(str, bad))
    assert "does not exist" in failures[str(bad[0])]
    assert "no files" in failures[str(bad[1])]
    assert "regular file" in failures[str(bad[2])]
    with pytest.raises(UsageError) as error:
        walked(*bad)
    assert all(f"{path}: {failures[str(path)]}" in str(error.value) for path in bad)


def test_without_any_source_the_error_says_where_to_name_one() -> None:
    with pytest.raises(UsageError, match="source_paths"):
        walked()


@pytest.mark.parametrize("in_git", [True, False])
def test_links_loops_and_pipes_are_left_out(tmp_path: Path, in_git: bool) -> None:
    outside = tmp_path / "outside"
    write(outside, "secret.py")
    root = tmp_path / "r"
    write(root, "a.py")
    (root / "loop").symlink_to(root)
    (root / "out").symlink_to(outside)
    (root / "file.py").symlink_to(outside / "secret.py")
    (root / "dangling").symlink_to(root / "nothing")
    os.mkfifo(root / "pipe")
    if in_git:
        repository(root)
    assert paths(only(walked(root))) == ["a.py"]


def test_tracked_folder_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "lib/deep/b.py")
    (root / "lib").rename(tmp_path / "elsewhere")
    (root / "lib").symlink_to(tmp_path / "elsewhere")
    assert paths(only(walked(root))) == ["a.py"]


WEIRD = [
    "a b.py", "#tag.py", "[x].py", "pipe|colon:.py", "quo\"te's.py", "new\nline.py", "smile😀.py",
    "n" * 247 + ".py", "-dash.py", "CON", "case.py", "Case.py", "ÄÖ.py", "A\u0308.py", "*?.py",
    "back\\slash.py", " lead.py", "trail ", "f[o]/deep.py",
]  # fmt: skip


def normal(path: str) -> str:
    """Return a path in the form that macOS and Linux agree on."""
    return unicodedata.normalize("NFC", path)


@pytest.mark.parametrize("in_git", [True, False])
def test_strange_names_are_listed_and_read(tmp_path: Path, in_git: bool) -> None:
    root = tmp_path / "r"
    write(root, *WEIRD)
    if in_git:
        repository(root)
    on_disk = {normal(str(file.relative_to(root))) for file in root.rglob("*.py")}
    on_disk |= {normal(name) for name in os.listdir(root) if name in ("CON", "trail ")}
    assert len(on_disk) >= len(WEIRD) - 1, "a file system that ignores case has one less"
    tree = only(walked(root))
    assert {normal(path) for path in paths(tree)} == on_disk
    assert paths(tree) == sorted(paths(tree))
    assert {read_content(tree, file).text for file in tree.files} == {"x = 1\n"}
    deep = only(walked(root / "f[o]")).selected
    assert deep == ({"f[o]/deep.py"} if in_git else {"deep.py"})


if sys.platform == "linux":  # elsewhere the file system refuses such names

    @pytest.mark.parametrize("in_git", [True, False])
    def test_name_that_is_not_utf8_is_told(tmp_path: Path, in_git: bool) -> None:
        root = tmp_path / "r"
        write(root, "a.py")
        Path(os.fsdecode(bytes(root) + b"/caf\xe9.py")).write_bytes(b"")
        if in_git:
            repository(root)
        result = walked(root)
        assert paths(result.trees[0]) == ["a.py"]
        ((_, message),) = result.failures
        assert r"caf\xe9.py" in message
        assert walked(root, exclude=["caf*"]).failures == ()


# --- what cannot be listed ----------------------------------------------------------------------


@pytest.mark.parametrize("in_git", [True, False])
def test_folder_that_cannot_be_opened_is_reported(
    in_git: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)  # its parents, unlike those of tmp_path, are open to everyone
        root = Path(os.path.realpath(name), "r")
        write(root, "a.py", "closed/b.py")
        if in_git:
            git(root, "init", "-q")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
        monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
        monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
        with unreadable(root / "closed"):
            result = walked(root)
    assert paths(result.trees[0]) == ["a.py"]
    ((_, message),) = result.failures
    assert "closed/" in message and "Permission denied" in message


def test_attributes_outside_git_are_not_read(tmp_path: Path) -> None:
    """An unpacked archive of a repository may have them, but git does not answer about it."""
    (tmp_path / "zip").mkdir()
    (tmp_path / "zip/.gitattributes").write_text("*.py linguist-generated\n", encoding="utf-8")
    (tmp_path / "zip/a.py").write_text("A = 1\n", encoding="utf-8")
    tree = only(walked(tmp_path / "zip"))
    assert [file.path for file in tree.files] == [".gitattributes", "a.py"]
