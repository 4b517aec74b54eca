"""What a model is asked, and what is kept of its answers."""
