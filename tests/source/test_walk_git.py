"""The walk lists the files that git shows, in random trees and in unusual repositories."""

from __future__ import annotations

import errno
import os
import random
import socket
import stat
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from material.command_line import contents
from material.git_trees import git, repository, walked, write
from material.repository import generate, put

from ralf_notes.config.keys import SourceConfig
from ralf_notes.errors import UsageError
from ralf_notes.source.listing import list_folder
from ralf_notes.source.walk import Tree


def tree(path: Path, name: str = "") -> Tree:
    walk = walked(SourceConfig(path=path, name=name))
    assert walk.failures == ()
    return walk.trees[0]


def paths(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def shown(root: Path) -> list[str]:
    """Return the regular files that git would show, each once."""
    listed = git(root, "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    return sorted(path for path in set(listed) if path and stat.S_ISREG(mode(root / path)))


def mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


# --- as git shows it --------------------------------------------------------------------------

NAMES = st.sampled_from(["a", "b.py", "c.log", "build", "lib", "x y", "[z]", "#k", "!n", "A"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PATTERNS = st.one_of(
    st.sampled_from(["*", "*/", "**", "/*", "!*/", "!*.py", "**/a", "a/**", "lib/**/b.py", "\\#k",
                     "\\!n", "[ab]*", "[!a]*", "[[]z]", "?.*", "x\\ y", "# no rule", "", "/",
                     "!", "b.py "]),
    st.builds(lambda *parts: "".join(parts), st.sampled_from(["", "!", "/", "!/"]), PATHS,
              st.sampled_from(["", "/", "*", "/*", "/**"])),
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    files=st.lists(PATHS, min_size=1, max_size=12),
    tracked=st.lists(st.booleans(), min_size=12, max_size=12),
    ignores=st.dictionaries(
        st.sampled_from(["", "lib/", "build/", "a/lib/"]), st.lists(PATTERNS, max_size=4)
    ),
    exclude=st.lists(PATTERNS, max_size=2),
    everywhere=st.lists(PATTERNS, max_size=2),
)
def test_the_files_are_those_that_git_would_show(
    files: list[str],
    tracked: list[bool],
    ignores: dict[str, list[str]],
    exclude: list[str],
    everywhere: list[str],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(os.path.realpath(name), "r")
        root.mkdir()
        git(root, "init", "-q")
        written = [path for path in files if made(root / path)]
        some = [path for path, add in zip(written, tracked, strict=False) if add]
        if some:
            git(root, "--literal-pathspecs", "add", "-f", "--", *some)
        for folder, lines in ignores.items():
            if (root / folder).is_dir():
                put(root / folder / ".gitignore", "\n".join(lines))
        put(root / ".git/info/exclude", "\n".join(exclude))
        put(root.parent / "everywhere", "\n".join(everywhere))
        git(root, "config", "core.excludesFile", str(root.parent / "everywhere"))
        assert sorted(list_folder(str(root)).files) == shown(root)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    files=st.lists(PATHS, min_size=1, max_size=12),
    ignores=st.dictionaries(
        st.sampled_from(["", "lib/", "build/", "a/lib/"]), st.lists(PATTERNS, max_size=4)
    ),
)
def test_outside_git_the_files_are_those_that_git_would_show(
    files: list[str], ignores: dict[str, list[str]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(os.path.realpath(name), "r")
        root.mkdir()
        for path in files:
            made(root / path)
        for folder, lines in ignores.items():
            if (root / folder).is_dir():
                put(root / folder / ".gitignore", "\n".join(lines))
        listed = sorted(list_folder(str(root)).files)
        git(root, "init", "-q")
        assert listed == shown(root)


AWKWARD = (
    "* !*/ !*.py /* !/a !/a/ b/** !b/** b/**|!b/keep a/**/c !a/**/c !d/e /a/* !/a/b !a/b/ **/ !**/ "
    "*/ ** **/b **/b/ b/ !b/ b !b a/*/b a/b/* !a/b/c/ *.py *.txt keep !keep a/** !a/** **/a/** "
    "x.* [a-c] [!a] [ab]/ ? !?/ c/ !c/x.py /c/**/keep !/c/**/keep \\#k #k \\!n [z] \\[z\\] [ ! / "
    "a/**b **b */b !*/b */* */*/ !*/*/ a*/ ./a a/.. \\* .* !.h b/c/** !b/c/y.txt d/* !d/a **/*"
).replace("|", "\n").split(" ")  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_awkward_patterns_hide_outside_git_what_they_hide_in_it(tmp_path: Path, seed: int) -> None:
    """Later patterns bring back what earlier ones hide, in several folders."""
    chance = random.Random(seed)
    names = ("x.py", "y.txt", "keep", ".h", "a b", "#k", "!n")
    folders = [f"{a}{b}{c}" for a in ("", "a/", "b/", "[z]/") for b in ("", "a/", "b/", "c/")
               for c in ("", "b/", "d/")]  # fmt: skip
    write(tmp_path / "r", *(folder + name for folder in folders for name in names))
    git(tmp_path / "r", "init", "-q", "--separate-git-dir", str(tmp_path / "git"))
    (tmp_path / "r" / ".git").unlink()
    show = ("--git-dir", str(tmp_path / "git"), "--work-tree", ".", "ls-files", "-o", "-z",
            "--exclude-per-directory=.gitignore")  # fmt: skip
    for _ in range(25):
        for folder in ("", "a/", "b/", "[z]/", "a/b/"):
            lines = chance.choices(AWKWARD, k=chance.randint(0, 8))
            write(tmp_path / "r", f"{folder}.gitignore", text="\n".join(lines))
        expected = set(git(tmp_path / "r", *show).split("\0")) - {""}
        assert set(list_folder(str(tmp_path / "r")).files) == expected


def made(path: Path) -> bool:
    """Make a file if its place is free."""
    try:
        put(path, "x = 1\n")
    except OSError:
        return False
    return True


def test_the_random_trees_have_files_of_every_kind() -> None:
    """By git's own lists, the patterns hide some files and show others, and some are tracked."""
    with tempfile.TemporaryDirectory() as name:
        root = repository(Path(name), "lib/b.py", "build/c.log")
        write(root, "lib/c.log", "a", "build/b.py", "A")
        put(root / ".gitignore", "build/\n*.log\n!/a\n")
        assert shown(root) == [".gitignore", "A", "a", "build/c.log", "lib/b.py"]


def test_pattern_that_names_what_an_ignored_folder_holds_brings_nothing_back(
    tmp_path: Path,
) -> None:
    root = repository(tmp_path / "r", "a.py")
    put(root / ".gitignore", "build/\n!build/keep.py\ndist/*\n!dist/keep.py\n")
    write(root, "build/keep.py", "dist/keep.py", "dist/x.py")
    assert paths(tree(root)) == [".gitignore", "a.py", "dist/keep.py"] == shown(root)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("*\n!*/\n!*.py\n", ["a.py", "deep/er.py", "deep/x.py/y.py"]),
        ("deep/**\n!deep/er.py\n", [".gitignore", "a.py", "deep/er.py", "n.txt"]),
        ("x.py\n!/deep/x.py\n*.txt\n", [".gitignore", "a.py", "deep/er.py", "deep/x.py/y.py"]),
    ],
)
def test_lists_of_what_to_keep_work_outside_git_as_in_it(
    tmp_path: Path, rules: str, expected: list[str]
) -> None:
    root = tmp_path / "r"
    write(root, "a.py", "n.txt", "deep/er.py", "deep/n.txt", "deep/x.py/y.py", "deep/x.py/z.txt")
    put(root / ".gitignore", rules)
    outside_git = paths(tree(root))
    git(root, "init", "-q")
    assert outside_git == shown(root) == paths(tree(root))
    assert outside_git == expected


def test_ignore_file_that_ignores_all_around_it_hides_its_folder(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    for folder in (".husky/_", ".venv", "cache"):
        put(root / folder / ".gitignore", "*\n")
        write(root, f"{folder}/inside.py", f"{folder}/deep/inside.py")
    assert paths(tree(root)) == ["a.py"] == shown(root)
    plain = tmp_path / "plain"
    put(plain / "cache/.gitignore", "*\n")
    write(plain, "a.py", "cache/inside.py")
    assert paths(tree(plain)) == ["a.py"]


def test_excludes_of_the_user_count_where_git_looks_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r", "a.py")
    write(root, "a.swp", "b.bak")
    put(tmp_path / "xdg/git/ignore", "*.swp\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert paths(tree(root)) == ["a.py", "b.bak"] == shown(root)


def test_excludes_of_a_linked_work_tree_are_those_of_its_repository(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py")
    put(root / ".git/info/exclude", "private.py\n")
    git(root, "worktree", "add", "-q", "../wt", "-b", "wt")
    write(tmp_path / "wt", "private.py", "new.py")
    assert paths(tree(tmp_path / "wt")) == ["a.py", "new.py"]


# --- repositories of other shapes -------------------------------------------------------------


def test_git_file_that_points_elsewhere_is_a_repository(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q", "--separate-git-dir", str(tmp_path / "elsewhere"))
    assert (root / ".git").is_file()
    write(root, "a.py", "x.log", "sub/b.py")
    put(root / ".gitignore", "*.log\n")
    assert paths(tree(root / "sub")) == [".gitignore", "a.py", "sub/b.py"]


@pytest.mark.parametrize("form", ["files that look like a git folder", "the git folder itself"])
@pytest.mark.parametrize("is_repository", [False, True])
def test_no_configuration_makes_a_folder_elsewhere_the_work_tree(
    tmp_path: Path, form: str, is_repository: bool
) -> None:
    """It may have come with the files: in an archive, or as files of a repository."""
    private = tmp_path / "private"
    put(private / "diary.py", "D = 1\n")
    if is_repository:
        repository(private)
    source = private / "evil" if form == "the git folder itself" else repository(private / "evil")
    source = source / "lib"
    git_dir = source if form.startswith("files") else source / ".git"
    put(source / "a.py", "A = 1\n")
    config = f"[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {private}\n"
    files = {"HEAD": "ref: refs/heads/main\n", "config": config, "refs/x": "", "objects/x": ""}
    for name, text in files.items():
        put(git_dir / name, text)
    with pytest.raises(UsageError, match="names another folder as its work tree"):
        walked(SourceConfig(path=source))


def test_submodules_in_submodules_are_listed_whole(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", "deep.py")
    middle = repository(tmp_path / "middle", "mid.py")
    git(middle, "submodule", "add", "-q", str(inner), "inner")
    git(middle, "commit", "-qm", "inner")
    root = repository(tmp_path / "r", "a.py")
    git(root, "submodule", "add", "-q", str(middle), "middle")
    git(root, "submodule", "update", "-q", "--init", "--recursive")
    write(root, "middle/inner/new.py")
    assert paths(tree(root)) == [
        ".gitmodules", "a.py", "middle/.gitmodules", "middle/inner/deep.py",
        "middle/inner/new.py", "middle/mid.py",
    ]  # fmt: skip


def test_clone_without_its_submodules_is_walked_without_them(tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    origin = repository(tmp_path / "origin", "a.py")
    git(origin, "submodule", "add", "-q", str(library), "sub")
    git(origin, "commit", "-qm", "sub")
    git(tmp_path, "clone", "-q", str(origin), "clone")
    assert paths(tree(tmp_path / "clone")) == [".gitmodules", "a.py"]
    write(tmp_path / "clone", "sub/stray.py")
    assert paths(tree(tmp_path / "clone")) == [".gitmodules", "a.py"] == shown(tmp_path / "clone")


def test_sparse_checkout_is_what_is_on_disk(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "a.py", "lib/b.py", "app/c.py", "app/d/e.py")
    for how in (["--cone", "lib"], ["--no-cone", "/app/d/"], ["--cone", "--sparse-index", "app/d"]):
        git(root, "sparse-checkout", "set", *how)
        assert paths(tree(root)) == shown(root)
    assert paths(tree(root)) == ["a.py", "app/c.py", "app/d/e.py"]


def test_part_of_a_bigger_repository_counts_paths_and_rules_from_its_top(tmp_path: Path) -> None:
    root = repository(tmp_path / "mono", "packages/shop/src/a.py", "packages/other/b.py")
    put(root / ".gitignore", "/packages/shop/gen/\n")
    put(root / "packages/.gitignore", "*.log\n")
    write(root, "packages/shop/gen/x.py", "packages/shop/y.log", "packages/shop/src/new.py")
    shop = tree(root / "packages" / "shop")
    assert (shop.name, shop.selected) == (
        "mono", {"packages/shop/src/a.py", "packages/shop/src/new.py"},
    )  # fmt: skip
    assert tree(root / "packages/shop/gen").name == "gen", "named by itself, it is a tree"


def test_two_repositories_of_the_same_name_have_folders_of_their_own(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "one/api", "a.py"), repository(tmp_path / "two/api", "a.py")
    target = tmp_path / "vault"
    assert generate(one, two, "-o", target, "--engine", "none").exit_code == 0
    assert {"one-api/a.py.md", "two-api/a.py.md"} <= set(contents(target))


# --- names ------------------------------------------------------------------------------------


def test_file_renamed_in_its_case_only_is_listed_by_its_name_on_disk(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", "Readme.py", "Lib/a.py")
    git(root, "mv", "Readme.py", "README.py")
    (root / "Lib").rename(root / "lib")  # without telling git
    expected = ["README.py", "lib/a.py"]
    if (root / "LIB").exists():  # a disk that ignores case: git keeps the old name
        assert [path.casefold() for path in paths(tree(root))] == ["lib/a.py", "readme.py"]
    else:
        assert paths(tree(root)) == expected == shown(root)


def test_names_in_both_unicode_forms_are_listed_as_git_does(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "é.py") for form in ("NFC", "NFD"))
    root = repository(tmp_path / "r", composed, f"d/{decomposed}")
    write(root, f"new/{decomposed}")
    assert paths(tree(root)) == shown(root)
    assert len(paths(tree(root))) == 3
    target = tmp_path / "vault"
    assert generate(root, "-o", target, "--engine", "none").exit_code == 0
    assert {f"r/{composed}.md", f"r/d/{composed}.md", f"r/new/{composed}.md"} <= {
        unicodedata.normalize("NFC", path) for path in contents(target)
    }


# --- other than regular files -----------------------------------------------------------------


def _socket(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)  # an address may not be as long as a path
    os.fchdir(here)
    os.close(here)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


def _device(path: Path) -> None:
    """Make another /dev/zero, which never ends, or a pipe if we may not make devices."""
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError as error:
        assert error.errno in (errno.EPERM, errno.EACCES)
        os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path.parent)


def _ring(path: Path) -> None:
    path.symlink_to(path.with_suffix(".other"))
    path.with_suffix(".other").symlink_to(path)


@pytest.mark.parametrize("in_git", [True, False])
@pytest.mark.parametrize("make", [os.mkfifo, _socket, _device, _loop, _ring])
def test_files_that_are_not_regular_are_left_out_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], None], in_git: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "r"
    write(root, "a.py", "lib/b.py")
    if in_git:
        repository(root)
    make(root / "lib" / "strange.py")
    (root / "a.py").unlink()
    make(root / "a.py")  # in the place of a file that git tracks
    assert paths(tree(root)) == ["lib/b.py"]
    done = generate(root, "-o", tmp_path / "vault", "--engine", "none")
    assert done.exit_code == 0, done.stderr


# --- many files -------------------------------------------------------------------------------


@pytest.mark.parametrize("in_git", [True, False])
def test_the_work_of_a_walk_grows_as_its_files_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_git: bool
) -> None:
    small, big = (_counted(tmp_path, monkeypatch, files, in_git) for files in (200, 800))
    assert small["files"] == 200
    assert big["files"] == 800
    for kind in ("lines", "stats"):
        assert big[kind] <= 4.2 * small[kind], f"{kind}: {small} -> {big}"
    assert big["processes"] == small["processes"]


def _counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, files: int, in_git: bool
) -> Counter[str]:
    """Walk a tree, and count files, lines of our code that ran, stats and processes."""
    root = folder / f"{files}-{in_git}"
    write(root, *(f"d{number % 20}/e{number % 40}/f{number}.py" for number in range(files)))
    if in_git:
        git(root, "init", "-q")
    count: Counter[str] = Counter()
    with monkeypatch.context() as patch:
        for kind, module, name in (
            ("stats", os, "lstat"), ("processes", subprocess, "run"),
        ):  # fmt: skip
            patch.setattr(module, name, _counting(count, kind, getattr(module, name)))
        sys.settrace(_tracer(count))
        try:
            count["files"] = len(walked(root, target_dir=folder / "vault").trees[0].files)
        finally:
            sys.settrace(None)
    return count


def _counting(count: Counter[str], kind: str, real: Callable[..., object]) -> Callable[..., object]:
    def call(*args: object, **options: object) -> object:
        count[kind] += 1
        return real(*args, **options)

    return call


def _tracer(count: Counter[str]) -> Callable[..., object]:
    def trace(frame: object, event: str, _: object) -> object:
        ours = "ralf_notes" in frame.f_code.co_filename  # type: ignore[attr-defined]
        count["lines"] += ours and event == "line"
        return trace if ours else None

    return trace


def test_same_walk_gives_the_same_tree(tmp_path: Path) -> None:
    """The result does not depend on the order in which a disk lists files."""
    names = [f"d{number % 3}/f{number}.py" for number in range(60)]
    random.Random(1).shuffle(names)
    write(tmp_path / "one" / "r", *names)
    write(tmp_path / "two" / "r", *sorted(names))
    assert paths(tree(tmp_path / "one" / "r")) == paths(tree(tmp_path / "two" / "r"))
