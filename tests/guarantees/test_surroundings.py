"""What surrounds a process does not keep it from its work: streams, programs, variables."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import pytest
from material.repository import generate, put, repository
from typer.testing import CliRunner

from ralf_notes.cli.app import app

pytestmark = pytest.mark.slow

CLOSED = [
    dict(zip(("stdin", "stdout", "stderr"), closed, strict=True))
    for closed in product([False, True], repeat=3)
]
COMMANDS = {
    "generate": ("--engine", "none", "--target-dir", "vault"),
    "check": ("--engine", "none", "--target-dir", "vault"),
    "status": ("--target-dir", "vault"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return repository(tmp_path / "src", {"a.py": "def f():\n    return 1\n"})


def command(name: str, tree: Path, *more: str) -> list[str]:
    options = [str(tree.parent / each) if each == "vault" else each for each in COMMANDS[name]]
    return [sys.executable, "-m", "ralf_notes", name, str(tree), *options, *more]


def run(args: list[str], closing: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with redirections of a shell, such as `2>&-`."""
    script = f'exec "$@" {closing}'
    shell = ["sh", "-c", script, "sh", *args]
    return subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=cwd, check=False)


@pytest.mark.parametrize(
    "closed", CLOSED, ids=lambda closed: " ".join(n for n, c in closed.items() if c) or "none"
)
def test_closed_streams_keep_no_command_from_its_work(
    tree: Path, tmp_path: Path, closed: dict[str, bool]
) -> None:
    marks = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}
    closing = " ".join(marks[name] for name, is_closed in closed.items() if is_closed)
    for name in COMMANDS:
        done = run(command(name, tree), closing, tmp_path)
        assert done.returncode == 0, (name, done.stderr)
        assert "Traceback" not in done.stderr
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()


FULL = "/dev/full" if os.path.exists("/dev/full") else "/dev/null"
"""A disk that is full; only Linux has one, elsewhere nothing fails."""


