"""The one place that prints: what a person reads passes `say`, in which no character acts.

Messages for a person go to stderr, results to stdout. Where a stream was closed or its disk is
full, work goes on; only results that cannot be written are an error.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from ralf_notes.cli.tables import columns, wrapped
from ralf_notes.errors import RalfError
from ralf_notes.escapes import shown, width

_PROGRAMS_WITH_LINKS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby")
_TERMS_WITH_LINKS = ("xterm-kitty", "alacritty", "foot", "contour", "xterm-ghostty", "wezterm")
_FIRST_VTE_WITH_LINKS = 5000


def open_closed_streams() -> None:
    """Open the null device in place of each standard stream that the caller closed.

    Otherwise the next file that is opened has its number, and takes what is meant for the stream.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)
            if null != number:
                os.dup2(null, number)
                os.close(null)
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def say(text: str = "", *, lead: str = "", colour: str = "") -> None:
    """Print one line of a result on stdout.

    Args:
        text: the line; what would act on a terminal is shown, line ends included.
        lead: what stands before it, in a colour if stdout is a terminal that may show colours.
        colour: its name; red and magenta can be read on white and on black, others cannot.

    Raises RalfError when stdout cannot be written.
    """
    lead = shown(lead)
    before = _styled(lead, colour) if colour else lead
    room = columns_of(1) if _is_terminal(sys.stdout) else None
    first, *others = wrapped(shown(text), room, width(lead))
    _print_result(f"{before}{first}\n")
    for line in others:
        _print_result(f"{line}\n")


def say_lines(text: str) -> None:
    """Print a text of several lines on stdout that a program will read: none is wrapped."""
    for line in text.removesuffix("\n").split("\n"):
        _print_result(f"{shown(line)}\n")


def bold(text: str) -> str:
    """Return a title as Typer writes it: bold, if it is for a terminal."""
    return _styled(text)


def _styled(text: str, colour: str | None = None) -> str:
    """Return a bold text where stdout is a terminal and nobody has asked for plain text.

    Source: https://no-color.org
    """
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if is_plain or not _is_terminal(sys.stdout):
        return text
    import typer  # a search whose results go to a program or a file needs none of it

    return typer.style(text, fg=colour, bold=True)


def show_page(text: str) -> None:
    """Print a page of help on stdout."""
    _print_result(f"{text}\n")


def say_json(text: str) -> None:
    """Print JSON, in which `shown_json` left nothing that acts, as it is."""
    _print_result(text)


def tell(text: str, date: str | None = None) -> None:
    """Print one line for a person on stderr, if it can be written.

    Args:
        text: the line.
        date: what `date_and_time` gave when it happened; None for now.
    """
    date = date_and_time() if date is None else date
    room = columns_of(2) if is_watched() else None
    lines = wrapped(shown(text), room, len(date))
    _print_message("\n".join((date + lines[0], *lines[1:])) + "\n")


_dated = False
"""Whether messages are those of a run, which may go on for hours."""


def date_messages() -> None:
    """Put the time before each message from now on, unless a person watches a line that lives."""
    global _dated
    _dated = True


