"""Obsidian's vaults: which there are on this machine, and where in one the notes lie."""
