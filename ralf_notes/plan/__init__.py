"""Compares sources with notes: what changed, and what each note will say."""
