"""The story of a repository: what a model is asked for it, and what of it is still true."""
