"""Kinds of files that say where and how software runs."""
