"""How to find what files use: one module for each language or family of languages."""
