"""Runs that nobody watches: the hours that they keep, and how they report a failure."""
