"""Notes and the vault."""
