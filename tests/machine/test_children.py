"""Functions are called in other processes, which end with this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ralf_notes.machine.children import ChildFailed, children
from ralf_notes.machine.threads import ahead

PARENT = """
import os
from ralf_notes.machine.children import children
with children("os", "getpid", 2) as call:
    print(os.getpid(), flush=True)
    input()
"""


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


def test_children_end_when_their_parent_is_killed() -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", PARENT]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, cwd=root) as parent:
        assert parent.stdout
        parent.stdout.readline()
        started = psutil.Process(parent.pid).children()
        os.kill(parent.pid, signal.SIGKILL)
        assert len(started) == 2
        assert psutil.wait_procs(started, timeout=30)[1] == []
