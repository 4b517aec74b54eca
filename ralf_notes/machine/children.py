"""Work in other processes of this program, on the other cores of the machine."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from queue import SimpleQueue
from typing import Any, BinaryIO

_CHILD = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve({function!r})"


class ChildFailed(Exception):
    """A child process ended, or could not be started, before it answered."""


@contextmanager
def children(module: str, function: str, count: int) -> Iterator[Callable[[Any], Any]]:
    """Provide a function that calls another one in a child process; any thread may call it.

    As many calls as there are children can be under way at a time. A child ends with this process,
    however it ends: its standard input is closed then. It gets no Ctrl-C of the terminal.

    Args:
        module: the name of the module of the function.
        function: its name. Its argument and its result are pickled.
        count: of the children.

    Yields a function that raises ChildFailed if the child ends before it has answered.
    """
    code = _CHILD.format(path=sys.path, module=__name__, function=f"{module}:{function}")
    with ExitStack() as stack:
        idle: SimpleQueue[subprocess.Popen[bytes] | None] = SimpleQueue()
        for _ in range(count):
            idle.put(_start(code, stack))

        def call(argument: Any) -> Any:
            child = idle.get()
            try:
                return _ask(child, argument)
            except ChildFailed:
                child = None  # the next call that gets its place fails at once
                raise
            finally:
                idle.put(child)

        yield call


def _start(code: str, stack: ExitStack) -> subprocess.Popen[bytes] | None:
    """Return a new child, which ends with the stack; None if the system does not start one."""
    pipe = subprocess.PIPE
    # Isolated: it takes its modules from where this process takes them, and from nowhere else.
    options = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
    try:
        child = subprocess.Popen(
            [sys.executable, *options, "-c", code],
            stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
    except OSError:
        return None
    stack.callback(_end, child)
    return child


def _end(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin and child.stdout
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError):  # what was on its way to the child is lost, as the child is
            pipe.close()


def _ask(child: subprocess.Popen[bytes] | None, argument: Any) -> Any:
    if child is None or not child.stdin or not child.stdout:
        raise ChildFailed
    try:
        pickle.dump(argument, child.stdin)
        child.stdin.flush()
        return pickle.load(child.stdout)
    except (OSError, EOFError, pickle.PickleError, ValueError) as error:
        raise ChildFailed from error


def serve(function: str) -> None:
    """Be a child process: answer arguments on the standard input until it is closed.

    Args:
        function: `module:name` of the function that answers.
    """
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may get between the answers
    module, _, name = function.partition(":")
    answer = getattr(import_module(module), name)
    for argument in _arguments(questions):
        pickle.dump(answer(argument), answers)
        answers.flush()


def _arguments(questions: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            yield pickle.load(questions)
        except EOFError:
            return
