"""What stands around a file in its tree: for its prompt, and for prose that names it."""
