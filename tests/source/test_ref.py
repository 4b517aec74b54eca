"""Sources that name a git ref: that commit is documented, whatever the work tree looks like."""

from __future__ import annotations

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from doubles.ollama.server import OllamaServer
from material.command_line import contents, run
from material.git_trees import git, repository, walked, write
from material.repository import Done, generate, put, questions

from ralf_notes.config.keys import SourceConfig
from ralf_notes.errors import SourceUnreadable, UsageError
from ralf_notes.plan.orphans.absence import Why, absences
from ralf_notes.source.classify import Kind
from ralf_notes.source.reading import read_content
from ralf_notes.source.walk import Tree

HELPER = 'def helper() -> int:\n    """Return what is asked for."""\n    return 1\n'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    root = repository(tmp_path / "shop", "run")
    put(root / "app/a.py", "from app.b import helper\n\nhelper()\n")
    put(root / "app/b.py", HELPER)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "app")
    return root


def tree(path: Path, ref: str = "main", **options: object) -> Tree:
    walk = walked(SourceConfig(path=path, ref=ref, **options))  # type: ignore[arg-type]
    assert walk.failures == ()
    return walk.trees[0]


def paths(tree: Tree) -> list[str]:
    return [file.path for file in tree.files]


def texts(tree: Tree) -> dict[str, str]:
    return {file.path: read_content(tree, file).text for file in tree.files}


def refused(path: Path, ref: str) -> str:
    with pytest.raises(UsageError) as error:
        tree(path, ref)
    return str(error.value)


def document(tmp_path: Path, *sources: dict[str, object]) -> Done:
    config = tmp_path / "config.yaml"
    settings = {"source_paths": list(sources), "target_dir": "vault", "engine": "none"}
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return generate("--config", config)


def half_done(root: Path) -> None:
    """Leave edits of every kind in a work tree."""
    put(root / "app/a.py", "LEAK = 1\n")
    put(root / "app/staged.py", "LEAK = 2\n")
    git(root, "add", "app/staged.py")
    put(root / "app/untracked.py", "LEAK = 3\n")
    (root / "app/b.py").unlink()
    put(root / ".gitattributes", "*.py linguist-generated\n")


# --- what is read -----------------------------------------------------------------------------


def test_half_done_work_never_reaches_the_notes(shop: Path, tmp_path: Path) -> None:
    done = document(tmp_path, {"path": str(shop), "ref": "main"})
    assert done.exit_code == 0, done.stderr
    before = contents(tmp_path / "vault")
    assert {"shop/app/a.py.md", "shop/app/b.py.md"} <= set(before)
    half_done(shop)
    done = document(tmp_path, {"path": str(shop), "ref": "main"})
    assert (done.exit_code, done.stderr) == (0, "")
    assert contents(tmp_path / "vault") == before
    assert "LEAK" not in str(before)
    (shop / ".gitattributes").unlink()
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "leak")
    document(tmp_path, {"path": str(shop), "ref": "main"})
    assert "LEAK" in str(contents(tmp_path / "vault")), "what is committed is documented"


def test_notes_are_those_of_the_same_files_on_disk(shop: Path, tmp_path: Path) -> None:
    put(shop / "tsconfig.json", '{"compilerOptions": {"paths": {"@/*": ["web/*"]}}}')
    put(shop / "web/x.ts", 'import { y } from "@/y";\nexport const x = y;\n')
    put(shop / "web/y.ts", "export const y = 1;\n")
    secret = "ghp_" + "a1B2" * 9
    put(shop / "web/key.py", f"TOKEN = {secret!r}\n")
    put(shop / "web/latin.py", "# Größe\nx = 1\n".encode("utf-16"))
    put(shop / "web/module.bin.py", bytes(range(256)) * 4)
    put(shop / "web/n.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": "a = 1"}]}))
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "web")
    document(tmp_path, {"path": str(shop)})
    before = contents(tmp_path / "vault")
    assert b"y.ts" in before["shop/web/x.ts.md"], "found by what tsconfig.json says"
    (shop / "tsconfig.json").unlink()
    done = document(tmp_path, {"path": str(shop), "ref": "main"})
    assert done.exit_code == 0
    assert contents(tmp_path / "vault") == before
    assert "TOKEN" in str(before)
    assert secret not in str(before)


