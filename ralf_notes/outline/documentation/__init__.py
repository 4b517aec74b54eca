"""The authors' documentation: which comment belongs where, and what it says."""
