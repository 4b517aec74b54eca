"""What a person sees of a run while it works and at its end; what a log gets."""

from __future__ import annotations

import io
import os
import re
import select
import signal
import subprocess
import sys
import threading
from contextlib import closing, redirect_stderr
from pathlib import Path

import pytest
from doubles.ollama.server import Fault, OllamaServer
from hypothesis import given
from hypothesis import strategies as st
from material.command_line import run, run_on_terminal, work_folder
from material.repository import repository

from ralf_notes.cli import terminal
from ralf_notes.cli.progress.course import Course
from ralf_notes.cli.progress.lines import Lines
from ralf_notes.cli.progress.live import Live, line_of
from ralf_notes.cli.tables import columns, wrapped
from ralf_notes.escapes import width
from ralf_notes.events import (
    Configured,
    Event,
    Finished,
    Heard,
    Loading,
    Passed,
    Planned,
    Started,
    Warmed,
    Warned,
    Working,
)

IDLE = Working("")
TIME = r"\d\d:\d\d:\d\d "
FILES = {f"pkg/m{n}.py": f'"""Number {n}."""\nN = {n}\n' for n in range(3)}
XTERM = {"TERM": "xterm", "CI": ""}


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    work = work_folder(tmp_path, monkeypatch)
    repository(work / "src", FILES)
    return work


# The live line


def course(*events: Event) -> Course:
    told = Course()
    for event in events:
        told.apply(event)
    return told


def shown(told: Course, columns: int = 80, working: Working = IDLE) -> str:
    return line_of(told, working, 63.0, 0, columns)


def finished(path: str) -> Finished:
    return Finished(path, 10.0, 100, 10, 1.0)


class Screen:
    """The rows of a terminal of 80 columns, as far as a living line acts on them."""

    def __init__(self, rows: int = 24) -> None:
        self.lines, self.row, self.kept = [""] * rows, 0, 0

    def show(self, text: str) -> None:
        for step in re.findall(r"\x1b(?:\[\d*[AKJ]|[78])|[\r\n]|[^\x1b\r\n]+", text):
            if step == "\n":
                self._down()
            elif step == "\x1b7":
                self.kept = self.row
            elif step == "\x1b8":
                self.row = self.kept
            elif step == "\x1b[K":
                self.lines[self.row] = ""
            elif step == "\x1b[J":
                self.lines[self.row :] = [""] * (len(self.lines) - self.row)
            elif step.endswith("A"):
                self.row = max(0, self.row - int(step[2:-1]))
            elif step != "\r":
                self.lines[self.row] = step

    def _down(self) -> None:
        if self.row == len(self.lines) - 1:
            self.lines = [*self.lines[1:], ""]
        self.row = min(self.row + 1, len(self.lines) - 1)


