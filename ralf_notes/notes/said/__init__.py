"""What a model says in a note, beside its summary: lists of items, and names that are links."""
