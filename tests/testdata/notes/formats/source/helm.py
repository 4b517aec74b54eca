"""Steers boats."""


def steer(angle):
    """Turn the boat."""
