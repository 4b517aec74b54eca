"""How much a model says of a file, beside what it is for: steps, and things to know."""
