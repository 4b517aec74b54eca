"""Models and their engines."""
