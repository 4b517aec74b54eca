"""What stands above the block of a note: its properties."""
