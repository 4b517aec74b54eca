"""Reads and outlines the files of a tree that the cache does not know."""
