"""What the parser knows."""