def test_status_and_a_second_run_read_the_ref_too(shop: Path, tmp_path: Path) -> None:
    document(tmp_path, {"path": str(shop), "ref": "main"})
    half_done(shop)
    config = tmp_path / "config.yaml"
    run("status", "--exit-code", "--config", config)
    run("check", "--config", config)
    git(shop, "commit", "-qam", "more")
    assert "app/staged.py" in run("status", "--exit-code", "--config", config, expect=5)


def test_unchanged_ref_is_a_run_with_nothing_to_do(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document(tmp_path, {"path": str(shop), "ref": "main"})
    git(shop, "commit", "-q", "--allow-empty", "-m", "nothing changed")
    os.utime(shop / "app/a.py", (1, 1))
    monkeypatch.setattr("ralf_notes.plan.survey.survey", lambda *_: pytest.fail("it was surveyed"))
    assert document(tmp_path, {"path": str(shop), "ref": "main"}).exit_code == 0


@pytest.mark.parametrize("ref", ["v1", "old", "HEAD~1", "main~1", "refs/tags/v1"])
def test_any_name_that_git_has_for_a_commit_will_do(shop: Path, ref: str) -> None:
    git(shop, "tag", "-a", "v1", "-m", "one")
    git(shop, "branch", "old")
    git(shop, "rm", "-q", "run")
    git(shop, "commit", "-qm", "without")
    assert "run" in paths(tree(shop, ref))
    assert "run" not in paths(tree(shop))
    commit = git(shop, "rev-parse", "v1^{commit}").strip()
    assert "run" in paths(tree(shop, commit[:10]))


def test_remote_branch_is_read_as_it_was_fetched(shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(shop), "clone")
    git(tmp_path / "clone", "checkout", "-q", "-b", "mine")
    git(tmp_path / "clone", "branch", "-q", "-D", "main")
    write(shop, "later.py")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "later")
    assert paths(tree(tmp_path / "clone", "origin/main")) == ["app/a.py", "app/b.py", "run"]
    assert "write ref: origin/main" in refused(tmp_path / "clone", "main")


def test_bare_repository_is_read_by_its_ref(shop: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(shop), "stock.git")
    put(shop / "x.py", "x = 1\n")
    bare = tree(tmp_path / "stock.git")
    assert (bare.name, bare.root) == ("stock", tmp_path / "stock.git")
    assert texts(bare)["app/b.py"] == HELPER
    assert tree(tmp_path / "stock.git" / "app").selected == {"app/a.py", "app/b.py"}
    assert tree(shop / ".git").root == shop
    assert "ref: main" in refused(tmp_path / "stock.git", "")


def test_linked_work_tree_reads_the_same_refs(shop: Path, tmp_path: Path) -> None:
    git(shop, "worktree", "add", "-q", str(tmp_path / "wt"), "-b", "side")
    (tmp_path / "wt/run").unlink()
    linked = tree(tmp_path / "wt")
    assert (linked.name, "run" in paths(linked)) == ("wt", True)


def test_links_and_submodules_in_a_commit_are_left_out(shop: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", "lib.py")
    git(shop, "submodule", "add", "-q", str(library), "sub")
    (shop / "link.py").symlink_to("run")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "links")
    assert paths(tree(shop)) == [".gitmodules", "app/a.py", "app/b.py", "run"]
    gone = absences(tree(shop), ["sub/lib.py", "sub/", "link.py", "gone.py", "old/x.py", "old/"])
    assert gone.deleted == ("gone.py", "old/", "old/x.py")
    assert (gone.why["sub/lib.py"], gone.why["link.py"]) == (Why.OUT_OF_REACH, Why.LEFT_OUT)


def test_detached_head_holds_nothing_of_a_ref(shop: Path) -> None:
    git(shop, "checkout", "-q", "--detach")
    half_done(shop)
    assert absences(tree(shop), ["gone.py", "app/b.py"]).deleted == ("gone.py",)


