"""The flow of a run."""
