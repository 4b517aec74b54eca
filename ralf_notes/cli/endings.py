"""How a command ends: an error becomes a message and an exit code, and no traceback."""

from __future__ import annotations

import errno
import platform
import re
import traceback
from collections.abc import Callable, Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from ralf_notes import ISSUES, __version__
from ralf_notes.cli import terminal
from ralf_notes.errors import EXIT_FAULT, RalfError, fault_words

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What the system says when a disk is full; that is no fault of ours."""

_INVALID = re.compile("^Invalid value for '([^']*)': ")
"""How Typer begins a message on a value; messages on the configuration name the key alone."""


def exit_code(command: Callable[[], object], args: Sequence[str], quotable: Collection[str]) -> int:
    """Call a command, say what went wrong, and return its exit code.

    Args:
        command: returns an exit code, or None for 0.
        args: the command line.
        quotable: its words that are neither names nor values, so that a report may quote them.
    """
    debug = "--debug" in args
    try:
        code = command()
        return code if isinstance(code, int) else 0
    except RalfError as exc:
        if debug:
            terminal.tell_traceback(traceback.format_exception(exc))
        terminal.tell_error(exc)
        return exc.exit_code
    except Exception as exc:
        if hasattr(exc, "format_message"):  # Typer's own, about the command line
            return _usage_error(exc)
        if isinstance(exc, OSError) and exc.errno in _FULL:
            terminal.tell(
                f"ralf-notes: {exc.filename or 'the output'} cannot be written: {exc.strerror}"
            )
            return 1
        if debug:
            terminal.tell_traceback(traceback.format_exception(exc))
        for line in fault_lines(fault_words(exc), [each for each in args if each in quotable]):
            terminal.tell(line)
        return EXIT_FAULT


def fault_lines(what: str, words: Sequence[str]) -> tuple[str, str, str]:
    """Return the message for a fault of ours: where it is, and how to report it.

    Args:
        what: the kind of the exception and its place, without the text that it carries.
        words: the command and its options, without values.
    """
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    about = [
        what, f"ralf-notes {__version__}, Python {platform.python_version()}, {system}",
        f"Command, without names and values: ralf-notes {' '.join(words)}",
    ]  # fmt: skip
    report = urlencode({"title": what, "body": "\n\n".join(about)})
    return (
        f"ralf-notes: {what}. What was finished is kept.",
        f"  Please report it: {ISSUES}/new?{report}",
        "  --debug shows the traceback.",
    )


def _usage_error(exc: Any) -> int:
    """Say what is wrong with a command line, and how it is used; return the exit code."""
    message, context = str(exc.format_message()), getattr(exc, "ctx", None)
    if type(exc).__name__ == "NoArgsIsHelpError":  # its module depends on Typer's version
        terminal.show_page(message)
    elif message.strip():
        message = _INVALID.sub(r"\1: ", " ".join(message.split()))
        terminal.tell(f"ralf-notes: {message}")
        if context is not None:
            terminal.tell(" ".join(context.get_usage().split()))
            terminal.tell(f"Try: {context.command_path} --help")
    return int(exc.exit_code)
