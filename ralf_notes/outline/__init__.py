"""Outlines of files: their symbols, their imports, and which file uses which."""
