"""The files that are documented."""
