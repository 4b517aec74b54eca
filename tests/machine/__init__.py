"""What the tool needs of the machine."""
