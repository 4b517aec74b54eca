"""Config files: where they are looked for, how they are read, and which of them is trusted."""
