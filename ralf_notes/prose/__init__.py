"""Questions to models, and the prose that is made from their answers."""
