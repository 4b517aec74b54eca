"""ralf-notes: source code documented as an Obsidian vault by a model on your own machine."""

__version__ = "0.1.0"

ISSUES = "https://github.com/OWNER/ralf-notes/issues"
"""Where faults are reported."""