class Terminal(io.StringIO):
    """What a process writes to a terminal."""

    def isatty(self) -> bool:
        return True

    def taken(self) -> str:
        """Return what was written since this was asked last."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


@given(
    st.integers(0, 30),
    st.lists(st.one_of(st.just("draw"), st.just("tell"), st.just("late"), st.integers(1, 3))),
)
def test_enter_leaves_no_drawing_of_the_line_behind(
    rows_before: int, steps: list[str | int]
) -> None:
    screen, typed = Screen(), 0
    screen.show("\n" * rows_before)
    line = terminal.LivingLine(lambda: typed)

    def draw(later: str = "") -> None:
        line.draw("drawn")
        screen.show(written.taken() + later)

    with redirect_stderr(Terminal()) as written:
        draw()
        for step in steps:
            if isinstance(step, int):  # that many Enters, which the terminal shows at once
                screen.show("\n" * step)
                typed += step
            elif step == "late":  # one Enter, which the terminal shows after the next drawing
                typed += 1
                draw(later="\n")
            else:
                line.erase()
                terminal.tell("told")
            draw()
            assert screen.lines.count("drawn") == 1
        line.erase()
        screen.show(written.taken())
    assert "drawn" not in screen.lines


def test_a_line_is_not_sought_where_another_size_has_moved_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed = 0
    line = terminal.LivingLine(lambda: typed)
    with redirect_stderr(Terminal()) as written:
        line.draw("drawn")
        typed = 1
        monkeypatch.setattr(os, "get_terminal_size", lambda _stream: os.terminal_size((50, 9)))
        written.taken()
        line.draw("drawn")
        assert "\x1b8" not in written.taken()


def test_ctrl_z_leaves_no_line_behind_and_the_line_comes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, stops, drawn = Screen(), list[int](), threading.Event()

    def drawing(*_args: object) -> str:
        drawn.set()
        return "drawn"

    def stop(number: int) -> None:
        screen.show(written.taken())
        stops.append(screen.lines.count("drawn"))
        drawn.clear()

    monkeypatch.setattr("ralf_notes.cli.progress.live.line_of", drawing)
    monkeypatch.setattr(signal, "raise_signal", stop)
    with redirect_stderr(Terminal()) as written, closing(Live(Lines())):
        for _ in range(2):
            assert drawn.wait(10)
            put_aside = signal.getsignal(signal.SIGTSTP)
            assert callable(put_aside)
            put_aside(signal.SIGTSTP, None)
        assert drawn.wait(10)
    assert stops == [0, 0]
    assert signal.getsignal(signal.SIGTSTP) == signal.SIG_DFL


def test_what_is_typed_on_a_terminal_is_seen_and_left_to_the_shell() -> None:
    ours, theirs = os.openpty()
    typed = terminal._waiting_input(theirs)
    assert typed() == 0
    os.write(ours, b"ls\n\n")
    assert select.select([theirs], [], [], 10)[0]
    assert typed() == 4
    assert os.read(theirs, 9) + os.read(theirs, 9) == b"ls\n\n"
    assert typed() == 0
    os.close(ours)
    os.close(theirs)
    assert terminal._waiting_input(theirs)() == 0


def test_a_run_tells_what_it_does_before_a_model_is_asked() -> None:
    assert "1:03  ━━━━" in shown(Course(), working=Working("reading sources", 500, 1000))
    assert shown(Course(), working=Working("reading sources", 500, 1000)).endswith("500 of 1,000")
    loading = course(Planned(2, 1000, 1, 30.0), Loading("mini:3b"))
    assert "loading mini:3b" in shown(loading)
    loading.apply(Warmed("mini:3b", 2.0, False, ""))
    assert "loading" not in shown(loading)


def test_the_file_at_work_is_shown_with_its_tokens() -> None:
    told = course(Planned(2, 1000, 1, 30.0), Started("pkg/a.py", 10.0), Heard(), Heard())
    assert "  0/3  " in shown(told)
    assert "  pkg/a.py  2 tokens" in shown(told)
    told.apply(finished("pkg/a.py"))
    told.apply(Started("pkg/", 10.0))
    assert "  1/3  " in shown(told)
    assert shown(told).endswith("  pkg/")


def test_the_bar_is_full_only_when_folders_and_overview_are_done() -> None:
    told = course(Planned(1, 1000, 2, 11.0))
    for path in ("a.py", "pkg/"):
        told.apply(Started(path, 10.0 if path == "a.py" else 0.9))
        told.apply(finished(path))
        assert "─" in shown(told)
        assert f"  {told.done}/3" in shown(told)
    told.apply(Passed("repository/", 0.1))
    assert "─" not in shown(told)
    assert "  2/2" in shown(told)


def test_time_left_is_told_from_the_first_moment_if_the_machine_knows_the_model() -> None:
    assert "left" not in shown(course(Planned(3, 3000, 1, 120.0, is_measured=False)))
    assert "2 min left" in shown(course(Planned(3, 3000, 1, 120.0, is_measured=True)))
    assert course(Planned(3, 3000, 1, 120.0), Started("a.py", 30.0)).seconds_left() is None


@given(st.integers(1, 200), st.lists(st.text("abcdeé日/", min_size=1, max_size=40), max_size=4))
def test_no_line_is_too_long_and_no_name_is_cut(columns: int, names: list[str]) -> None:
    path = "/".join(name.strip("/") or "x" for name in names) or "x.py"
    told = course(Planned(9, 900, 2, 90.0, is_measured=True), Started(path, 10.0), Heard())
    line = shown(told, columns)
    assert width(line) < columns or not line
    last = path.rpartition("/")[2]
    assert path in line or f"…/{last}" in line or len(line.split()) <= 2


# On a terminal, and elsewhere


def test_a_terminal_is_left_as_it_was_and_told_how_it_ended(work: Path) -> None:
    with OllamaServer() as server:
        options = ("generate", "src", "-o", "vault", "--host", server.host)
        first = run_on_terminal(*options, env=XTERM)
        second = run_on_terminal(*options, env=XTERM)
    assert "\x1b[?25l" not in first  # the cursor is never hidden
    assert [line for line in first.splitlines()[-6:] if "In Obsidian: Open" in line]
    assert re.search(r"5 notes are up to date \([\d.]+ m?s\)\.\r\n$", second)


def test_what_failed_is_told_once_and_named_at_the_end(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALF_RETRIES", "0")
    with OllamaServer() as server:
        server.fault = lambda request: (
            Fault.status(500, "no luck") if request.user.split()[:1] == ["pkg"] else None
        )
        printed = run("generate", "src", "-o", "v", "--host", server.host, expect=1)
    assert printed.count("no luck") == 1
    assert "Failed: pkg. The next run tries again." in printed


def test_one_note_is_one_note(work: Path) -> None:
    repository(work / "one", {"a.py": "X = 1\n"})
    options = ("generate", "one", "-o", "vault", "--engine", "none", "--include", "a.py")
    assert "2 notes written" in run_on_terminal(*options, env=XTERM)
    assert "2 notes are up to date" in run_on_terminal(*options, env=XTERM)


@pytest.mark.parametrize("env", [{"TERM": "dumb", "CI": ""}, {"TERM": "xterm", "CI": "true"}])
def test_where_no_line_can_live_there_are_plain_lines_with_times(
    work: Path, env: dict[str, str]
) -> None:
    with OllamaServer() as server:
        shown_there = run_on_terminal("generate", "src", "-o", "v", "--host", server.host, env=env)
    assert "\x1b" not in shown_there
    lines = shown_there.replace("\r\n", "\n").splitlines()
    assert [line for line in lines if not re.match(f"{TIME}|  ", line)] == []


def test_a_pipe_gets_times_and_few_lines_and_nothing_when_all_is_well(work: Path) -> None:
    def piped(ci: str, server: OllamaServer) -> str:
        command = ["generate", "src", "-o", "v", "--host", server.host]
        return subprocess.run(
            [sys.executable, "-m", "ralf_notes", *command], env={**os.environ, "CI": ci},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True,
        ).stderr  # fmt: skip

    with OllamaServer() as server:
        first, second = piped("", server), piped("", server)
        (work / "src" / "m1.py").write_text("CHANGED = 1\n", encoding="utf-8")
        third = piped("true", server)
    dated = r"\d{4}-\d\d-\d\d " + TIME  # no terminal to type at: cron's pipe
    assert all(re.match(dated, line) for line in first.splitlines())
    assert all(re.match(TIME, line) for line in third.splitlines())
    assert not re.search(r"m\d\.py", first)  # not a line per file
    assert second == ""
    for told in ("Open v/", "For agents: "):
        assert (f"\n{told}" in re.sub(dated, "", first), told in third) == (True, False)


def test_a_log_tells_now_and_then_how_far_the_run_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    lines = Lines(begun=now)
    lines(Planned(1000, 10**6, 1, 20_000.0))
    for number in range(1000):
        lines(Started(f"m{number}.py", 20.0))
        now += 20.0
        lines(finished(f"m{number}.py"))
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "1000 files and 1 folder to ask the model about"
    assert told[1].startswith("3 of 1001 notes have their prose, about 5 h 3")
    assert 30 < len(told) < 60


def test_each_line_of_a_log_has_the_time_at_which_it_was_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = iter(["02:00:00 ", "02:00:09 "])
    monkeypatch.setattr("ralf_notes.cli.terminal.date_and_time", lambda: next(times))
    lines = Lines()
    lines(Configured("ralf-notes.yaml", at_once=False))
    lines(Warned("a file is gone"))
    assert capsys.readouterr().err.splitlines() == [
        "02:00:00 configuration: ralf-notes.yaml", "02:00:09 a file is gone",
    ]  # fmt: skip


# What fits


def test_tables_lose_columns_and_no_name() -> None:
    rows = [("a-model-with-a-long-name:70b-instruct-q4", "4 GB", "8192", "yes")]
    heads = ("NAME", "SIZE", "WINDOW", "FITS")
    narrow, wide = (next(columns(heads, rows, room, ("WINDOW", "SIZE"))) for room in (50, 56))
    assert (narrow.split(), wide.split()) == (["NAME", "FITS"], ["NAME", "SIZE", "FITS"])
    assert all(rows[0][0] in "".join(columns(heads, rows, room, heads[1:])) for room in (5, 50))


@given(st.text("abc日 ", max_size=200), st.integers(1, 100), st.integers(0, 9))
def test_lines_are_broken_at_blanks_only(text: str, room: int, taken: int) -> None:
    lines = wrapped(text, room, taken)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert [word for line in lines for word in line.split()] == text.split()


def test_messages_on_a_terminal_are_wrapped_at_words(work: Path) -> None:
    options = ("generate", "nowhere", "-o", "v", "--engine", "none")
    shown_there = run_on_terminal(*options, env={**XTERM, "COLUMNS": "40"}, expect=2)
    lines = shown_there.replace("\r\n", "\n").replace("\x1b[K", "").splitlines()
    assert len(lines) > 1
    assert all(len(line.rpartition("\r")[2]) <= 40 for line in lines if " " in line.strip())


def test_a_run_that_asks_no_model_says_once_what_it_wrote(work: Path) -> None:
    output = run("generate", "src", "-o", "vault", "--engine", "none")
    assert output.count("notes written") == 1
