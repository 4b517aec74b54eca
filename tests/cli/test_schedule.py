"""`schedule`: launchd, cron and systemd run exactly what it prints, whatever the paths hold."""

from __future__ import annotations

import errno
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import configure, run, work_folder
from typer.testing import CliRunner

from ralf_notes.cli.app import app
from ralf_notes.cli.commands import schedule
from ralf_notes.cli.commands.schedule import Job

ODD = "my 100% 'sources' & \"$HOME\" <\\>"
CONFIG = "engine: none\ntarget_dir: vault\nsource_paths: [src]\n"


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with an odd name, a configuration and a source; return it."""
    top = tmp_path / ODD
    top.mkdir()
    folder = work_folder(top, monkeypatch)
    (folder / "src").mkdir()
    (folder / "src" / "a.py").write_text("def a():\n    return 1\n", encoding="utf-8")
    configure(CONFIG, folder / "ralf-notes.yaml")
    monkeypatch.setenv("OLLAMA_HOST", "http://mac%20mini:11434")
    return folder


def on(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend to run on another system."""
    monkeypatch.setattr("ralf_notes.cli.app.platform", SimpleNamespace(system=lambda: system))


def bare() -> dict[str, str]:
    """Return the environment that a scheduler gives, and where tests keep their files."""
    kept = ("HOME", "PYTHONPATH", "XDG_", "RALF_", "GIT_CONFIG")
    return {name: value for name, value in os.environ.items() if name.startswith(kept)}


def job() -> dict[str, Any]:
    """Return the job that is printed for launchd, as launchd reads it."""
    text = printed("--at", "2:00", "--for", "launchd")
    assert "\\t" not in text, "launchd refuses text between the tags"
    job: dict[str, Any] = plistlib.loads(text.encode())
    return job


def printed(*args: str) -> str:
    """Return what `schedule` prints for a launcher, without what it tells a person."""
    return CliRunner().invoke(app, ["schedule", *args]).stdout


def told(*args: str) -> str:
    """Return what `schedule` tells a person."""
    return CliRunner().invoke(app, ["schedule", *args]).stderr


# launchd


def test_launchd_gets_the_command_the_times_the_environment_and_a_log(work: Path) -> None:
    text = printed("--at", "02:00", "--at", "23:30", "--for", "launchd")
    made = plistlib.loads(text.encode())
    program, *args = made["ProgramArguments"]
    assert Path(program).is_absolute()
    assert args[-3:] == ["generate", "--config", str(work / "ralf-notes.yaml")]
    assert made["StartCalendarInterval"] == [{"Hour": 2, "Minute": 0}, {"Hour": 23, "Minute": 30}]
    assert made["EnvironmentVariables"]["OLLAMA_HOST"] == "http://mac%20mini:11434"
    assert set(made["EnvironmentVariables"]) == {"OLLAMA_HOST", "PATH"}
    assert made["StandardOutPath"] == made["StandardErrorPath"]
    assert Path(made["StandardOutPath"]).parent.is_dir()
    assert "RunAtLoad" not in made


def test_what_launchd_gets_runs(work: Path) -> None:
    made = job()
    subprocess.run(
        made["ProgramArguments"], cwd=made["WorkingDirectory"], check=True,
        env=bare() | made["EnvironmentVariables"],
    )  # fmt: skip
    assert (work / "vault" / "src" / "a.py.md").is_file()


def test_each_configuration_has_a_job_of_its_own(work: Path) -> None:
    first = job()["Label"]
    assert job()["Label"] == first
    (work / "other.yaml").write_text(CONFIG, encoding="utf-8")
    other = printed("-c", "other.yaml", "--at", "2:00", "--for", "launchd")
    assert plistlib.loads(other.encode())["Label"] != first
    assert re.fullmatch(r"[A-Za-z0-9.-]+", first)


