"""What a note keeps of a file in detail: hashes of what was read, steps, and things to know."""