# --- filters, as on disk ----------------------------------------------------------------------


def test_folder_file_and_patterns_filter_the_commit(shop: Path) -> None:
    (shop / "app/b.py").unlink()
    assert tree(shop / "app").selected == {"app/a.py", "app/b.py"}
    assert tree(shop / "app" / "b.py").selected == {"app/b.py"}
    assert tree(shop, exclude=("/app/b.py",)).selected == {"app/a.py", "run"}
    assert tree(shop, include=("b.py",)).selected == {"app/b.py"}
    assert paths(tree(shop / "app")) == ["app/a.py", "app/b.py", "run"]
    assert tree(shop / "app").folders == ("app/",)


def test_folder_that_is_only_in_the_commit_is_found(shop: Path) -> None:
    git(shop, "switch", "-q", "-c", "side")
    git(shop, "rm", "-rq", "app")
    git(shop, "commit", "-qm", "without")
    assert tree(shop / "app").selected == {"app/a.py", "app/b.py"}
    assert "there is no app in side" in refused(shop / "app", "side")


def test_size_attributes_target_and_ignore_rules_count_as_on_disk(shop: Path) -> None:
    put(shop / "big.py", "x" * 101)
    put(shop / "made.py", "x = 1\n")
    put(shop / "vendor/ours.py", "x = 1\n")
    put(shop / "vault/shop/a.py.md", "# a note\n")
    put(shop / ".gitattributes", "made.py linguist-generated\nvendor/* -linguist-vendored\n")
    put(shop / ".gitignore", "made.py\n")
    git(shop, "add", "-A", "-f")
    git(shop, "commit", "-qm", "more")
    on_disk, in_commit = (
        walked(
            SourceConfig(path=shop, ref=ref), target_dir=shop / "vault", max_file_size=100
        ).trees[0]
        for ref in ("", "main")
    )
    kinds = {file.path: (file.kind, file.reason) for file in in_commit.files}
    assert kinds == {file.path: (file.kind, file.reason) for file in on_disk.files}
    assert kinds["made.py"] == (Kind.SKIPPED, "generated")
    assert kinds["vendor/ours.py"] == (Kind.CODE, "")
    assert kinds["big.py"] == (Kind.SKIPPED, "too large")
    assert not any(path.startswith("vault/") for path in kinds)
    half_done(shop)  # other attributes, on disk only
    again = walked(
        SourceConfig(path=shop, ref="main"), target_dir=shop / "vault", max_file_size=100
    )
    assert again.trees[0].files == in_commit.files


# --- two of one repository --------------------------------------------------------------------


def test_disk_and_refs_of_one_repository_are_trees_with_names(shop: Path, tmp_path: Path) -> None:
    git(shop, "tag", "v1")
    put(shop / "app/new.py", HELPER)
    done = document(
        tmp_path,
        {"path": str(shop)},
        {"path": str(shop), "ref": "v1", "name": "shop-v1"},
        {"path": str(shop), "ref": "main"},
    )
    assert done.exit_code == 1
    assert "give it a name of its own" in done.stderr
    notes = set(contents(tmp_path / "vault"))
    assert {"shop/app/new.py.md", "shop-v1/app/b.py.md"} <= notes
    assert "shop-v1/app/new.py.md" not in notes


# --- what goes wrong --------------------------------------------------------------------------


def test_unknown_ref_fails_that_source_alone(shop: Path, tmp_path: Path) -> None:
    other = repository(tmp_path / "other", "a.py")
    done = document(tmp_path, {"path": str(shop), "ref": "nope"}, {"path": str(other)})
    assert done.exit_code == 1
    assert f"{shop} at nope" in done.stderr
    assert "git fetch" in done.stderr
    assert (tmp_path / "vault/other/a.py.md").exists()


def test_ref_where_there_can_be_none_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "plain", "a.py")
    assert "no git repository" in refused(tmp_path / "plain", "main")
    assert "no git repository" in refused(tmp_path / "nowhere", "main")
    (tmp_path / "new").mkdir()
    git(tmp_path / "new", "init", "-q")
    assert "git fetch" in refused(tmp_path / "new", "main")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install git" in refused(tmp_path / "new", "main")


