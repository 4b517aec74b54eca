"""Kinds of files that say how software is built, and what it is built from."""
