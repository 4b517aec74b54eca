"""Sources and notes compared."""