def date_and_time() -> str:
    """Return what stands before each message of a run: date and time in a log of many nights, a
    file or a pipe of cron's; the time of day in other pipes, in CI, and on a terminal where no
    line can live; else ''."""
    if not _dated:
        return ""
    try:
        mode = os.fstat(sys.stderr.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # closed, or a stream of the caller's own
        return ""
    if is_watched() and can_draw():
        return ""
    from datetime import datetime

    # Who starts jobs gives them no terminal to read from; a person who pipes a run has one.
    is_log = stat.S_ISREG(mode) or (stat.S_ISFIFO(mode) and not can_ask() and not is_ci())
    return f"{datetime.now():%Y-%m-%d %H:%M:%S} " if is_log else f"{datetime.now():%H:%M:%S} "


def tell_link(text: str, address: str) -> None:
    """Print one line for a person that leads to an address, shown where links do not work.

    Args:
        text: the line.
        address: percent-encoded; '' for none.
    """
    if not address:
        tell(text)
    elif _shows_links(os.environ):
        _print_message(f"\x1b]8;;{shown(address)}\x1b\\{shown(text)}\x1b]8;;\x1b\\\n")
    else:
        tell(f"{text}: {address}")


def _shows_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal is one that is known to show links.

    Source: https://github.com/Alhadis/OSC8-Adoption
    """
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if term in ("", "dumb") or program == "tmux" or environ.get("TMUX") or environ.get("STY"):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        program in _PROGRAMS_WITH_LINKS
        or term.startswith(_TERMS_WITH_LINKS)
        or (vte.isdecimal() and int(vte) >= _FIRST_VTE_WITH_LINKS)
        or any(name in environ for name in ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID"))
    )


def tell_error(error: RalfError) -> None:
    """Print what an error says: on one line, and below it what it lists."""
    first, *others = error.args or (type(error).__name__,)
    tell(f"ralf-notes: {first}")
    for line in others:
        tell(f"  {line}")


def tell_traceback(parts: Iterable[str]) -> None:
    """Print a traceback, in the parts that `traceback.format_exception` returns."""
    for part in parts:
        # The text of an error may hold line ends; those of the stack are ours.
        is_ours = part.startswith(("  ", "\n"))
        for line in part.splitlines() if is_ours else [part.removesuffix("\n")]:
            tell(line)


def is_watched() -> bool:
    """Whether a person may be watching stderr."""
    return _is_terminal(sys.stderr)


def can_ask() -> bool:
    """Whether there is a person to ask."""
    return _is_terminal(sys.stdin)


def ask(question: str, default: str, *, on_stderr: bool) -> str:
    """Ask a person for a line; Enter takes the default. Raises typer.Abort at Ctrl-C."""
    import typer

    prompt = f"{shown(question)} [{shown(default)}]" if default else shown(question)
    return str(typer.prompt(prompt, default=default, show_default=False, err=on_stderr))


def confirm(question: str, default: bool, *, on_stderr: bool) -> bool:
    """Ask a person for yes or no. Raises typer.Abort at Ctrl-C."""
    import typer

    return typer.confirm(shown(question), default, err=on_stderr)


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _print_result(text: str) -> None:
    _forget_awaited()
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:  # who reads has seen enough
        _give_up(1)
        raise SystemExit(1) from None
    except OSError as exc:
        _give_up(1)
        raise RalfError(f"the result cannot be written to stdout: {exc.strerror}") from exc


def _print_message(text: str) -> None:
    _forget_awaited()
    try:
        _write(sys.stderr, text)
    except OSError:  # a log that is full, or that nobody reads any more, ends no run
        _give_up(2)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    writable = text.encode(encoding, "backslashreplace").decode(encoding)
    if "\x1b" in writable:  # it leaves colours out of a file, and Windows needs help with them
        import typer

        typer.echo(writable, file=stream, nl=False)
    else:
        stream.write(writable)
        stream.flush()


def _give_up(number: int) -> None:
    """Lead a standard stream to the null device: its buffer would fail again as Python ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, number)
    os.close(null)


# --- drawn on a terminal -----------------------------------------------------------------------

_SPINNER, _FULL, _EMPTY = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "━", "─"
_ERASE = "\r\x1b[K"
_USUAL_COLUMNS, _USUAL_ROWS = 80, 24
_FREE_ROWS = 3
"""Rows below a line that is drawn again and again: for as many Enters between two drawings."""


def can_draw() -> bool:
    """Whether the terminal of stderr can draw a line again and again.

    A terminal that is dumb cannot, and the log of a CI job keeps each drawing.
    """
    name = os.environ.get("TERM", "" if os.name == "nt" else "dumb")
    is_able = name not in ("dumb", "unknown", "") or bool(os.environ.get("WT_SESSION"))
    return is_able and not is_ci()


def is_ci() -> bool:
    """Whether this is a CI job, which may have a terminal that nobody types at."""
    return os.environ.get("CI", "").strip().lower() not in ("", "0", "false")


