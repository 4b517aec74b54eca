"""What the tool uses of the machine: memory, files, threads."""
