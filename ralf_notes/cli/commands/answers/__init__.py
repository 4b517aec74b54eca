"""The commands that answer questions about sources and notes."""