@pytest.mark.parametrize("ref", ["--output=x", " ", "a:b", 3, "x\ny"])
def test_invalid_ref_is_a_config_error(shop: Path, tmp_path: Path, ref: object) -> None:
    done = document(tmp_path, {"path": str(shop), "ref": ref})
    assert done.exit_code == 2
    assert "ref" in done.stderr
    assert "origin/main" in done.stderr


def test_lost_content_fails_its_file_alone(shop: Path, tmp_path: Path) -> None:
    blob = git(shop, "rev-parse", "main:app/b.py").strip()
    object_file = shop / ".git/objects" / blob[:2] / blob[2:]
    broken = tree(shop)
    object_file.unlink()
    with pytest.raises(SourceUnreadable, match=r"app/b\.py: .*git fsck"):
        texts(broken)
    assert read_content(broken, broken.files[0]).text.startswith("from app.b")


def test_nothing_in_the_repository_is_written(shop: Path, tmp_path: Path) -> None:
    put(shop / ".gitattributes", "run linguist-vendored\n")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "attributes")
    git(shop, "config", "core.splitIndex", "true")
    before = contents(shop)
    assert document(tmp_path, {"path": str(shop), "ref": "main"}).exit_code == 0
    assert contents(shop) == before


def test_partial_clone_fetches_nothing(shop: Path, tmp_path: Path) -> None:
    git(shop, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", f"file://{shop}", "partial.git")
    assert "partial clone" in refused(tmp_path / "partial.git", "main")


def test_changed_since_compares_with_the_commit_that_is_read(shop: Path, tmp_path: Path) -> None:
    put(shop / "app/c.py", HELPER.replace("helper", "other"))
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "c")
    git(tmp_path, "clone", "-q", "--bare", str(shop), "stock.git")
    half_done(shop)
    config = tmp_path / "config.yaml"
    for root in (shop, tmp_path / "stock.git"):
        source_paths = [{"path": str(root), "ref": "main"}]
        target = str(tmp_path / f"vault of {root.name}")
        settings = {"source_paths": source_paths, "target_dir": target}
        config.write_text(yaml.safe_dump(settings), encoding="utf-8")
        with OllamaServer() as server:
            done = generate("--config", config, "--changed-since", "main~1", server=server)
        assert done.exit_code == 0, done.stderr
        read = [row["path"] for row in done.report["files"] if row["coverage"]]
        assert read == ["app/c.py"]


# --- many files, many threads -----------------------------------------------------------------


def test_all_files_are_read_by_one_process_whatever_the_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "many"
    for number in range(300):
        put(root / f"d{number % 7}/f{number}.py", f"x = {number}\n" * number)
    repository(root)
    big = tree(root)
    started: list[list[str]] = []
    start = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda command, **options: started.append(command) or start(command, **options),
    )
    with ThreadPoolExecutor(8) as threads:
        read = list(threads.map(lambda file: read_content(big, file).text, big.files))
    numbers = [int(file.path.rpartition("/f")[2][:-3]) for file in big.files]
    assert read == [f"x = {number}\n" * number for number in numbers]
    (command,) = started
    assert command[1:3] == ["-C", str(root)]


def test_the_last_changed_come_first_by_the_history_of_the_commit(
    shop: Path, tmp_path: Path
) -> None:
    for number, path in enumerate(("app/early.py", "zoo.py")):
        put(shop / path, HELPER.replace("helper", f"run{number}"))
        git(shop, "add", "-A")
        git(shop, "commit", "-qm", path, when=f"203{number}-01-01T00:00Z")
    git(shop, "switch", "-q", "-c", "side", "HEAD~2")
    config = tmp_path / "config.yaml"
    source_paths = [{"path": str(shop), "ref": "main", "exclude": ["run", "?.py"]}]
    settings = {"source_paths": source_paths, "target_dir": "vault"}
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    with OllamaServer() as server:
        assert generate("--config", config, "--max-time", "4h", server=server).exit_code == 0
        files = [request.user.partition(" ")[0] for request in questions(server)]
    assert files.index("zoo.py") < files.index("app/early.py")
