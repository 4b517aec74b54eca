"""Notes as text and on disk."""
