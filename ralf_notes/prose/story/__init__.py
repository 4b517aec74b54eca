"""What a model tells of a repository: how it starts, which ideas to know, where to look."""
