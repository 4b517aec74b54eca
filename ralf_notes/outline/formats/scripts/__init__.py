"""Languages that no grammar reads: what the beginnings of lines surely tell."""
