"""Work in other processes of this program, on the other cores of the machine.

Where it is safe a child is a copy of this process: it has all that is loaded here, and costs a few
milliseconds. Elsewhere it is a new interpreter, which imports and compiles all of it again.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from importlib import import_module
from queue import SimpleQueue
from typing import IO, Any, BinaryIO, NamedTuple, NoReturn

from ralf_notes.machine.process import collect_seldom

_NEW = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve({function!r})"


class ChildFailed(Exception):
    """A child process ended, or could not be started, before it answered."""


class _Child(NamedTuple):
    questions: IO[bytes]
    answers: IO[bytes]
    end: Callable[[], object]
    """Kills the process, and waits until it is gone."""


def are_copies() -> bool:
    """Whether children that start now are copies of this process.

    With a second thread they are not: it may hold a lock that nobody would release in a copy. On
    macOS they never are: the system's frameworks do not bear it.
    Source: https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods
    """
    try:
        return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


@contextmanager
def children(module: str, function: str, count: int) -> Iterator[Callable[[Any], Any]]:
    """Provide a function that calls another one in a child process; any thread may call it.

    As many calls as there are children can be under way at a time. A child ends with this process,
    however it ends: its standard input is closed then. It gets no Ctrl-C of the terminal. No
    database of SQLite that the function opens may be open here, as a copy would share its locks.

    Args:
        module: the name of the module of the function.
        function: its name. Its argument and its result are pickled.
        count: of the children.

    Yields a function that raises ChildFailed if the child ends before it has answered.
    """
    name = f"{module}:{function}"
    start = _copy if are_copies() else _new
    with ExitStack() as stack:
        idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(count):
            try:
                child = start(name)
            except OSError:  # the system does not start one
                idle.put(None)
            else:
                stack.callback(_end, child)
                idle.put(child)

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


def _new(function: str) -> _Child:
    """Start a new interpreter. Raises OSError."""
    code = _NEW.format(path=sys.path, module=__name__, function=function)
    pipe = subprocess.PIPE
    # Isolated: it takes its modules from where this process takes them, and from nowhere else.
    options = ["-I", "-B"] if sys.dont_write_bytecode else ["-I"]
    process = subprocess.Popen(
        [sys.executable, *options, "-c", code],
        stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdin and process.stdout

    def end() -> None:
        process.kill()
        process.wait()

    return _Child(process.stdin, process.stdout, end)


def _copy(function: str) -> _Child:
    """Start a copy of this process. Raises OSError."""
    questions, ask = os.pipe()
    listen, answers = os.pipe()
    try:
        number = os.fork()
    except OSError:
        for each in (questions, ask, listen, answers):
            os.close(each)
        raise
    if number == 0:
        _be_copy(function, questions, answers)
    os.close(questions)
    os.close(answers)

    def end() -> None:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)

    return _Child(os.fdopen(ask, "wb"), os.fdopen(listen, "rb"), end)


def _be_copy(function: str, questions: int, answers: int) -> NoReturn:
    """Answer, in a copy of the process; what is to be done when that one ends is not done."""
    try:
        os.setsid()
        for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stopping, signal.SIG_DFL)
        os.dup2(questions, 0)
        os.dup2(answers, 1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        # The others are the process's own: pipes to other children would keep these alive.
        for each in map(int, os.listdir("/proc/self/fd")):
            if each > 2:
                with suppress(OSError):  # the one that listed them
                    os.close(each)
        with open(os.devnull, "w", encoding="utf-8") as nothing, redirect_stdout(nothing):
            serve(function)
    finally:
        os._exit(0)


def _end(child: _Child) -> None:
    child.end()
    for pipe in (child.questions, child.answers):
        with suppress(OSError):  # what was on its way to the child is lost, as the child is
            pipe.close()


def _ask(child: _Child | None, argument: Any) -> Any:
    if child is None:
        raise ChildFailed
    try:
        pickle.dump(argument, child.questions)
        child.questions.flush()
        return pickle.load(child.answers)
    except (OSError, EOFError, pickle.PickleError, ValueError) as error:
        raise ChildFailed from error


def serve(function: str) -> None:
    """Be a child process: answer arguments on the standard input until it is closed.

    Args:
        function: `module:name` of the function that answers.
    """
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may get between the answers
    collect_seldom()
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
