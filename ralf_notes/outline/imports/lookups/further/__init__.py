"""Lookups of languages whose files import others by path or module."""
