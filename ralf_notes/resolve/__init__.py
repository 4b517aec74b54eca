"""One module per family of languages: what an import means there, as files of the tree."""
