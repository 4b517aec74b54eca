"""How long the questions of a run take: what is expected, and what is learnt from each run."""
