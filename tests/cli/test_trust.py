"""`trust`: by path and content; and how a run, `init`, `check` and `schedule` tell of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from material.command_line import configure, run, run_on_terminal, work_folder
from material.repository import generate, put, repository

from ralf_notes.cli.commands import trust as command
from ralf_notes.config.loading import load_config
from ralf_notes.machine import state

FILE = Path("ralf-notes.yaml")
TEXT = "source_paths: [src]\ntarget_dir: vault\nengine: none\nseed: 77\n"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = work_folder(tmp_path, monkeypatch)
    put(folder / "src/a.py", "A = 1\n")
    put(folder / FILE, TEXT)
    return folder


def is_trusted() -> bool:
    origin = load_config(None, {}, {}).origin
    assert origin is not None
    return origin.trusted


# Trust and mistrust


def test_it_shows_what_it_trusts_and_keeps_it() -> None:
    assert not is_trusted()
    put(FILE, TEXT + "on_failure: [sh, -c, 'echo \x1b[2J']\n".replace("\x1b", "\\e"))
    shown = run("trust")
    assert "Trusted as it is now: ralf-notes.yaml" in shown
    assert "  seed: 77" in shown
    assert '  on_failure: ["sh", "-c"' in shown
    assert "target_dir" not in shown and "engine" not in shown, "they need no trust"
    assert is_trusted()


def test_a_change_of_the_content_ends_it_and_is_told() -> None:
    run("trust")
    put(FILE, TEXT + "# the same, and a comment\n")
    told = run("check")
    assert "ralf-notes.yaml has changed since you trusted it, so it cannot set seed" in told
    put(FILE, TEXT)
    assert is_trusted()


def test_the_other_keys_of_a_pyproject_may_change() -> None:
    FILE.unlink()
    ours = "[tool.ralf-notes]\nretries = 1\n"
    put(Path("pyproject.toml"), '[project]\nname = "x"\n' + ours)
    run("trust")
    Path("pyproject.toml").write_text(f'# new\n{ours}\n[project]\nname = "y"\n', encoding="utf-8")
    assert is_trusted()
    Path("pyproject.toml").write_text(f"{ours}seed = 2\n", encoding="utf-8")
    assert not is_trusted()


def test_files_are_listed_with_what_became_of_them_and_can_be_forgotten(work: Path) -> None:
    for name in ("a", "b", "c"):
        (work / name).mkdir()
        configure(TEXT, work / name / FILE)
    put(work / "b" / FILE, "links: markdown\n")
    (work / "c" / FILE).unlink()
    assert run("trust", "--list").splitlines() == [
        f"trusted   {work / 'a' / FILE}",
        f"changed   {work / 'b' / FILE}",
        f"gone      {work / 'c' / FILE}",
    ]
    assert "No longer trusted" in run("trust", "--remove", "c/ralf-notes.yaml")
    assert "No longer trusted" in run("trust", "--remove", "a")
    assert "It was not trusted" in run("trust", "--remove", "a")
    assert run("trust", "--list").split() == ["changed", str(work / "b" / FILE)]


def test_a_copy_and_a_moved_file_are_others(work: Path) -> None:
    run("trust")
    (work / "moved").mkdir()
    FILE.rename("moved/ralf-notes.yaml")
    os.chdir("moved")
    assert not is_trusted()


def test_a_folder_is_one_by_whatever_way_it_is_reached(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("trust")
    (work.parent / "link").symlink_to(work)
    monkeypatch.chdir(work.parent / "link")
    assert is_trusted()
    run("trust", "--remove", work / FILE)
    assert not is_trusted()


def test_without_a_file_it_says_what_to_do() -> None:
    FILE.unlink()
    assert "ralf-notes init writes one" in run("trust", expect=2)
    put(Path("config.yaml"), "title: Hugo\n")
    assert "config.yaml is passed over" in run("trust", expect=2)
    assert "No run finds a file of this name or content" in run("trust", "config.yaml")
    put(Path("mine.yaml"), TEXT)
    assert "--config, which trusts it anyway" in run("trust", "mine.yaml")
    assert "--config" not in run("trust", configure("target_dir: x\n", "config.yaml"))
    assert "there is no such file" in run("trust", "nowhere.yaml", expect=2)
    os.mkfifo("pipe.yaml")
    assert "something else of this name" in run("trust", "pipe.yaml", expect=2)


def test_what_is_trusted_is_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    remember = command.trust.remember

    def after_a_change(*args: object) -> None:
        put(FILE, TEXT + "on_failure: touch owned\n")
        remember(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(command.trust, "remember", after_a_change)
    assert "on_failure" not in run("trust")
    assert not is_trusted()


# The record


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"files": []}', b'{"files": {"ralf-notes.yaml": 1}}',
     b"\xff\xfe", b"[" * 100_000, b'{"files": {"ralf-notes.yaml": null}}'],
)  # fmt: skip
def test_a_damaged_record_trusts_nobody_and_is_written_anew(content: bytes) -> None:
    run("trust")
    (record,) = (state.directory() / "trust").iterdir()
    record.write_bytes(content)
    assert not is_trusted()
    assert "ralf-notes.yaml" not in run("trust", "--list")
    run("trust")
    assert is_trusted()


@pytest.mark.parametrize("break_it", ["a file", "a folder in its place", "others can write"])
def test_a_record_that_cannot_be_used_trusts_nobody(break_it: str) -> None:
    run("trust")
    folder = state.directory() / "trust"
    (record,) = folder.iterdir()
    if break_it == "others can write":
        record.chmod(0o662)
        assert not is_trusted()
        return
    record.unlink()
    if break_it == "a file":
        folder.rmdir()
        folder.write_text("x", encoding="utf-8")
    else:
        record.mkdir()
    assert not is_trusted()
    assert "name the configuration with --config" in run("trust", expect=2)
    put(FILE, "links: wikilink\n")
    assert "Wrote ralf-notes.yaml" in (shown := run("init", "--force"))
    assert "ralf-notes generate --config ralf-notes.yaml" in shown


def test_in_a_home_that_is_the_repository_what_came_with_it_is_no_record(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(work, {})
    monkeypatch.setenv("RALF_STATE_DIR", str(work / "state"))
    run("trust")
    assert is_trusted(), "git does not track the record: it was written here"
    with monkeypatch.context() as without_git:
        without_git.setenv("PATH", "")
        assert not is_trusted(), "nobody can tell"
    subprocess.run(["git", "-C", str(work), "add", "state"], check=True)
    assert not is_trusted()
    assert "came with the same repository; name it with --config" in run("trust", expect=2)
    assert "if you trust it, name it: --config ralf-notes.yaml" in run("cache")
    monkeypatch.setenv("RALF_STATE_DIR", "state")
    assert "is not an absolute path" in run("trust", expect=2)
    assert "is not an absolute path" in run("trust", "--list", expect=2)


def test_a_record_in_a_repository_within_came_with_it(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(work, {})
    repository(work / "sub", {})
    monkeypatch.setenv("RALF_STATE_DIR", str(work / "sub" / "state"))
    assert "came with the same repository" in run("trust", expect=2)


# Who tells


def test_a_run_says_which_file_it_read_and_what_did_not_count() -> None:
    put(FILE, TEXT + "on_failure: [touch, owned]\n")
    done = generate("--engine", "none")
    assert "configuration: ralf-notes.yaml\n" in done.stderr
    warning = "ralf-notes.yaml is not trusted, so it cannot set seed, on_failure; if you trust"
    assert warning in done.stderr
    assert done.report["configuration"] == {
        "file": "ralf-notes.yaml", "trusted": False, "not_set": ["seed", "on_failure"],
    }  # fmt: skip
    assert warning in done.report["warnings"][0]
    run("trust")
    again = generate()
    assert again.stderr == "", "a run with nothing to do says nothing"
    assert again.report["configuration"]["trusted"]
    assert "configuration: ralf-notes.yaml\n" in run("generate", "--dry-run")
    assert "configuration" not in generate("--quiet", "--force").stderr


def test_without_a_file_there_is_none_in_the_report() -> None:
    FILE.unlink()
    done = generate("src", "-o", "vault", "--engine", "none")
    assert "configuration:" not in done.stderr
    assert done.report["configuration"] is None


def test_on_a_terminal_it_is_said_at_once() -> None:
    run("trust")
    run("generate")
    assert "configuration: ralf-notes.yaml" in run_on_terminal("generate")


def test_check_warns_of_it() -> None:
    put(FILE, TEXT)
    assert "warning  configuration: ralf-notes.yaml is not trusted" in run("check")
    run("trust")
    assert "ok       configuration: ralf-notes.yaml" in run("check")


@pytest.mark.parametrize("options", [[], ["--for", "cron"], ["--for", "launchd"]])
def test_schedule_makes_no_job_that_trusts_what_nobody_trusts(options: list[str]) -> None:
    told = run("schedule", "--at", "02:00", *options, expect=2)
    assert "a scheduled run would do all that it says; if you trust it" in told
    assert "--config" in run("schedule", "--at", "02:00", "--config", FILE, *options)
    assert "is not trusted, and a scheduled run" not in run(
        "schedule", "--remove", *options, expect=2
    )
    run("trust")
    assert "--config" in run("schedule", "--at", "02:00", *options)


# init


def test_init_trusts_what_it_writes() -> None:
    run("init", "--force")
    assert is_trusted()


@pytest.mark.parametrize("name", [".ralf-notes.yaml", "config.yaml", "pyproject.toml"])
def test_init_takes_no_ones_place_unless_forced(name: str) -> None:
    FILE.unlink()
    is_toml = name.endswith(".toml")
    put(Path(name), "[tool.ralf-notes]\nseed = 1\n" if is_toml else "target_dir: x\n")
    assert f"{name} is a configuration of ralf-notes already" in run("init", expect=2)
    assert not FILE.exists()
    run("init", "--force")
    assert f"counts; {name} beside it is passed over" in run("cache")


@pytest.mark.parametrize("name", ["config.yaml", "pyproject.toml"])
def test_init_leaves_files_of_other_programs(name: str) -> None:
    FILE.unlink()
    put(Path(name), "[project]\nname = 'x'\n" if name.endswith("toml") else "title: Hugo\n")
    before = Path(name).read_bytes()
    run("init")
    assert Path(name).read_bytes() == before
    assert is_trusted()


@pytest.mark.parametrize("target", ["file", "nowhere"])
def test_init_writes_through_no_link(work: Path, target: str) -> None:
    FILE.unlink()
    outside = work.parent / "bashrc"
    if target == "file":
        outside.write_text("mine\n", encoding="utf-8")
    FILE.symlink_to(outside)
    assert "already exists" in run("init", expect=2)
    run("init", "--force")
    assert not FILE.is_symlink()
    assert not outside.exists() or outside.read_text(encoding="utf-8") == "mine\n"
