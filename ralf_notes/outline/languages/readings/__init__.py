"""Texts that a grammar can read in place of a source with syntax that it does not know.

Each has the length and the lines of the source. They are tried only if the source has errors.
"""
