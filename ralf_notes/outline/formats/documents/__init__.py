"""Documents, notebooks, styles and plain data."""
