"""What the tool needs of the machine it runs on."""
