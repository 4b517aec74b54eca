"""`python -m ralf_notes` and the command `ralf-notes`."""

import sys


def main() -> None:
    """Run the command line, also where Ctrl-C comes while its modules are being loaded."""
    try:
        from ralf_notes.cli import app

        app.main()
    except KeyboardInterrupt:  # once a command runs, `endings` catches it
        from ralf_notes.machine.process import EXIT_INTERRUPTED

        sys.exit(EXIT_INTERRUPTED)


if __name__ == "__main__":
    main()