@pytest.mark.parametrize("closing", [f"2>{FULL}", f">{FULL}", f">{FULL} 2>&1"])
def test_a_full_disk_behind_the_output_keeps_no_run_from_its_work(
    tree: Path, tmp_path: Path, closing: str
) -> None:
    done = run(command("generate", tree), closing, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()


@pytest.mark.parametrize("args", [("status",), ("check",), ("generate", "--dry-run"), ("--help",)])
def test_a_result_that_cannot_be_written_is_an_error(
    tree: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    name, *more = args
    asked = command(name, tree, *more) if name in COMMANDS else [*command("check", tree)[:3], name]
    done = run(asked, f">{FULL}", tmp_path)
    said = re.findall(r"cannot be written.*: No space", done.stderr)
    assert (done.returncode, len(said)) == ((1, 1) if FULL == "/dev/full" else (0, 0))


def test_a_reader_that_has_seen_enough_is_no_error_worth_a_word(tree: Path, tmp_path: Path) -> None:
    shell = ["sh", "-c", '"$@" | head -c 1', "sh", *command("check", tree)]
    done = subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=tmp_path, check=True)
    assert done.stderr == ""


def test_a_log_that_nobody_reads_any_more_ends_no_run(tree: Path, tmp_path: Path) -> None:
    shell = ["sh", "-c", '"$@" 2>&1 | true', "sh", *command("generate", tree, "--verbose")]
    subprocess.run(shell, capture_output=True, cwd=tmp_path, check=True)
    assert (tmp_path / "vault" / "src" / "a.py.md").is_file()


@pytest.mark.parametrize(
    "args",
    [
        ("generate", "{src}", "--engine", "none"), ("status", "{src}", "--exit-code"),
        ("search", "kettle"), ("ask", "kettle", "--engine", "none"),
    ],
    ids=lambda args: args[0],
)  # fmt: skip
def test_a_current_folder_that_is_gone_keeps_no_command_from_its_work(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    src = repository(tmp_path / "src", {"a.py": 'def kettle():\n    """Boil water."""\n'})
    vault = tmp_path / "vault"
    generate(src, "--engine", "none", "--target-dir", vault)
    here = tmp_path / "here"
    here.mkdir()
    given = [each.format(src=src) for each in args]
    python = [sys.executable, "-P", "-m", "ralf_notes", *given, "--target-dir", str(vault)]
    shell = ["sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh", *python]
    done = subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=here, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("generate", ".", "--engine", "none", "--target-dir", "/vault"), ("status",),
        ("generate", "--agents-block", "--target-dir", "/vault"), ("check", "--engine", "none"),
        ("init",), ("init", "--force"), ("trust",), ("status", "/src", "--target-dir", "../vault"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_command_that_needs_the_current_folder_says_that_it_is_gone(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    python = [sys.executable, "-P", "-m", "ralf_notes", *args]
    shell = ["sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh", *python]
    done = subprocess.run(shell, capture_output=True, encoding="utf-8", cwd=here, check=False)
    assert done.returncode == 2, done.stderr
    assert "the current folder is gone: it was deleted" in done.stderr


def test_an_interruption_while_the_program_loads_is_told_in_one_line() -> None:
    script = """
import signal, sys
class Interrupted:
    def find_spec(self, name, *more):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupted())
from ralf_notes.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"ralf-notes: interrupted; nothing is lost\n")


# Without git, and without HOME


@pytest.fixture
def ignoring(tmp_path: Path, isolated: Path) -> Path:
    """A repository that hides files in each way that git knows."""
    root = repository(
        tmp_path / "src",
        {
            "a.py": "a = 1\n", "local.py": "b = 1\n", "mine.py": "c = 1\n", "x.log.py": "d = 1\n",
            "build/b.py": "e = 1\n", "keep.log.py": "f = 1\n", "gen.py": "g = 1\n",
            ".gitignore": "build/\n*.log.py\n!keep.log.py\n",
            ".gitattributes": "gen.py linguist-generated\n",
        },
    )  # fmt: skip
    (root / ".git/info/exclude").write_text("local.py\n", encoding="utf-8")
    ignore = isolated / "xdg_config_home" / "git" / "ignore"
    ignore.parent.mkdir(parents=True)
    ignore.write_text("mine.py\n", encoding="utf-8")
    return root


def documented(tree: Path, vault: Path) -> set[str]:
    notes = (path.relative_to(vault / tree.name) for path in vault.rglob("*.py.md"))
    return {path.as_posix().removesuffix(".md") for path in notes}


def without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir(exist_ok=True)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


FACTS = ("--engine", "none")


def test_without_git_what_is_ignored_stays_out_and_the_rest_is_said(
    ignoring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = tmp_path / "vault"
    with_git = generate(ignoring, "-o", tmp_path / "other", *FACTS)
    assert "git is not" not in with_git.stderr
    without_git(tmp_path, monkeypatch)
    done = generate(ignoring, "-o", vault, *FACTS)
    assert done.exit_code == 0
    assert documented(ignoring, vault) - {"gen.py"} == documented(ignoring, tmp_path / "other")
    assert done.stderr.count("git is not on the PATH") == 1
    assert any("git is not on the PATH" in each for each in done.report["warnings"])
    assert "git" not in generate(ignoring, "-o", vault, *FACTS).stderr  # nothing has changed
    for command in ("check", "status"):
        output = CliRunner().invoke(app, [command, str(ignoring), "-o", str(vault)]).output
        assert output.count("git is not on the PATH") == 1


def test_what_needs_git_says_so_without_it(
    ignoring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_git(tmp_path, monkeypatch)
    done = generate(ignoring, "-o", tmp_path / "vault", *FACTS, "--changed-since", "main")
    assert done.exit_code == 2
    assert "git, which knows what has changed, is not on the PATH" in done.stderr


def test_a_linked_work_tree_is_read_without_git(
    ignoring: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = ["git", "-C", str(ignoring)]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    subprocess.run([*git, "worktree", "add", "-q", str(tmp_path / "linked")], check=True)
    (tmp_path / "linked" / "local.py").write_text("b = 1\n")
    without_git(tmp_path, monkeypatch)
    generate(tmp_path / "linked", "-o", tmp_path / "vault", *FACTS)
    assert documented(tmp_path / "linked", tmp_path / "vault") == {"a.py", "keep.log.py", "gen.py"}


@pytest.mark.parametrize("home", [None, ""])
def test_without_home_git_reads_the_settings_in_the_home_that_the_system_knows(
    ignoring: Path, tmp_path: Path, home: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "HOME"):
        monkeypatch.delenv(name)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    known = tmp_path / "known"
    put(known / ".gitconfig", f"[core]\n\texcludesFile = {known}/ignored\n")
    put(known / "ignored", "a.py\n")
    monkeypatch.setattr("ralf_notes.machine.home.of_user", lambda: str(known))
    done = generate(ignoring, "-o", tmp_path / "vault", *FACTS)
    assert done.exit_code == 0
    assert "a.py" not in documented(ignoring, tmp_path / "vault")
    assert done.stderr.count("HOME is not set") == 1 and str(known) in done.stderr
    monkeypatch.setattr("ralf_notes.machine.home.of_user", lambda: "")
    done = generate(ignoring, "-o", tmp_path / "vault", *FACTS)
    assert done.exit_code == 0
    assert "(core.excludesFile, ...) are not known" in done.stderr


NO_USER = """
import pwd, sys
def nobody(*args): raise KeyError
pwd.getpwuid = pwd.getpwnam = nobody
from ralf_notes.cli.app import main
sys.argv = ["ralf-notes", *sys.argv[1:]]
main()
"""


@pytest.mark.parametrize("home", [None, ""])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_user_without_any_home_gets_the_work_done(
    tree: Path, tmp_path: Path, name: str, home: str | None
) -> None:
    hidden = ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "RALF_CACHE_DIR")
    env = {key: value for key, value in os.environ.items() if key not in hidden}
    env |= {} if home is None else {"HOME": home}
    args = [sys.executable, "-c", NO_USER, *command(name, tree)[3:]]
    done = subprocess.run(
        args, capture_output=True, encoding="utf-8", cwd=tmp_path, env=env, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("HOME is not set") == 1
    assert not (tmp_path / "~").exists()
    assert not list(Path(tempfile.gettempdir()).glob("ralf-notes-home-*"))
