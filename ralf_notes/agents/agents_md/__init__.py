"""The block for `AGENTS.md`: what it says, where it stands, and how it is kept current."""
