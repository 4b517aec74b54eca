"""What a note shows of a file's symbols."""
