"""Finds what answers a question: symbols, notes, and the sources themselves."""
