"""The repository itself: layout, docs, the GitHub Action."""
