"""What quotes of docstrings are made of: lines of text, tables, drawings."""
