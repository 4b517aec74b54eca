"""The prose of a model in a note, beside its summary: lists of items, and linked names."""
