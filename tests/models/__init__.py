"""Models and engines."""
