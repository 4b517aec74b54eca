"""ralf-notes: source code documented as an Obsidian vault by a model on your own machine."""

import sys

__version__ = "0.1.0"

ISSUES = "https://github.com/OWNER/ralf-notes/issues"
"""Where faults are reported."""

if sys.version_info < (3, 11, 5):
    from ralf_notes.machine import possessive

    possessive.mend()
