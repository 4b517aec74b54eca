"""The values of `source_url` that are words, not templates."""

AUTO = "auto"
"""The address comes from the git remote."""
NONE = "none"
"""Notes have no link to their source."""