def signs() -> tuple[str, str, str]:
    """Return the frames of a spinner, and the full and the empty cell of a bar."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    try:
        (_SPINNER + _FULL + _EMPTY).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "|/-\\", "#", "-"
    return _SPINNER, _FULL, _EMPTY


def draw_line(text: str) -> None:
    """Draw a line on stderr in place of the last one; the cursor stays at its beginning."""
    if is_in_foreground(2):
        _print_message(f"{_ERASE}{text}\r")


def erase_line() -> None:
    """Remove the line that was drawn last."""
    if is_in_foreground(2):
        _print_message(_ERASE)


@dataclass(slots=True)
class LivingLine:
    """A line at the bottom of the terminal that is drawn again and again, whatever is typed there.

    Enter moves the cursor to the next row, and the line would stay where it was. So rows below it
    are kept free, and after Enter the next drawing begins where the last one did. The terminal's
    settings stay as they are: whatever ends the process, a shell finds what was typed.
    """

    _waiting: Callable[[], int] = field(default_factory=lambda: _waiting_input(2))
    """Returns how many bytes of lines that were typed no program has read."""
    _waited: int = 0
    """How many there were at the last drawing."""
    _doubtful: int = 0
    """For how many drawings the cursor may still move: it follows what is typed a little later."""
    _size: tuple[int, int] | None = None
    """How big the terminal was at the last drawing; None while no line is shown."""

    def draw(self, text: str) -> None:
        """Draw the line in place of the last one; the cursor stays at its beginning."""
        if not is_in_foreground(2):
            return
        size = _size_of(2)
        free = min(_FREE_ROWS, size[1] // 4)
        rows = "\n" * free + f"\x1b[{free}A" if free else ""
        _print_message(f"{self._back(size)}{rows}\x1b7{text}\r")
        self._size = size

    def erase(self) -> None:
        """Remove the line that was drawn last."""
        if is_in_foreground(2):
            _print_message(self._back(_size_of(2)))
        self._size = None

    def _back(self, size: tuple[int, int]) -> str:
        """Return what leads to the beginning of the line that was drawn last, and removes it."""
        before, self._waited = self._waited, self._waiting()
        self._doubtful = 2 if self._waited > before else max(0, self._doubtful - 1)
        return "\x1b8\x1b[J" if self._doubtful and self._size == size else _ERASE


def _waiting_input(stream: int) -> Callable[[], int]:
    """Return what tells how many bytes a terminal holds of lines that no program has read."""
    try:
        from fcntl import ioctl
        from termios import FIONREAD
    except ImportError:  # Windows
        return lambda: 0

    def waiting() -> int:
        try:
            return int.from_bytes(ioctl(stream, FIONREAD, bytes(4)), sys.byteorder)
        except OSError:
            return 0

    return waiting


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show what is awaited on a terminal, until it is there or another line is printed."""
    global _is_awaited
    if is_watched() and can_draw():
        draw_line(f"{shown(what)} ...")
        _is_awaited = True
    elif is_watched():
        tell(f"{what} ...")
    try:
        yield
    finally:
        _forget_awaited()


_is_awaited = False
"""Whether the line that `waiting` drew is on the screen."""


def _forget_awaited() -> None:
    """Remove the line that `waiting` drew, if it is still there."""
    global _is_awaited
    if _is_awaited:
        _is_awaited = False
        erase_line()


def show_table(
    headings: Sequence[str], rows: Iterable[tuple[str, ...]], first_to_go: Sequence[str] = ()
) -> None:
    """Print a table on stdout in plain columns.

    Args:
        headings: one for each column.
        rows: the cells.
        first_to_go: the columns to leave out, in this order, where a terminal is too narrow.
    """
    room = columns_of(1) if _is_terminal(sys.stdout) else None
    for line in columns(headings, rows, room, first_to_go):
        _print_result(f"{line}\n")


def columns_of(stream: int) -> int:
    """Return how wide the terminal of a stream is: 1 is stdout, 2 is stderr."""
    setting = os.environ.get("COLUMNS", "")
    if setting.isascii() and setting.isdigit() and int(setting):
        return int(setting)
    try:
        return os.get_terminal_size(stream).columns or _USUAL_COLUMNS
    except OSError:
        return _USUAL_COLUMNS


def _size_of(stream: int) -> tuple[int, int]:
    """Return the columns and rows of the terminal of a stream."""
    try:
        size = os.get_terminal_size(stream)
        return size.columns, size.lines
    except OSError:
        return _USUAL_COLUMNS, _USUAL_ROWS


def is_in_foreground(stream: int) -> bool:
    """Whether no shell that has put the process aside uses the terminal of a stream."""
    try:
        return os.tcgetpgrp(stream) == os.getpgrp()
    except (OSError, AttributeError):  # no terminal, or Windows
        return True
