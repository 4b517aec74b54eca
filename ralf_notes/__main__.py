"""`python -m ralf_notes` and the command `ralf-notes`."""

import atexit
import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it in words while its modules are loaded, too."""
    from ralf_notes.machine.process import leave_when_interrupted

    leave_when_interrupted()
    gc.disable()  # until a command runs: what is loaded lives until the end
    # Python looks for cycles in all that there is once more when it ends: that takes 3 %.
    atexit.register(gc.freeze)
    if sys.argv[1:2] == ["search"]:
        _search_again()
    from ralf_notes.cli import app

    app.main()


def _search_again() -> None:
    """Exit with the answer to a search like one before, if nothing changed since."""
    from ralf_notes.cli import search_again, terminal
    from ralf_notes.errors import RalfError
    from ralf_notes.machine import home

    terminal.open_closed_streams()
    try:
        code = search_again.answered(sys.argv[2:]) if home.is_given() else None
    except RalfError as exc:
        terminal.tell_error(exc)
        code = exc.exit_code
    if code is not None:
        sys.exit(code)


if __name__ == "__main__":
    main()
