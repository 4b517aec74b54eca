"""What a model says about a repository: how it starts, which ideas to know, where to look."""
