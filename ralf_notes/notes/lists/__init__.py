"""Lists in notes whose entries lead to other notes."""
