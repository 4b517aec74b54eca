"""Notes as text, and the vault on disk."""
