"""`python -m ralf_notes` and the command `ralf-notes`."""

from ralf_notes.cli.app import main

if __name__ == "__main__":
    main()
