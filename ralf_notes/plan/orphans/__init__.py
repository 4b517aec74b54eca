"""Notes whose source is gone: which they are, why it is gone, and what becomes of each."""
