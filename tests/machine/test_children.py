"""Functions are called in other processes, which end with this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ralf_notes.machine.children import ChildFailed, children
from ralf_notes.machine.threads import ahead

PARENT = """
import os, sys, threading
from ralf_notes.machine.children import children
if "new" in sys.argv:  # a second thread
    threading.Thread(target=threading.Event().wait, daemon=True).start()
with children("os", "getpid", 2) as call:
    print(os.getpid(), flush=True)
    input()
"""


@pytest.fixture(params=["copies", "new interpreters"], autouse=True)
def kind(request: pytest.FixtureRequest) -> Iterator[str]:
    """Let children be of each kind: copies are made of a process with one thread only."""
    ended = threading.Event()
    second = threading.Thread(target=ended.wait)
    if request.param != "copies":
        second.start()
    yield request.param
    ended.set()


def test_a_child_answers_many_questions_and_each_thread_has_its_own() -> None:
    with children("os.path", "basename", 2) as call:
        names = list(ahead(call, [f"folder/{n}" for n in range(50)], 4, 2))
    assert names == [str(n) for n in range(50)]


def test_a_child_that_ends_fails_its_calls_and_no_others() -> None:
    with children("os", "_exit", 1) as call:
        for _ in range(2):
            with pytest.raises(ChildFailed):
                call(3)


def test_what_a_child_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with children("builtins", "print", 1) as call:
        assert call("hello") is None
    assert capfd.readouterr() == ("", "")


def test_children_end_when_their_parent_is_killed(kind: str) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", PARENT, kind.partition(" ")[0]]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=root) as parent:
        assert parent.stdout
        parent.stdout.readline()
        started = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
        assert len(started) == 2
        assert psutil.wait_procs(started, timeout=30)[1] == []