FAKE = """\
#!/bin/sh
here=$(dirname "$0")
state="$here/state-${{2##*/}}"
case $1 in
bootstrap)
    [ "$2" = "gui/$(id -u)" ] && exec "{python}" -S "$here/bootstrap.py" "$here" "$3" ;;
print)
    [ -e "$state" ] || exit 113
    echo x >> "$here/looks"
    [ "$(wc -l < "$here/looks")" -gt 2 ] || {{ echo "last exit code = (never exited)"; exit; }}
    printf '\tstate = not running\n\tlast exit code = %s\n' "$(cat "$state")" ;;
bootout)
    [ -e "$state" ] || {{ echo "Boot-out failed: 3: No such process" >&2; exit 3; }}
    rm "$state" ;;
*) exit 64 ;;
esac
"""
BOOTSTRAP = """\
import os, plistlib, subprocess, sys
made = plistlib.load(open(sys.argv[2], "rb"))
state, code = sys.argv[1] + "/state-" + made["Label"], ""
busy = sys.argv[1] + "/busy"
if os.path.exists(busy):
    os.remove(busy)
    sys.exit("Bootstrap failed: 5: Input/output error")
if os.path.exists(state):
    sys.exit("Bootstrap failed: 5: Input/output error")
if made.get("RunAtLoad"):
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    with open(made["StandardOutPath"], "ab") as log:
        log.write(SAID)
        log.flush()
        code = subprocess.run(
            made["ProgramArguments"], stdout=log, stderr=log, cwd=made["WorkingDirectory"],
            env=kept | made["EnvironmentVariables"]).returncode
open(state, "w").write(str(code))
"""


@pytest.fixture
def mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Path) -> Path:
    """Pretend to run on a Mac; return the folder in which its launchctl keeps its state."""
    on("Darwin", monkeypatch)
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "launchctl").write_text(FAKE.format(python=sys.executable), encoding="utf-8")
    (folder / "launchctl").chmod(0o755)
    launchd_says(folder, "")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("ralf_notes.cli.commands.nights.launchd._PAUSE", 0.0)
    return folder


def launchd_says(mac: Path, words: str) -> None:
    """Let a program that launchd starts find some words in its log."""
    head = f"KEPT, SAID = {tuple(bare())!r}, {words.encode()!r}\n"
    (mac / "bootstrap.py").write_text(head + BOOTSTRAP, encoding="utf-8")


def jobs(mac: Path) -> list[str]:
    """Return the labels of the jobs that launchd has."""
    return sorted(path.name.removeprefix("state-") for path in mac.glob("state-*"))


def agents() -> list[Path]:
    return sorted((Path.home() / "Library" / "LaunchAgents").glob("*"))


def test_install_puts_the_job_in_place_tries_it_and_shows_its_output(mac: Path, work: Path) -> None:
    output = run("schedule", "--at", "02:00", "--install")
    (file,) = agents()
    made = plistlib.loads(file.read_bytes())
    assert jobs(mac) == [made["Label"]]
    assert made["StartCalendarInterval"] == [{"Hour": 2, "Minute": 0}]
    assert f"  ok       configuration: {work / 'ralf-notes.yaml'}" in output
    assert "engine none" in output
    assert "every day at 02:00" in output
    assert not (work / "vault").exists()  # it was a check


def test_installed_again_it_is_replaced_and_removed_it_is_gone(mac: Path, work: Path) -> None:
    run("schedule", "--at", "02:00", "--install")
    (mac / "busy").touch()  # launchd is not done with the old job yet
    run("schedule", "--at", "03:15", "--install")
    (file,) = agents()
    made = plistlib.loads(file.read_bytes())
    assert made["StartCalendarInterval"] == [{"Hour": 3, "Minute": 15}]
    assert len(jobs(mac)) == 1
    assert "Removed" in run("schedule", "--remove")
    assert (jobs(mac), agents()) == ([], [])
    assert "nothing to remove" in run("schedule", "--remove")


def test_a_check_that_fails_gives_its_exit_code(mac: Path, work: Path) -> None:
    shutil.rmtree(work / "src")
    output = run("schedule", "--at", "02:00", "--install", expect=2)
    assert "src: it does not exist" in output
    assert "a run would fail" in output


def test_what_macos_forbids_is_reported_with_the_way_to_allow_it(mac: Path, work: Path) -> None:
    launchd_says(mac, "a.py: Operation not permitted\n")
    output = run("schedule", "--at", "02:00", "--install")
    assert "Full Disk Access" in output
    assert os.path.realpath(sys.executable) in output


def test_a_job_that_launchd_refuses_is_reported_in_its_words(mac: Path, work: Path) -> None:
    text = "echo 'Bootstrap failed: 125: Domain does not support specified action' >&2\nexit 125"
    (mac / "launchctl").write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    output = run("schedule", "--at", "02:00", "--install", expect=1)
    assert "Domain does not support specified action" in output
    assert "Log in to the Mac's desktop" in output


