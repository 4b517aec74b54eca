"""The command `tune`: it measures models and recommends settings."""
