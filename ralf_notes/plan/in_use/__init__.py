"""Which functions of which files use the symbols of a file, and lines of code that show it."""
