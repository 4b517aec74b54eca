"""How a command ends: an error becomes a message and an exit code, and no traceback."""

from __future__ import annotations

import errno
import os
import platform
import re
import traceback
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from ralf_notes import ISSUES, __version__
from ralf_notes.cli import terminal
from ralf_notes.errors import EXIT_FAULT, RalfError, fault_words

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
"""What the system says when a disk is full; that is no fault of ours."""

_INVALID = re.compile("^Invalid value for '([^']*)': ")
"""How Typer begins a message on a value; messages on the configuration name the key alone."""

_MISSING = re.compile(r"^Missing (?:argument|option|parameter) '\{?(.*?)\}?'\.")
_EXTRA = re.compile(r"^Got unexpected extra argument\S* \((.*)\)$")
_UNKNOWN = re.compile(r"""^No such command (['"])(.*?)\1\.""")
"""How Typer says that an argument is missing or too much, and that there is no such command."""

_NEAR = 0.7
"""How much alike two words are of which one may be a slip for the other."""


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
            return _usage_error(exc, args, quotable)
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


def _usage_error(exc: Any, args: Sequence[str], quotable: Collection[str]) -> int:
    """Say what is wrong with a command line, and how it is used; return the exit code."""
    message, context = " ".join(str(exc.format_message()).split()), getattr(exc, "ctx", None)
    if type(exc).__name__ == "NoArgsIsHelpError":  # its module depends on Typer's version
        terminal.show_page(str(exc.format_message()))
    elif message:
        words = [each for each in args if not each.startswith("-")][:1]  # the root takes no values
        command = next((each for each in words if each in quotable), "")
        terminal.tell(f"ralf-notes: {_in_our_words(exc, message, command, quotable)}")
        if context is not None:
            terminal.tell(" ".join(context.get_usage().split()))
        path = f"ralf-notes {command}".rstrip() if context is None else context.command_path
        terminal.tell(f"Try: {path} --help")
    return int(exc.exit_code)


def _in_our_words(exc: Any, message: str, command: str, quotable: Collection[str]) -> str:
    """Return a message of Typer's as one of ours: what failed, on what, and what is near it.

    Args:
        exc: Typer's own.
        message: its text, in one line; what is of no known kind stays as it is.
        command: such as `generate`; '' for none.
        quotable: all commands and options.
    """
    kind, option = type(exc).__name__, getattr(exc, "option_name", "")
    whose = command or "ralf-notes"
    if kind == "NoSuchOption":
        hint = _as_setting(option) or _near_option(option, exc.possibilities or ())
        return f"{option} is no option of {whose}{hint}"
    if kind == "BadOptionUsage" and "not take a value" in message:
        opposite = f"--no-{option.removeprefix('--')}"
        forms = f"{option} or {opposite}" if opposite in quotable else option
        return f"{option} takes no value: write {forms} alone"
    if kind == "BadOptionUsage" and "requires" in message:
        return f"{option} needs a value: none follows it"
    if missing := _MISSING.match(message):
        return f"{missing[1]} is missing: {whose} needs it"
    if extra := _EXTRA.match(message):
        return f"{whose} takes fewer arguments: it has no place for {extra[1]}"
    if unknown := _UNKNOWN.match(message):
        return f"{unknown[2]} is no command{_near_command(unknown[2], quotable)}"
    return _INVALID.sub(r"\1: ", message)


def _as_setting(option: str) -> str:
    """Return where to write a key of the configuration that was given as an option; '' for none."""
    from ralf_notes.config.keys import Config, variable_of

    key = option.strip("-").replace("-", "_")
    if key not in Config.model_fields:
        return ""
    variable = variable_of(key)
    or_variable = f", or {variable} in the environment" if variable else ""
    return f": it is a setting, {key} in the config file{or_variable}"


def _near_option(option: str, options: Iterable[str]) -> str:
    """Return the option of a command that a person may have meant; '' if none is near."""
    names = {each.strip("-"): each for each in options}
    near = _nearest(option.strip("-"), names)
    return f": did you mean {names[near]}?" if near else ""


def _near_command(word: str, quotable: Iterable[str]) -> str:
    """Return what a person may have meant by a word that is no command; '' if nothing is near."""
    if os.path.exists(word):
        import shlex

        return f": did you mean ralf-notes generate {shlex.quote(word)}?"
    near = _nearest(word, [each for each in quotable if not each.startswith("-")])
    return f": did you mean {near}?" if near else ""


def _nearest(word: str, words: Iterable[str]) -> str:
    """Return the word that another one is most like; '' if none is near."""
    import difflib  # only mistakes need it

    return next(iter(difflib.get_close_matches(word, words, n=1, cutoff=_NEAR)), "")
