"""How files write values: strings, expressions, settings, tags, and what binds them to a name."""
