"""Questions to models, and the prose from their answers."""
