"""ralf-notes: source code documented as an Obsidian vault by a model on your own machine."""

__version__ = "0.1.0"
