"""What `check` looks at besides the configuration and the sources."""