def test_a_check_that_does_not_end_is_given_up(
    mac: Path, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ralf_notes.cli.commands.nights.launchd._LONGEST_TRIAL", 0.0)
    assert "has not ended" in run("schedule", "--at", "02:00", "--install", expect=1)
    assert len(jobs(mac)) == 1


def test_a_target_that_macos_forbids_is_reported_with_the_way_to_allow_it(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **options: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr("ralf_notes.notes.disk.staging._new_file", refused)
    here = run("generate", expect=4)
    assert ("Full Disk Access" in here, "--target-dir" in here) == (False, True)
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    for command in ("generate", "check"):
        output = run(command, expect=4)
        assert "Operation not permitted" in output
        assert "Full Disk Access" in output


# cron


def as_cron(line: str) -> tuple[list[str], str]:
    """Return the times and the command of a line as cron reads it. Source: crontab(5)."""
    *times, command = line.split(" ", 5)
    assert not re.search(r"(?<!\\)%", command)
    return times, command.replace("\\%", "%")


def test_what_cron_gets_runs(work: Path) -> None:
    comment, line = printed("--at", "04:05", "--for", "cron").splitlines()
    assert comment.startswith("#")
    times, command = as_cron(line)
    assert times == ["5", "4", "*", "*", "*"]
    subprocess.run(["sh", "-c", command], cwd="/", env=bare(), check=True)
    assert (work / "vault" / "src" / "a.py.md").is_file()
    log = Path(job()["StandardOutPath"]).read_text(encoding="utf-8")
    assert "notes written" in log


NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs"], max_codepoint=0x2FFF), min_size=1)


@given(NAMES, NAMES)
def test_a_shell_that_cron_starts_sees_every_path_as_it_is(folder: str, value: str) -> None:
    made = Job("n", ("/bin/" + folder, "generate"), Path("/" + folder), ((2, 0),),
               {"OLLAMA_HOST": value}, Path("/log"))  # fmt: skip
    (line,) = schedule.crontab(made)
    _, command = as_cron(line)
    words = shlex.split(command)
    assert words == ["cd", str(made.folder), "&&", f"OLLAMA_HOST={value}", *made.command,
                     ">>", "/log", "2>&1"]  # fmt: skip


# systemd


def units(work: Path, folder: Path) -> list[Path]:
    """Write the printed units into a folder, under their printed names."""
    text = printed("--at", "02:00", "--at", "23:30", "--for", "systemd")
    parts = re.split(r"^# ~/\.config/systemd/user/(.*)$", text, flags=re.M)[1:]
    folder.mkdir()
    files = [folder / name for name in parts[::2]]
    for file, body in zip(files, parts[1::2], strict=True):
        file.write_text(body, encoding="utf-8")
    return files


def test_systemd_gets_a_service_and_its_timer(work: Path, tmp_path: Path) -> None:
    service, timer = units(work, tmp_path / "units")
    assert (service.suffix, timer.suffix) == (".service", ".timer")
    assert service.stem == timer.stem
    times = re.findall("^OnCalendar=(.*)$", timer.read_text(encoding="utf-8"), re.M)
    assert times == ["*-*-* 02:00:00", "*-*-* 23:30:00"]
    assert "Persistent=true" in timer.read_text(encoding="utf-8").splitlines()
    body = service.read_text(encoding="utf-8")
    assert 'Environment="OLLAMA_HOST=http://mac%%20mini:11434"' in body
    program, *args = unit_words(body)
    assert args[-3:] == ["generate", "--config", str(work / "ralf-notes.yaml")]
    assert os.access(program, os.X_OK)
    where = re.findall("^WorkingDirectory=(.*)$", body, re.M)
    assert where == [str(work).replace("%", "%%")]


def unit_words(body: str) -> list[str]:
    """Return the words of ExecStart as systemd reads them. Source: systemd.syntax(7)."""
    (line,) = re.findall("^ExecStart=(.*)$", body, re.M)
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    plain = (re.sub(r"\\(.)", r"\1", word) for word in words)
    return [word.replace("$$", "$").replace("%%", "%") for word in plain]


def test_systemd_itself_finds_no_fault(work: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    files = units(work, tmp_path / "units")
    assert len(files) == 2
    if program is None:  # as on macOS: the test above holds there too
        return
    done = subprocess.run(
        [program, "verify", "--user", *map(str, files)], capture_output=True, encoding="utf-8",
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}, check=False,
    )  # fmt: skip
    about = [line for line in done.stderr.splitlines() if "ralf-notes" in line]
    assert about == []


# What a night needs around it


def test_the_path_has_the_programs_that_a_run_starts_and_no_others(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name in (("bin", "git"), ("brew", "notify"), ("own", "unused")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / folder / name).chmod(0o755)
    folders = [str(tmp_path / name) for name in ("own", "bin", "brew")]
    monkeypatch.setenv("PATH", os.pathsep.join([*folders, *folders]))
    configure(f"{CONFIG}on_failure: [sh, -c, 'cat | notify --to me']\n")
    run("trust")
    path = job()["EnvironmentVariables"]["PATH"].split(":")
    assert path[:2] == folders[1:]
    assert {"/usr/bin", "/bin", "/usr/sbin"} <= set(path[2:])
    assert folders[0] not in path


@pytest.mark.parametrize(
    ("kind", "at", "says"),
    [
        ("launchd", "02:00", "sudo pmset repeat wakeorpoweron MTWRFSU 01:58:00"),
        ("launchd", "00:01", "sudo pmset repeat wakeorpoweron MTWRFSU 23:59:00"),
        ("launchd", "02:00", "A Mac that sleeps at 02:00 runs the job when it wakes"),
        ("cron", "02:00", "cron leaves out a night in which the machine sleeps or is off at 02:00"),
        ("systemd", "02:00", "the job runs when it is on again"),
    ],
)
def test_what_sleep_does_to_the_job_is_told(work: Path, kind: str, at: str, says: str) -> None:
    assert says in told("--at", at, "--for", kind)
    late = "Set start_at and stop_at" in told("--at", at, "--for", kind)
    configure(f"{CONFIG}start_at: 02:00\nstop_at: 06:00\n")
    assert late == (kind != "cron")
    assert "Set start_at" not in told("--at", at, "--for", kind)


def test_the_log_can_be_kept_small_as_the_system_does_it(work: Path, tmp_path: Path) -> None:
    log = Path(job()["StandardOutPath"])
    (line,) = (
        each for each in told("--at", "2:00", "--for", "launchd").splitlines() if " GN" in each
    )
    path, owner, mode, count, size, when, flags = line.split(": ")[1].split()
    pattern = str(log.with_name("*.log"))
    assert (path, mode, count, size, when, flags) == (pattern, "644", "5", "1000", "*", "GN")
    assert owner == f"{log.parent.owner()}:{log.parent.group()}"

    text = told("--at", "2:00", "--for", "systemd").partition("for all jobs:\n")[2]
    (tmp_path / "conf").write_text(text.partition("}")[0] + "}\n", encoding="utf-8")
    assert f'"{pattern}" {{' in text
    program = shutil.which("logrotate", path="/usr/sbin:/usr/local/sbin")
    if program is None:  # as on macOS
        return
    log.write_text("A night.\n", encoding="utf-8")
    state = f"--state={tmp_path / 'state'}"
    subprocess.run([program, state, "--force", str(tmp_path / "conf")], check=True)
    assert log.with_name(f"{log.name}.1").read_text(encoding="utf-8") == "A night.\n"


def test_each_line_in_a_log_has_date_and_time(work: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for args in (("generate",), ("generate", "--engine", "non")):
        with log.open("a", encoding="utf-8") as stderr:
            subprocess.run([sys.executable, "-m", "ralf_notes", *args], stderr=stderr, check=False)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 3
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S", line), line
    assert "notes written" in log.read_text(encoding="utf-8")
    assert "ralf-notes: --engine" in lines[-1]


# What is asked for


def test_each_system_gets_its_own(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = {"Darwin": "<plist", "Linux": "[Timer]", "FreeBSD": "crontab -e"}
    for system, sign in signs.items():
        on(system, monkeypatch)
        assert sign in run("schedule", "--at", "02:00")


def test_start_at_is_the_time_by_default(work: Path) -> None:
    configure(f"{CONFIG}start_at: 22:30\n")
    assert "OnCalendar=*-*-* 22:30:00" in run("schedule", "--for", "systemd")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "--at 02:00"),
        (["--at", "25:00"], "--at 25:00: expected a time of day"),
        (["--at", "2:00", "--for", "at"], "one of launchd, cron, systemd"),
        (["--at", "2:00", "--install", "--for", "cron"], "crontab -e"),
        (["--at", "2:00", "--install", "--for", "systemd"], "systemctl --user"),
        (["--at", "2:00", "--install", "--for", "launchd"], "on the Mac"),
        (["--remove", "--for", "systemd"], "systemctl --user disable --now ralf-notes."),
    ],
)
def test_what_is_impossible_is_refused_with_what_to_do(
    work: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], says: str
) -> None:
    on("Linux", monkeypatch)
    assert says in run("schedule", *args, expect=2)
    assert agents() == []


def test_without_a_configuration_file_the_way_to_get_one_is_shown(work: Path) -> None:
    (work / "ralf-notes.yaml").unlink()
    assert "ralf-notes init" in run("schedule", "--at", "02:00", expect=2)
