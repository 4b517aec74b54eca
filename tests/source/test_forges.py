# ruff: noqa: E501 - an address and its page stand on one line
"""Links to sources come from the git remote, and are the same in every clone."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.command_line import contents
from material.git_trees import git, repository, walked, write
from material.repository import generate

from ralf_notes.config.keys import SourceConfig

PAGES = {
    "https://github.com/acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "https://github.com/acme/gate/": "https://github.com/acme/gate/blob/main/{path}",
    "http://github.acme.example/acme/gate": "http://github.acme.example/acme/gate/blob/main/{path}",
    "git@github.com:acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "github.com:acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "ssh://git@github.com/acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "ssh://git@ssh.github.com:443/acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "git://github.com/acme/gate": "https://github.com/acme/gate/blob/main/{path}",
    "git+ssh://git@github.com/acme/gate": "https://github.com/acme/gate/blob/main/{path}",
    "https://me:ghp_secret@github.com/acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "https://ghp_secret@github.com/acme/gate.git": "https://github.com/acme/gate/blob/main/{path}",
    "https://github.com/acme/gate?token=secret#secret": "https://github.com/acme/gate/blob/main/{path}",
    "https://gitlab.com/acme/tools/gate.git": "https://gitlab.com/acme/tools/gate/-/blob/main/{path}",
    "git@gitlab.acme.example:tools/gate.git": "https://gitlab.acme.example/tools/gate/-/blob/main/{path}",
    "https://oauth2:glpat-secret@gitlab.acme.example:8443/tools/gate.git": "https://gitlab.acme.example:8443/tools/gate/-/blob/main/{path}",
    "ssh://git@code.acme.example:2222/group/tools/gate.git": "https://code.acme.example/group/tools/gate/-/blob/main/{path}",
    "https://codeberg.org/acme/gate.git": "https://codeberg.org/acme/gate/src/branch/main/{path}",
    "git@gitea.acme.example:acme/gate.git": "https://gitea.acme.example/acme/gate/src/branch/main/{path}",
    "https://git.forgejo.example/acme/gate": "https://git.forgejo.example/acme/gate/src/branch/main/{path}",
    "git@bitbucket.org:acme/gate.git": "https://bitbucket.org/acme/gate/src/main/{path}",
    "https://me@bitbucket.org/acme/gate.git": "https://bitbucket.org/acme/gate/src/main/{path}",
    "git@git.sr.ht:~acme/gate": "https://git.sr.ht/~acme/gate/tree/main/item/{path}",
    "https://dev.azure.com/acme/shop/_git/gate": "https://dev.azure.com/acme/shop/_git/gate?path=/{path}&version=GBmain",
    "git@ssh.dev.azure.com:v3/acme/shop/gate": "https://dev.azure.com/acme/shop/_git/gate?path=/{path}&version=GBmain",
    "https://github.com/acme/{x} y.git": "https://github.com/acme/%7Bx%7D%20y/blob/main/{path}",
    "https://git.acme.example/acme/gate": "",
    "git@work:acme/gate.git": "",
    "/srv/git/gate.git": "",
    "../gate.git": "",
    "file:///srv/git/gate.git": "",
    "C:\\git\\gate": "",
    "https://github.com/": "",
    "https://github.com/acme/../gate": "",
    "javascript://github.com/acme/gate": "",
    "": "",
}  # fmt: skip


def page(root: Path, **keys: object) -> str:
    return walked(root, **keys).trees[0].source_url


def with_remote(folder: Path, address: str, name: str = "origin", branch: str = "main") -> Path:
    root = repository(folder, "a.py")
    git(root, "config", f"remote.{name}.url", address)
    git(root, "update-ref", f"refs/remotes/{name}/{branch}", "HEAD")
    git(root, "symbolic-ref", f"refs/remotes/{name}/HEAD", f"refs/remotes/{name}/{branch}")
    return root


@pytest.mark.parametrize("address", PAGES)
def test_the_page_of_a_file_follows_from_the_remote(address: str, tmp_path: Path) -> None:
    assert page(with_remote(tmp_path / "gate", address)) == PAGES[address]


@pytest.mark.parametrize(
    ("sign", "part"),
    [(".gitlab-ci.yml", "/-/blob/"), (".gitea/workflows/a.yml", "/src/branch/"), (".forgejo/b", "/src/branch/")],
)  # fmt: skip
def test_a_server_of_an_unknown_name_is_told_by_what_it_reads(
    sign: str, part: str, tmp_path: Path
) -> None:
    root = with_remote(tmp_path, "https://git.acme.example/acme/gate")
    write(root, sign)
    assert part in page(root)


def test_of_a_fork_the_repository_that_all_have_in_common_counts(tmp_path: Path) -> None:
    root = with_remote(tmp_path, "git@github.com:me/gate.git", branch="mine")
    git(root, "config", "remote.upstream.url", "https://github.com/acme/gate")
    git(root, "update-ref", "refs/remotes/upstream/trunk", "HEAD")
    git(root, "symbolic-ref", "refs/remotes/upstream/HEAD", "refs/remotes/upstream/trunk")
    assert page(root) == "https://github.com/acme/gate/blob/trunk/{path}"


def test_the_only_remote_counts_whatever_it_is_called(tmp_path: Path) -> None:
    root = with_remote(tmp_path, "https://github.com/acme/gate", name="hub")
    assert "acme/gate" in page(root)
    git(root, "config", "remote.other.url", "https://github.com/b/gate")
    assert page(root) == ""  # either could be meant


def test_what_this_machine_makes_of_an_address_does_not_count(tmp_path: Path) -> None:
    root = with_remote(tmp_path, "https://github.com/acme/gate")
    git(root, "config", "--global", "url.https://mirror.example/.insteadOf", "https://github.com/")
    assert page(root) == "https://github.com/acme/gate/blob/main/{path}"


def test_every_kind_of_checkout_gives_the_same_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "https://github.com/acme/gate.git"
    server = repository(tmp_path / "server", "a.py")
    git(server, "branch", "-m", "trunk")
    git(server, "checkout", "-q", "-b", "topic")
    git(server, "commit", "-q", "--allow-empty", "-m", "second")
    git(server, "checkout", "-q", "trunk")

    def clone(name: str, *args: str) -> Path:
        root = tmp_path / name
        git(tmp_path, "clone", "-q", *args, f"file://{server}", str(root))
        git(root, "config", "remote.origin.url", address)
        return root

    plain, shallow = clone("plain"), clone("shallow", "--depth", "1")
    detached, topic = clone("detached"), clone("topic")
    git(detached, "checkout", "-q", "--detach")
    git(topic, "checkout", "-q", "topic")
    # As actions/checkout does it for a pull request: one commit, no branch.
    pull = tmp_path / "pull"
    git(tmp_path, "init", "-q", "-b", "main", str(pull))
    git(pull, "remote", "add", "origin", f"file://{server}")
    git(pull, "fetch", "-q", "--depth=1", "origin", "+topic:refs/remotes/pull/5/merge")
    git(pull, "checkout", "-q", "refs/remotes/pull/5/merge")
    git(pull, "config", "remote.origin.url", address)
    git(pull, "update-ref", "-d", "refs/remotes/origin/HEAD")
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"repository": {"default_branch": "trunk"}}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/gate")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    pages = {page(root) for root in (plain, shallow, detached, topic, pull)}
    assert pages == {"https://github.com/acme/gate/blob/trunk/{path}"}


def test_a_checkout_that_knows_no_branch_leads_to_the_servers_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_REPOSITORY", "CI_PROJECT_PATH"):
        monkeypatch.delenv(name, raising=False)
    root = with_remote(tmp_path, "https://gitlab.com/acme/gate")
    git(root, "update-ref", "-d", "refs/remotes/origin/main")
    git(root, "symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    git(root, "branch", "-m", "work")
    assert page(root) == "https://gitlab.com/acme/gate/-/blob/HEAD/{path}"
    monkeypatch.setenv("CI_PROJECT_PATH", "acme/gate")
    monkeypatch.setenv("CI_DEFAULT_BRANCH", "develop")
    assert page(root) == "https://gitlab.com/acme/gate/-/blob/develop/{path}"
    git(root, "branch", "-m", "master")
    git(root, "update-ref", "refs/remotes/origin/master", "HEAD")
    assert page(root) == "https://gitlab.com/acme/gate/-/blob/master/{path}"


def test_a_commit_has_the_same_page_as_the_work_tree(tmp_path: Path) -> None:
    root = with_remote(tmp_path / "gate", "https://github.com/acme/gate")
    of_commit = walked(SourceConfig(path=root, ref="main", name="gate")).trees[0].source_url
    assert of_commit == page(root) == "https://github.com/acme/gate/blob/main/{path}"


def test_without_a_remote_there_is_no_page(tmp_path: Path) -> None:
    assert page(repository(tmp_path / "here", "a.py")) == ""
    write(tmp_path / "outside", "a.py")
    assert page(tmp_path / "outside") == ""


def test_a_folder_that_git_ignores_has_no_page(tmp_path: Path) -> None:
    root = with_remote(tmp_path, "https://github.com/acme/gate")
    write(root, ".gitignore", text="private\n")
    write(root, "private/b.py")
    assert page(root / "private") == ""


@pytest.mark.parametrize(
    ("setting", "link"),
    [
        ("auto", "https://github.com/acme/gate/blob/main/a.py"),
        ("none", ""),
        ("", ""),
        ("https://x.example/{path}", "https://x.example/a.py"),
    ],
)
def test_the_setting_decides(setting: str, link: str, tmp_path: Path) -> None:
    root = with_remote(tmp_path / "gate", "https://me:secret@github.com/acme/gate")
    target = tmp_path / "vault"
    settings_file = tmp_path / "c.yaml"
    settings_file.write_text(f"source_url: {setting or repr('')}\n", encoding="utf-8")
    done = generate(root, "-o", target, "--engine", "none", "--config", settings_file)
    assert done.exit_code == 0
    note = (target / "gate/a.py.md").read_text(encoding="utf-8")
    assert (f"[source]({link})" in note) if link else ("[source]" not in note)
    assert b"secret" not in b"".join(contents(target).values())


def test_a_new_remote_changes_each_note_once(tmp_path: Path) -> None:
    root, target = repository(tmp_path / "gate", "a.py"), tmp_path / "vault"
    generate(root, "-o", target, "--engine", "none")
    git(root, "config", "remote.origin.url", "https://github.com/acme/gate")
    generate(root, "-o", target, "--engine", "none")
    before = contents(target)
    assert b"[source](https://github.com/acme/gate/blob/main/a.py)" in before["gate/a.py.md"]
    git(root, "commit", "-q", "--allow-empty", "-m", "second")
    generate(root, "-o", target, "--engine", "none")
    assert contents(target) == before


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_characters="\0\n"), max_size=60))
def test_any_address_gives_a_plain_page_or_none(address: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = with_remote(Path(folder) / "gate", "x")
        try:
            git(root, "config", "remote.origin.url", f"https://github.com/{address}")
        except (AssertionError, UnicodeEncodeError):
            return
        url = page(root)
    assert not url or url.format(path="a").startswith("https://github.com/")
    assert not set(url) & set("<>\"'`[]() \\")
